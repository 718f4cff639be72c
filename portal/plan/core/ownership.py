"""Whose plan it is: how much of what stands in it the customer set, or said while another typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.plan.core.plan import Plan, Task

# What is counted, and the fields behind each. A text counts where somebody wrote one.
COUNTED = {"dates": ("due",), "owners": ("owner",), "texts": ("title", "description")}


@dataclass(frozen=True, slots=True)
class Setting:
    """Somebody of a side set, or said, a field of a task; with no field, they added the task with all it had."""

    task: str
    field: str | None
    is_customer: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all that stand are the customer's."""

    customer: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.customer / self.total) if self.total else 0


def ownership(plan: Plan, settings: Iterable[Setting]) -> dict[str, Share]:
    """The customer's share of dates, owners and texts in shared tasks that are needed.

    `settings` are what people set, in the order in which they did: whoever set something last is whose it is, and what
    nobody set since the plan was made is the vendor's.
    """
    whose: dict[tuple[str, str], bool] = {}
    for setting in settings:
        fields = (setting.field,) if setting.field else ("due", "owner", "title", "description")
        whose |= {(setting.task, field): setting.is_customer for field in fields}
    tasks = [task for task in plan.tasks_in_order() if task.is_shared and task.status != "dropped"]
    return {what: _share(tasks, fields, whose) for what, fields in COUNTED.items()}


def _share(tasks: list[Task], fields: tuple[str, ...], whose: dict[tuple[str, str], bool]) -> Share:
    standing = [(task.id, field) for task in tasks for field in fields if getattr(task, field)]
    return Share(sum(whose.get(one, False) for one in standing), len(standing))
