"""A pasted list becomes tasks, with a preview before and everything in one change."""

import html
from typing import Any

import pytest
from flask import Flask

from portal.config import settings
from portal.people.models import Side
from portal.people.queries import faces
from portal.plan.queries import load_plan
from tests import browsing, factories
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]

LIST = "- Export data @Maria 2026-12-01\n- [x] Sign the contract\nCall @Bob tomorrow\n"


class Scene:
    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace()
        self.phase = factories.phases_of(self.workspace)[0].id
        self.maria = factories.make_contact(self.workspace, "Maria Lead")
        self.customer: Browser = browsing.open_link(
            app.test_client(), factories.make_link(self.workspace), as_=self.maria
        )

    def post(self, rest: str = "/paste", **sent: Any) -> Any:
        return self.customer.post(f"/w/{self.workspace.id}/plan{rest}", **sent)

    def send(self, **fields: Any) -> Any:
        return self.post(data={"phase": self.phase, "text": LIST, **fields})

    def tasks(self) -> list[Any]:
        return load_plan(self.workspace.id, Side.CUSTOMER).tasks_in(self.phase)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_the_preview_shows_what_would_be_added_and_adds_nothing(scene: Scene) -> None:
    before = len(scene.tasks())
    page = scene.send()
    assert page.status_code == 200
    told = words(page.text)
    for said in ("3 tasks", "Export data", "Maria Lead", "1 Dec", "Bob, nobody here yet", "Add 3 tasks"):
        assert said in told
    assert html.escape(LIST.splitlines()[0]) in page.text
    assert len(scene.tasks()) == before


def test_all_are_added_in_order_at_the_end_of_the_phase(scene: Scene) -> None:
    answer = scene.send(then="add", name="Bob")
    assert answer.status_code == 303
    export, sign, call = scene.tasks()[-3:]
    assert (export.title, export.owner, export.due.isoformat()) == ("Export data", scene.maria.id, "2026-12-01")
    assert (sign.title, sign.status) == ("Sign the contract", "done")
    assert (call.title, faces(scene.workspace.id)[call.owner].name) == ("Call", "Bob")


def test_a_name_that_is_not_confirmed_makes_nobody_and_is_kept_in_the_description(scene: Scene) -> None:
    people = len(faces(scene.workspace.id))
    scene.send(then="add")
    call = scene.tasks()[-1]
    assert (call.owner, call.description) == (None, "Owner in the list: Bob")
    assert len(faces(scene.workspace.id)) == people


def test_what_is_too_long_for_a_title_is_kept_whole_below_it(scene: Scene) -> None:
    scene.send(text="word " * 60, then="add")
    task = scene.tasks()[-1]
    assert task.title.endswith("…")
    assert task.description == ("word " * 60).strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n\n", "There is no line with words in it."),
        ("x\n" * 4, "These are 4 tasks. Paste at most 3 at once."),
        ("x" * 31, "Paste at most 30 characters at once."),
        ("a\x07b", "The text holds characters that cannot be stored."),
    ],
)
def test_a_list_that_cannot_be_added_is_refused_in_words_and_kept(
    scene: Scene, text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "pasted_tasks", 3)
    monkeypatch.setattr(settings(), "pasted_length", 30)
    before = len(scene.tasks())
    page = scene.send(text=text, then="add")
    assert page.status_code == 422
    assert said in page.text
    assert len(scene.tasks()) == before


def test_the_scripts_are_told_what_a_line_and_a_list_are_read_as(scene: Scene) -> None:
    line = scene.post("/read", json={"line": "Export data @Maria tomorrow"}).json
    assert line["task"] == {"title": "Export data", "owner": scene.maria.id, "due": "2026-11-24"}
    drafts = scene.post("/read", json={"text": LIST}).json["drafts"]
    assert [(draft["task"]["title"], draft["name"]) for draft in drafts] == [
        ("Export data", None),
        ("Sign the contract", None),
        ("Call", "Bob"),
    ]


@pytest.mark.parametrize("sent", [None, [], {}, {"line": 5}, {"text": ["x"]}, {"text": ""}, {"text": "x\n" * 201}])
def test_what_is_no_text_is_refused(scene: Scene, sent: object) -> None:
    answer = scene.post("/read", json=sent)
    assert (answer.status_code, answer.json["err"]) == (422, "invalid")
