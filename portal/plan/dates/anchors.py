"""The dates of an onboarding that others are counted from, and a rule in words."""

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as ngettext

from portal.people.models import Workspace
from portal.plan.core.following import date_by_rule
from portal.plan.core.plan import Plan, Task, stands
from portal.plan.core.schedule import Rule, rule_of
from portal.plan.dates.working_days import days_off_of

# As they are said after "after" or "before".
ANCHOR_WORDS: dict[str, LazyString] = {
    "signed": _l("the signing"),
    "kickoff": _l("the kickoff"),
    "go_live": _l("the go-live target"),
}


def anchors_of(workspace: Workspace) -> dict[str, date | None]:
    """By their names in rules."""
    return {"signed": workspace.signed_on, "kickoff": workspace.kickoff_on, "go_live": workspace.go_live_on}


def rule_words(rule: Rule, plan: Plan) -> str:
    """What a date follows, for a reader of `plan`: a task they may not know of, or that is gone, is named by nobody."""
    said = {"anchor": _anchor_words(rule, plan)}
    if not rule.offset:
        return str(_("on the same day as %(anchor)s", **said))
    return str(_counted(rule, said))


def _counted(rule: Rule, said: dict[str, str]) -> LazyString:
    match rule.unit, rule.direction:
        case "business", "after":
            return ngettext(
                "%(num)s working day after %(anchor)s", "%(num)s working days after %(anchor)s", rule.offset, **said
            )
        case "business", _:
            return ngettext(
                "%(num)s working day before %(anchor)s", "%(num)s working days before %(anchor)s", rule.offset, **said
            )
        case _, "after":
            return ngettext("%(num)s day after %(anchor)s", "%(num)s days after %(anchor)s", rule.offset, **said)
    return ngettext("%(num)s day before %(anchor)s", "%(num)s days before %(anchor)s", rule.offset, **said)


def _anchor_words(rule: Rule, plan: Plan) -> str:
    if rule.task is None:
        return str(ANCHOR_WORDS[rule.anchor])
    return f"“{plan.tasks[rule.task].title}”" if stands(rule.task, plan) else _("another task")


@dataclass(frozen=True)
class RuleLine:
    """What the task's date follows, in words; `by_rule` is the date it would have where it was set by hand."""

    words: str
    is_pinned: bool
    by_rule: date | None


def rule_line(task: Task, plan: Plan, workspace: Workspace) -> RuleLine | None:
    if not task.rule:
        return None
    rule = rule_of(task.rule)
    by_rule = date_by_rule(rule, anchors_of(workspace), plan, days_off_of(workspace))
    return RuleLine(rule_words(rule, plan), task.is_pinned, by_rule)
