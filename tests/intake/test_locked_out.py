"""Whoever is locked out while their request is on its way changes nothing any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import database
from portal.access import links
from portal.access.models import Link
from portal.extensions import db
from portal.intake import file_pages, filing, fill_pages, review_pages
from portal.intake.models import FormStatus
from portal.intake.queries import answers_of, submissions_of, values_of
from portal.people.models import Workspace, WorkspaceStatus
from tests.intake import forms
from tests.intake.test_files import Scene

pytestmark = pytest.mark.db


def revoke(session: Session, scene: Scene) -> None:
    for link in session.query(Link):
        links.revoke_link(session, link)


def close(session: Session, scene: Scene) -> None:
    session.get_one(Workspace, scene.workspace.id).status = WorkspaceStatus.ARCHIVED


def type_answer(scene: Scene) -> int:
    return scene.customer.post(scene.path, data={"b-users": "12", "a-users": "13"}).status_code


def upload(scene: Scene) -> int:
    return scene.upload().status_code


def take_out(scene: Scene) -> int:
    (file,) = scene.files
    return scene.customer.post(f"{scene.field}/{file['id']}/remove").status_code


def submit(scene: Scene) -> int:
    return scene.customer.post(f"{scene.path}/submit").status_code


WAYS = [(fill_pages, type_answer), (filing, upload), (file_pages, take_out), (review_pages, submit)]


@pytest.mark.parametrize("end", [revoke, close])
@pytest.mark.parametrize(("door", "act"), WAYS)
def test_who_is_locked_out_just_before_it_is_written_writes_nothing(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    door: ModuleType,
    act: Callable[[Scene], int],
    end: Callable[[Session, Scene], None],
) -> None:
    scene = Scene(app)
    forms.give(scene.form, scene.maria, name="Lagerfix 9", sso=True, users=12)
    scene.upload()
    before = values_of(answers_of(scene.form.id))
    files = len(list((app.extensions["onward.settings"].instance_dir / "files").glob("*/*")))

    @contextmanager
    def write_late() -> Iterator[Session]:
        with database.write() as session:
            end(session, scene)
        with database.write() as session:
            yield session

    monkeypatch.setattr(door, "write", write_late)
    assert act(scene) in (302, 303, 403, 410)
    db.session.rollback()
    assert values_of(answers_of(scene.form.id)) == before
    assert (submissions_of(scene.form.id), forms.stored(scene.form.id).status) == ([], FormStatus.OPEN)
    assert len(list((app.extensions["onward.settings"].instance_dir / "files").glob("*/*"))) == files
