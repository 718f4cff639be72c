"""A workspace that learns: two people of the customer, a track of three lessons, a task that it ticks."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from portal import database
from portal.extensions import db
from portal.people.models import Participant
from portal.plan.models import EventRow, TaskRow
from portal.training import actions
from portal.training.models import Assignment, Lesson
from tests import browsing, factories, trainings
from tests.testclient import Browser


def press(browser: Browser, path: str) -> TestResponse:
    """Post to `path` and see the page it leads to."""
    answer = browser.post(path)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location)


class School:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.workspace = factories.make_workspace()
        self.maria, self.jonas = (factories.make_contact(self.workspace, name) for name in ("Maria", "Jonas"))
        self.lessons = [trainings.make_lesson(f"Lesson {word}", minutes=5) for word in ("one", "two", "three")]
        self.track = trainings.make_track(*(lesson.id for lesson in self.lessons), title="First steps")
        self.task = factories.tasks_of(self.workspace)[0]
        self.member = factories.make_member().id
        self.address = f"/w/{self.workspace.id}/training"

    def give(self, *people: Participant, **terms: Any) -> Assignment:
        """The track, given to these people; it ticks the task."""
        terms = {"task_id": self.task.id, **terms}
        return trainings.give(self.workspace, self.track, people=[person.id for person in people], **terms)

    def learn(self, person: Participant, *lessons: Lesson) -> None:
        """Mark these lessons as done, or all, each in a transaction of its own."""
        for lesson in lessons or self.lessons:
            with database.write() as session:
                actions.mark_done(session, person.id, lesson.id)

    def is_ticked(self) -> bool:
        db.session.rollback()
        return db.session.get_one(TaskRow, self.task.id).status == "done"

    def ticks(self) -> list[EventRow]:
        """The events of the plan that changed the task's status."""
        rows = db.session.scalars(db.select(EventRow).where(EventRow.kind == "TaskChanged").order_by(EventRow.revision))
        return [row for row in rows if row.body.get("field") == "status"]

    def again(self, assignment: Assignment) -> Assignment:
        db.session.rollback()
        return db.session.get_one(Assignment, assignment.id)

    def links(self) -> list[dict[str, str]]:
        db.session.rollback()
        return db.session.get_one(TaskRow, self.task.id).links

    def customer(self, person: Participant | None = None, rights: str = "comment") -> Browser:
        """A browser that came by a link; without a person it only looks around."""
        browser = self.app.test_client()
        browsing.open_link(browser, factories.make_link(self.workspace, rights), as_=person)
        assert isinstance(browser, Browser)
        return browser

    def team(self) -> Browser:
        browser = self.app.test_client()
        browsing.sign_in(browser, factories.make_member("Priya"))
        assert isinstance(browser, Browser)
        return browser
