"""The work in a task by plain forms: files, roles, promises, hours and tasks behind it, as each side reads it."""

import io
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.people.models import Side
from portal.plan.answers import Answer, refused
from portal.plan.core.commands import Rejected
from portal.plan.core.plan import Task
from portal.plan.core.work import Roles
from portal.plan.parts import file_pages
from portal.plan.queries import load_plan
from tests import browsing, factories
from tests.dashboard.pages import words
from tests.plan.parts.test_block_pages import Scene
from tests.testclient import Browser

pytestmark = pytest.mark.db

CSV = b"name,age\nMaria,41\n"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def task_of(scene: Scene, id: str | None = None) -> Task:
    return load_plan(scene.workspace.id, Side.TEAM).tasks[id or scene.first.id]


def upload(scene: Scene, browser: Browser, task: object = None, content: bytes = CSV, name: str = "people.csv") -> int:
    sent = {"file": (io.BytesIO(content), name)}
    return browser.post(
        scene.path(task or scene.first, "/files"), data=sent, content_type="multipart/form-data"
    ).status_code


def test_a_file_is_put_on_a_task_and_given_out_as_a_download(scene: Scene) -> None:
    assert upload(scene, scene.customer) == 303
    (file,) = task_of(scene).files
    page = words(scene.team.get(scene.path(scene.first)).text)
    assert "people.csv" in page
    assert "Maria," in page
    assert "Files 1" in scene.row(scene.team, scene.first)
    answer = scene.team.get(scene.path(scene.first, f"/files/{file.id}"))
    assert (answer.data, answer.headers["Content-Disposition"]) == (CSV, "attachment; filename=people.csv")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_taken_off_is_given_out_no_more_until_it_is_put_back(scene: Scene) -> None:
    upload(scene, scene.customer)
    path = scene.path(scene.first, f"/files/{task_of(scene).files[0].id}")
    assert scene.team.post(f"{path}/remove").status_code == 303
    assert scene.customer.get(path).status_code == 404
    assert "people.csv" not in scene.customer.get(scene.path(scene.first)).text
    assert scene.team.post(f"{path}/restore").status_code == 303
    assert scene.customer.get(path).status_code == 200


def test_what_customers_put_on_a_task_is_read_by_who_is_surely_who_they_say(app: Flask, scene: Scene) -> None:
    someone = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, "view"))
    assert (upload(scene, scene.customer), upload(scene, scene.team, name="agenda.csv")) == (303, 303)
    theirs, ours = (scene.path(scene.first, f"/files/{file.id}") for file in task_of(scene).files)
    refused = someone.get(theirs)
    assert (refused.status_code, "uploaded by somebody else" in refused.text) == (403, True)
    assert [browser.get(theirs).status_code for browser in (scene.customer, scene.team)] == [200, 200]
    assert someone.get(ours).status_code == 200


def test_the_files_of_an_internal_task_reach_no_customer(scene: Scene) -> None:
    upload(scene, scene.team)
    path = scene.path(scene.first, f"/files/{task_of(scene).files[0].id}")
    assert scene.customer.get(path).status_code == 200
    scene.team.post(scene.path(scene.first), data={"visibility": "internal"})
    assert (scene.team.get(path).status_code, scene.customer.get(path).status_code) == (200, 404)
    assert upload(scene, scene.customer) == 404


@pytest.mark.parametrize(("content", "name"), [(b"MZ\x90", "setup.exe"), (b"", "empty.csv"), (b"%PDF", "picture.png")])
def test_what_is_no_file_of_a_known_kind_leaves_nothing_behind(scene: Scene, content: bytes, name: str) -> None:
    assert upload(scene, scene.customer, content=content, name=name) == 422
    assert (task_of(scene).files, db.session.query(StoredFile).count()) == ((), 0)


