"""Health and stalled, as published: days, shares and the sentence that says why."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask_babel import Babel

from portal.dashboard.stalled import Health, Judgement, judge, reasons, stalled_because
from portal.people.models import WorkspaceStatus
from tests.dashboard.plans import TODAY, day


@dataclass
class Dates:
    """The dated part of a summary, given in days from today."""

    done: list[int] = field(default_factory=list)
    customer: list[int] = field(default_factory=list)
    team: list[int] = field(default_factory=list)
    milestones: list[int] = field(default_factory=list)
    blocked: int = 0
    stuck_customer: list[int] = field(default_factory=list)
    stuck_team: list[int] = field(default_factory=list)
    oldest_title: str | None = "Export the data"
    milestone_title: str | None = "Data accepted"

    dues = property(lambda self: _iso(self.done + self.customer + self.team))
    customer_dues = property(lambda self: _iso(self.customer))
    team_dues = property(lambda self: _iso(self.team))
    milestone_dues = property(lambda self: _iso(self.milestones))
    customer_blocked = property(lambda self: _iso(self.stuck_customer))
    team_blocked = property(lambda self: _iso(self.stuck_team))


def _iso(days: list[int]) -> str:
    return " ".join(sorted(day(ahead).isoformat() for ahead in days))


def judged(dates: Dates, silent_days: int = 0, status: str = "active", never_came: bool = False) -> Judgement:
    return judge(dates, WorkspaceStatus(status), TODAY, silent_days, never_came)


@pytest.fixture
def english() -> Iterator[None]:
    app = Flask("words")
    Babel(app)
    with app.app_context():
        yield


def test_what_is_due_today_is_not_late() -> None:
    assert judged(Dates(customer=[0, 1])) == Judgement(Health.ON_TRACK)


@pytest.mark.parametrize(
    ("late", "done", "health"),
    [
        (0, 5, "on_track"),
        (1, 5, "on_track"),
        (1, 4, "at_risk"),
        (3, 2, "at_risk"),
        (5, 3, "off_track"),
        (1, 0, "off_track"),
    ],
)
def test_health_follows_the_share_of_late_among_all_that_was_due(late: int, done: int, health: str) -> None:
    dates = Dates(done=[-9] * done, customer=[-1] * late, team=[20])

    assert judged(dates).health == health


def test_ten_silent_days_are_not_stalled_and_eleven_are() -> None:
    assert judged(Dates(), silent_days=10).is_stalled is False
    assert judged(Dates(), silent_days=11).is_stalled is True


def test_four_days_overdue_are_not_stalled_and_five_are() -> None:
    assert judged(Dates(customer=[-4])).is_stalled is False
    assert judged(Dates(team=[-5])).is_stalled is True


def test_a_passed_milestone_is_stalled() -> None:
    assert judged(Dates(milestones=[0])).is_stalled is False
    assert judged(Dates(milestones=[-1])).is_stalled is True


def test_a_stall_is_at_least_at_risk() -> None:
    assert judged(Dates(), silent_days=30).health == Health.AT_RISK


def test_a_blocked_task_is_at_risk() -> None:
    assert judged(Dates(blocked=1)).health == Health.AT_RISK


@pytest.mark.parametrize(
    ("status", "health"),
    [("draft", "draft"), ("paused", "paused"), ("complete", "closed"), ("cancelled", "closed"), ("archived", "closed")],
)
def test_what_does_not_run_is_neither_judged_nor_stalled(status: str, health: str) -> None:
    judgement = judged(Dates(customer=[-40], milestones=[-40]), silent_days=99, status=status)

    assert (judgement.health, judgement.is_stalled, judgement.late) == (health, False, 0)


def test_it_waits_on_the_side_that_is_late_the_longest() -> None:
    judgement = judged(Dates(customer=[-2, 5], team=[-6, -1]))

    assert (judgement.waits_on, judgement.waits_days) == ("team", 6)


def test_a_blocked_task_waits_on_its_side_and_is_not_overdue_for_it() -> None:
    judgement = judged(Dates(blocked=1, customer=[-2], stuck_team=[-9]))
    assert (judgement.waits_on, judgement.waits_days) == ("team", 9)
    assert (judgement.overdue_days, judgement.is_overdue) == (2, False)


def test_it_waits_on_nobody_while_all_is_in_time() -> None:
    assert judged(Dates(customer=[3], team=[4])).waits_on is None


@pytest.mark.parametrize(
    ("dates", "silent_days", "never_came", "sentence"),
    [
        (Dates(customer=[-9]), 12, False, "Stalled: the customer is silent for 12 days"),
        (Dates(), 12, True, "Stalled: nobody from the customer was here for 12 days"),
        (Dates(customer=[-9]), 0, False, "Stalled: “Export the data” is 9 days overdue"),
        (Dates(milestones=[-1]), 0, False, "Stalled: the milestone “Data accepted” has passed"),
        (Dates(customer=[-1]), 10, False, None),
    ],
)
@pytest.mark.usefixtures("english")
def test_the_sentence_names_why_it_is_stalled(
    dates: Dates, silent_days: int, never_came: bool, sentence: str | None
) -> None:
    assert stalled_because(judged(dates, silent_days, never_came=never_came), dates) == sentence


@pytest.mark.usefixtures("english")
def test_reasons_say_each_thing_once_and_count_in_words() -> None:
    dates = Dates(done=[-9] * 8, customer=[-1], team=[-2], blocked=1)

    assert reasons(judged(dates, silent_days=8), dates) == ["2 tasks late", "1 blocked", "silent for 8 days"]
    assert reasons(judged(dates, silent_days=12), dates) == [
        "Stalled: the customer is silent for 12 days",
        "2 tasks late",
        "1 blocked",
    ]


@pytest.mark.usefixtures("english")
def test_on_track_gives_no_reasons() -> None:
    assert reasons(judged(Dates(customer=[3])), Dates()) == []
