"""The pages of forms without scripts: filling in, reviewing, reading, and what each side may see."""

import csv
import gzip
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.extensions import db
from portal.intake.models import FormRow, FormStatus
from portal.intake.queries import forms_to_fill, has_forms, submissions_since
from portal.people.models import Participant, Workspace
from tests import browsing, factories
from tests.intake import forms

LARGEST_PAGE_BYTES = 60_000


@dataclass
class Scene:
    workspace: Workspace
    maria: Participant
    form: FormRow
    customer: FlaskClient
    team: FlaskClient

    @property
    def list_path(self) -> str:
        return f"/w/{self.workspace.id}/forms"

    @property
    def path(self) -> str:
        return f"{self.list_path}/{self.form.id}"

    def save(self, then: str = "later", **typed: str | list[str]) -> Any:
        """Send the page with some fields typed into, as the page was drawn."""
        fields: dict[str, Any] = {"then": then}
        for field_id, value in typed.items():
            if not field_id.startswith("b_"):
                fields[f"a-{field_id}"] = value
                fields[f"b-{field_id}"] = typed.get(f"b_{field_id}", "null")
        return self.customer.post(self.path, data=fields)

    def answer(self, field_id: str) -> Any:
        return forms.answer(self.form, field_id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria Lindholm", "Project lead")
    return Scene(
        workspace=workspace,
        maria=maria,
        form=forms.make_form(workspace),
        customer=browsing.open_link(app.test_client(), factories.make_link(workspace), as_=maria),
        team=browsing.sign_in(app.test_client(), factories.make_member("Tom Adeyemi")),
    )


def test_a_draft_is_not_there_for_customers(scene: Scene) -> None:
    draft = forms.make_draft(scene.workspace, title="A secret draft")
    assert "A secret draft" not in scene.customer.get(scene.list_path).text
    assert "A secret draft" in scene.team.get(scene.list_path).text
    for rest in ("", "/review", "/since?seq=0", "/snapshot", "/submissions/1", f"/files/{'0' * 22}"):
        assert scene.customer.get(f"{scene.list_path}/{draft.id}{rest}").status_code == 404
    for rest in ("", "/submit", "/op", "/fields/plan/files"):
        assert scene.customer.post(f"{scene.list_path}/{draft.id}{rest}").status_code == 404


def test_what_is_typed_is_saved_and_can_be_gone_on_with(scene: Scene) -> None:
    answer = scene.save(name="Lagerfix", users="12", sso="no", ways=["oidc", "saml"], since="2020-02-01")
    assert (answer.status_code, answer.location) == (303, scene.list_path)
    kept = {one: scene.answer(one) for one in ("name", "users", "sso", "ways", "since")}
    assert kept == {"name": "Lagerfix", "users": 12, "sso": False, "ways": ["saml", "oidc"], "since": "2020-02-01"}
    page = scene.customer.get(scene.path).text
    assert 'value="Lagerfix"' in page
    assert "5 of 9 answered" in page


def test_wrong_answers_stand_beside_their_fields_and_the_right_ones_are_saved(scene: Scene) -> None:
    answer = scene.save(name="Lagerfix", mail="anna at example", users="a dozen")
    assert answer.status_code == 422
    assert (scene.answer("name"), scene.answer("mail"), scene.answer("users")) == ("Lagerfix", None, None)
    assert 'value="anna at example"' in answer.text
    assert 'value="a dozen"' in answer.text
    assert re.search(r'href="#q-mail">Who grants access</a>: This does not look like', answer.text)
    assert answer.text.count('id="e-') == 2


def test_submitting_too_early_names_everything_that_is_missing(scene: Scene) -> None:
    answer = scene.save(then="review", story="By hand")
    assert answer.status_code == 422
    assert re.findall(r'<a class="link" href="#q-(\w+)">', answer.text) == ["name", "sso"]
    assert scene.answer("story") == "By hand"


def test_what_was_not_touched_does_not_overwrite_what_others_wrote(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="Theirs, newer", host="cloud")
    scene.save(name="", host="", users="3")
    assert (scene.answer("name"), scene.answer("host"), scene.answer("users")) == ("Theirs, newer", "cloud", 3)


def test_two_texts_for_one_field_are_both_shown(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="Theirs")
    answer = scene.save(name="Mine")
    assert answer.status_code == 422
    assert "It now says: “Theirs”." in answer.text
    assert 'value="Mine"' in answer.text
    scene.save(name="Mine", b_name='"Theirs"')
    assert scene.answer("name") == "Mine"


def test_the_review_shows_every_answer_and_leads_back_to_what_is_missing(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="Lagerfix", host="cloud", users=1200)
    page = scene.customer.get(f"{scene.path}/review").text
    for words in ("Lagerfix", "Cloud", "1,200 people", "One answer keeps this from being submitted"):
        assert words in page
    assert f'href="{scene.path}#q-sso"' in page
    assert f'action="{scene.path}/submit"' not in page
    assert scene.customer.post(f"{scene.path}/submit").status_code == 422


def test_a_submitted_form_is_read_only_and_says_who_has_it(scene: Scene) -> None:
    scene.save(name="Lagerfix", sso="yes")
    assert scene.customer.post(f"{scene.path}/submit").status_code == 303
    page = scene.customer.get(scene.path).text
    assert "Submitted by Maria Lindholm" in page
    assert "<textarea" not in page
    assert scene.customer.get(f"{scene.path}/review").location == scene.path
    assert scene.save(name="Too late").status_code == 303
    assert scene.answer("name") == "Lagerfix"
    assert "was submitted already" in forms.post_and_follow(scene.customer, f"{scene.path}/submit")


def test_a_form_that_is_sent_back_carries_the_note(scene: Scene) -> None:
    forms.hand_in(scene.form, scene.maria)
    assert scene.team.post(f"{scene.path}/return", data={"note": ""}).status_code == 422
    scene.team.post(f"{scene.path}/return", data={"note": "Which <b>version</b>?"})
    page = scene.customer.get(scene.path).text
    assert "Which &lt;b&gt;version&lt;/b&gt;?" in page
    assert "Tom sent this back" in page
    scene.save(then="review", name="Lagerfix 9.2", b_name='"Lagerfix 9"')
    scene.customer.post(f"{scene.path}/submit")
    assert "Lagerfix 9<" in scene.team.get(f"{scene.path}/submissions/1").text.replace("\n", "")
    assert "Lagerfix 9.2" in scene.team.get(f"{scene.path}/submissions/2").text
    assert scene.team.get(f"{scene.path}/submissions/3").status_code == 404
    scene.team.post(f"{scene.path}/accept")
    assert forms.stored(scene.form.id).status is FormStatus.ACCEPTED


def test_readers_read_and_get_nothing_to_type_into(app: Flask, scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="Lagerfix")
    for rights in ("view", "comment"):
        reader = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, rights), as_=scene.maria)
        page = reader.get(scene.path).text
        assert "Lagerfix" in page
        assert 'class="input"' not in page


