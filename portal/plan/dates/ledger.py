"""The slip ledger: what moved the go-live, read from the plan's log, with the causes that people gave."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from pydantic import TypeAdapter
from sqlalchemy import func, select

from portal import green
from portal.extensions import db
from portal.people.dates import began_on
from portal.people.models import Workspace
from portal.plan.core.events import from_record
from portal.plan.core.slips import Happened, Ledger, Slip, ledger_from, read_on
from portal.plan.dates.working_days import MadeFrom, days_off_of, made_from
from portal.plan.history.past import plan_at
from portal.plan.history.readings import KEPT_AFTER, Reading, keep_reading, kept_reading
from portal.plan.models import AgreedRow, EventRow, PlanRow, Receipt, SlipCause

LEDGERS_REMEMBERED = 100
READING = "slips"
# A long log is read with pauses in which others get their turn.
CHANGES_AT_A_TIME = 20

_slips = TypeAdapter(tuple[Slip, ...])


@dataclass(frozen=True)
class LedgerLine:
    """A slip and what was said of it; `kind` is "" while nobody gave a reason."""

    slip: Slip
    kind: str = ""
    side: str = ""
    by: str | None = None


@dataclass(frozen=True)
class Account:
    """The slips that count, and from when on: those after the plan was first agreed, or after the kickoff."""

    entries: Sequence[LedgerLine]
    began_on: date

    @property
    def first_on(self) -> date | None:
        return self.entries[0].slip.before if self.entries else None

    @property
    def last_on(self) -> date | None:
        return self.entries[-1].slip.after if self.entries else None

    def length(self, until: date | None) -> int:
        """How many calendar days the onboarding takes with that go-live."""
        return (until - self.began_on).days if until else 0

    @cached_property
    def by_kind(self) -> Mapping[str, int]:
        """Calendar days by what caused them, the most first; what nobody gave a reason for stands under ""."""
        return _summed((entry.kind, entry.slip.days) for entry in self.entries)

    @cached_property
    def by_side(self) -> Mapping[str, int]:
        """Calendar days by the side that the causes lie on."""
        return _summed((entry.side, entry.slip.days) for entry in self.entries)


def _summed(days: Iterator[tuple[str, int]]) -> Mapping[str, int]:
    sums = Counter[str]()
    for name, count in days:
        sums[name] += count
    return dict(sums.most_common())


def account_of(workspace: Workspace) -> Account:
    """The ledger of the workspace's plan, the same for both sides."""
    row = db.session.execute(
        select(PlanRow.id, PlanRow.revision, PlanRow.created_at).where(PlanRow.workspace_id == workspace.id)
    ).first()
    if row is None:
        return Account([], began_on(workspace))
    slips = slips_of(workspace, row.id, row.revision)
    causes = db.session.scalars(select(SlipCause).where(SlipCause.plan_id == row.id)).all()
    agreed = _first_agreed(row.id)
    return Account([_entry(slip, causes) for slip in slips if _counts(slip, agreed, workspace)], began_on(workspace))


def _entry(slip: Slip, causes: Sequence[SlipCause]) -> LedgerLine:
    said = next((one for one in causes if slip.first <= one.revision <= slip.last), None)
    return LedgerLine(slip, said.kind, said.side, said.by_id) if said else LedgerLine(slip)


def _counts(slip: Slip, agreed: int | None, workspace: Workspace) -> bool:
    """What is tried out in a draft is no slip: only what came after both sides agreed, or after the kickoff."""
    if agreed is not None:
        return slip.first > agreed
    kickoff = workspace.kickoff_on
    return kickoff is None or slip.at.astimezone(ZoneInfo(workspace.timezone)).date() >= kickoff


def _first_agreed(plan_id: str) -> int | None:
    agreed = select(func.min(AgreedRow.revision)).where(AgreedRow.plan_id == plan_id, AgreedRow.removed_at.is_(None))
    return db.session.scalar(agreed)


@dataclass(frozen=True)
class Read:
    """A ledger as far as it was read, and up to which revision it is kept in the database."""

    ledger: Ledger
    kept: int


def slips_of(workspace: Workspace, plan_id: str, revision: int) -> Sequence[Slip]:
    """Every slip up to `revision`. What was read is remembered and kept, so that only what is new is read again."""
    shelf: dict[tuple[str, MadeFrom], Read] = current_app.extensions.setdefault("onward.ledgers", {})
    key, is_off = (plan_id, made_from(workspace)), days_off_of(workspace)
    read = shelf.get(key) or _kept(plan_id, key[1]) or Read(ledger_from(plan_at(plan_id, 0), is_off), 0)
    ledger, kept = read.ledger, read.kept
    if ledger.plan.revision < revision:
        ledger = read_on(ledger, _happened(plan_id, ledger.plan.revision, revision), is_off)
    if ledger.plan.revision - kept >= KEPT_AFTER:
        kept = ledger.plan.revision
        keep_reading(plan_id, READING, Reading(kept, _to_record(ledger)), _seal(key[1]))
    # Put last: what nobody asked for the longest is forgotten first.
    shelf.pop(key, None)
    shelf[key] = Read(ledger, kept)
    if len(shelf) > LEDGERS_REMEMBERED:
        del shelf[next(iter(shelf))]
    return ledger.slips


def _kept(plan_id: str, made: MadeFrom) -> Read | None:
    kept = kept_reading(plan_id, READING, _seal(made))
    if kept is None:
        return None
    forecast, slips = kept.body["forecast"], _slips.validate_python(kept.body["slips"])
    plan = plan_at(plan_id, kept.revision)
    return Read(Ledger(plan, date.fromisoformat(forecast) if forecast else None, slips), kept.revision)


def _to_record(ledger: Ledger) -> dict[str, Any]:
    forecast = ledger.forecast.isoformat() if ledger.forecast else None
    return {"forecast": forecast, "slips": _slips.dump_python(ledger.slips, mode="json")}


def _seal(made: MadeFrom) -> str:
    return sha256(repr(made).encode()).hexdigest()


def _happened(plan_id: str, after: int, until: int) -> Iterator[Happened]:
    ends = db.session.scalars(
        select(Receipt.revision).where(Receipt.plan_id == plan_id, Receipt.revision.between(after + 1, until))
    )
    endings, change, before, read = set(ends), 0, None, CHANGES_AT_A_TIME
    rows = db.session.execute(
        select(
            *(EventRow.kind, EventRow.version, EventRow.body, EventRow.revision),
            *(EventRow.by_id, EventRow.side, EventRow.via, EventRow.at),
        )
        .where(EventRow.plan_id == plan_id, EventRow.revision > after, EventRow.revision <= until)
        .order_by(EventRow.revision)
    )
    for row in rows:
        # Receipts are forgotten after a while; then whoever did several things at one instant did one.
        if before != (row.by_id, row.at):
            change += 1
        if change > read:
            read = change + CHANGES_AT_A_TIME
            green.sleep(0)
        event = from_record(row.kind, row.version, row.body)
        yield Happened(event, row.revision, change, row.by_id, row.side, row.via, row.at)
        change, before = (change + 1, None) if row.revision in endings else (change, (row.by_id, row.at))
