"""What other rooms are told of trainings."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.access.actor import Actor
from portal.access.entry import Entry
from portal.access.models import Rights
from portal.extensions import db
from portal.people.models import Side, Workspace, WorkspaceStatus
from portal.training.queries import has_training, lessons_to_do, training_since
from tests import factories, trainings
from tests.training.learning import School


def entry(school: School, side: Side, participant_id: str | None) -> Entry:
    values: dict[str, Any] = {"link_id": None, "grant_id": None, "member_id": None, "is_admin": False}
    actor = Actor(
        workspace_id=school.workspace.id,
        side=side,
        rights=Rights.EDIT,
        participant_id=participant_id,
        session_id="session",
        is_verified=True,
        workspace_status=WorkspaceStatus.ACTIVE,
        **values,
    )
    return Entry(actor, db.session.get_one(Workspace, school.workspace.id))


def test_the_customer_has_training_once_it_is_given_and_the_team_always(school: School) -> None:
    assert has_training(entry(school, Side.TEAM, None))
    assert not has_training(entry(school, Side.CUSTOMER, school.maria.id))
    school.give(school.jonas)
    assert has_training(entry(school, Side.CUSTOMER, school.maria.id))


def test_what_is_left_for_me(school: School) -> None:
    due_on = factories.in_days(5)
    given = school.give(school.maria, due_on=due_on)
    trainings.give(school.workspace, trainings.make_track(school.lessons[2].id, title="For all"))
    trainings.give(
        school.workspace, trainings.make_track(school.lessons[2].id, title="For him"), people=[school.jonas.id]
    )
    school.learn(school.maria, school.lessons[0])
    mine, anyones = lessons_to_do(entry(school, Side.CUSTOMER, school.maria.id))
    assert (mine.title, mine.lesson, mine.lessons_left, mine.minutes_left) == ("First steps", "Lesson two", 2, 10)
    assert (mine.due_on, mine.task_id, mine.is_for_me) == (due_on, school.task.id, True)
    assert mine.path == f"{school.address}/{given.id}/{school.lessons[1].id}"
    assert (anyones.title, anyones.is_for_me) == ("For all", False)


def test_nothing_is_left_of_what_is_done_or_what_i_have_done(school: School) -> None:
    school.give(school.maria, school.jonas)
    school.learn(school.maria)
    assert lessons_to_do(entry(school, Side.CUSTOMER, school.maria.id)) == []
    assert len(lessons_to_do(entry(school, Side.CUSTOMER, school.jonas.id))) == 1
    school.learn(school.jonas)
    assert lessons_to_do(entry(school, Side.CUSTOMER, school.jonas.id)) == []


def test_anyones_training_is_left_for_nobody_once_one_person_is_through(school: School) -> None:
    school.give()
    school.learn(school.maria)
    assert lessons_to_do(entry(school, Side.CUSTOMER, school.jonas.id)) == []


def test_nothing_is_left_for_the_team_and_for_who_looks_around(school: School) -> None:
    school.give()
    assert lessons_to_do(entry(school, Side.TEAM, school.maria.id)) == []
    assert lessons_to_do(entry(school, Side.CUSTOMER, None)) == []


def test_what_happened_since(school: School) -> None:
    before = clock.now() - timedelta(seconds=1)
    school.give()
    stray = trainings.make_lesson("Stray")
    school.learn(school.maria, *school.lessons, stray)
    told = training_since(school.workspace.id, before)
    assert [(one.by, one.lesson, one.track) for one in told] == [
        (school.maria.id, "Lesson three", "First steps"),
        (school.maria.id, "Lesson two", None),
        (school.maria.id, "Lesson one", None),
    ]
    assert training_since(school.workspace.id, clock.now()) == []
