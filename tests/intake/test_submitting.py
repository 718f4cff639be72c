"""Submitting: once, whole, and the linked step of the plan is ticked, whenever its job runs and however often."""

from typing import Any

import pytest
from flask import Flask

from portal import database
from portal.extensions import db
from portal.intake import actions
from portal.intake.actions import FormDetails, NotNow
from portal.intake.changing import FormGone
from portal.intake.models import FormRow, FormStatus, Submission
from portal.intake.queries import submissions_of
from portal.intake.submitting import Incomplete, submit_form
from portal.jobs import loop, queue
from portal.jobs.models import Job
from portal.people.models import Participant
from portal.plan.core.plan import Task
from portal.plan.queries import Wanted, changes, load_plan, plan_of
from tests import factories
from tests.intake import forms

pytestmark = pytest.mark.db


class Scene:
    def __init__(self) -> None:
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria")
        self.task_id = factories.tasks_of(self.workspace)[0].id
        self.form: FormRow = forms.make_form(self.workspace, task_id=self.task_id)

    def submit(self, person: Participant | None = None) -> Submission | None:
        with database.write() as session:
            return submit_form(session, self.form.id, forms.by(person or self.maria))

    def task(self, task_id: str | None = None) -> Task:
        db.session.rollback()
        return load_plan(self.workspace.id, "team").tasks[task_id or self.task_id]

    def ticks(self) -> list[Any]:
        """Every event that finished the task."""
        plan_id = plan_of(self.workspace.id)
        assert plan_id
        read = changes(plan_id, "team", Wanted(), 100)
        return [one for one in read if getattr(one.event, "after", None) == "done"]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_what_is_needed_must_be_there(scene: Scene) -> None:
    with pytest.raises(Incomplete) as incomplete:
        scene.submit()
    assert list(incomplete.value.problems) == ["name", "sso"]
    assert forms.stored(scene.form.id).status is FormStatus.OPEN
    assert submissions_of(scene.form.id) == []


def test_a_submission_holds_everything_as_it_stood(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, users=12)
    forms.hand_in(scene.form, scene.maria)
    (submission,) = submissions_of(scene.form.id)
    assert submission.answers == {"name": "Lagerfix 9", "sso": True, "users": 12}
    assert (submission.number, submission.by_id, submission.schema) == (1, scene.maria.id, scene.form.schema)
    form = forms.stored(scene.form.id)
    assert (form.status, form.status_by_id) == (FormStatus.SUBMITTED, scene.maria.id)


def test_a_form_that_is_submitted_twice_makes_one_submission(scene: Scene) -> None:
    forms.hand_in(scene.form, scene.maria)
    assert scene.submit() is None
    assert len(submissions_of(scene.form.id)) == 1
    assert len(scene.ticks()) == 1


def test_submitting_ticks_the_linked_step_in_the_name_of_who_did_it(scene: Scene) -> None:
    forms.hand_in(scene.form, scene.maria)
    assert scene.task().status == "done"
    (tick,) = scene.ticks()
    assert (tick.by, tick.side, tick.via) == (scene.maria.id, "customer", "form")


def test_the_step_is_ticked_once_though_the_server_died_before_the_job_and_the_job_ran_twice(
    app: Flask, scene: Scene
) -> None:
    queue.on_enqueued(app, lambda: None)
    forms.hand_in(scene.form, scene.maria)
    assert scene.task().status == "todo"
    loop.run_due(app)
    assert scene.task().status == "done"
    with database.write() as session:
        for job in session.scalars(db.select(Job)):
            job.done_at, job.attempts = None, 0
    loop.run_due(app)
    assert len(scene.ticks()) == 1


def test_a_submission_that_was_undone_ticks_nothing(app: Flask, scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="x", sso=False)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        submit_form(session, scene.form.id, forms.by(scene.maria))
        raise ZeroDivisionError
    loop.run_due(app)
    assert scene.task().status == "todo"


