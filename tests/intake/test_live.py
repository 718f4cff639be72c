"""Forms over sockets and their plain twins: answers reach the others, drafts reach nobody."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import database
from portal.intake import actions
from tests import browsing, factories
from tests.intake import forms
from tests.sockets import Viewer, connect, cookie_of, serving

pytestmark = [pytest.mark.sockets, pytest.mark.db]


class Call:
    """Anna of the team, Maria and Jonas of the customer, and David who may only look, on one form."""

    def __init__(self, app: Flask, port: int, stack: ExitStack) -> None:
        self.workspace = factories.make_workspace()
        self.people = {name: factories.make_contact(self.workspace, name) for name in ("Maria", "Jonas", "David")}
        self.form = forms.make_form(self.workspace)
        self.topic = f"form:{self.form.id}"
        self.path = f"/w/{self.workspace.id}/forms/{self.form.id}"
        self.port, self.stack = port, stack
        self.browsers: dict[str, FlaskClient] = {
            "Anna": browsing.sign_in(app.test_client(), factories.make_member("Anna"))
        }
        self.browsers["Anna"].get(self.path)
        for name, rights in (("Maria", "edit"), ("Jonas", "edit"), ("David", "view")):
            link = factories.make_link(self.workspace, rights, self.people[name])
            self.browsers[name] = browsing.open_link(app.test_client(), link)

    @property
    def head(self) -> int:
        return forms.stored(self.form.id).revision

    def connect(self, name: str) -> Viewer:
        return self.stack.enter_context(connect(self.port, cookie_of(self.browsers[name])))

    def enter(self, name: str) -> Viewer:
        viewer = self.connect(name)
        assert viewer.join(self.topic, self.head)["ok"] is True
        return viewer


@pytest.fixture
def call(app: Flask) -> Iterator[Call]:
    with ExitStack() as stack:
        yield Call(app, stack.enter_context(serving(app)), stack)


def fill(field: str, value: object, **more: object) -> list[dict[str, object]]:
    return [{"k": "set", "f": field, "v": value, **more}]


def test_an_answer_reaches_everyone_with_its_author(call: Call) -> None:
    viewers = {name: call.enter(name) for name in ("Anna", "Maria", "Jonas", "David")}
    start = call.head
    assert viewers["Maria"].op(call.topic, fill("name", "Lagerfix")) == {"ok": True, "seq": start + 1}
    for viewer in viewers.values():
        news = viewer.wait_for("ops")
        (op,) = news["ops"]
        assert (news["from"], news["to"]) == (start + 1, start + 1)
        assert (op["k"], op["f"], op["v"], op["by"]) == ("set", "name", "Lagerfix", call.people["Maria"].id)


def test_who_was_away_is_told_the_answers_as_they_are_now(call: Call) -> None:
    start = call.head
    for name in ("One", "Two", "Three"):
        forms.give(call.form, call.people["Jonas"], name=name)
    forms.give(call.form, call.people["Jonas"], users=3)
    answer = call.connect("Maria").join(call.topic, start)
    assert [(op["f"], op["v"]) for op in answer["ops"]] == [("name", "Three"), ("users", 3)]
    twin = call.browsers["Maria"].get(f"{call.path}/since?seq={start}").get_json()
    assert twin["ops"] == answer["ops"]
    assert call.browsers["Maria"].get(f"{call.path}/since").status_code == 400


@pytest.mark.parametrize("seq", [10**30, -(10**30)])
def test_a_number_of_any_size_is_answered(call: Call, seq: int) -> None:
    maria = call.enter("Maria")
    assert maria.ask("since", {"topic": call.topic, "seq": seq})["ok"] is True
    assert call.browsers["Maria"].get(f"{call.path}/since?seq={seq}").status_code == 200


def test_the_snapshot_holds_everything(call: Call) -> None:
    forms.give(call.form, call.people["Jonas"], name="Lagerfix", users=3)
    told = call.browsers["David"].get(f"{call.path}/snapshot").get_json()
    assert {op["f"]: op["v"] for op in told["answers"]} == {"name": "Lagerfix", "users": 3}
    assert (told["seq"], told["state"]["status"]) == (call.head, "open")


def test_submitting_and_sending_back_are_news(call: Call) -> None:
    maria = call.enter("Maria")
    forms.hand_in(call.form, call.people["Jonas"])
    news = maria.wait_for("ops", lambda told: any(op["k"] == "state" for op in told["ops"]))
    assert news["ops"][-1]["status"] == "submitted"
    assert maria.op(call.topic, fill("name", "Too late"))["err"] == "forbidden"
    forms.give_back(call.form)
    maria.wait_for("ops", lambda told: any(op.get("status") == "returned" for op in told["ops"]))
    assert maria.op(call.topic, fill("users", 9))["ok"] is True


def test_a_changed_question_tells_pages_that_they_are_old(call: Call) -> None:
    maria = call.enter("Maria")
    before = call.browsers["Maria"].get(f"{call.path}/snapshot").get_json()["state"]["version"]
    call.browsers["Anna"].post(f"{call.path}/fields/name", data={"label": "Your system"})
    news = maria.wait_for("ops", lambda told: any(op["k"] == "state" for op in told["ops"]))
    assert news["ops"][-1]["version"] != before


def test_a_draft_is_no_topic_for_customers_and_taking_back_ends_it(call: Call) -> None:
    draft = forms.make_draft(call.workspace)
    maria, anna = call.enter("Maria"), call.enter("Anna")
    missing = maria.join(f"form:{database.new_id()}")
    assert maria.join(f"form:{draft.id}") == missing
    assert anna.join(f"form:{draft.id}")["ok"] is True
    assert maria.op(f"form:{draft.id}", fill("name", "x"))["err"] == "gone"
    with database.write() as session:
        actions.take_back(session, call.form.id, forms.TEAM)
    maria.wait_for("head")
    assert maria.ask("since", {"topic": call.topic, "seq": 0})["err"] == "gone"


def test_a_foreign_form_answers_like_a_missing_one(call: Call) -> None:
    foreign = forms.make_form(factories.make_workspace())
    maria = call.enter("Maria")
    assert maria.join(f"form:{foreign.id}") == maria.join(f"form:{database.new_id()}")


def test_who_may_only_look_is_refused_in_words(call: Call) -> None:
    david = call.enter("David")
    answer = david.op(call.topic, fill("name", "x"))
    assert answer == {"ok": False, "err": "forbidden", "say": "You can read this form, but not fill it in."}


@pytest.mark.parametrize(
    "ops",
    [
        [],
        "nonsense",
        [{"k": "set"}],
        [{"k": "fly", "f": "name", "v": "x"}],
        [{"k": "set", "f": "no such id!", "v": "x"}],
        [{"k": "set", "f": "name", "v": {"deep": []}}],
        [{"k": "set", "f": "name", "v": "x" * 30_000}],
        [{"k": "set", "f": "name", "v": "x", "by": "me"}],
        [{"k": "set", "f": "name", "v": "ok"}, {"k": "set", "f": "users", "v": "many"}],
        [{"k": "set", "f": "name", "v": "x"}] * 51,
    ],
)
def test_a_message_that_cannot_be_changes_nothing(call: Call, ops: object) -> None:
    maria = call.enter("Maria")
    answer = maria.ask("op", {"topic": call.topic, "cid": "tab.1", "ops": ops})
    assert (answer["ok"], answer["err"]) == (False, "invalid")
    assert forms.answer(call.form, "name") is None


def test_a_clash_brings_both_texts(call: Call) -> None:
    maria, jonas = call.enter("Maria"), call.enter("Jonas")
    maria.op(call.topic, fill("name", "Lagerfix", base=None))
    answer = jonas.op(call.topic, fill("name", "Stocky", base=None))
    assert (answer["err"], answer["current"], answer["by"]) == ("conflict", "Lagerfix", call.people["Maria"].id)
    assert answer["field"] == "name"


def test_the_same_change_over_the_socket_and_by_request_is_made_once(call: Call) -> None:
    maria = call.enter("Maria")
    first = maria.op(call.topic, fill("users", 3), cid="tab.7")
    message = {"topic": call.topic, "cid": "tab.7", "ops": fill("users", 3)}
    again = call.browsers["Maria"].post(f"{call.path}/op", json=message).get_json()
    assert (first["ok"], again["ok"], again["dup"]) == (True, True, True)
    refused = call.browsers["David"].post(f"{call.path}/op", json=message)
    assert (refused.status_code, refused.get_json()["err"]) == (403, "forbidden")


def test_everyone_sees_who_is_in_which_field(call: Call) -> None:
    anna, maria = call.enter("Anna"), call.enter("Maria")
    maria.send("pres", {"topic": call.topic, "row": "name", "field": None, "typing": True})
    roster = anna.wait_for("pres", lambda told: any(one["row"] == "name" for one in told["who"]))
    (her,) = [one for one in roster["who"] if one["row"] == "name"]
    assert (her["person"], her["typing"]) == (call.people["Maria"].id, True)