def test_a_file_stays_where_its_change_was_made_and_only_the_word_of_it_was_lost(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_and_lose_the_word(*asked: Any) -> Answer:
        assert do(*asked).is_accepted
        return refused(Rejected("internal", "not_saved"))

    do = file_pages.do
    monkeypatch.setattr(file_pages, "do", change_and_lose_the_word)
    upload(scene, scene.customer)
    (file,) = task_of(scene).files
    assert scene.team.get(scene.path(scene.first, f"/files/{file.id}")).data == CSV


def test_a_file_for_which_there_is_no_more_room_is_not_kept(scene: Scene) -> None:
    for _number in range(30):
        upload(scene, scene.team)
    assert upload(scene, scene.team) == 422
    kept = db.session.query(StoredFile).all()
    assert len(kept) == 30
    assert sum(1 for _path in store.path_of(kept[0].id).parent.parent.glob("*/*")) == 30


def test_roles_are_given_and_taken_without_scripts(scene: Scene) -> None:
    def send(**sent: str) -> int:
        return scene.customer.post(scene.path(scene.first, "/roles"), data=sent).status_code

    assert send(role="accountable", who=scene.tom.id) == 303
    assert send(role="consulted", who=scene.maria.id) == 303
    assert task_of(scene).roles == Roles(scene.tom.id, (scene.maria.id,))
    assert send(role="accountable", who="") == 303
    assert send(role="consulted", remove=scene.maria.id) == 303
    assert task_of(scene).roles == Roles()
    assert send(role="informed", who="a stranger") == 422


def test_hours_are_written_with_comma_or_point(scene: Scene) -> None:
    for text, hours in (("2,5", 2.5), ("8", 8), ("", None)):
        assert scene.customer.post(scene.path(scene.first), data={"effort": text}).status_code == 303
        assert task_of(scene).effort == hours
    answer = scene.customer.post(scene.path(scene.first), data={"effort": "some"})
    assert (answer.status_code, "by the quarter" in answer.text) == (422, True)


def test_somebody_names_the_owner_and_the_task_that_reminds_of_it_is_done_by_itself(scene: Scene) -> None:
    scene.team.post(scene.path(scene.first), data={"owner": ""})
    sent = {"who": scene.maria.id, "until": "2027-03-05"}
    assert scene.team.post(scene.path(scene.first, "/promise"), data=sent).status_code == 303
    promise = task_of(scene).promise
    assert promise is not None and promise.task is not None
    naming = task_of(scene, promise.task)
    assert (naming.title, naming.owner) == (f"Name the owner of “{scene.first.title}”", scene.maria.id)
    assert "Maria names the owner by" in scene.row(scene.team, scene.first)
    assert "You name the owner by" in scene.row(scene.customer, scene.first)
    scene.customer.post(scene.path(scene.first), data={"owner": "new", "new_owner": "Nora Brandnew"})
    assert task_of(scene, naming.id).status == "done"
    assert "names the owner" not in scene.row(scene.team, scene.first)
    assert "No address yet: mails cannot reach Nora." in words(scene.team.get(scene.path(scene.first)).text)


def test_customers_read_nothing_of_the_tasks_behind_a_shared_one(scene: Scene) -> None:
    scene.team.post(scene.path(scene.internal), data={"due": "2027-03-05"})
    scene.team.post(scene.path(scene.first), data={"due": "2027-03-01"})
    before = len(scene.told(Side.CUSTOMER))
    assert scene.team.post(scene.path(scene.first, "/behind"), data={"step": scene.internal.id}).status_code == 303
    assert task_of(scene).behind == (scene.internal.id,)
    assert "Late behind it" in scene.row(scene.team, scene.first)
    assert "1 internal task behind it endangers its date." in words(scene.team.get(scene.path(scene.first)).text)
    assert len(scene.told(Side.CUSTOMER)) == before
    for path in ("/plan", f"/plan/tasks/{scene.first.id}", "/plan/snapshot", "/plan/mine", "/plan/history"):
        page = scene.customer.get(f"/w/{scene.workspace.id}{path}").text
        assert (scene.internal.id in page, "behind it" in page) == (False, False)
    assert scene.team.post(scene.path(scene.first, "/behind"), data={"remove": scene.internal.id}).status_code == 303
    assert task_of(scene).behind == ()


def test_the_history_says_what_was_done_to_the_work(scene: Scene) -> None:
    upload(scene, scene.customer)
    scene.team.post(scene.path(scene.first, f"/files/{task_of(scene).files[0].id}/remove"))
    scene.team.post(scene.path(scene.first), data={"effort": "2.5"})
    scene.team.post(scene.path(scene.first, "/roles"), data={"role": "consulted", "who": scene.maria.id})
    scene.team.post(scene.path(scene.first, "/behind"), data={"step": scene.internal.id})
    title = scene.first.title
    said = [
        f"Attached “people.csv” to {title}",
        f"Took “people.csv” off {title}",
        f"Set the effort of {title} to 2.5 h",
        f"Said who has a say in {title}",
    ]
    for browser, is_team in ((scene.team, True), (scene.customer, False)):
        page = words(browser.get(f"/w/{scene.workspace.id}/plan/history").text)
        assert [sentence for sentence in said if sentence not in page] == []
        assert (f"Put an internal task behind {title}" in page) is is_team