def test_the_team_reads_who_answered_what_and_when(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="Lagerfix")
    page = scene.team.get(scene.path).text
    assert re.search(r"Maria Lindholm, \d+ \w+, \d\d:\d\d", page)
    assert "Not answered yet" in page
    assert 'name="a-name"' in scene.team.get(f"{scene.path}?fill=1").text


def test_the_spreadsheet_holds_no_formula_and_keeps_every_word(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name='=HYPERLINK("http://evil.example")', story="+1\n@x", users=3)
    answer = scene.team.get(f"{scene.path}/answers.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    cells = {row[1]: row[2] for row in rows[1:]}
    assert cells["System in use"] == '\'=HYPERLINK("http://evil.example")'
    assert cells["How it is used"] == "'+1\n'@x"
    assert (cells["Users"], cells["Where it runs"]) == ("3 people", "")
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row)
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("sign", [";", ",", "\t", "\n"])
def test_a_spreadsheet_that_separates_by_another_sign_finds_no_formula_either(scene: Scene, sign: str) -> None:
    forms.give(scene.form, scene.maria, story=f'Lagerfix{sign}=1+1\n- a list{sign}"@x\nis = kept')
    rows = scene.team.get(f"{scene.path}/answers.csv").get_data(as_text=True)
    (cell,) = [row[2] for row in csv.reader(io.StringIO(rows)) if row[1] == "How it is used"]
    assert cell == f"Lagerfix{sign}'=1+1\n- a list{sign}'\"@x\nis = kept"


def test_a_section_is_called_only_what_can_be_stored(scene: Scene) -> None:
    edit = f"{scene.path}/sections"
    assert scene.team.post(edit, data={"title": "Ways\0 in\x1b"}).status_code == 303
    assert forms.stored(scene.form.id).schema["sections"][-1]["title"] == "Ways in"
    assert scene.team.post(f"{edit}/systems", data={"title": "\0"}).status_code == 422


