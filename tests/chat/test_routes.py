"""The rooms as plain pages and forms."""

import pytest
from flask import Flask

from portal import database
from tests import factories
from tests.chat.scene import Scene
from tests.dashboard.pages import counted_queries


def post(scene: Scene, who: str, rest: str = "", **fields: str) -> object:
    return scene.browsers[who].post(scene.path + rest, data=fields)


def test_a_plain_form_says_something_and_leads_back_to_it(scene: Scene) -> None:
    m = database.new_id()
    for _ in range(2):
        answer = post(scene, "maria", m=m, body="By a form")
        assert (answer.status_code, answer.location) == (303, f"{scene.path}#m-{m}")
    assert scene.get("anna").count("By a form") == 1


def test_the_form_of_the_teams_room_writes_there_and_nowhere_else(scene: Scene) -> None:
    answer = post(scene, "anna", "/internal", m=database.new_id(), body="Between us")
    assert answer.status_code == 303
    assert "Between us" in scene.get("anna", "/internal")
    assert "Between us" not in scene.get("anna")
    refused = post(scene, "maria", "/internal", m=database.new_id(), body="x")
    assert refused.status_code == 404


def test_each_composer_says_who_will_read_it(scene: Scene) -> None:
    customer = scene.workspace.customer.name
    both = f"Everyone at {customer} and Onward reads this"
    assert [both in scene.get("anna"), both in scene.get("maria")] == [True, True]
    internal = scene.get("anna", "/internal")
    assert "Only Onward’s team reads this" in internal
    assert "Note for the team" in internal
    assert both not in internal


@pytest.mark.parametrize(
    ("who", "sentence"), [("david", "This link is for reading."), ("bo", "You are looking around.")]
)
def test_who_cannot_write_is_told_why_and_has_no_form(scene: Scene, who: str, sentence: str) -> None:
    page = scene.get(who)
    assert sentence in page
    assert "<textarea" not in page


def test_a_refused_form_keeps_what_was_typed_and_its_id(scene: Scene) -> None:
    m = database.new_id()
    answer = post(scene, "maria", m=m, body="long " * 900)
    assert answer.status_code == 422
    assert "Use at most 4000 characters." in answer.text
    assert "long long" in answer.text
    assert f'name="m" value="{m}"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_refused_comment_keeps_what_was_typed_beside_its_thread(scene: Scene) -> None:
    answer = post(scene, "anna", m=database.new_id(), body="For both", thread=f"task:{scene.internal}")
    assert answer.status_code == 422
    long = post(scene, "maria", m=database.new_id(), body="long " * 900, thread=f"task:{scene.shared}")
    assert (long.status_code, "long long" in long.text) == (422, True)
    assert f'value="task:{scene.shared}"' in long.text


@pytest.mark.parametrize("thread", ["task:" + "0" * 22, "nonsense"])
def test_a_comment_on_nothing_is_refused(scene: Scene, thread: str) -> None:
    answer = post(scene, "maria", m=database.new_id(), body="Kept words", thread=thread)
    assert answer.status_code in (404, 422)
    assert "Kept words" in answer.text


def test_a_form_without_an_id_of_its_own_is_refused_and_keeps_the_words(scene: Scene) -> None:
    answer = post(scene, "maria", m="x", body="Kept words")
    assert (answer.status_code, "Kept words" in answer.text) == (422, True)


def test_what_people_write_is_markdown_and_never_markup(scene: Scene) -> None:
    scene.say("maria", "**Bold** <script>alert(1)</script> [x](javascript:alert(1))")
    page = scene.get("anna")
    assert "<strong>Bold</strong>" in page
    assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page


def test_the_wire_carries_words_and_the_drawn_part_markup(scene: Scene) -> None:
    said = scene.say("maria", "**Bold**")
    (op,) = scene.since("anna")["ops"]
    assert op["body"] == "**Bold**"
    drawn = scene.get("anna", f"/drawn?m={said}&m={'0' * 22}")
    assert (drawn.count('<li class="message'), "<strong>Bold</strong>" in drawn) == (1, True)


def test_a_message_is_changed_by_a_form_and_its_former_words_are_shown_to_team_and_author(scene: Scene) -> None:
    said = scene.say("maria", "On Thrusday")
    answer = post(scene, "maria", f"/messages/{said}", body="On Thursday", base="On Thrusday")
    assert answer.status_code == 303
    told = {who: "On Thrusday" in scene.get(who, f"/messages/{said}") for who in ("anna", "maria", "david", "bo")}
    assert told == {"anna": True, "maria": True, "david": False, "bo": False}
    assert "edited" in scene.get("david")


