"""The list of onboardings: what is asked of it in the address, and which rows that leaves, in which order. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from portal.dashboard.stalled import Health, Judgement
from portal.people.models import WorkspaceStatus

FILTERS = ("all", "mine", "risk", "soon")
SORTS = ("health", "go_live", "customer", "seen")
PAGE_ROWS = 50
SOON_DAYS = 30
SEARCH_LENGTH = 100

SEVERITY = {health: place for place, health in enumerate(Health)}
AT_RISK = (Health.OFF_TRACK, Health.AT_RISK)


@dataclass(frozen=True, slots=True)
class Line:
    """As much of an onboarding as filters and orders need."""

    workspace_id: str
    customer: str
    name: str
    csm_id: str | None
    status: WorkspaceStatus
    today: date
    go_live_on: date | None
    went_live: bool
    acted_at: datetime | None
    judgement: Judgement


@dataclass(frozen=True)
class Question:
    """What is asked of the list. Words that mean nothing fall back to the first choice."""

    filter: str = "all"
    sort: str = "health"
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Question":
        chosen, order, page = args.get("show", ""), args.get("sort", ""), args.get("page", "")
        return cls(
            filter=chosen if chosen in FILTERS else FILTERS[0],
            sort=order if order in SORTS else SORTS[0],
            search=args.get("find", "").strip()[:SEARCH_LENGTH],
            page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        )

    def args(self, **changes: Any) -> dict[str, Any]:
        """The query arguments of this question with `changes`; what is as usual is left out. A change ends paging."""
        other = replace(self, **({"page": 1} | changes))
        said = {"show": other.filter, "sort": other.sort, "find": other.search, "page": other.page}
        usual = {"show": FILTERS[0], "sort": SORTS[0], "find": "", "page": 1}
        return {key: value for key, value in said.items() if value != usual[key]}


@dataclass(frozen=True)
class Listing:
    """One page of the list, and how many there are behind each filter under the same search."""

    lines: Sequence[Line]
    counts: Mapping[str, int]
    found: int
    page: int
    pages: int


def list_lines(lines: Sequence[Line], question: Question, member_id: str) -> Listing:
    """The lines that `question` of `member_id` leaves. A page past the end shows the last one."""
    found = _search(lines, question.search)
    by_filter = {name: [line for line in found if _passes(line, name, member_id)] for name in FILTERS}
    chosen = sorted(by_filter[question.filter], key=ORDERS[question.sort])
    pages = max(-(-len(chosen) // PAGE_ROWS), 1)
    page = min(question.page, pages)
    return Listing(
        lines=chosen[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        counts={name: len(kept) for name, kept in by_filter.items()},
        found=len(chosen),
        page=page,
        pages=pages,
    )


def _search(lines: Sequence[Line], words: str) -> Sequence[Line]:
    wanted = words.casefold().split()
    if not wanted:
        return lines
    return [line for line in lines if all(word in f"{line.customer} {line.name}".casefold() for word in wanted)]


def _passes(line: Line, chosen: str, member_id: str) -> bool:
    if chosen == "mine":
        return line.csm_id == member_id
    if chosen == "risk":
        return line.judgement.health in AT_RISK
    if chosen == "soon":
        return line.judgement.is_judged and not line.went_live and _days_to_go_live(line) in range(SOON_DAYS + 1)
    return True


def _days_to_go_live(line: Line) -> int | None:
    return (line.go_live_on - line.today).days if line.go_live_on else None


def _by_health(line: Line) -> tuple[Any, ...]:
    judgement = line.judgement
    return SEVERITY[judgement.health], not judgement.is_stalled, -judgement.late, _by_customer(line)


def _by_go_live(line: Line) -> tuple[Any, ...]:
    return line.judgement.health is Health.CLOSED, line.go_live_on or date.max, _by_customer(line)


def _by_customer(line: Line) -> tuple[Any, ...]:
    return line.customer.casefold(), line.name.casefold(), line.workspace_id


def _by_last_seen(line: Line) -> tuple[Any, ...]:
    """Who was silent longest comes first; those who never came before all."""
    at = line.acted_at.timestamp() if line.acted_at else 0.0
    return line.judgement.health is Health.CLOSED, at, _by_customer(line)


ORDERS: dict[str, Callable[[Line], tuple[Any, ...]]] = {
    "health": _by_health,
    "go_live": _by_go_live,
    "customer": _by_customer,
    "seen": _by_last_seen,
}
