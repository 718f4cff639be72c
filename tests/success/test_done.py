"""What done means: written together, signed by name, and its three dated events."""

import re
from datetime import date

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db
from portal.people.models import Workspace, WorkspaceStatus
from portal.success.models import Landmark, LandmarkKind, Signature
from tests import factories
from tests.browsing import open_link, sign_in
from tests.conftest import Clock
from tests.dashboard.pages import section, words
from tests.mailbox import Mailbox
from tests.testclient import Browser

MONDAY = date(2026, 11, 23)
LIVE = "Both warehouses book in it."


class Scene:
    """Anna of the team, Maria by her personal link, and Jonas who said his name on a shared one."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(live_means=LIVE)
        self.path = f"/w/{self.workspace.id}"
        self.maria = factories.make_contact(self.workspace, "Maria Lindholm", email="maria@example.com")
        self.jonas = factories.make_contact(self.workspace, "Jonas Weber")
        self.anna = sign_in(app.test_client(), factories.make_member("Anna"))
        personal = factories.make_link(self.workspace, contact=self.maria)
        self.customer = open_link(app.test_client(), personal)
        self.shared = open_link(app.test_client(), factories.make_link(self.workspace, "edit"), as_=self.jonas)

    def write(self, browser: Browser, meaning: str, words: str, base: str = "") -> int:
        return browser.post(f"{self.path}/done/{meaning}", data={"words": words, "base": base}).status_code

    def sign(self, browser: Browser, meaning: str = "live", words: str = LIVE) -> None:
        assert browser.post(f"{self.path}/done/{meaning}/sign", data={"words": words}).status_code == 303

    def reach(self, browser: Browser, landmark: str, on: str = "2026-11-20", evidence: str = "") -> int:
        data = {"reached_on": on, "evidence": evidence}
        return browser.post(f"{self.path}/reached/{landmark}", data=data).status_code

    def ask(self) -> int:
        return self.anna.post(f"{self.path}/reached/first_value/ask", data={"person": self.maria.id}).status_code

    def page(self, browser: Browser) -> str:
        page: str = browser.get(f"{self.path}/done").text
        return page

    def said(self, heading: str, browser: Browser | None = None) -> str:
        return section(self.page(browser or self.customer), heading)

    def fresh(self) -> Workspace:
        db.session.expire_all()
        return db.session.get_one(Workspace, self.workspace.id)


@pytest.fixture
def scene(app: Flask, clock: Clock) -> Scene:
    return Scene(app)


def test_both_sides_write_it_and_each_sees_the_others_words(scene: Scene) -> None:
    assert scene.write(scene.anna, "success", "Fewer differences.") == 303
    assert scene.write(scene.customer, "success", "Half the differences.", base="Fewer differences.") == 303
    assert "Half the differences." in scene.said("success-title", scene.anna)


def test_words_changed_in_two_places_at_once_are_merged(scene: Scene) -> None:
    base = "All stock is booked in Bristol by May."
    scene.write(scene.anna, "success", base)
    scene.write(scene.anna, "success", base.replace("Bristol", "Bristol and Hamburg"), base)
    scene.write(scene.customer, "success", base.replace("May", "June"), base)
    assert scene.fresh().success_means == "All stock is booked in Bristol and Hamburg by June."


def test_words_changed_in_the_same_place_are_refused_with_both_texts_shown(scene: Scene) -> None:
    scene.write(scene.anna, "live", "Bristol books in it.", LIVE)
    answer = scene.customer.post(f"{scene.path}/done/live", data={"words": "Hamburg books in it.", "base": LIVE})
    assert answer.status_code == 422
    assert ["Hamburg books in it." in answer.text, "Bristol books in it." in answer.text] == [True, True]
    assert scene.fresh().live_means == "Bristol books in it."


def test_it_is_agreed_once_a_named_person_on_each_side_signed_the_same_words(scene: Scene) -> None:
    scene.sign(scene.anna)
    assert "Not signed by both sides yet" in scene.said("live-title")
    scene.sign(scene.customer)
    said = scene.said("live-title")
    assert ["Signed by both sides" in said, "Maria Lindholm" in said, "unverified" in said] == [True, True, False]


def test_new_words_need_new_signatures_and_the_old_ones_are_shown_as_such(scene: Scene) -> None:
    scene.sign(scene.anna)
    scene.sign(scene.customer)
    scene.write(scene.customer, "live", "Bristol books in it.", LIVE)
    said = scene.said("live-title")
    assert ["Not signed by both sides yet" in said, said.count("signed earlier words")] == [True, 2]


def test_who_signs_what_was_changed_meanwhile_signs_nothing(scene: Scene) -> None:
    scene.write(scene.anna, "live", "Bristol books in it.", LIVE)
    scene.sign(scene.customer, words=LIVE)
    assert db.session.query(Signature).count() == 0
    assert "The words were changed meanwhile." in words(scene.page(scene.customer))


def test_a_name_said_on_a_shared_link_signs_unverified_until_its_own_link_confirms_it(app: Flask, scene: Scene) -> None:
    scene.sign(scene.shared)
    assert "unverified" in scene.said("live-title")
    own = open_link(app.test_client(), factories.make_link(scene.workspace, contact=scene.jonas))
    assert "Confirm that it was me" in scene.said("live-title", own)
    scene.sign(own)
    assert ["unverified" in scene.said("live-title"), "Jonas Weber" in scene.said("live-title")] == [False, True]


def test_a_signature_is_taken_away_by_its_signer_alone(scene: Scene) -> None:
    scene.sign(scene.anna)
    scene.customer.post(f"{scene.path}/done/live/withdraw")
    assert "Anna" in scene.said("live-title")
    scene.anna.post(f"{scene.path}/done/live/withdraw")
    assert "Anna" not in scene.said("live-title")


def test_the_customer_confirms_the_first_value_and_it_counts_at_once(scene: Scene) -> None:
    assert scene.reach(scene.customer, "first_value") == 303
    assert "First value · Friday 20 November Confirmed by Maria Lindholm." in scene.said("reached-title")


def test_a_first_value_confirmed_on_a_shared_link_is_unverified_until_somebodys_own_link_confirms_it(
    scene: Scene,
) -> None:
    scene.reach(scene.shared, "first_value")
    assert "Confirmed by Jonas Weber. unverified" in scene.said("reached-title")
    scene.shared.post(f"{scene.path}/reached/first_value/confirm")
    assert "unverified" in scene.said("reached-title")
    assert "Yes, it is there" in words(scene.page(scene.customer))
    scene.customer.post(f"{scene.path}/reached/first_value/confirm")
    said = scene.said("reached-title")
    assert ["Confirmed by Maria Lindholm." in said, "unverified" in said] == [True, False]


def test_the_team_records_the_first_value_only_after_two_asks_with_evidence_and_apart(
    app: Flask, scene: Scene, clock: Clock, mails: Mailbox
) -> None:
    assert scene.reach(scene.anna, "first_value", evidence="The report runs.") == 422
    assert scene.ask() == 303
    assert scene.ask() == 422
    clock.move(days=1)
    scene.anna = sign_in(app.test_client(), factories.make_member("Anna"))
    assert scene.ask() == 303
    assert [mail.to for mail in mails] == ["maria@example.com"] * 2
    assert scene.reach(scene.anna, "first_value") == 422
    assert scene.reach(scene.anna, "first_value", evidence="The report runs.") == 303
    assert "Not confirmed by the customer." in scene.said("reached-title")
    scene.customer.post(f"{scene.path}/reached/first_value/confirm")
    assert "Confirmed by Maria Lindholm." in scene.said("reached-title")


def test_the_mail_leads_by_a_link_of_their_own_to_one_press(app: Flask, scene: Scene, mails: Mailbox) -> None:
    scene.ask()
    address = re.search(r"/l/[\w.-]+", mails[-1].text)
    assert address
    browser = app.test_client()
    browser.post(address[0])
    overview = browser.get(f"{scene.path}/").text
    assert "Confirm the first result" in section(overview, "next-step") or "Confirm the first result" in words(overview)
    assert "Yes, it is there" in words(scene.page(browser))
    assert scene.reach(browser, "first_value", on=MONDAY.isoformat()) == 303
    assert "Yes, it is there" not in words(scene.page(browser))


def test_go_live_makes_the_onboarding_live_and_taken_back_active_again(scene: Scene) -> None:
    assert scene.reach(scene.customer, "go_live") == 303
    assert scene.fresh().status is WorkspaceStatus.LIVE
    scene.customer.post(f"{scene.path}/reached/go_live/take-back")
    assert scene.fresh().status is WorkspaceStatus.ACTIVE


def test_complete_needs_both_and_only_the_team_says_so(scene: Scene) -> None:
    assert scene.reach(scene.anna, "complete") == 422
    scene.reach(scene.customer, "first_value")
    scene.reach(scene.customer, "go_live")
    assert scene.reach(scene.customer, "complete") == 422
    assert scene.reach(scene.anna, "complete") == 303
    assert scene.fresh().status is WorkspaceStatus.COMPLETE
    scene.anna.post(f"{scene.path}/reached/go_live/take-back")
    assert db.session.get(Landmark, (scene.workspace.id, LandmarkKind.GO_LIVE)) is not None


def test_what_the_team_recorded_the_customer_cannot_take_back(scene: Scene) -> None:
    scene.reach(scene.anna, "go_live")
    scene.customer.post(f"{scene.path}/reached/go_live/take-back")
    assert scene.fresh().status is WorkspaceStatus.LIVE


@pytest.mark.parametrize("on", ["2026-11-24", "", "2026-02-30", "0001-01-01"])
def test_a_day_that_is_none_or_still_to_come_is_refused_beside_its_field(scene: Scene, on: str) -> None:
    assert scene.reach(scene.customer, "go_live", on=on) == 422


@pytest.mark.parametrize("address", ["done/never", "done/never/sign", "reached/never", "reached/never/take-back"])
def test_what_there_is_none_of_is_not_there(scene: Scene, address: str) -> None:
    assert scene.customer.post(f"{scene.path}/{address}").status_code == 404


def test_news_reach_who_looks_at_it(scene: Scene) -> None:
    before = scene.customer.get(f"{scene.path}/done/since?seq=0").json
    scene.write(scene.anna, "success", "Fewer differences.")
    after = scene.customer.get(f"{scene.path}/done/since?seq={before['seq']}").json
    assert (before["ops"], after) == ([], {"ok": True, "seq": 1, "ops": [{"seq": 1, "k": "done"}]})


def test_the_day_it_was_reached_is_today_until_another_is_chosen(scene: Scene) -> None:
    today = f'value="{clock.today("UTC").isoformat()}"'
    assert scene.page(scene.customer).count(today) == 2
    refused = scene.customer.post(f"{scene.path}/reached/go_live", data={"reached_on": "2999-01-01"}).text
    assert 'value="2999-01-01"' in refused
