"""What was done to the work in a task, in words."""

from collections.abc import Mapping

from flask_babel import gettext as _

from portal.people.queries import Face
from portal.plan.core.events import TaskChanged
from portal.plan.core.work import File
from portal.plan.parts.work_views import hours_words
from portal.web.filters import short_day


def work_sentence(event: TaskChanged) -> str:
    """The sentence, to be filled with the title and work_names()."""
    match event.field:
        case "files":
            return _file_sentence(event)
        case "roles":
            return str(_("Said who has a say in %(title)s"))
        case "effort":
            is_set = bool(event.after)
            return str(_("Set the effort of %(title)s to %(hours)s") if is_set else _("Took the effort off %(title)s"))
        case "behind":
            is_more = len(event.after) > len(event.before)
            return str(
                _("Put an internal task behind %(title)s") if is_more else _("Took a task from behind %(title)s")
            )
    return str(_("%(name)s names the owner of %(title)s by %(day)s"))


def _file_sentence(event: TaskChanged) -> str:
    if len(event.after) > len(event.before):
        return str(_("Attached “%(file)s” to %(title)s"))
    if _standing(event.after) > _standing(event.before):
        return str(_("Put “%(file)s” back on %(title)s"))
    return str(_("Took “%(file)s” off %(title)s"))


def _standing(files: tuple[File, ...]) -> int:
    return sum(not file.is_removed for file in files)


def work_names(event: TaskChanged, faces: Mapping[str, Face]) -> dict[str, str]:
    """What fills the sentence besides the title."""
    match event.field:
        case "files":
            changed = [file for file in event.after if file not in event.before]
            return {"file": changed[-1].name if changed else ""}
        case "effort":
            return {"hours": hours_words(event.after) if event.after else ""}
        case "promise" if event.after:
            face = faces.get(event.after.who)
            return {"name": face.first_name if face else str(_("Someone")), "day": short_day(event.after.until)}
    return {}
