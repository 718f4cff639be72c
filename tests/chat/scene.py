"""A workspace with people on both sides, and a browser for each of them."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from portal import database
from portal.chat.models import MessageRow
from portal.extensions import db
from portal.plan.core.commands import ChangeTask
from portal.plan.editor import Author, edit
from tests import browsing, factories


class Scene:
    """Anna of the team; Maria of the customer, who may comment; David, who may only read; and Bo, who looks around."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria Lindholm", "Project lead")
        self.david = factories.make_contact(self.workspace, "David Osei", "Sponsor")
        member = factories.make_member("Anna Bergström", is_admin=True)
        self.anna = factories.make_participant(self.workspace, member)
        self.link = factories.make_link(self.workspace, "comment", self.maria)
        self.browsers = {
            "anna": browsing.sign_in(app.test_client(), member),
            "maria": browsing.open_link(app.test_client(), self.link),
            "david": browsing.open_link(app.test_client(), factories.make_link(self.workspace, "view", self.david)),
            "bo": browsing.open_link(app.test_client(), factories.make_link(self.workspace, "edit")),
        }
        self.shared, _, self.internal = (task.id for task in factories.tasks_of(self.workspace)[:3])
        self.milestone = next(task.id for task in factories.tasks_of(self.workspace) if task.is_milestone)
        self.path = f"/w/{self.workspace.id}/chat"
        self.topic = f"chat:{self.workspace.id}"

    def op(self, who: str, *ops: dict[str, Any]) -> TestResponse:
        """Send `ops` as one change."""
        message = {"topic": self.topic, "cid": f"{database.new_id()}.1", "ops": list(ops)}
        return self.browsers[who].post(f"{self.path}/op", json=message)

    def say(self, who: str, body: str, room: str = "shared", task_id: str = "") -> str:
        """Say it, and see that it was taken; the message's id."""
        said = saying(body, room, task_id)
        answer = self.op(who, said)
        assert answer.status_code == 200, answer.json
        return said["m"]

    def get(self, who: str, rest: str = "") -> str:
        return self.browsers[who].get(self.path + rest).text

    def since(self, who: str, seq: int = 0) -> dict[str, Any]:
        answer = self.browsers[who].get(f"{self.path}/since?seq={seq}").json
        assert answer is not None
        return answer

    def change_task(self, task_id: str, field: str, value: Any) -> None:
        plan_id = factories.plan_of(self.workspace).id
        author = Author(None, self.workspace.id, participant_id=self.anna.id)
        answer = edit(plan_id, [ChangeTask(task_id, field, value)], author, f"{database.new_id()}.1")
        assert answer.is_accepted, answer.to_wire()

    def row(self, message_id: str) -> MessageRow:
        db.session.rollback()
        return db.session.get_one(MessageRow, message_id)

    def tab_count(self, who: str) -> int:
        """The number on the Chat tab, as a page outside the rooms shows it."""
        page = self.browsers[who].get(f"/w/{self.workspace.id}/people").text
        tab = page.partition(f'href="{self.path}"')[2].partition("</a>")[0]
        assert tab, "there is no Chat tab"
        return int(tab.partition('class="count">')[2].partition("<")[0] or 0)


def saying(body: str, room: str = "shared", task_id: str = "") -> dict[str, Any]:
    thread = f"task:{task_id}" if task_id else None
    return {"k": "say", "m": database.new_id(), "room": room, "thread": thread, "body": body}