def test_the_json_holds_answers_questions_and_submissions(scene: Scene) -> None:
    forms.hand_in(scene.form, scene.maria)
    told = scene.team.get(f"{scene.path}/answers.json").get_json()
    assert told["answers"]["name"]["value"] == "Lagerfix 9"
    assert told["answers"]["name"]["by"] == "Maria Lindholm"
    assert [one["number"] for one in told["submissions"]] == [1]


def test_the_team_makes_a_form_from_nothing_and_opens_it(scene: Scene) -> None:
    assert scene.team.post(scene.list_path, data={"title": " "}).status_code == 422
    edit = scene.team.post(scene.list_path, data={"title": "Holidays"}).location
    path = edit.removesuffix("/edit")
    section = re.findall(r'action="[^"]+/sections/([\w-]{22})/fields"', scene.team.get(edit).text)[0]
    refused = scene.team.post(f"{path}/sections/{section}/fields", data={"kind": "text", "label": ""})
    assert (refused.status_code, "This is still missing." in refused.text) == (422, True)
    scene.team.post(f"{path}/sections/{section}/fields", data={"kind": "choice", "label": "Which week?"})
    field = re.findall(r'id="f-([\w-]{22})"', scene.team.get(edit).text)[0]
    bad = scene.team.post(f"{path}/fields/{field}", data={"label": "Which week?", "options": "One"})
    assert (bad.status_code, ">One</textarea>" in bad.text) == (422, True)
    scene.team.post(f"{path}/fields/{field}", data={"label": "Which?", "options": "First\nSecond", "required": "on"})
    scene.team.post(
        f"{path}/edit", data={"title": "Holidays", "intro": "**Soon**", "due_on": "2026-12-01", "task_id": ""}
    )
    assert "<strong>Soon</strong>" in scene.team.get(f"{path}/preview").text
    scene.team.post(f"{path}/open")
    page = scene.customer.get(path).text
    for words in ("Which?", "First", "Second", "<strong>Soon</strong>"):
        assert words in page


def test_what_was_typed_about_a_form_and_not_saved_yet_is_saved_as_it_is_opened(scene: Scene) -> None:
    path = scene.team.post(scene.list_path, data={"title": "Holidays"}).location.removesuffix("/edit")
    section = re.findall(r'action="[^"]+/sections/([\w-]{22})/fields"', scene.team.get(f"{path}/edit").text)[0]
    scene.team.post(f"{path}/sections/{section}/fields", data={"kind": "text", "label": "Which week?"})

    refused = scene.team.post(f"{path}/open", data={"title": "", "intro": "Soon", "due_on": "", "task_id": ""})
    assert (refused.status_code, "Soon</textarea>" in refused.text) == (422, True)
    assert scene.customer.get(path).status_code == 404

    scene.team.post(f"{path}/open", data={"title": "Days off", "intro": "Soon", "due_on": "2026-12-04", "task_id": ""})
    page = scene.customer.get(path).text
    for words in ("Days off", "Soon", "4 December"):
        assert words in page


def test_a_relabelled_field_keeps_its_answers_and_a_removed_one_can_come_back(scene: Scene) -> None:
    forms.give(scene.form, scene.maria, name="Lagerfix")
    scene.team.post(f"{scene.path}/fields/name", data={"label": "Your system"})
    assert "Your system" in scene.customer.get(scene.path).text
    assert 'value="Lagerfix"' in scene.customer.get(scene.path).text
    assert "Undo" in forms.post_and_follow(scene.team, f"{scene.path}/fields/name/remove")
    assert "Your system" not in scene.customer.get(scene.path).text
    assert scene.answer("name") == "Lagerfix"
    scene.team.post(f"{scene.path}/fields/name/restore")
    assert 'value="Lagerfix"' in scene.customer.get(scene.path).text


def test_a_removed_form_is_gone_for_all_and_can_come_back(scene: Scene) -> None:
    assert "Undo" in forms.post_and_follow(scene.team, f"{scene.path}/remove")
    for browser in (scene.customer, scene.team):
        assert browser.get(scene.path).status_code == 404
    scene.team.post(f"{scene.path}/restore")
    assert scene.customer.get(scene.path).status_code == 200


def test_a_removed_form_stays_away_where_there_is_no_room_for_it(app: Flask, scene: Scene) -> None:
    scene.team.post(f"{scene.path}/remove")
    scene.team.post(scene.list_path, data={"title": "In its place"})
    app.extensions["onward.settings"].forms_per_workspace = 1
    assert "at most 1 forms" in forms.post_and_follow(scene.team, f"{scene.path}/restore")
    assert scene.team.get(scene.path).status_code == 404


