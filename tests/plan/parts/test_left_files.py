"""A server that ends in the middle of an upload leaves nothing that counts, and nothing that is held is taken."""

import io
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import select

from portal.config import ROOT, Settings
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.jobs import loop
from portal.plan.core.commands import RemoveFile, RemoveTask
from portal.plan.parts.left_files import LEFT_AFTER
from tests import factories
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.plan.parts.test_block_pages import Scene

pytestmark = pytest.mark.db

# Kills itself once the file is kept, before it is put on its task.
KILLED = """
import io, os, signal, sys
from portal import green
green.patch()
from portal.config import Settings
from portal.extensions import db
from portal.people.models import Member
from portal.plan.parts import file_pages
from tests.browsing import sign_in
from tests.running import SECRET_KEY, running_app

folder, url, path, member = sys.argv[1:]
with running_app(Settings(instance_dir=folder, database_url=url, secret_keys=[SECRET_KEY], rate_limits=False)) as app:
    browser = sign_in(app.test_client(), db.session.get_one(Member, member))
    file_pages.do = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    browser.post(path, data={"file": (io.BytesIO(b"a,b"), "a.csv")}, content_type="multipart/form-data")
"""


def stored() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(StoredFile.id)))


def test_a_file_whose_server_was_killed_before_it_stood_on_its_task_goes_with_its_row(
    app: Flask, settings: Settings, clock: Clock
) -> None:
    workspace, member = factories.make_workspace(), factories.make_member()
    path = f"/w/{workspace.id}/plan/tasks/{factories.tasks_of(workspace)[0].id}/files"
    words = [sys.executable, "-c", KILLED, str(settings.instance_dir), settings.database_url, path, member.id]
    killed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr
    (file_id,) = stored()
    assert store.path_of(file_id).exists()
    # The killed server's clock is not this one's.
    clock.move(days=30)
    loop.run_due(app)
    assert (stored(), store.path_of(file_id).exists()) == ([], False)


@pytest.mark.parametrize("how", ["standing", "taken off", "on a removed step"])
def test_what_a_task_holds_or_may_get_back_stays(app: Flask, clock: Clock, how: str) -> None:
    scene = Scene(app)
    sent = {"file": (io.BytesIO(b"a,b"), "a.csv")}
    scene.team.post(scene.path(scene.first, "/files"), data=sent, content_type="multipart/form-data")
    (file_id,) = before = stored()
    commands = {"taken off": RemoveFile(scene.first.id, file_id), "on a removed step": RemoveTask(scene.first.id)}
    if how in commands:
        change_tasks(scene.workspace, commands[how])
    clock.move(seconds=LEFT_AFTER.total_seconds() + 1)
    assert loop.run_due(app) > 0
    assert stored() == before
