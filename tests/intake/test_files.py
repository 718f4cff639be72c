"""Files as answers: what is taken, how it is kept, and to whom it is given."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.config import settings
from portal.extensions import db
from portal.files.models import StoredFile
from tests import browsing, factories
from tests.intake import forms
from tests.intake.forms import PDF

TABLE = b"name,count\nBristol,3\n"


class Scene:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria")
        self.jonas = factories.make_contact(self.workspace, "Jonas")
        self.form = forms.make_form(self.workspace)
        self.path = f"/w/{self.workspace.id}/forms/{self.form.id}"
        self.field = f"{self.path}/fields/plan/files"
        shared = factories.make_link(self.workspace)
        self.customer = browsing.open_link(app.test_client(), shared, as_=self.maria)
        self.other = browsing.open_link(app.test_client(), shared, as_=self.jonas)
        self.team = browsing.sign_in(app.test_client(), factories.make_member("Tom"))

    def upload(self, content: bytes = PDF, name: str = "plan.pdf", browser: FlaskClient | None = None) -> TestResponse:
        data = {"file": (io.BytesIO(content), name)}
        headers = {"Accept": "application/json"}
        return (browser or self.customer).post(self.field, data=data, headers=headers)

    @property
    def files(self) -> list[dict[str, Any]]:
        return forms.answer(self.form, "plan") or []


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_file_becomes_part_of_the_answer(scene: Scene) -> None:
    answer = scene.upload()
    assert answer.status_code == 200
    (file,) = answer.get_json()["files"]
    assert (file["name"], file["size"]) == ("plan.pdf", len(PDF))
    assert scene.files == [file]
    row = db.session.get_one(StoredFile, file["id"])
    assert (row.workspace_id, row.by_id, row.media_type) == (scene.workspace.id, scene.maria.id, "application/pdf")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00", "plan.pdf"),
        (b"<html><script>alert(1)</script>", "plan.pdf"),
        (PDF, "plan.exe"),
        (PDF, "plan"),
        (b"\x89PNG\r\n\x1a\n", "picture.png"),
        (b"", "plan.pdf"),
    ],
)
def test_a_file_is_taken_for_what_it_is(scene: Scene, content: bytes, name: str) -> None:
    answer = scene.upload(content, name)
    assert answer.status_code == 422
    assert answer.get_json()["field"] == "plan"
    assert scene.files == []


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(scene: Scene) -> None:
    settings().upload_bytes = 1_000
    answer = scene.upload(PDF + b"x" * 2_000)
    assert (answer.status_code, "larger than" in answer.get_json()["say"]) == (422, True)
    assert scene.upload(PDF + b"x" * 300_000).status_code == 413
    assert kept_files() == []


def test_a_bomb_is_kept_as_it_is_and_never_opened(scene: Scene) -> None:
    form = forms.make_form(
        scene.workspace,
        {"sections": [{"id": "s", "title": "S", "fields": [{"id": "zip", "kind": "file", "label": "Archive"}]}]},
    )
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    address = f"/w/{scene.workspace.id}/forms/{form.id}"
    answer = scene.customer.post(
        f"{address}/fields/zip/files",
        data={"file": (io.BytesIO(bomb.getvalue()), "export.zip")},
        headers={"Accept": "application/json"},
    )
    (file,) = answer.get_json()["files"]
    assert file["size"] == len(bomb.getvalue())
    assert scene.customer.get(f"{address}/files/{file['id']}").data == bomb.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.pdf", "C:\\evil\\plan.pdf", 'a"; filename="x.exe.pdf', "a;b=c%0d%0aX: y.pdf", "ü–日本.pdf"],
)
def test_a_name_can_carry_nothing_but_a_name(scene: Scene, name: str) -> None:
    file = scene.upload(name=name).get_json()["files"][0]
    answer = scene.customer.get(f"{scene.path}/files/{file['id']}")
    told = answer.headers["Content-Disposition"]
    assert answer.status_code == 200
    assert told.startswith("attachment;")
    assert "\n" not in told
    assert not set('/\\"') & set(file["name"])


def test_a_name_with_a_line_end_reaches_no_header(scene: Scene) -> None:
    answer = scene.upload(name="a\r\nSet-Cookie: x=1.pdf")
    assert (answer.status_code, scene.files) == (422, [])


def test_a_file_is_given_out_as_an_attachment_in_a_sandbox(scene: Scene) -> None:
    file = scene.upload().get_json()["files"][0]
    answer = scene.team.get(f"{scene.path}/files/{file['id']}")
    assert answer.data == PDF
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_others_files_are_given_only_to_who_is_surely_who_they_say(scene: Scene) -> None:
    address = f"{scene.path}/files/{scene.upload().get_json()['files'][0]['id']}"
    assert scene.customer.get(address).status_code == 200
    refused = scene.other.get(address)
    assert (refused.status_code, "Open your own personal link" in refused.text) == (403, True)
    personal = factories.make_link(scene.workspace, contact=scene.jonas)
    jonas = browsing.open_link(scene.app.test_client(), personal)
    assert jonas.get(address).status_code == 200


def test_whoever_says_a_listed_name_gets_none_of_that_persons_files(scene: Scene) -> None:
    personal = browsing.open_link(scene.app.test_client(), factories.make_link(scene.workspace, contact=scene.maria))
    stranger = browsing.open_link(scene.app.test_client(), factories.make_link(scene.workspace), as_=scene.maria)
    for browser in (personal, scene.customer):
        (*_, file) = scene.upload(browser=browser).get_json()["files"]
        address = f"{scene.path}/files/{file['id']}"
        assert browser.get(address).status_code == 200
        assert stranger.get(address).status_code == 403


def test_a_file_of_another_form_or_place_answers_like_none(scene: Scene) -> None:
    file_id = scene.upload().get_json()["files"][0]["id"]
    other = forms.make_form(scene.workspace)
    assert scene.team.get(f"/w/{scene.workspace.id}/forms/{other.id}/files/{file_id}").status_code == 404
    assert scene.team.get(f"{scene.path}/files/{'0' * 22}").status_code == 404
    assert scene.team.get(f"{scene.path}/files/..%2f..%2fsecret.key").status_code == 404


def test_only_so_many_files_fit(scene: Scene) -> None:
    scene.upload()
    scene.upload(TABLE, "counts.csv")
    answer = scene.upload()
    assert (answer.status_code, answer.get_json()["err"]) == (422, "invalid")
    assert len(scene.files) == 2


def test_a_removed_file_can_be_brought_back_also_by_somebody_else(scene: Scene) -> None:
    file = scene.upload().get_json()["files"][0]
    address = f"{scene.field}/{file['id']}"
    assert scene.other.post(f"{address}/remove").status_code == 303
    assert scene.files == []
    assert scene.team.get(f"{scene.path}/files/{file['id']}").status_code == 404
    assert scene.other.post(f"{address}/restore").status_code == 303
    assert scene.files == [file]
    assert scene.other.post(f"{address}/restore").status_code == 404


def test_what_was_submitted_can_still_be_downloaded_after_it_was_replaced(scene: Scene) -> None:
    file = scene.upload().get_json()["files"][0]
    forms.hand_in(scene.form, scene.maria)
    forms.give_back(scene.form)
    scene.customer.post(f"{scene.field}/{file['id']}/remove")
    assert scene.team.get(f"{scene.path}/files/{file['id']}").status_code == 200


def test_files_travel_with_the_plain_form(scene: Scene) -> None:
    sent = {"then": "later", "b-name": "null", "a-name": "Lagerfix", "u-plan": (io.BytesIO(PDF), "plan.pdf")}
    assert scene.customer.post(scene.path, data=sent).status_code == 303
    assert (forms.answer(scene.form, "name"), scene.files[0]["name"]) == ("Lagerfix", "plan.pdf")
    wrong = {"then": "later", "b-users": "null", "a-users": "7", "u-plan": (io.BytesIO(b"MZ"), "plan.pdf")}
    answer = scene.customer.post(scene.path, data=wrong)
    assert (answer.status_code, "is not what its name says" in answer.text) == (422, True)
    assert forms.answer(scene.form, "users") == 7


def test_a_file_is_removed_by_its_button_and_what_was_typed_is_kept(scene: Scene) -> None:
    file = scene.upload().get_json()["files"][0]
    sent = {"remove_file": f"plan/{file['id']}", "b-name": "null", "a-name": "Lagerfix"}
    page = forms.post_and_follow(scene.customer, scene.path, **sent)
    assert (scene.files, forms.answer(scene.form, "name")) == ([], "Lagerfix")
    assert f'action="{scene.field}/{file["id"]}/restore"' in page


def test_a_full_workspace_takes_no_more_files(scene: Scene) -> None:
    settings().workspace_bytes = 5
    assert scene.upload().status_code == 422
    assert scene.files == []


def test_what_is_refused_after_it_came_is_off_the_disk_too(scene: Scene) -> None:
    scene.upload()
    scene.upload(TABLE, "counts.csv")
    assert scene.upload().status_code == 422
    sent = {"then": "later", "u-plan": (io.BytesIO(PDF), "plan.pdf")}
    assert scene.customer.post(scene.path, data=sent).status_code == 422
    forms.hand_in(scene.form, scene.maria)
    assert scene.upload().status_code == 403
    assert len(kept_files()) == 2


def kept_files() -> list[Path]:
    return [path for path in (settings().instance_dir / "files").rglob("*") if path.is_file()]


def test_without_a_file_or_a_field_nothing_happens(scene: Scene) -> None:
    headers = {"Accept": "application/json"}
    assert scene.customer.post(scene.field, data={}, headers=headers).status_code == 422
    assert scene.customer.post(f"{scene.path}/fields/name/files", data={}, headers=headers).status_code == 404
