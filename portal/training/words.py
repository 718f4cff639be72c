"""How far somebody is, in words."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.training.courses import Course
from portal.training.embeds import NotEmbeddable, names_of
from portal.web.filters import local, short_day


def length_words(count: int, minutes: int) -> str:
    """ "3 lessons, about 24 minutes"."""
    lessons = str(ngettext("%(num)s lesson", "%(num)s lessons", count))
    if not minutes:
        return lessons
    about = ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
    return f"{lessons}, {about}"


def left_words(count: int, minutes: int) -> str:
    """ "2 lessons left, about 12 minutes"."""
    lessons = str(ngettext("%(num)s lesson left", "%(num)s lessons left", count))
    if not minutes:
        return lessons
    about = ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
    return f"{lessons}, {about}"


def progress_words(course: Course) -> str:
    """How far its reader is: "2 of 3 lessons done, about 12 minutes left"."""
    total = len(course.steps)
    if not total:
        return str(_("No lessons yet"))
    if not course.left:
        return str(ngettext("The lesson is done", "All %(num)s lessons are done", total))
    if not course.done:
        return length_words(total, course.minutes)
    done = str(_("%(done)s of %(total)s lessons done", done=course.done, total=total))
    if not course.minutes_left:
        return done
    left = ngettext("about %(num)s minute left", "about %(num)s minutes left", course.minutes_left)
    return f"{done}, {left}"


def day_of(at: datetime, zone: str) -> str:
    """ "27 Nov": the day of an instant on the clocks of `zone`."""
    return short_day(local(at, zone).date())


def embed_refused(refused: NotEmbeddable, hosts: Sequence[str]) -> str:
    """Why an address cannot be shown in a lesson."""
    if refused.why == "not_https":
        return str(_("An address begins with https:// here. Copy it from the browser’s address bar."))
    if refused.why == "no_video":
        return str(_("This address leads to no single video. Open the video itself and copy the address from there."))
    if refused.why == "unknown_host":
        return str(_("Videos can be shown from %(hosts)s. Upload others as a file.", hosts=", ".join(names_of(hosts))))
    return str(_("This does not look like the address of a video. Copy it from the browser’s address bar."))
