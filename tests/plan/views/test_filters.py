"""Which tasks a filter shows, and what an address may ask for."""

from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from portal.people.models import Side
from portal.people.queries import Face
from portal.plan.core.plan import Phase, Plan, Task
from portal.plan.core.work import Roles
from portal.plan.views.filters import Filter, Reading, filter_of, is_wanted, to_script

TODAY = date(2026, 11, 23)


def face(id: str, side: Side) -> Face:
    return Face(id, id.title(), id, id[:2], side, "", "", 0, listed=True, claimed=True, removed=False)


PEOPLE = {"anna": face("anna", Side.TEAM), "maria": face("maria", Side.CUSTOMER)}
READING = Reading(TODAY, "maria", PEOPLE)
TASKS = [
    Task(
        "a",
        "one",
        "a",
        "Connect single sign-on",
        owner="anna",
        status="doing",
        due=TODAY - timedelta(days=1),
        roles=Roles("maria"),
    ),
    Task("b", "one", "b", "Name the Approver", owner="maria", due=TODAY + timedelta(days=1)),
    Task(
        "c",
        "two",
        "c",
        "Train everyone",
        status="done",
        due=TODAY - timedelta(days=3),
        roles=Roles(None, ("anna",), ("maria",)),
    ),
]
PLAN = Plan(
    "plan",
    phases={name: Phase(name, name, name) for name in ("one", "two")},
    tasks={task.id: task for task in TASKS},
)


def fitting(wanted: Filter) -> str:
    return "".join(task.id for task in TASKS if is_wanted(task, wanted, READING))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "abc"),
        ({"words": "APPROVER"}, "b"),
        ({"owner": "anna"}, "a"),
        ({"owner": "nobody"}, "c"),
        ({"say": "maria"}, "ac"),
        ({"say": "anna"}, "c"),
        ({"say": "anna", "owner": "anna"}, ""),
        ({"side": "customer"}, "b"),
        ({"side": "team"}, "a"),
        ({"status": "done"}, "c"),
        ({"phase": "one"}, "ab"),
        ({"late": "1"}, "a"),
        ({"mine": "1"}, "b"),
        ({"phase": "one", "late": "1", "mine": "1"}, ""),
    ],
)
def test_a_filter_shows_what_fits_all_that_is_asked_for(asked: dict[str, str], found: str) -> None:
    wanted = filter_of(MultiDict(asked), PLAN, PEOPLE)
    assert wanted.query() == asked
    assert fitting(wanted) == found


@pytest.mark.parametrize(
    "asked",
    [
        {"owner": "somebody"},
        {"say": "nobody"},
        {"side": "both"},
        {"status": "lost"},
        {"phase": "three"},
        {"late": "yes"},
    ],
)
def test_what_names_nothing_here_asks_for_nothing(asked: dict[str, str]) -> None:
    assert filter_of(MultiDict(asked), PLAN, PEOPLE).is_empty


def test_words_are_cut_where_they_grow_too_long() -> None:
    assert len(filter_of(MultiDict({"words": "x" * 5_000}), PLAN, PEOPLE).words) == 100


def test_taking_one_thing_away_leaves_the_others() -> None:
    wanted = Filter(words="x", late=True, status="done")
    assert wanted.without("late").query() == {"words": "x", "status": "done"}


def test_nobody_who_only_looks_around_owns_anything() -> None:
    wanted = Filter(mine=True)
    reading = Reading(TODAY, None, PEOPLE)
    assert [task for task in TASKS if is_wanted(task, wanted, reading)] == []
    assert to_script(wanted, reading) == {"mine": "1", "me": ""}
