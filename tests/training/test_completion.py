"""The linked task is ticked when everybody it is for is through, once, whatever it was that finished it."""

from typing import Any

import pytest

from portal import database
from portal.jobs import loop, queue
from portal.people.actions import remove_participant
from portal.plan import reactions
from portal.plan.core.commands import ChangeTask
from portal.plan.editor import Author, edit
from portal.training import actions, chores, library_actions
from portal.training.actions import Terms
from tests import factories, trainings
from tests.training.learning import School

pytestmark = pytest.mark.db


def by_team(school: School) -> Author:
    return Author(None, school.workspace.id, "training")


def test_one_person_is_enough_where_nobody_is_named(school: School) -> None:
    given = school.give()
    school.learn(school.maria, *school.lessons[:2])
    school.learn(school.jonas, school.lessons[2])
    assert not school.is_ticked()
    assert school.again(given).done_at is None
    school.learn(school.maria, school.lessons[2])
    assert school.is_ticked()
    assert school.again(given).done_at is not None
    assert [(event.by_id, event.side, event.via) for event in school.ticks()] == [
        (school.maria.id, "customer", "training")
    ]


def test_everyone_who_is_named_has_to_be_through(school: School) -> None:
    school.give(school.maria, school.jonas)
    school.learn(school.maria)
    assert not school.is_ticked()
    school.learn(school.jonas)
    assert school.is_ticked()


def test_who_is_not_named_does_not_finish_it(school: School) -> None:
    school.give(school.jonas)
    school.learn(school.maria)
    assert not school.is_ticked()


def test_a_track_without_lessons_is_never_done(school: School) -> None:
    trainings.give(school.workspace, trainings.make_track(), task_id=school.task.id)
    school.learn(school.maria)
    chores.settle_what_is_done()
    assert not school.is_ticked()


def test_taking_the_last_unfinished_lesson_out_of_the_track_finishes_it(school: School) -> None:
    given = school.give(school.maria)
    school.learn(school.maria, *school.lessons[:2])
    with database.write() as session:
        library_actions.take_from_track(session, school.track.id, school.lessons[2].id, school.member)
    assert school.is_ticked()
    assert school.again(given).done_at is not None


def test_removing_the_last_unfinished_lesson_from_the_library_finishes_it_in_every_workspace(school: School) -> None:
    other = School(school.app)
    trainings.give(other.workspace, school.track, task_id=other.task.id)
    school.give()
    for place in (school, other):
        place.learn(place.maria, *school.lessons[:2])
    anna = factories.make_member("Anna")
    here = factories.make_participant(school.workspace, anna)
    with database.write() as session:
        library_actions.remove_lesson(session, school.lessons[2].id, anna.id)
    assert school.is_ticked()
    assert other.is_ticked()
    assert {(event.by_id, event.side) for event in school.ticks()} == {(here.id, "team"), (None, "team")}


def test_naming_fewer_people_finishes_it(school: School) -> None:
    given = school.give(school.maria, school.jonas)
    school.learn(school.maria)
    with database.write() as session:
        terms = Terms(school.track.id, [school.maria.id], None, school.task.id)
        actions.change_assignment(session, given.id, terms, by_team(school))
    assert school.is_ticked()


def test_naming_one_more_person_opens_it_again_and_unticks_nothing(school: School) -> None:
    given = school.give(school.maria)
    school.learn(school.maria)
    with database.write() as session:
        terms = Terms(school.track.id, [school.maria.id, school.jonas.id], None, school.task.id)
        actions.change_assignment(session, given.id, terms, by_team(school))
    assert school.again(given).done_at is None
    assert school.is_ticked()
    school.learn(school.jonas)
    assert school.again(given).done_at is not None
    assert len(school.ticks()) == 1


def test_another_task_is_ticked_at_once_where_everything_is_done(school: School) -> None:
    given = school.give(school.maria, task_id=None)
    school.learn(school.maria)
    assert not school.is_ticked()
    with database.write() as session:
        terms = Terms(school.track.id, [school.maria.id], None, school.task.id)
        actions.change_assignment(session, given.id, terms, by_team(school))
    assert school.is_ticked()


