"""The plan's pages without scripts, the JSON twins of the socket, and what neither ever tells."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import database
from portal.access.links import revoke_link
from portal.access.models import Link
from portal.people.models import Participant, Workspace
from portal.plan.core.plan import Plan, Task
from portal.plan.queries import load_plan, plan_of
from tests import browsing, factories

INTERNAL_WORDS = "Check the margin before the invoice"


@dataclass
class Scene:
    """One workspace, its people, and a browser for each side."""

    workspace: Workspace
    maria: Participant
    link: Link
    customer: FlaskClient
    team: FlaskClient

    @property
    def path(self) -> str:
        return f"/w/{self.workspace.id}/plan"

    def plan(self) -> Plan:
        return load_plan(self.workspace.id, "team")

    def task(self, title: str) -> Task:
        return next(task for task in self.plan().tasks.values() if task.title == title)

    def titles(self) -> list[str]:
        return [task.title for task in self.plan().tasks_in_order()]


@pytest.fixture
def scene(app: Flask) -> Scene:
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria Lindholm", "Project lead")
    link = factories.make_link(workspace)
    factories.make_task(workspace, title=INTERNAL_WORDS, visibility="internal")
    return Scene(
        workspace=workspace,
        maria=maria,
        link=link,
        customer=browsing.open_link(app.test_client(), link, as_=maria),
        team=browsing.sign_in(app.test_client(), factories.make_member("Tom Adeyemi")),
    )


def first_task(scene: Scene) -> Task:
    return scene.plan().tasks_in(scene.plan().phases_in_order()[0].id)[0]


def op(scene: Scene, client: FlaskClient, *ops: dict[str, Any], cid: str = "A" * 22 + ".1") -> Any:
    message = {"topic": f"plan:{plan_of(scene.workspace.id)}", "cid": cid, "ops": list(ops)}
    return client.post(f"{scene.path}/op", json=message)


def test_the_page_draws_every_phase_and_every_row_that_stands(scene: Scene) -> None:
    removed = factories.make_task(scene.workspace, title="Taken out again", removed_at=scene.workspace.created_at)
    page = scene.team.get(scene.path)
    drawn = re.findall(r'<li class="task" data-t="([\w-]{22})"', page.text)
    assert drawn == [task.id for task in scene.plan().tasks_in_order()]
    assert removed.title not in page.text


def test_more_than_three_done_tasks_fold_and_say_how_many_they_are(scene: Scene) -> None:
    for number in range(4):
        factories.make_task(scene.workspace, title=f"Finished {number}", status="done")
    assert "4 done" in scene.team.get(scene.path).text


def test_what_is_internal_is_shown_to_the_team_and_in_no_byte_to_the_customer(scene: Scene) -> None:
    internal = scene.task(INTERNAL_WORDS)
    sent = op(scene, scene.team, {"k": "set", "t": internal.id, "f": "title", "v": f"{INTERNAL_WORDS} now"})
    assert sent.json["ok"] is True
    for path in (scene.path, f"{scene.path}/snapshot", f"{scene.path}/since?seq=0"):
        for secret in (INTERNAL_WORDS, internal.id):
            assert secret in scene.team.get(path).text
            assert secret not in scene.customer.get(path).text


def test_the_internal_tasks_are_counted_for_the_team_alone(scene: Scene) -> None:
    assert "and 2 internal tasks" in scene.team.get(scene.path).text
    assert "internal task" not in scene.customer.get(scene.path).text


@pytest.mark.parametrize("verb", ["", "/move", "/remove", "/restore"])
def test_an_internal_a_foreign_and_an_unknown_task_are_all_missing_to_a_customer(scene: Scene, verb: str) -> None:
    elsewhere = factories.make_task(factories.make_workspace(), title="Of another customer")
    for task_id in (scene.task(INTERNAL_WORDS).id, elsewhere.id, "A" * 22):
        answer = scene.customer.post(f"{scene.path}/tasks/{task_id}{verb}", data={"title": "Mine now"})
        assert answer.status_code == 404
    assert scene.customer.get(f"{scene.path}/tasks/{elsewhere.id}").status_code == 404
    assert "Mine now" not in scene.titles()


def test_another_workspaces_plan_is_missing(scene: Scene) -> None:
    other = factories.make_workspace()
    for path in ("", "/snapshot", "/since?seq=0"):
        assert scene.customer.get(f"/w/{other.id}/plan{path}").status_code == 404


def test_the_form_changes_only_the_fields_that_differ_from_what_it_was_drawn_with(scene: Scene) -> None:
    task = first_task(scene)
    sent = {"title": "Invite everyone", "base-title": task.title, "status": "todo", "base-status": "todo"}
    op(scene, scene.team, {"k": "set", "t": task.id, "f": "status", "v": "doing"})
    answer = scene.customer.post(f"{scene.path}/tasks/{task.id}", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{scene.path}/tasks/{task.id}")
    assert (scene.plan().tasks[task.id].title, scene.plan().tasks[task.id].status) == ("Invite everyone", "doing")


def test_a_stale_form_is_refused_with_both_texts_and_the_next_try_wins(scene: Scene) -> None:
    task = first_task(scene)
    op(scene, scene.team, {"k": "set", "t": task.id, "f": "title", "v": "Their wording"})
    page = scene.customer.post(
        f"{scene.path}/tasks/{task.id}", data={"title": "Quite another sentence", "base-title": task.title}
    )
    assert page.status_code == 409
    assert "“Their wording”" in page.text
    assert ">Quite another sentence</textarea>" in page.text
    assert 'name="base-title" value="Their wording"' in page.text
    assert scene.plan().tasks[task.id].title == "Their wording"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("due", "31 January", "That is not a date."),
        ("title", " ", "This needs a few words."),
        ("title", "x" * 201, "Use at most 200 characters."),
        ("owner", "A" * 22, "Choose someone who takes part in this workspace."),
        ("status", "finished", "Choose one of the values offered."),
        ("description", "x" * 20_001, "Use at most 20000 characters."),
    ],
)
def test_a_refused_field_is_named_and_nothing_is_saved(scene: Scene, field: str, value: str, words: str) -> None:
    task = first_task(scene)
    answer = scene.customer.post(f"{scene.path}/tasks/{task.id}", data={field: value, "start": "2026-01-05"})
    assert answer.status_code == 422
    assert re.search(rf'id="d-{field}-error"[^>]*>{re.escape(words)}', answer.text)
    assert 'name="start" value="2026-01-05"' in answer.text
    assert scene.plan().tasks[task.id] == task


def test_a_customer_cannot_make_a_task_internal_by_form(scene: Scene) -> None:
    task = first_task(scene)
    answer = scene.customer.post(f"{scene.path}/tasks/{task.id}", data={"visibility": "internal"})
    assert answer.status_code == 403
    assert scene.plan().tasks[task.id].visibility == "shared"


def test_an_owner_can_be_named_by_name_alone(scene: Scene) -> None:
    task = first_task(scene)
    scene.customer.post(f"{scene.path}/tasks/{task.id}", data={"owner": "new", "new_owner": "Zoe Neumann"})
    assert "Zoe Neumann" in scene.customer.get(f"{scene.path}/tasks/{task.id}").text
    assert scene.plan().tasks[task.id].owner is not None


def test_a_task_is_added_at_the_end_of_its_phase(scene: Scene) -> None:
    phase = scene.plan().phases_in_order()[0]
    scene.customer.post(f"{scene.path}/tasks", data={"phase": phase.id, "title": "One more step"})
    shared = [task.title for task in scene.plan().tasks_in(phase.id) if task.is_shared]
    assert shared[-1] == "One more step"


def test_a_refused_new_task_keeps_what_was_typed_on_the_page(scene: Scene) -> None:
    phase = scene.plan().phases_in_order()[0]
    answer = scene.customer.post(f"{scene.path}/tasks", data={"phase": phase.id, "title": "long " * 60})
    assert answer.status_code == 422
    assert "long long" in answer.text


def test_moving_down_and_up_again_changes_nothing(scene: Scene) -> None:
    task, before = first_task(scene), scene.titles()
    scene.team.post(f"{scene.path}/tasks/{task.id}/move", data={"to": "down"})
    assert scene.titles() == [before[1], before[0], *before[2:]]
    scene.team.post(f"{scene.path}/tasks/{task.id}/move", data={"to": "up"})
    assert scene.titles() == before


def test_a_task_moves_to_the_end_of_another_phase(scene: Scene) -> None:
    task, last = first_task(scene), scene.plan().phases_in_order()[-1]
    scene.customer.post(f"{scene.path}/tasks/{task.id}/move", data={"phase": last.id})
    assert scene.plan().tasks_in(last.id)[-1].id == task.id


def test_what_was_removed_is_offered_back_and_comes_back(scene: Scene) -> None:
    task, before = first_task(scene), scene.titles()
    answer = scene.customer.post(f"{scene.path}/tasks/{task.id}/remove")
    assert answer.location == f"{scene.path}?removed={task.id}"
    page = scene.customer.get(answer.location)
    assert f'action="{scene.path}/tasks/{task.id}/restore"' in page.text
    scene.customer.post(f"{scene.path}/tasks/{task.id}/restore")
    assert scene.titles() == before


def test_a_removed_internal_task_is_not_offered_to_a_customer(scene: Scene) -> None:
    internal = scene.task(INTERNAL_WORDS)
    scene.team.post(f"{scene.path}/tasks/{internal.id}/remove")
    address = f"{scene.path}?removed={internal.id}"
    assert INTERNAL_WORDS in scene.team.get(address).text
    assert INTERNAL_WORDS not in scene.customer.get(address).text


def test_the_glyph_ticks_a_task_without_scripts(scene: Scene) -> None:
    task = first_task(scene)
    scene.customer.post(f"{scene.path}/check", data={"task": task.id})
    assert scene.plan().tasks[task.id].status == "done"
    scene.customer.post(f"{scene.path}/check", data={"task": task.id})
    assert scene.plan().tasks[task.id].status == "todo"


def test_the_other_buttons_of_a_row_open_its_task_without_scripts(scene: Scene) -> None:
    task = first_task(scene)
    answer = scene.customer.post(f"{scene.path}/check", data={"open": task.id})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{scene.path}/tasks/{task.id}")
    assert scene.customer.post(f"{scene.path}/check", data={"open": scene.task(INTERNAL_WORDS).id}).status_code == 404
    assert scene.plan().tasks[task.id].status == "todo"


def test_no_form_holds_the_rows_of_more_than_one_list(scene: Scene) -> None:
    page = scene.customer.get(scene.path).text
    owners = re.findall(r'<button class="task__\w+"[^>]*>', page)
    assert owners
    assert [button for button in owners if " form=" in button] == []


def test_a_phase_is_added_renamed_moved_removed_and_restored_by_forms(scene: Scene) -> None:
    scene.customer.post(f"{scene.path}/phases", data={"name": "Hypercare"})
    phase = scene.plan().phases_in_order()[-1]
    path = f"{scene.path}/phases/{phase.id}"
    scene.customer.post(path, data={"name": "After go-live", "base-name": "Hypercare"})
    scene.customer.post(f"{path}/move", data={"to": "up"})
    assert [phase.name for phase in scene.plan().phases_in_order()][-2] == "After go-live"
    scene.customer.post(f"{path}/remove")
    assert phase.id not in [phase.id for phase in scene.plan().phases_in_order()]
    scene.customer.post(f"{path}/restore")
    assert [phase.name for phase in scene.plan().phases_in_order()][-2] == "After go-live"


def test_who_only_reads_gets_no_controls_and_is_told_why(scene: Scene, app: Flask) -> None:
    assert 'class="add"' in scene.customer.get(scene.path).text
    reader = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, "view"), as_=scene.maria)
    page = reader.get(scene.path).text
    assert "This link is for reading." in page
    assert re.findall(r'class="add"|data-f="\w+"|/plan/check"', page) == []


def test_nobody_is_asked_for_a_name_where_it_would_open_nothing(scene: Scene, app: Flask) -> None:
    reader = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, "view"))
    page = reader.get(scene.path).text
    assert ("This link is for reading." in page, "Say who you are to edit" in page) == (True, False)


def test_who_has_not_said_who_they_are_is_asked_to(scene: Scene, app: Flask) -> None:
    visitor = browsing.open_link(app.test_client(), scene.link)
    assert "Say who you are to edit" in visitor.get(scene.path).text
    task = first_task(scene)
    assert visitor.post(f"{scene.path}/tasks/{task.id}", data={"title": "Anonymous"}).status_code == 403
    assert scene.plan().tasks[task.id].title == task.title


def test_the_twins_answer_like_the_socket(scene: Scene) -> None:
    task = first_task(scene)
    before = scene.customer.get(f"{scene.path}/snapshot").json["seq"]
    sent = op(scene, scene.customer, {"k": "set", "t": task.id, "f": "title", "v": "By fetch"})
    again = op(scene, scene.customer, {"k": "set", "t": task.id, "f": "title", "v": "By fetch"})
    assert sent.json == {"ok": True, "seq": before + 1}
    assert again.json == {"ok": True, "seq": before + 1, "dup": True}
    since = scene.customer.get(f"{scene.path}/since?seq={before}").json
    assert [(one["f"], one["v"], one["by"]) for one in since["ops"]] == [("title", "By fetch", scene.maria.id)]


def test_a_refused_op_says_so_in_words_and_in_its_status(scene: Scene) -> None:
    answer = op(scene, scene.customer, {"k": "set", "t": "A" * 22, "f": "title", "v": "Nowhere"})
    assert (answer.status_code, answer.json["err"], answer.json["say"]) == (404, "gone", "This task was removed.")
    assert scene.customer.post(f"{scene.path}/op", json=["not", "a", "message"]).status_code == 422


def test_a_revoked_link_ends_the_page_and_its_twins(scene: Scene) -> None:
    with database.write() as session:
        revoke_link(session, session.get_one(Link, scene.link.id))
    assert scene.customer.get(scene.path).status_code == 410
    answer = scene.customer.get(f"{scene.path}/since?seq=0", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["err"]) == (410, "revoked")


def test_a_description_is_shown_as_markdown_and_can_carry_no_script(scene: Scene) -> None:
    text = "Check the **roles**\n\n<script>alert(1)</script> [here](javascript:alert(1)) [there](https://example.org)"
    task = factories.make_task(scene.workspace, title="With words", description=text)
    page = scene.customer.get(f"{scene.path}/tasks/{task.id}?part=detail").text
    shown = re.search(r'<div class="detail__text text">(.*?)</div>', page, re.DOTALL)
    assert shown is not None
    assert "<strong>roles</strong>" in shown[1]
    assert re.findall(r"<script|href=\"(?!https://example\.org)", shown[1]) == []
