"""What edit() answers, and the sentences of its refusals."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.plan.core.commands import Rejected
from portal.plan.operations import write_value


@dataclass(frozen=True, slots=True)
class Answer:
    """Accepted: `seq` is the number, in the author's audience, from which the change is seen. Refused: the rest."""

    seq: int = 0
    is_duplicate: bool = False
    rejection: Rejected | None = field(default=None)
    by: str | None = None

    @property
    def is_accepted(self) -> bool:
        return self.rejection is None

    def to_wire(self) -> dict[str, Any]:
        """The acknowledgement as the wire carries it, in the language of the request."""
        if self.rejection is None:
            return {"ok": True, "seq": self.seq, **({"dup": True} if self.is_duplicate else {})}
        told = {"ok": False, "err": self.rejection.code, "say": say(self.rejection)}
        if self.rejection.field:
            told["field"] = self.rejection.field
        if self.rejection.at:
            told["at"] = self.rejection.at
        if self.rejection.code == "conflict":
            told |= {"current": write_value(self.rejection.current), "by": self.by}
        return told


def accepted(revision: int, shared_revision: int, side: str, *, is_duplicate: bool = False) -> Answer:
    """An edit that is on disk."""
    return Answer(seq=revision if side == "team" else shared_revision, is_duplicate=is_duplicate)


def refused(rejection: Rejected, *, by: str | None = None) -> Answer:
    """An edit that did not happen; `by` is who made the change it clashes with."""
    return Answer(rejection=rejection, by=by)


def say(rejection: Rejected) -> str:
    """The refusal as a sentence for the person who asked."""
    return _sentences(rejection.values).get(rejection.reason) or _("That did not work. Nothing was changed.")


def _sentences(values: dict[str, Any]) -> dict[str, str]:
    longest, most = values.get("longest", 0), values.get("most", 0)
    return {
        "after_itself": _("A row cannot stand after itself."),
        "bad_rule": _("Choose what the date is counted from, and how many days."),
        "bad_id": _("This page is out of date. Load it again and repeat the change."),
        "changed_meanwhile": _("Someone else changed this meanwhile. Both texts are kept: choose one."),
        "date_out_of_range": _("Choose a date between 2000 and 2199."),
        "circle": _("That would go round in a circle: %(way)s.", way=_way(values.get("way", []))),
        "empty": _("This needs a few words."),
        "fixed_date": _("This date is fixed. Say that it is not before you move it."),
        "internal_not_agreed": _("Only what both sides see can be agreed on."),
        "file_gone": _("This file was removed."),
        "has_an_owner": _("This task has an owner already."),
        "not_hours": _("Hours are 0 to %(most)s, by the quarter: 1.25 or 8.", most=most),
        "not_the_team": _("Only the vendor’s team can do this."),
        "only_internal_behind": _("Only internal tasks can stand behind a shared one."),
        "too_many_behind": _("At most %(most)s tasks stand behind one.", most=most),
        "too_many_files": _("A task holds at most %(most)s files. Remove one first.", most=most),
        "too_many_people": _("At most %(most)s people have this role in a task.", most=most),
        "item_gone": _("This item was removed."),
        "lag_out_of_range": _("A pause is 0 to %(most)s working days.", most=most),
        "malformed": _("The change could not be read. Load the page again and repeat it."),
        "may_not_edit": _("You can read this plan, but not change it."),
        "no_longer_in": _("This link no longer works. Ask your contact for a new one."),
        "no_room": _("There is no more room at this place. Move the row somewhere else."),
        "not_a_date": _("That is not a date."),
        "not_a_participant": _("Choose someone who takes part in this workspace."),
        "not_saved": _("Not saved. The server could not write just now; try again in a moment."),
        "not_text": _("This takes text."),
        "not_yes_or_no": _("This is either on or off."),
        "nothing_to_fix": _("Give it a date first: only a date can be fixed."),
        "odd_characters": _("The text holds characters that cannot be stored. Type it again without them."),
        "phase_full": _("A phase holds at most %(most)s tasks. Add a phase for the rest.", most=most),
        "phase_gone": _("This phase was removed."),
        "place_gone": _("The row it should follow is no longer there."),
        "plan_full": _("A plan holds at most %(most)s tasks.", most=most),
        "plan_gone": _("This plan is no longer there."),
        "start_after_due": _("The start date is after the due date."),
        "task_gone": _("This task was removed."),
        "team_only": _("Only the vendor’s team can change who sees a task."),
        "too_many_agreed": _("A plan keeps at most %(most)s agreed plans. Remove one first.", most=most),
        "too_long": _("Use at most %(longest)s characters.", longest=longest),
        "too_many_items": _("A checklist holds at most %(most)s items.", most=most),
        "too_many_waits": _("A task waits for at most %(most)s others.", most=most),
        "too_many_phases": _("A plan holds at most %(most)s phases.", most=most),
        "unknown_choice": _("Choose one of the values offered."),
        "unknown_field": _("This field does not exist."),
        "too_fast": _("Too many changes at once. They are sent again in a moment."),
    }


def _way(titles: list[str | None]) -> str:
    """The titles on the way round; what the reader may not know is a task on the vendor's side."""
    return " → ".join(_("a task on the vendor’s side") if title is None else f"“{title}”" for title in titles)
