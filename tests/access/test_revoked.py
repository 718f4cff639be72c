"""Taking away a way in ends it on every channel at once: pages, what scripts fetch, files, and every socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from socketio.exceptions import ConnectionError

from portal import database, green
from portal.access import links
from portal.access.models import Link
from portal.files import store
from portal.live.topics import Visitor
from portal.people.models import Participant, Workspace
from portal.plan.core.work import File, write_files
from portal.plan.models import TaskRow
from tests import browsing, factories
from tests.intake import forms
from tests.sockets import Viewer, connect, cookie_of, serving

pytestmark = pytest.mark.sockets


class Scene:
    """Maria of the customer and Tom of the team are at work; Ada of the team looks after who may."""

    def __init__(self, app: Flask, port: int, stack: ExitStack) -> None:
        self.app, self.port, self.stack = app, port, stack
        self.workspace: Workspace = factories.make_workspace()
        self.maria: Participant = factories.make_contact(self.workspace, "Maria")
        self.link = factories.make_link(self.workspace, contact=self.maria)
        self.tom_is = factories.make_member("Tom")
        self.customer = browsing.open_link(app.test_client(), self.link)
        self.tom = browsing.sign_in(app.test_client(), self.tom_is)
        self.admin = browsing.sign_in(app.test_client(), factories.make_member("Ada", is_admin=True))
        self.form = forms.make_form_with_past(self.workspace)
        self.task = factories.tasks_of(self.workspace)[0].id
        self.path = f"/w/{self.workspace.id}"

    def channels(self) -> list[str]:
        """A page, what scripts fetch of each thing that is followed, and a file."""
        file_id = store.put(b"words")
        with database.write() as session:
            store.record(session, file_id, "list.txt", "text/plain").workspace_id = self.workspace.id
            session.get_one(TaskRow, self.task).files = write_files((File(file_id, "list.txt", 5),))
        factories.forget_plan(factories.plan_of(self.workspace).id)
        rest = ["/", "/plan", "/plan/snapshot", "/plan/since?seq=0", "/chat", "/chat/snapshot", "/chat/since?seq=0"]
        rest += ["/done/since?seq=0", f"/forms/{self.form.id}/snapshot", "/people.json", "/training"]
        return [f"{self.path}{one}" for one in (*rest, f"/plan/tasks/{self.task}/files/{file_id}")]

    def topics(self) -> list[str]:
        plan, workspace = factories.plan_of(self.workspace).id, self.workspace.id
        return [f"plan:{plan}", f"chat:{workspace}", f"done:{workspace}", f"golive:{workspace}", f"form:{self.form.id}"]

    def follow(self, browser: FlaskClient) -> dict[str, Viewer]:
        """A socket for each kind of thing that can be followed."""
        topics = self.topics()
        found = {topic: self.stack.enter_context(connect(self.port, cookie_of(browser))) for topic in topics}
        assert {topic: viewer.join(topic)["ok"] for topic, viewer in found.items()} == dict.fromkeys(topics, True)
        return found

    def do(self, path: str, **data: str) -> None:
        assert self.admin.post(path, data=data).status_code == 303


def revoke_link(scene: Scene) -> None:
    scene.do(f"{scene.path}/links/{scene.link.id}/revoke")


def remove_person(scene: Scene) -> None:
    scene.do(f"{scene.path}/people/{scene.maria.id}/remove")


def close_to_customers(scene: Scene) -> None:
    kept = {"name": scene.workspace.name, "language": "en", "timezone": "UTC", "csm_id": ""}
    scene.do(f"{scene.path}/settings", status="draft", **kept)


def remove_member(scene: Scene) -> None:
    scene.do(f"/team/{scene.tom_is.id}/remove")


def sign_out(scene: Scene) -> None:
    assert scene.tom.post("/sign-out").status_code == 303


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(app, stack.enter_context(serving(app)), stack)


@pytest.mark.parametrize(
    ("who", "end"),
    [
        ("customer", revoke_link),
        ("customer", remove_person),
        ("customer", close_to_customers),
        ("tom", remove_member),
        ("tom", sign_out),
    ],
)
def test_what_is_taken_away_ends_on_every_channel(scene: Scene, who: str, end: Callable[[Scene], None]) -> None:
    browser: FlaskClient = getattr(scene, who)
    other = scene.admin
    paths = scene.channels()
    sockets, others = scene.follow(browser), scene.follow(other)
    cookie = cookie_of(browser)
    assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    end(scene)
    assert {path: browser.get(path).status_code for path in paths if browser.get(path).status_code < 300} == {}
    for viewer in sockets.values():
        viewer.wait_until_gone()
    # Who kept the cookie joins nothing again.
    browser.set_cookie("onward", cookie.partition("=")[2])
    assert joins_again(scene, cookie) == set()
    assert [other.get(path).status_code for path in paths] == [200] * len(paths)
    if end is not close_to_customers:
        assert all(viewer.is_open for viewer in others.values())


def test_who_joins_in_the_moment_of_their_link_s_end_is_out_soon(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds, topic = scene.app.extensions["onward.topics"], scene.topics()[0]
    kind = kinds["plan"]

    def enter(topic_id: str, session_ids: set[str]) -> dict[str, Visitor]:
        found: dict[str, Visitor] = kind.enter(topic_id, session_ids)
        monkeypatch.setitem(kinds, "plan", kind)
        with database.write() as session:
            links.revoke_link(session, session.get_one(Link, scene.link.id))
        # The ring was heard, and the rights that were read before are about to count.
        green.sleep(0.2)
        return found

    with connect(scene.port, cookie_of(scene.customer)) as viewer:
        monkeypatch.setitem(kinds, "plan", replace(kind, enter=enter))
        # Not waited for: the line may end before the answer is sent.
        viewer.send("join", {"topic": topic, "seq": 0})
        assert viewer.wait_for("bye")["reason"] == "revoked"
        viewer.wait_until_gone()


def joins_again(scene: Scene, cookie: str) -> set[str]:
    """What may still be followed with this cookie, by a socket of its own, or by none where it is refused."""
    with suppress(ConnectionError), connect(scene.port, cookie) as viewer:
        return {topic for topic in scene.topics() if viewer.is_open and viewer.join(topic)["ok"]}
    return set()
