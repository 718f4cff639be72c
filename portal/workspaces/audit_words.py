"""The audit log in sentences: what somebody did, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.audit.models import Recorded
from portal.people.models import WorkspaceStatus
from portal.people.words import STATUSES

# What an act was about, and the names of the people in it by their ids.
About = Mapping[str, Any]
Names = Mapping[str, str]


def kind_of(act: str) -> str:
    """What is recorded, in two or three words: to filter by."""
    words = {
        Recorded.SIGNED_IN: _("Signed in"),
        Recorded.ADMIN_LINK: _("Sign-in link made on the server"),
        Recorded.LINK_MADE: _("Link made"),
        Recorded.LINK_REVOKED: _("Link revoked"),
        Recorded.LINK_OPENED: _("Link opened"),
        Recorded.MEMBER_ADDED: _("Member added"),
        Recorded.MEMBER_RENAMED: _("Own name changed"),
        Recorded.MEMBER_REMOVED: _("Member removed"),
        Recorded.MEMBER_RESTORED: _("Member brought back"),
        Recorded.ADMIN_MADE: _("Made an admin"),
        Recorded.ADMIN_UNMADE: _("Made a plain member"),
        Recorded.PERSON_REMOVED: _("Person removed"),
        Recorded.PERSON_ERASED: _("Person erased"),
        Recorded.SETTINGS_CHANGED: _("Settings changed"),
        Recorded.BRAND_CHANGED: _("Brand changed"),
        Recorded.EXPORTED: _("Exported"),
    }
    return words.get(Recorded(act), act) if act in set(Recorded) else act


def sentence_of(act: str, about: About | None, names: Names) -> str:
    """What was done; of what was erased only what kind of act it was."""
    if about is None:
        return _("%(kind)s; what it was about was erased", kind=kind_of(act))
    say = SENTENCES.get(Recorded(act)) if act in set(Recorded) else None
    return say(about, names) if say else kind_of(act)


def _signed_in(about: About, _names: Names) -> str:
    ways = {"by code": _("Signed in by a code"), "by the command line": _("Signed in by a link made on the server")}
    return ways.get(about.get("how", ""), _("Signed in by a mailed link"))


def _admin_link(about: About, _names: Names) -> str:
    return _("A sign-in link for %(member)s was made on the server", member=about.get("member", ""))


def _link_made(about: About, _names: Names) -> str:
    rights = {"view": _("to look"), "comment": _("to comment"), "edit": _("to edit")}
    told = {"label": _label(about), "rights": rights.get(about.get("rights", ""), "–")}
    if about.get("personal"):
        return _("Made the personal link %(label)s: %(rights)s", **told)
    return _("Made the shared link %(label)s: %(rights)s", **told)


def _link_revoked(about: About, _names: Names) -> str:
    return _("Revoked the link %(label)s", label=_label(about))


def _link_opened(about: About, _names: Names) -> str:
    return _("Opened the link %(label)s", label=_label(about))


def _label(about: About) -> str:
    label = about.get("label")
    return _("“%(label)s”", label=label) if label else _("without a name")


def _member_renamed(_about: About, _names: Names) -> str:
    return _("Changed their own name")


def _member_added(about: About, _names: Names) -> str:
    told = {"member": about.get("member", ""), "address": about.get("address", "")}
    if about.get("admin"):
        return _("Added %(member)s, %(address)s, to the team as an admin", **told)
    return _("Added %(member)s, %(address)s, to the team", **told)


def _member_removed(about: About, names: Names) -> str:
    return _("Took %(member)s off the team", member=_who(about, names))


def _member_restored(about: About, names: Names) -> str:
    return _("Brought %(member)s back to the team", member=_who(about, names))


def _admin_made(about: About, names: Names) -> str:
    return _("Made %(member)s an admin", member=_who(about, names))


def _admin_unmade(about: About, names: Names) -> str:
    return _("Made %(member)s a plain member", member=_who(about, names))


def _person_removed(about: About, names: Names) -> str:
    return _("Removed %(person)s from the onboarding", person=_who(about, names))


def _person_erased(_about: About, _names: Names) -> str:
    return _("Erased a person")


def _who(about: About, names: Names) -> str:
    who = about.get("member") or about.get("person") or ""
    return names.get(who, who)


def _settings_changed(about: About, _names: Names) -> str:
    dates = {"signed_on": _("signed on"), "kickoff_on": _("kickoff"), "go_live_on": _("go-live")}
    told = [f"{words}: {about[name]}" for name, words in dates.items() if name in about]
    if about.get("before") not in (None, about.get("status")):
        told.insert(0, f"{_status(about['before'])} → {_status(about['status'])}")
    return _("Changed the settings: %(what)s", what="; ".join(told)) if told else _("Saved the settings")


def _status(status: str) -> str:
    return str(STATUSES[WorkspaceStatus(status)]).split(":")[0]


def _brand_changed(about: About, _names: Names) -> str:
    colour = about.get("colour")
    return _("Changed the look, colour %(colour)s", colour=colour) if colour else _("Changed the look")


def _exported(about: About, _names: Names) -> str:
    if "form" in about:
        return _("Downloaded the answers of a form as %(kind)s", kind=str(about.get("kind", "")).upper())
    return _("Downloaded the audit log")


SENTENCES: Mapping[Recorded, Callable[[About, Names], str]] = {
    Recorded.SIGNED_IN: _signed_in,
    Recorded.ADMIN_LINK: _admin_link,
    Recorded.LINK_MADE: _link_made,
    Recorded.LINK_REVOKED: _link_revoked,
    Recorded.LINK_OPENED: _link_opened,
    Recorded.MEMBER_ADDED: _member_added,
    Recorded.MEMBER_RENAMED: _member_renamed,
    Recorded.MEMBER_REMOVED: _member_removed,
    Recorded.MEMBER_RESTORED: _member_restored,
    Recorded.ADMIN_MADE: _admin_made,
    Recorded.ADMIN_UNMADE: _admin_unmade,
    Recorded.PERSON_REMOVED: _person_removed,
    Recorded.PERSON_ERASED: _person_erased,
    Recorded.SETTINGS_CHANGED: _settings_changed,
    Recorded.BRAND_CHANGED: _brand_changed,
    Recorded.EXPORTED: _exported,
}