def test_what_is_sent_back_is_filled_on_and_handed_in_again_as_number_two(scene: Scene) -> None:
    forms.hand_in(scene.form, scene.maria)
    forms.give_back(scene.form, "Which version?")
    form = forms.stored(scene.form.id)
    assert (form.status, form.return_note) == (FormStatus.RETURNED, "Which version?")
    forms.give(scene.form, scene.maria, name="Lagerfix 9.2")
    assert scene.submit() is not None
    second, first = submissions_of(scene.form.id)
    assert (first.answers["name"], second.number, second.answers["name"]) == ("Lagerfix 9", 2, "Lagerfix 9.2")


def test_only_what_is_submitted_can_be_accepted_or_sent_back(scene: Scene) -> None:
    for act in (forms.take, forms.give_back):
        with pytest.raises(FormGone):
            act(scene.form)
    forms.hand_in(scene.form, scene.maria)
    forms.take(scene.form)
    assert forms.stored(scene.form.id).status is FormStatus.ACCEPTED


def test_an_open_form_hangs_on_its_step_and_a_draft_does_not(scene: Scene) -> None:
    (link,) = scene.task().links
    path = f"/w/{scene.workspace.id}/forms/{scene.form.id}"
    assert (link.key, link.label, link.path) == (f"form:{scene.form.id}", "Technical intake", path)
    other = factories.tasks_of(scene.workspace)[1].id
    draft = forms.make_draft(scene.workspace, task_id=other)
    with database.write() as session:
        actions.edit_details(session, draft.id, FormDetails("Renamed", task_id=other), forms.TEAM)
    assert scene.task(other).links == ()


def test_the_step_follows_the_forms_title_and_moves_with_it(scene: Scene) -> None:
    other = factories.tasks_of(scene.workspace)[1].id
    with database.write() as session:
        actions.edit_details(session, scene.form.id, FormDetails("Renamed", task_id=scene.task_id), forms.TEAM)
    assert [link.label for link in scene.task().links] == ["Renamed"]
    with database.write() as session:
        actions.edit_details(session, scene.form.id, FormDetails("Renamed", task_id=other), forms.TEAM)
    assert (scene.task().links, len(scene.task(other).links)) == ((), 1)


def test_taking_back_and_removing_take_the_form_off_its_step(scene: Scene) -> None:
    with database.write() as session:
        actions.take_back(session, scene.form.id, forms.TEAM)
    assert scene.task().links == ()
    with database.write() as session:
        actions.open_form(session, scene.form.id, forms.TEAM)
    assert len(scene.task().links) == 1
    with database.write() as session:
        actions.remove_form(session, scene.form.id, forms.TEAM)
    assert scene.task().links == ()
    with database.write() as session:
        actions.restore_form(session, scene.form.id, forms.TEAM)
    assert len(scene.task().links) == 1


def test_a_form_with_answers_is_not_taken_back(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="x")
    with pytest.raises(NotNow), database.write() as session:
        actions.take_back(session, scene.form.id, forms.TEAM)
    assert forms.stored(scene.form.id).status is FormStatus.OPEN


def test_an_empty_form_is_not_opened(scene: Scene) -> None:
    draft = forms.make_draft(scene.workspace, {"sections": [{"id": "s", "title": "S", "fields": []}]})
    with pytest.raises(NotNow), database.write() as session:
        actions.open_form(session, draft.id, forms.TEAM)


def test_a_removed_step_holds_nothing_up(scene: Scene) -> None:
    with database.write() as session:
        session.get_one(type(factories.tasks_of(scene.workspace)[0]), scene.task_id).removed_at = scene.form.created_at
    factories.forget_plan(factories.plan_of(scene.workspace).id)
    forms.hand_in(scene.form, scene.maria)
    assert db.session.scalars(db.select(Job.error)).all() == [None] * len(db.session.scalars(db.select(Job.id)).all())
