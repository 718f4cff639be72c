"""What a process remembers of plans: the value at its revision, and the last operations, to save reading them again.

Both are only ever shortcuts. A remembered plan counts only while the row in the database says the same revision.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from portal.plan.core.plan import Plan
from portal.plan.store import load_rows, replay_tail

PLANS_REMEMBERED = 500
OPERATIONS_REMEMBERED = 1_000

Numbered = tuple[int, dict[str, Any]]


@dataclass
class Remembered:
    """One plan, and the recent operations of both audiences with their numbers."""

    plan: Plan
    recent: dict[str, deque[Numbered]] = field(
        default_factory=lambda: {side: deque(maxlen=OPERATIONS_REMEMBERED) for side in ("team", "customer")}
    )


def remembered(plan_id: str) -> Remembered | None:
    """What this process remembers of a plan."""
    return _shelf().get(plan_id)


def _shelf() -> "OrderedDict[str, Remembered]":
    shelf: OrderedDict[str, Remembered] = current_app.extensions.setdefault("onward.plans", OrderedDict())
    return shelf


def plan_at(session: Session, plan_id: str, revision: int) -> Plan:
    """The plan at `revision`, which the row says is its present one; from memory, the log's tail, or its rows.

    Raises LookupError if there is no such plan.
    """
    known = remembered(plan_id)
    if known and known.plan.revision == revision:
        return known.plan
    plan = replay_tail(session, known.plan, revision) if known and known.plan.revision < revision else None
    plan = plan or load_rows(session, plan_id)
    if plan is None:
        raise LookupError(plan_id)
    if known is None or known.plan.revision < plan.revision:
        remember(plan)
    return plan


def remember(plan: Plan, team: list[Numbered] | None = None, customer: list[Numbered] | None = None) -> None:
    """Keep `plan` and, where given, the operations that led to it. Call it after the commit only."""
    shelf = _shelf()
    known = shelf.get(plan.id)
    if known is None:
        known = shelf[plan.id] = Remembered(plan)
    elif plan.revision >= known.plan.revision:
        known.plan = plan
    shelf.move_to_end(plan.id)
    _extend(known.recent["team"], team or [])
    _extend(known.recent["customer"], customer or [])
    while len(shelf) > PLANS_REMEMBERED:
        shelf.popitem(last=False)


def _extend(recent: deque[Numbered], operations: list[Numbered]) -> None:
    """Append, but never across a hole: another process may have written in between."""
    if operations and recent and operations[0][0] != recent[-1][0] + 1:
        recent.clear()
    recent.extend(operations)


def forget(app: Flask, plan_id: str) -> None:
    """Read the plan, its operations and its ledger from the database again."""
    app.extensions.get("onward.plans", {}).pop(plan_id, None)
    app.extensions.pop("onward.ledgers", None)


def recent_after(plan_id: str, side: str, seq: int, head: int) -> list[dict[str, Any]] | None:
    """The remembered operations after number `seq` up to `head`; None when memory does not hold them all.

    The log may be ahead of memory: another process wrote, or this one has committed and not yet noted it.
    """
    known = remembered(plan_id)
    if known is None:
        return None
    recent = list(known.recent[side])
    if not recent or recent[0][0] > seq + 1 or recent[-1][0] < head:
        return None
    first = seq + 1 - recent[0][0]
    return [operation for _, operation in recent[first : first + head - seq]]