def test_a_changed_form_that_was_open_too_long_shows_both_texts(scene: Scene) -> None:
    said = scene.say("maria", "One")
    post(scene, "maria", f"/messages/{said}", body="Two", base="One")
    answer = post(scene, "maria", f"/messages/{said}", body="Three", base="One")
    assert answer.status_code == 409
    assert ">Three</textarea>" in answer.text
    assert "It now says: “Two”." in answer.text


def test_a_removed_message_says_who_removed_it_and_nothing_else(scene: Scene) -> None:
    said = scene.say("maria", "Regrettable")
    assert "Regrettable" in scene.get("david")
    assert post(scene, "anna", f"/messages/{said}/remove").status_code == 303
    for who in ("anna", "maria", "david"):
        page = scene.get(who)
        assert "Message removed by Anna Bergström" in page
        assert "Regrettable" not in page
    assert "Regrettable" not in scene.get("david", f"/messages/{said}")
    assert "Regrettable" in scene.get("maria", f"/messages/{said}")


def test_the_thread_of_a_task_stands_in_its_details_and_leads_back_there(scene: Scene) -> None:
    m = database.new_id()
    answer = post(scene, "maria", m=m, body="On the step", thread=f"task:{scene.shared}")
    plan = f"/w/{scene.workspace.id}/plan"
    assert answer.location == f"{plan}/tasks/{scene.shared}#m-{m}"
    for part in ("", "?part=detail"):
        assert "On the step" in scene.browsers["anna"].get(f"{plan}/tasks/{scene.shared}{part}").text
    assert f'href="{plan}/tasks/{scene.shared}"' in scene.get("anna")


def test_an_internal_task_has_only_the_teams_composer(scene: Scene) -> None:
    plan = f"/w/{scene.workspace.id}/plan/tasks"
    internal = scene.browsers["anna"].get(f"{plan}/{scene.internal}").text
    shared = scene.browsers["anna"].get(f"{plan}/{scene.shared}").text
    assert [f'action="{scene.path}/internal"' in page for page in (internal, shared)] == [True, True]
    assert f'action="{scene.path}"' not in internal
    assert f'action="{scene.path}"' in shared


def test_a_row_counts_its_comments_and_rows_without_any_cost_nothing(scene: Scene) -> None:
    path = f"/w/{scene.workspace.id}/plan"
    before = scene.browsers["maria"].get(path).text
    rows = before.partition('<template id="row">')[0]
    assert "task__said" not in rows
    scene.say("maria", "One", task_id=scene.shared)
    scene.say("anna", "Two", task_id=scene.shared)
    scene.say("anna", "Between us", "internal", scene.shared)
    counts = {who: counted(scene, who) for who in ("maria", "anna")}
    assert counts == {"maria": "2 comments", "anna": "3 comments"}


def counted(scene: Scene, who: str) -> str:
    page = scene.browsers[who].get(f"/w/{scene.workspace.id}/plan").text
    row = page.partition(f'data-t="{scene.shared}"')[2].partition("</li>")[0]
    return row.partition('class="task__open"')[2].partition("”, ")[2].partition('"')[0]


def test_times_stand_in_the_zone_of_the_workspace(scene: Scene) -> None:
    with database.write() as session:
        session.get_one(type(scene.workspace), scene.workspace.id).timezone = "Asia/Kathmandu"
    said = scene.say("anna", "Namaste")
    at = scene.row(said).at
    shown = scene.get("maria").partition('class="message__clock">')[2].partition("<")[0]
    minutes = (int(shown[:2]) * 60 + int(shown[3:]) - at.hour * 60 - at.minute) % 1440
    assert minutes == 5 * 60 + 45


def test_the_same_person_shows_one_face_and_another_thread_a_new_one(scene: Scene) -> None:
    scene.say("anna", "One")
    scene.say("anna", "Two")
    scene.say("anna", "Three", task_id=scene.shared)
    factories.make_message(scene.workspace, "Four", by=scene.maria)
    assert scene.get("maria").count("message--follows") == 1


def test_more_comments_take_no_more_queries(app: Flask, scene: Scene) -> None:
    def drawn() -> int:
        with counted_queries(app) as taken:
            assert scene.get("maria", f"/tasks/{scene.shared}?part=thread").count('id="m-') == said
        return len(taken)

    said = 1
    scene.say("anna", "The first", task_id=scene.shared)
    drawn()
    few = drawn()
    for number in range(8):
        scene.say("anna", f"Another {number}", task_id=scene.shared)
        said += 1
    assert drawn() <= few
