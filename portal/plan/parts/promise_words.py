"""Who names the owner of a task, in words."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from portal.people.queries import Face
from portal.plan.core.work import Promise
from portal.web.filters import relative_day


def promise_words(promise: Promise | None, faces: Mapping[str, Face], me: str | None, today: date) -> str:
    """ "Anna names the owner by Fri"; "" where nobody does."""
    if promise is None:
        return ""
    day = relative_day(promise.until, today)
    if promise.who == me:
        return str(_("You name the owner by %(day)s", day=day))
    face = faces.get(promise.who)
    return str(_("%(name)s names the owner by %(day)s", name=face.first_name if face else _("Someone"), day=day))