def test_somebody_who_left_the_onboarding_is_not_waited_for(school: School) -> None:
    school.give(school.maria, school.jonas)
    school.learn(school.maria)
    remove(school.jonas.id)
    chores.settle_what_is_done()
    assert school.is_ticked()


def test_when_everybody_it_was_for_has_left_nothing_is_done(school: School) -> None:
    given = school.give(school.jonas)
    school.learn(school.jonas, *school.lessons[:2])
    remove(school.jonas.id)
    school.learn(school.maria)
    chores.settle_what_is_done()
    assert not school.is_ticked()
    assert school.again(given).done_at is None


def remove(participant_id: str) -> None:
    with database.write() as session:
        remove_participant(session, participant_id)


def test_taking_a_mark_back_unticks_nothing(school: School) -> None:
    given = school.give()
    school.learn(school.maria)
    with database.write() as session:
        actions.unmark_done(session, school.maria.id, school.lessons[0].id)
    assert school.is_ticked()
    assert school.again(given).done_at is not None


def test_a_task_that_somebody_opened_again_is_left_alone(school: School) -> None:
    school.give()
    school.learn(school.maria)
    plan = factories.plan_of(school.workspace).id
    edit(plan, [ChangeTask(school.task.id, "status", "todo")], by_team(school), "tab.1")
    school.learn(school.maria)
    school.learn(school.jonas)
    chores.settle_what_is_done()
    assert not school.is_ticked()


def test_a_server_that_dies_before_the_job_ticks_when_it_is_back_and_only_once(school: School) -> None:
    given = school.give()
    payloads: list[dict[str, Any]] = []
    queue.on_enqueued(school.app, lambda: None)
    school.learn(school.maria)
    assert school.again(given).done_at is not None
    assert not school.is_ticked()

    queue.bind(
        school.app, reactions.TICK_TASK, lambda payload: (payloads.append(payload), reactions.tick_task(payload))
    )
    loop.run_due(school.app)
    assert school.is_ticked()
    plan = factories.plan_of(school.workspace).id
    edit(plan, [ChangeTask(school.task.id, "status", "todo")], by_team(school), "tab.1")
    reactions.tick_task(payloads[0])
    assert not school.is_ticked()
    assert len(payloads) == 1


def test_a_mark_that_is_not_saved_ticks_nothing(school: School) -> None:
    given = school.give()
    school.learn(school.maria, *school.lessons[:2])
    with pytest.raises(ZeroDivisionError), database.write() as session:
        actions.mark_done(session, school.maria.id, school.lessons[2].id)
        raise ZeroDivisionError
    assert school.again(given).done_at is None
    assert not school.is_ticked()


def test_what_was_taken_back_is_finished_by_nobody_and_settled_when_it_is_given_again(school: School) -> None:
    given = school.give()
    with database.write() as session:
        actions.take_back(session, given.id, by_team(school))
    school.learn(school.maria)
    assert not school.is_ticked()
    with database.write() as session:
        actions.give_again(session, given.id, by_team(school))
    assert school.is_ticked()


def test_the_task_shows_the_training_as_long_as_it_is_given(school: School) -> None:
    given = school.give()
    shown = {"key": f"training:{given.id}", "label": "First steps", "path": f"{school.address}/{given.id}"}
    assert school.links() == [shown]
    with database.write() as session:
        library_actions.edit_track(session, school.track.id, library_actions.TrackWords("Day one"), school.member)
    assert school.links() == [{**shown, "label": "Day one"}]
    other = factories.tasks_of(school.workspace)[1]
    with database.write() as session:
        actions.change_assignment(session, given.id, Terms(school.track.id, (), None, other.id), by_team(school))
    assert school.links() == []
    assert factories.tasks_of(school.workspace)[1].links[0]["label"] == "Day one"
    with database.write() as session:
        actions.take_back(session, given.id, by_team(school))
    assert factories.tasks_of(school.workspace)[1].links == []
