"""The roles a playbook can name, and the words people are shown and stored with.

A participant's role is free text; these are the words that forms offer and by which a playbook finds its owners.
"""

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.people.models import Side
from portal.web.translations import LANGUAGES

ROLES = {
    Side.TEAM: {
        "csm": _l("Customer success"),
        "implementation": _l("Implementation"),
        "trainer": _l("Training"),
    },
    Side.CUSTOMER: {
        "sponsor": _l("Sponsor"),
        "project_lead": _l("Project lead"),
        "technical_lead": _l("Technical lead"),
        "data_protection": _l("Data protection"),
        "expert": _l("Subject expert"),
    },
}


def role_label(side: Side | str, key: str) -> str:
    """A role's word in the language of the page; an unknown key is its own word."""
    return str(ROLES[Side(side)].get(key, key))


def role_labels(side: Side | str) -> list[str]:
    """What a form offers as roles of one side."""
    return [str(label) for label in ROLES[Side(side)].values()]


def role_key(side: Side | str, words: str) -> str | None:
    """The role that `words` name in any of our languages, else None."""
    wanted = words.strip().casefold()
    for language in LANGUAGES:
        with force_locale(language):
            for key, label in ROLES[Side(side)].items():
                if wanted in (key, str(label).casefold()):
                    return key
    return None
