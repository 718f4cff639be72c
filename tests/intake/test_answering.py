"""Answers are kept one by one, once each, and no one's words are lost in silence."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock, database
from portal.extensions import db
from portal.intake.answering import Given, NotTaken, take_all, take_what_fits
from portal.intake.changing import By
from portal.intake.models import AnswerRow, FormRow
from portal.people.models import Participant, Workspace
from tests import factories
from tests.conftest import Clock
from tests.intake import forms

pytestmark = pytest.mark.db


class Scene:
    def __init__(self) -> None:
        self.workspace = factories.make_workspace()
        self.maria = factories.make_contact(self.workspace, "Maria")
        self.jonas = factories.make_contact(self.workspace, "Jonas")
        self.form: FormRow = forms.make_form(self.workspace)

    def take(self, person: Participant, *given: Given, cid: str | None = None) -> None:
        with database.write() as session:
            take_all(session, self.form.id, given, forms.by(person), cid or f"{database.new_id()}.1")

    def refused(self, person: Participant, *given: Given) -> NotTaken:
        with pytest.raises(NotTaken) as refused:
            self.take(person, *given)
        return refused.value

    def answer(self, field_id: str) -> object:
        return forms.answer(self.form, field_id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_an_answer_is_kept_with_who_gave_it_and_when_it_became_news(scene: Scene) -> None:
    before = forms.stored(scene.form.id).revision
    scene.take(scene.maria, Given("name", "Lagerfix"))
    row = db.session.get_one(AnswerRow, (scene.form.id, "name"))
    assert (row.value, row.by_id, row.revision) == ("Lagerfix", scene.maria.id, before + 1)
    assert forms.stored(scene.form.id).revision == before + 1


def test_all_of_a_message_is_kept_or_nothing(scene: Scene) -> None:
    refused = scene.refused(scene.maria, Given("name", "Lagerfix"), Given("mail", "nonsense"))
    assert (refused.err, refused.field) == ("invalid", "mail")
    assert scene.answer("name") is None


def test_a_change_that_is_sent_twice_is_made_once_though_others_came_between(scene: Scene) -> None:
    scene.take(scene.maria, Given("host", "own"), cid="tab.1")
    scene.take(scene.jonas, Given("host", "cloud"))
    scene.take(scene.maria, Given("host", "own"), cid="tab.1")
    assert scene.answer("host") == "cloud"


def test_two_changes_to_one_text_are_merged(scene: Scene) -> None:
    scene.take(scene.maria, Given("story", "Stock is counted by hand."))
    scene.take(scene.maria, Given("story", "All stock is counted by hand.", "Stock is counted by hand."))
    scene.take(scene.jonas, Given("story", "Stock is counted by hand in Hamburg.", "Stock is counted by hand."))
    assert "in Hamburg" in str(scene.answer("story"))
    assert str(scene.answer("story")).startswith("All stock") or "All" in str(scene.answer("story"))


def test_two_changes_to_the_same_words_are_shown_to_the_second_person(scene: Scene) -> None:
    scene.take(scene.maria, Given("name", "Lagerfix 8", None))
    refused = scene.refused(scene.jonas, Given("name", "Stocky", None))
    assert (refused.err, refused.current, refused.by_id) == ("conflict", "Lagerfix 8", scene.maria.id)
    assert refused.to_wire()["current"] == "Lagerfix 8"
    assert scene.answer("name") == "Lagerfix 8"


def test_an_answer_can_be_taken_back(scene: Scene) -> None:
    scene.take(scene.maria, Given("sso", True))
    scene.take(scene.maria, Given("sso", None))
    assert scene.answer("sso") is None


def test_what_the_form_does_not_ask_is_refused(scene: Scene) -> None:
    for field_id in ("nothing", "plan"):
        assert scene.refused(scene.maria, Given(field_id, "x")).err in ("gone", "invalid")


def test_what_fits_is_kept_though_the_rest_does_not(scene: Scene) -> None:
    given = [Given("name", "Lagerfix"), Given("mail", "nonsense"), Given("users", "12")]
    with database.write() as session:
        refused = take_what_fits(session, scene.form.id, given, forms.by(scene.maria))
    assert set(refused) == {"mail"}
    assert (scene.answer("name"), scene.answer("users")) == ("Lagerfix", 12)


def test_a_form_that_is_not_open_takes_no_answers(scene: Scene) -> None:
    draft = forms.make_draft(scene.workspace)
    forms.hand_in(scene.form, scene.maria)
    for form_id in (draft.id, scene.form.id, database.new_id()):
        with pytest.raises(NotTaken, match="takes no answers"), database.write() as session:
            take_all(session, form_id, [Given("name", "x")], forms.by(scene.maria), "tab.1")


def test_an_answer_says_that_the_customer_acted_at_most_once_a_minute(app: Flask, clock: Clock) -> None:
    scene = Scene()
    acted: list[object] = []
    for wait in (0, 30, 31):
        clock.move(seconds=wait)
        scene.take(scene.maria, Given("users", wait + 1))
        acted.append(db.session.get_one(Workspace, scene.workspace.id, populate_existing=True).customer_acted_at)
    assert acted[0] == acted[1]
    assert acted[2] == acted[0] + timedelta(seconds=61)


def test_the_teams_answers_are_not_the_customers_doing(scene: Scene) -> None:
    team = factories.make_participant(scene.workspace, factories.make_member())
    scene.take(team, Given("name", "Typed in the call"))
    assert db.session.get_one(Workspace, scene.workspace.id).customer_acted_at is None
    row = db.session.get_one(AnswerRow, (scene.form.id, "name"))
    assert (row.by_id, row.at <= clock.now()) == (team.id, True)
    assert isinstance(forms.by(team), By)