def test_a_template_speaks_the_workspaces_language(app: Flask, scene: Scene) -> None:
    workspace = factories.make_workspace(language="de")
    path = scene.team.post(f"/w/{workspace.id}/forms", data={"template": "technical"}).location
    assert "Technische Angaben" in scene.team.get(path).text
    assert scene.team.post(f"/w/{workspace.id}/forms", data={"template": "nothing"}).status_code == 422


def test_a_workspace_holds_only_so_many_forms(app: Flask, scene: Scene) -> None:
    app.extensions["onward.settings"].forms_per_workspace = 1
    answer = scene.team.post(scene.list_path, data={"title": "One more"})
    assert (answer.status_code, "at most 1 forms" in answer.text) == (422, True)


def test_a_form_holds_only_so_many_fields(app: Flask, scene: Scene) -> None:
    app.extensions["onward.settings"].fields_per_form = 9
    address = f"{scene.path}/sections/systems/fields"
    assert "at most 9 fields" in forms.post_and_follow(scene.team, address, kind="text", label="A tenth")


def entry_of(scene: Scene, app: Flask, side: str) -> Entry:
    """The entry that a page of this side has."""
    found: list[Entry] = []
    address = f"/w/{scene.workspace.id}/try-{side}"
    browser = scene.team if side == "team" else scene.customer
    with app.test_request_context(address, headers={"Cookie": cookie(browser)}):
        found.append(enter(scene.workspace.id))
        assert may(found[0].actor, Act.SEE)
    return found[0]


def cookie(browser: FlaskClient) -> str:
    held = browser.get_cookie("onward")
    assert held is not None
    return f"onward={held.value}"


def test_what_others_ask_of_forms(app: Flask, scene: Scene) -> None:
    scene.team.get(scene.list_path)
    customer, team = entry_of(scene, app, "customer"), entry_of(scene, app, "team")
    since = scene.form.created_at
    forms.give(scene.form, scene.maria, users=3)
    (card,) = forms_to_fill(customer)
    assert (card.title, card.path, card.answered, card.needed_left) == ("Technical intake", scene.path, 1, 2)
    assert (forms_to_fill(team), has_forms(team), has_forms(customer)) == ([], True, True)
    forms.hand_in(scene.form, scene.maria)
    db.session.rollback()
    assert forms_to_fill(customer) == []
    (news,) = submissions_since(scene.workspace.id, since)
    assert (news.form_title, news.by_id, news.path) == ("Technical intake", scene.maria.id, scene.path)
    assert submissions_since(scene.workspace.id, news.at) == []


def test_customers_have_no_place_for_forms_while_all_are_drafts(app: Flask, scene: Scene) -> None:
    scene.team.post(f"{scene.path}/take-back")
    forms.make_draft(scene.workspace)
    customer = entry_of(scene, app, "customer")
    assert (has_forms(customer), forms_to_fill(customer)) == (False, [])


def test_a_form_of_three_hundred_fields_is_a_light_page(scene: Scene) -> None:
    kinds = ("text", "long_text", "number", "date", "choice", "many_choices", "yes_no", "email", "file")
    options = [{"id": one, "label": f"Answer {one} of several"} for one in ("a", "b", "c")]
    fields = []
    for number in range(300):
        kind = kinds[number % len(kinds)]
        extra = {"options": options} if "choice" in kind else {}
        label, words = f"Question number {number} about your systems", f"What to think of when answering {number}"
        fields.append({"id": f"field-{number}", "kind": kind, "label": label, "help": words, **extra})
    sections = [{"id": f"s{at}", "title": f"Part {at}", "fields": fields[at : at + 20]} for at in range(0, 300, 20)]
    form = forms.make_form(scene.workspace, {"sections": sections})
    page = scene.customer.get(f"{scene.list_path}/{form.id}", headers={"Accept-Encoding": "identity"})
    assert page.status_code == 200
    assert page.text.count('class="question"') == 300
    assert len(gzip.compress(page.data, 6)) <= LARGEST_PAGE_BYTES
    typed = {name: value for number in range(300) for name, value in ((f"b-field-{number}", "null"),)}
    typed |= {f"a-field-{number}": "x" * 400 for number in range(0, 300, 9)}
    assert scene.customer.post(f"{scene.list_path}/{form.id}", data={"then": "later", **typed}).status_code == 303
