"""Filters, search, orders and pages of the list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.dashboard.listing import Line, Question, list_lines
from portal.dashboard.stalled import Health, Judgement
from portal.people.models import WorkspaceStatus
from tests.dashboard.plans import TODAY, day

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def line(customer: str, health: str = "on_track", **fields: Any) -> Line:
    judgement = fields.pop("judgement", Judgement(Health(health)))
    values = {
        "workspace_id": customer,
        "customer": customer,
        "name": "Onboarding",
        "csm_id": None,
        "status": WorkspaceStatus.ACTIVE,
        "today": TODAY,
        "go_live_on": None,
        "went_live": False,
        "acted_at": NOON,
    }
    return Line(**values | {"judgement": judgement} | fields)


def shown(lines: list[Line], **question: Any) -> list[str]:
    return [line.customer for line in list_lines(lines, Question(**question), "anna").lines]


def test_the_worst_comes_first_and_stalled_before_the_rest() -> None:
    lines = [
        line("Closed", "closed"),
        line("Fine"),
        line("Stalled", judgement=Judgement(Health.AT_RISK, late=1, is_silent=True)),
        line("Risky", judgement=Judgement(Health.AT_RISK, late=4)),
        line("Bad", "off_track"),
    ]

    assert shown(lines) == ["Bad", "Stalled", "Risky", "Fine", "Closed"]


def test_mine_are_those_whose_csm_i_am() -> None:
    assert shown([line("A", csm_id="anna"), line("B", csm_id="tom"), line("C")], filter="mine") == ["A"]


def test_at_risk_holds_off_track_too() -> None:
    assert shown([line("A", "at_risk"), line("B"), line("C", "off_track")], filter="risk") == ["C", "A"]


def test_soon_is_go_live_from_today_to_thirty_days_on() -> None:
    lines = [
        line("Yesterday", go_live_on=day(-1)),
        line("Today", go_live_on=day(0)),
        line("In 30", go_live_on=day(30)),
        line("In 31", go_live_on=day(31)),
        line("No date"),
        line("Is live", go_live_on=day(3), went_live=True),
        line("Paused", "paused", go_live_on=day(3)),
    ]

    assert shown(lines, filter="soon", sort="go_live") == ["Today", "In 30"]


def test_counts_stand_behind_every_filter_under_the_same_search() -> None:
    lines = [line("Harbor", "at_risk", csm_id="anna"), line("Harbor Two"), line("Alder", "at_risk")]

    listing = list_lines(lines, Question(search="harbor"), "anna")

    assert listing.counts == {"all": 2, "mine": 1, "risk": 1, "soon": 0}


@pytest.mark.parametrize("words", ["pine", "HARBOR", "  pine harbor ", "böard"])
def test_search_finds_every_word_in_any_case(words: str) -> None:
    assert shown([line("Harbor & Pine", name="BÖARD"), line("Alder")], search=words) == ["Harbor & Pine"]


def test_by_go_live_undated_come_last() -> None:
    lines = [line("None"), line("Late", go_live_on=day(9)), line("Soon", go_live_on=day(1))]

    assert shown(lines, sort="go_live") == ["Soon", "Late", "None"]


def test_by_last_seen_who_never_came_is_first() -> None:
    lines = [line("Now"), line("Old", acted_at=NOON - timedelta(days=3)), line("Never", acted_at=None)]

    assert shown(lines, sort="seen") == ["Never", "Old", "Now"]


def test_a_page_holds_fifty_and_a_page_past_the_end_is_the_last() -> None:
    lines = [line(f"C{number:03}") for number in range(120)]

    listing = list_lines(lines, Question(page=9, sort="customer"), "anna")

    assert (listing.page, listing.pages, listing.found) == (3, 3, 120)
    assert [line.customer for line in listing.lines] == [f"C{number:03}" for number in range(100, 120)]


@pytest.mark.parametrize(
    "args", [{"show": "x", "sort": "x", "page": "x"}, {"page": "0"}, {"page": "-3"}, {"page": "9" * 40}]
)
def test_nonsense_in_the_address_means_the_usual(args: dict[str, str]) -> None:
    assert Question.of(args) == Question()


def test_a_change_of_question_keeps_the_rest_and_begins_at_page_one() -> None:
    question = Question(filter="mine", sort="seen", search="pine", page=3)

    assert question.args(sort="health") == {"show": "mine", "find": "pine"}
    assert question.args(page=4) == {"show": "mine", "sort": "seen", "find": "pine", "page": 4}
