"""What one room owes another is done though the server died in between, and only once: real servers, really killed."""

from dataclasses import dataclass

import pytest
from flask import Flask

from portal import database
from portal.chat.models import MessageKind, MessageRow
from portal.config import Settings
from portal.extensions import db
from portal.jobs import queue
from portal.jobs.models import Job
from portal.people.models import Workspace
from portal.plan.core.commands import ChangeTask
from portal.plan.models import EventRow, TaskRow
from portal.training.actions import mark_done
from tests import factories, trainings
from tests.dashboard.edits import change_tasks
from tests.intake import forms
from tests.processes import Server
from tests.running import running_app
from tests.sockets import wait_until

pytestmark = pytest.mark.db


@dataclass
class Owed:
    """A step that a submitted form ticks, one that a finished training ticks, and a milestone to tell of in chat."""

    workspace: Workspace
    by_form: str
    by_training: str
    milestone: str

    def effects(self) -> tuple[int, int, int]:
        """How often each has happened: ticks of both steps, and lines about the milestone."""
        db.session.rollback()
        ticked = db.select(EventRow.subject_id).filter(EventRow.via.in_(["form", "training"]))
        subjects = list(db.session.scalars(ticked.filter(EventRow.kind == "TaskChanged")))
        told = db.session.scalars(db.select(MessageRow).filter_by(kind=MessageKind.MILESTONE)).all()
        return subjects.count(self.by_form), subjects.count(self.by_training), len(told)

    def statuses(self) -> set[str]:
        db.session.rollback()
        return {db.session.get_one(TaskRow, task_id).status for task_id in (self.by_form, self.by_training)}


def cause(app: Flask) -> Owed:
    """Everything up to the commit of the three causes; then this process is as good as dead: it runs no job."""
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria")
    by_form, by_training = (factories.make_task(workspace).id for _ in range(2))
    milestone = factories.make_task(workspace, is_milestone=True).id
    form = forms.make_form(workspace, task_id=by_form)
    lesson = trainings.make_lesson()
    trainings.give(workspace, trainings.make_track(lesson.id), task_id=by_training)
    queue.on_enqueued(app, lambda: None)
    forms.hand_in(form, maria)
    with database.write() as session:
        mark_done(session, maria.id, lesson.id)
    change_tasks(workspace, ChangeTask(milestone, "status", "done"), by=maria)
    return Owed(workspace, by_form, by_training, milestone)


def serve(settings: Settings) -> Server:
    server = Server(
        settings.instance_dir, DATABASE_URL=settings.database_url, SECRET_KEYS=",".join(settings.secret_keys)
    )
    server.wait_for("Onward runs at")
    return server


def open_jobs() -> int:
    db.session.rollback()
    return db.session.query(Job).filter(Job.done_at.is_(None)).count()


def test_a_server_that_starts_after_a_sudden_death_does_what_was_owed_once(settings: Settings) -> None:
    with running_app(settings) as app:
        owed = cause(app)
        assert owed.effects() == (0, 0, 0)
        assert open_jobs() == 3
        for _round in range(2):
            with serve(settings) as server:
                wait_until(lambda: open_jobs() == 0, "the server did not do all its jobs")
                assert owed.effects() == (1, 1, 1)
                assert owed.statuses() == {"done"}
                server.process.kill()
        # As if the server had died after the deed and before it noted that the job was done.
        with database.write() as session:
            session.query(Job).update({"done_at": None, "locked_until": None, "attempts": 0})
        with serve(settings):
            wait_until(lambda: open_jobs() == 0, "the server did not do all its jobs")
        assert owed.effects() == (1, 1, 1)
