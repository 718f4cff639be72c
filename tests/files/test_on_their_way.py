"""Large bodies are let in for those who may send them only, and never more at once than the workspace may hold."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal import clock, database, green
from portal.access import links
from portal.config import settings
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import record_upload
from portal.intake import filing
from portal.plan.parts import file_pages
from tests import browsing, factories
from tests.intake import forms
from tests.intake.forms import PDF

MB = 1_000_000
JSON = {"Accept": "application/json"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BOUNDARY = "boundary"


class Body(io.BytesIO):
    """A form with one large file, which knows how much of it was taken; `meanwhile()` happens in its middle."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n'
        super().__init__(head.encode() + PDF + b"0" * 3 * MB + f"\r\n--{BOUNDARY}--\r\n".encode())
        self.size = len(self.getvalue())
        self.taken, self.meanwhile = 0, meanwhile

    def read(self, size: int | None = -1) -> bytes:
        return self._counted(super().read(size))

    def readinto(self, into: Any) -> int:
        return len(self._counted(into[: super().readinto(into)]))

    def _counted(self, piece: Any) -> Any:
        self.taken += len(piece)
        if self.taken - len(piece) <= MB < self.taken:
            self.meanwhile()
        return piece


class Scene:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria")
        self.link = factories.make_link(self.workspace, "edit", self.maria)
        self.maria_browser = browsing.open_link(app.test_client(), self.link)
        viewers = factories.make_link(self.workspace, "view", factories.make_contact(self.workspace, "Vera"))
        self.vera_browser = browsing.open_link(app.test_client(), viewers)
        form = forms.make_form(self.workspace)
        task = factories.make_task(self.workspace)
        self.paths = {
            "form": f"/w/{self.workspace.id}/forms/{form.id}",
            "answer": f"/w/{self.workspace.id}/forms/{form.id}/fields/plan/files",
            "task": f"/w/{self.workspace.id}/plan/tasks/{task.id}/files",
        }

    def send(self, browser: FlaskClient, path: str, body: Body) -> TestResponse:
        # As on a server: the token stands behind what is being read.
        self.app.config["WTF_CSRF_ENABLED"] = True
        headers = {**JSON, "X-CSRFToken": TOKEN.findall(browser.get("/j").text)[0]}
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        length = str(body.size)
        return browser.post(path, input_stream=body, content_type=kind, content_length=length, headers=headers)

    def kept(self) -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


@pytest.mark.parametrize("where", ["form", "answer", "task"])
def test_of_who_may_not_send_it_nothing_is_read(scene: Scene, where: str) -> None:
    for browser, status in ((scene.app.test_client(), 404), (scene.vera_browser, 403)):
        body = Body()
        assert scene.send(browser, scene.paths[where], body).status_code == status
        assert body.taken == 0


@pytest.mark.parametrize("where", ["answer", "task"])
def test_a_link_that_is_revoked_while_a_file_comes_leaves_nothing(scene: Scene, where: str) -> None:
    def revoke() -> None:
        with database.write() as session:
            links.revoke_link(session, session.get_one(links.Link, scene.link.id))

    body = Body(revoke)
    assert scene.send(scene.maria_browser, scene.paths[where], body).status_code == 410
    assert body.taken == body.size
    assert scene.kept() == 0


@pytest.mark.parametrize("where", ["answer", "task"])
def test_what_is_on_its_way_counts_until_it_is_answered(scene: Scene, where: str) -> None:
    settings().workspace_bytes = 5 * MB
    beside: list[Any] = []
    other, last = (browsing.open_link(scene.app.test_client(), scene.link) for _ in range(2))

    def send_another() -> None:
        beside.append(scene.send(scene.app.test_client(), scene.paths[where], Body()).status_code)
        second = Body()
        answer = scene.send(other, scene.paths[where], second)
        beside.append((answer.status_code, "holds files of 5 MB" in answer.get_json()["say"], second.taken))

    assert scene.send(scene.maria_browser, scene.paths[where], Body(send_another)).status_code == 200
    assert beside == [404, (413, True, 0)]
    assert scene.kept() == 1
    settings().workspace_bytes = 7 * MB
    assert scene.send(last, scene.paths[where], Body()).status_code == 200


def test_a_large_logo_is_read_of_the_team_only(scene: Scene) -> None:
    for path in (f"/w/{scene.workspace.id}/brand", "/settings"):
        for browser in (scene.app.test_client(), scene.maria_browser):
            body = Body()
            assert scene.send(browser, path, body).status_code == 413
            assert body.taken == 0


@pytest.mark.db
def test_many_who_send_at_once_keep_no_more_than_the_workspace_may_hold(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings().workspace_bytes = 2 * len(PDF)

    def slowly(*given: Any) -> StoredFile:
        row = record_upload(*given)
        green.sleep(0.3)
        return row

    for room in (file_pages, filing):
        monkeypatch.setattr(room, "record_upload", slowly)
    browsers = [browsing.open_link(scene.app.test_client(), scene.link) for _ in range(4)]

    def send(browser: FlaskClient, path: str) -> int:
        with scene.app.app_context():
            answer = browser.post(path, data={"file": (io.BytesIO(PDF), "plan.pdf")}, headers=JSON)
            return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, browsers, [scene.paths["task"], scene.paths["answer"]] * 2))
    assert (answers, scene.kept()) == ([200, 200, 422, 422], 2)
    assert len(store.older_than(clock.now() + timedelta(hours=1), store.root())) == 2
