"""Two processes' worth of apps on one database: what one commits, the other's viewers see."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import SplitResult, urlsplit

import pytest
from flask import Flask

import portal
from portal import database, green
from portal.access import links
from portal.access.models import Link
from portal.config import Settings
from portal.live import redis
from portal.live.doorbell import CHANNEL
from portal.live.redis import follow_redis
from portal.live.rounds import send_head
from tests import browsing, databases, factories
from tests.sockets import Viewer, connect, cookie_of, serving, wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.db]


class TwoServers:
    """Anna is connected to the first server, Maria to the second."""

    def __init__(self, app: Flask, other: Flask, stack: ExitStack) -> None:
        self.workspace = factories.make_workspace()
        self.topic = f"plan:{factories.plan_of(self.workspace).id}"
        self.first = factories.tasks_of(self.workspace)[0].id
        self.link = factories.make_link(self.workspace, contact=factories.make_contact(self.workspace, "Maria"))
        team = browsing.sign_in(app.test_client(), factories.make_member("Anna"))
        team.get(f"/w/{self.workspace.id}/")
        guest = browsing.open_link(app.test_client(), self.link)
        self.anna = self._enter(stack, stack.enter_context(serving(app)), cookie_of(team))
        self.maria = self._enter(stack, stack.enter_context(serving(other)), cookie_of(guest))

    def _enter(self, stack: ExitStack, port: int, cookie: str) -> Viewer:
        viewer = stack.enter_context(connect(port, cookie))
        viewer.join(self.topic)
        return viewer

    def rename(self, title: str) -> None:
        assert self.anna.op(self.topic, [{"k": "set", "t": self.first, "f": "title", "v": title}])["ok"] is True


@pytest.fixture
def other(settings: Settings) -> Iterator[Flask]:
    """A second app on the same database, as a second process would have it."""
    made = portal.create_app(settings)
    yield made
    databases.close(made)


@pytest.fixture
def heard(app: Flask, other: Flask) -> Iterator[TwoServers]:
    """Both servers hear each other through Redis."""
    app.extensions["onward.settings"].redis_url = os.environ["REDIS_URL_TEST"]
    bells = [follow_redis(each) for each in (app, other)]
    wait_until(lambda: bells[0].client.pubsub_numsub(CHANNEL)[0][1] == 2, "the two servers did not subscribe")
    with ExitStack() as stack:
        yield TwoServers(app, other, stack)
    for bell in bells:
        bell.is_stopped = True
    wait_until(lambda: bells[0].client.pubsub_numsub(CHANNEL)[0][1] == 0, "the two servers did not leave")


def test_an_edit_on_one_server_reaches_a_viewer_on_the_other(heard: TwoServers) -> None:
    heard.rename("From the first server")
    (op,) = heard.maria.changes(until_seq=1)
    assert (op["f"], op["v"]) == ("title", "From the first server")


def test_a_link_revoked_on_one_server_hangs_up_on_the_other(heard: TwoServers) -> None:
    with database.write() as session:
        links.revoke_link(session, session.get_one(Link, heard.link.id))
    assert heard.maria.wait_for("bye")["reason"] == "revoked"
    heard.maria.wait_until_gone()


class Line:
    """A way to Redis that can be cut as a cable is: nothing more arrives, and neither end is told."""

    def __init__(self, stack: ExitStack) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}"
        self.ends: list[socket.socket] = []
        self.cut: set[socket.socket] = set()
        stack.callback(self._end)
        green.spawn(self._accept, urlsplit(os.environ["REDIS_URL_TEST"]))

    def _end(self) -> None:
        # Each is closed by who reads from it: closed by another, its number would be somebody else's at once.
        for end in (self.listener, *self.ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self, redis: SplitResult) -> None:
        with self.listener, suppress(OSError):
            while True:
                near, far = self.listener.accept()[0], socket.create_connection((redis.hostname or "", redis.port or 0))
                self.ends += near, far
                green.spawn(self._carry, near, far)
                green.spawn(self._carry, far, near)

    def _carry(self, source: socket.socket, to: socket.socket) -> None:
        with source, suppress(OSError):
            while data := source.recv(65_536):
                if source not in self.cut:
                    to.sendall(data)

    def cut_what_stands(self) -> None:
        self.cut.update(self.ends)


def test_a_line_to_redis_that_is_cut_is_noticed_and_what_was_rung_meanwhile_is_looked_for(
    app: Flask, other: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("LOOK", 0.02), ("ASK", 0.1), ("SILENT", 0.4), ("RETRY", 0.02)):
        monkeypatch.setattr(redis, f"{name}_SECONDS", seconds)
    with ExitStack() as stack:
        line = Line(stack)
        other.extensions["onward.settings"].redis_url = line.url
        bell = follow_redis(other)
        stack.callback(setattr, bell, "is_stopped", True)
        call = TwoServers(app, other, stack)
        wait_until(lambda: len(line.ends) > 0, "nobody came to the line")
        # What this process has told itself it also remembers, and might take that for all there is.
        hers = call.maria.op(call.topic, [{"k": "set", "t": call.first, "f": "title", "v": "Before"}])
        assert hers["ok"] is True
        call.maria.changes(until_seq=1)
        line.cut_what_stands()
        call.rename("While it was cut")
        *_, op = call.maria.changes(until_seq=2)
        assert op["v"] == "While it was cut"


def test_without_redis_the_next_round_brings_what_no_bell_told(app: Flask, other: Flask) -> None:
    with ExitStack() as stack:
        call = TwoServers(app, other, stack)
        call.rename("Nobody rang")
        with other.app_context():
            send_head(other, call.topic)
        (op,) = call.maria.changes(until_seq=1)
        assert op["v"] == "Nobody rang"


def test_a_redis_that_never_answers_holds_nobody_up_and_little_piles_up(app: Flask, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=500) as frozen, ExitStack() as stack:
        # It is connected to, as the kernel answers for a process that is stopped, and then says nothing.
        settings.redis_url = f"redis://127.0.0.1:{frozen.getsockname()[1]}"
        settings.rate_limits = True
        stuck = portal.create_app(settings)
        stuck.config["WTF_CSRF_ENABLED"] = False
        stack.callback(databases.close, stuck)
        bell = follow_redis(stuck)
        stack.callback(setattr, bell, "is_stopped", True)
        call = TwoServers(stuck, app, stack)
        for number in range(50):
            call.rename(f"Said {number} times")
        answered = stuck.test_client().post("/sign-in", data={"email": "nobody@vendor.example"})
        assert answered.status_code == 303
        assert len(bell._waiting) <= 2
        with app.app_context():
            send_head(app, call.topic)
        assert call.maria.changes(until_seq=50)[-1]["v"] == "Said 49 times"
