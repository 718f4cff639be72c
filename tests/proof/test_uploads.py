"""Files that lie about what they are, under names that want to be more: given out as nothing but files to save, to
nobody but those who may.
"""

import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.files.models import StoredFile
from portal.files.uploads import DOCUMENTS
from tests import databases, factories
from tests.conftest import MONDAY_MORNING
from tests.intake import forms
from tests.running import fresh_settings, running_app
from tests.world import KINDS, World

SCRIPT = b"<script>alert(1)</script>"
NAMES = (
    "plan.pdf",
    "../../../etc/passwd.pdf",
    "..\\..\\boot.ini.png",
    "/etc/cron.d/job.txt",
    'a".html;filename=x.pdf',
    "a\r\nSet-Cookie: onward=x\r\n.pdf",
    "a%0d%0aX: y.pdf",
    "a\0.html.pdf",
    "\u202efdp.exe.png",
    "<img src=x onerror=alert(1)>.gif",
    "=cmd|' /C calc'!A0.csv",
    "x" * 5_000 + ".zip",
    "ü" * 400 + ".md",
    ".htaccess.txt",
    "CON.pdf",
    "page.html.pdf",
    "page.pdf.html",
    "picture.svg",
    "run.js",
    "noending",
    ".pdf",
    "",
)
CONTENTS = (
    b"%PDF-1.7\n" + SCRIPT * 20,
    b"\x89PNG\r\n\x1a\n" + SCRIPT * 20,
    b"GIF89a/*" + b"0" * 40 + b"*/=1;alert(1)//",
    b"\xff\xd8\xff\xe0\x00\x10JFIF" + SCRIPT * 20,
    b"PK\x03\x04" + SCRIPT * 20,
    b"words; =1+1\n" + SCRIPT,
    SCRIPT,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"#!/bin/sh\nid\n",
    b"MZ\x90\x00" + b"\0" * 60,
)
PROMISED = dict(zip(("pdf", "png", "gif", "jpg", "zip"), CONTENTS, strict=False))
PICTURES = {
    "sections": [
        {
            "id": "rooms",
            "title": "Rooms",
            "fields": [{"id": "plan", "kind": "file", "label": "Pictures", "most_files": 2, "kinds": ["picture"]}],
        }
    ]
}
SAFE_NAME = re.compile(r"[^/\\\0\r\n\"<>|:*?]{1,150}")


@pytest.fixture(scope="module")
def world(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("uploads")
    with (
        time_machine.travel(MONDAY_MORNING, tick=False),
        fresh_settings(template_database, folder) as settings,
        running_app(settings) as app,
    ):
        settings.items_per_task = 10_000
        yield World(app)


def send(browser: FlaskClient, path: str, name: str, content: bytes) -> int:
    return browser.post(path, data={"file": (io.BytesIO(content), name)}).status_code


def ids_of(world: World) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(StoredFile.id).filter_by(workspace_id=world.workspace.id)))


def test_whatever_is_taken_is_given_out_to_be_saved_and_can_do_nothing(world: World) -> None:
    editor, taken = world.clients["editor"], set()
    for number, name in enumerate(NAMES):
        task = f"/w/{world.workspace.id}/plan/tasks/{factories.make_task(world.workspace).id}/files"
        before = ids_of(world)
        assert {send(editor, task, name, content) for content in contents_for(name, number)} <= {303, 422}
        mine = ids_of(world) - before
        taken |= mine
        for file_id in mine:
            look_at(editor.get(f"{task}/{file_id}"), db.session.get_one(StoredFile, file_id))
    assert len(taken) > len(NAMES) / 2


def contents_for(name: str, number: int) -> list[bytes]:
    """What the name promises, a page, and one of all, another for each name."""
    promised = PROMISED.get(name.rpartition(".")[2], CONTENTS[5])
    return [promised, SCRIPT, CONTENTS[number % len(CONTENTS)]]


def look_at(given: TestResponse, row: StoredFile) -> None:
    """It is of a kind that we take, of a name that every system bears, and to be saved."""
    assert (given.status_code, given.mimetype, row.media_type in DOCUMENTS.values()) == (200, row.media_type, True)
    assert SAFE_NAME.fullmatch(row.name), row.name
    for header, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ):
        assert given.headers.getlist(header) == [value]
    (disposition,) = given.headers.getlist("Content-Disposition")
    assert (disposition.startswith("attachment;"), given.headers.get("Set-Cookie")) == (True, None)


@pytest.mark.parametrize("where", ["a task", "a form"])
def test_a_picture_that_somebody_uploaded_is_no_logo_that_everybody_may_see(world: World, where: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    form, task = forms.make_form(world.workspace, PICTURES), factories.make_task(world.workspace)
    base = f"/w/{world.workspace.id}"
    path = f"{base}/plan/tasks/{task.id}/files" if where == "a task" else f"{base}/forms/{form.id}/fields/plan/files"
    before = ids_of(world)
    assert send(world.clients["editor"], path, "offices.png", picture.getvalue()) in (200, 303)
    (file_id,) = ids_of(world) - before
    answers = {kind: world.clients[kind].get(f"/files/{file_id}").status_code for kind in KINDS}
    assert answers == dict.fromkeys(KINDS, 404)
