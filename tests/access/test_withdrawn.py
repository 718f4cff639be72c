"""A mail that has not left yet ends with what it speaks of: the link in it, or the person it goes to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock as portal_clock
from portal.access import links
from portal.config import Settings
from portal.extensions import db
from portal.jobs import loop
from portal.mail.models import Mail, MailState
from tests import browsing, factories
from tests.conftest import Clock
from tests.mailbox import Mailbox
from tests.testclient import Browser


class Scene:
    """Maria asked for a fresh link, Tom to sign in; the mail server is away, so both mails wait."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        settings.smtp_host, settings.smtp_port, settings.smtp_security = "127.0.0.1", 1, "none"
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria", email="maria@customer.example")
        self.tom = factories.make_member("Tom")
        self.admin = browsing.sign_in(app.test_client(), factories.make_member("Ada", is_admin=True))
        past = factories.make_link(
            self.workspace, contact=self.maria, expires_at=portal_clock.now() - timedelta(days=1)
        )
        app.test_client().post(f"{links.path_of(past)}/fresh")
        app.test_client().post("/sign-in", data={"email": self.tom.email})
        self.past = past

    def states(self) -> dict[str, MailState]:
        db.session.rollback()
        return {mail.recipient: mail.state for mail in db.session.scalars(db.select(Mail))}

    def words_kept(self) -> dict[str, bool]:
        db.session.rollback()
        return {mail.recipient: bool(mail.text or mail.html) for mail in db.session.scalars(db.select(Mail))}

    def send_what_waits(self, clock: Clock) -> None:
        """The mail server is back."""
        self.settings.smtp_host = None
        clock.move(minutes=5)
        loop.run_due(self.app)

    def revoke(self) -> None:
        fresh = db.session.scalars(db.select(links.Link).where(links.Link.id != self.past.id)).one()
        assert self.admin.post(f"/w/{self.workspace.id}/links/{fresh.id}/revoke").status_code == 303

    def remove_person(self) -> None:
        assert self.admin.post(f"/w/{self.workspace.id}/people/{self.maria.id}/remove").status_code == 303

    def remove_member(self) -> None:
        assert self.admin.post(f"/team/{self.tom.id}/remove").status_code == 303


@pytest.fixture
def scene(clock: Clock, app: Flask, settings: Settings) -> Scene:
    return Scene(app, settings)


def test_what_waits_is_sent_when_the_server_is_back(scene: Scene, clock: Clock, mails: Mailbox) -> None:
    assert set(scene.states().values()) == {MailState.FAILED}
    scene.send_what_waits(clock)
    assert sorted(letter.to for letter in mails) == ["maria@customer.example", scene.tom.email]


@pytest.mark.parametrize("end", [Scene.revoke, Scene.remove_person])
def test_a_waiting_link_is_not_sent_to_whom_it_was_taken_from(
    scene: Scene, clock: Clock, mails: Mailbox, end: Callable[[Scene], None]
) -> None:
    end(scene)
    assert scene.states() == {"maria@customer.example": MailState.WITHDRAWN, scene.tom.email: MailState.FAILED}
    assert scene.words_kept() == {"maria@customer.example": False, scene.tom.email: True}
    scene.send_what_waits(clock)
    assert [letter.to for letter in mails] == [scene.tom.email]
    assert scene.states()["maria@customer.example"] is MailState.WITHDRAWN


def test_a_removed_member_is_not_sent_the_link_to_sign_in(scene: Scene, clock: Clock, mails: Mailbox) -> None:
    scene.remove_member()
    scene.send_what_waits(clock)
    assert [letter.to for letter in mails] == ["maria@customer.example"]


def test_another_link_of_the_same_person_leaves(scene: Scene, clock: Clock, mails: Mailbox, client: Browser) -> None:
    """What is revoked is one link; what waits with another is still good."""
    assert scene.admin.post(f"/w/{scene.workspace.id}/links/{scene.past.id}/revoke").status_code == 303
    scene.send_what_waits(clock)
    (letter,) = mails.to("maria@customer.example")
    assert client.post(letter.paths[0]).status_code == 303
