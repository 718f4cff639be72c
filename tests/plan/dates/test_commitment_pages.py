"""The committed go-live moves only with the word of both sides, and the plan moves along where they want it to."""

import re
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.people.models import Workspace
from portal.plan.core.commands import ChangeTask
from portal.plan.dates.commitment import proposals
from portal.plan.models import GoLiveProposal
from tests import browsing, factories
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.dashboard.pages import words
from tests.testclient import Browser

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("clock")]

BY_GO_LIVE = {"anchor": "go_live", "offset": 0, "unit": "calendar", "direction": "after"}


class Scene:
    """The go-live, and an internal task with it, are on the committed day; Maria came on a shared link."""

    def __init__(self, app: Flask) -> None:
        self.workspace = factories.make_workspace(go_live_on=factories.in_days(60))
        self.internal = next(one for one in factories.tasks_of(self.workspace) if one.visibility == "internal")
        title = {"title": "Go-live", "is_milestone": True}
        self.live = factories.make_task(self.workspace, due_on=factories.in_days(60), **title)
        for task in (self.live, self.internal):
            change_tasks(self.workspace, ChangeTask(task.id, "rule", BY_GO_LIVE))
        self.maria = factories.make_contact(self.workspace, "Maria")
        link = factories.make_link(self.workspace)
        self.customer: Browser = browsing.open_link(app.test_client(), link, as_=self.maria)
        self.team: Browser = browsing.sign_in(app.test_client(), factories.make_member("Tom"))
        self.path = f"/w/{self.workspace.id}/plan/go-live"

    def propose(self, by: Browser, days: int, reason: str = "The board meets later") -> Any:
        return by.post(self.path, data={"day": factories.in_days(days).isoformat(), "reason": reason})

    def answer(self, by: Browser, word: str, **more: str) -> Any:
        return by.post(f"{self.path}/answer", data={"proposal": self.last.id, "word": word, **more})

    @property
    def last(self) -> GoLiveProposal:
        db.session.rollback()
        ever = proposals(db.session(), self.workspace.id)
        return next((one for one in ever if one.answer is None), ever[0])

    def answers(self) -> set[str | None]:
        db.session.rollback()
        return {one.answer for one in proposals(db.session(), self.workspace.id)}

    def committed(self) -> int:
        now = factories._read(Workspace, self.workspace.id)
        return (now.go_live_on - factories.in_days(0)).days

    def dues(self) -> list[int]:
        tasks = {task.id: task for task in factories.tasks_of(self.workspace)}
        return [(tasks[one.id].due_on - factories.in_days(0)).days for one in (self.live, self.internal)]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)


def test_a_proposal_waits_for_the_other_side_and_the_old_day_stands(scene: Scene) -> None:
    assert scene.propose(scene.customer, 67).status_code == 303
    assert scene.committed() == 60
    told = "Maria proposes 29 Jan instead: waiting for your side"
    for path in (
        scene.path,
        f"/w/{scene.workspace.id}/plan",
        f"/w/{scene.workspace.id}/",
        f"/w/{scene.workspace.id}/sponsor",
    ):
        assert told in words(scene.team.get(path).text), path
    assert "waiting for the vendor’s side" in words(scene.customer.get(scene.path).text)
    assert "unverified" in scene.team.get(scene.path).text


def test_once_the_other_side_agrees_the_day_moves_and_the_plan_with_it_internal_tasks_too(scene: Scene) -> None:
    scene.propose(scene.team, 67)
    page = scene.customer.get(scene.path).text
    assert "1 task of the plan moves along." in words(page)
    assert scene.internal.title not in page
    assert scene.answer(scene.customer, "agreed", moves="all").status_code == 303
    assert (scene.committed(), scene.dues()) == (67, [67, 67])
    assert (scene.last.answer, scene.last.answer_is_verified) == ("agreed", False)


def test_agreeing_without_moving_leaves_the_plan_and_says_how_far_apart_they_are(scene: Scene) -> None:
    scene.propose(scene.customer, 53)
    scene.answer(scene.team, "agreed")
    assert (scene.committed(), scene.dues()[0]) == (53, 60)
    plan = words(scene.customer.get(f"/w/{scene.workspace.id}/plan").text)
    assert "Committed 15 Jan · forecast 22 Jan, 5 working days later" in plan


def test_declined_or_withdrawn_the_old_day_stands(scene: Scene) -> None:
    scene.propose(scene.customer, 67)
    scene.answer(scene.team, "declined", reason="The contract says so")
    assert (scene.committed(), scene.last.answer) == (60, "declined")
    assert "The contract says so" in scene.customer.get(scene.path).text
    scene.propose(scene.customer, 70)
    scene.answer(scene.customer, "withdrawn")
    assert (scene.committed(), scene.answers()) == (60, {"declined", "withdrawn"})


def test_nobody_agrees_with_themselves_and_nobody_answers_twice(scene: Scene) -> None:
    scene.propose(scene.customer, 67)
    scene.answer(scene.customer, "agreed")
    assert (scene.committed(), scene.last.answer) == (60, None)
    scene.answer(scene.team, "declined")
    scene.answer(scene.team, "agreed")
    assert (scene.committed(), scene.last.answer) == (60, "declined")


def test_a_second_proposal_of_the_same_side_takes_the_place_of_the_first_and_the_other_side_answers_first(
    scene: Scene,
) -> None:
    scene.propose(scene.customer, 67)
    scene.propose(scene.customer, 68)
    assert [one.answer for one in proposals(db.session(), scene.workspace.id)].count(None) == 1
    assert scene.propose(scene.team, 69).status_code == 422


@pytest.mark.parametrize(("days", "reason"), [(60, "The same"), (67, "")])
def test_what_is_no_proposal_is_refused_with_what_was_typed(scene: Scene, days: int, reason: str) -> None:
    page = scene.propose(scene.team, days, reason)
    assert page.status_code == 422
    assert factories.in_days(days).isoformat() in page.text


def test_a_word_given_on_a_shared_link_is_confirmed_by_somebodys_own(app: Flask, scene: Scene) -> None:
    scene.propose(scene.team, 67)
    scene.answer(scene.customer, "agreed")
    assert "Do you stand behind it?" not in scene.customer.get(scene.path).text
    own = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, contact=scene.maria))
    assert "Do you stand behind it?" in own.get(scene.path).text
    scene.answer(own, "verify")
    assert scene.last.answer_is_verified is True


@pytest.mark.parametrize("is_proposed_here", [True, False])
def test_who_gave_a_word_that_is_known_stays_who_gave_it(app: Flask, scene: Scene, is_proposed_here: bool) -> None:
    """Also where it was Maria's on a shared link: who stands behind it does not become who gave it."""
    nils = factories.make_contact(scene.workspace, "Nils")
    own = [
        browsing.open_link(app.test_client(), factories.make_link(scene.workspace, contact=one))
        for one in (scene.maria, nils)
    ]
    scene.propose(own[0] if is_proposed_here else scene.team, 67)
    scene.answer(scene.team if is_proposed_here else own[0], "agreed")
    scene.answer(own[1], "verify")
    last = scene.last
    assert (last.by_id if is_proposed_here else last.answered_by_id) == scene.maria.id


def test_the_page_shows_the_last_fifty_proposals(clock: Clock, scene: Scene) -> None:
    for day in range(61, 113):
        clock.move(minutes=1)
        scene.propose(scene.team, day, f"Reason {day}.")
    page = scene.team.get(scene.path).text
    assert ("Reason 112." in page, "Reason 63." in page, "Reason 62." in page) == (True, True, False)


def test_whoever_only_looks_sees_the_days_and_no_form(app: Flask, scene: Scene) -> None:
    viewer = browsing.open_link(app.test_client(), factories.make_link(scene.workspace, rights="view"), as_=scene.maria)
    page = viewer.get(scene.path).text
    assert "Committed go-live" in page
    assert re.findall(r"<form[^>]*go-live", page) == []


def test_every_word_is_news_to_who_follows_by_plain_requests_and_nothing_else_is(scene: Scene) -> None:
    seen = [since(scene, 0)]
    scene.propose(scene.team, 67)
    seen.append(since(scene, seen[-1]))
    scene.answer(scene.customer, "declined", reason="No")
    seen.append(since(scene, seen[-1]))
    scene.propose(scene.customer, 68)
    scene.answer(scene.customer, "withdrawn")
    seen.append(since(scene, seen[-1]))
    assert seen == sorted(set(seen))
    answer = scene.customer.get(f"{scene.path}/since?seq={seen[-1]}").json
    assert answer == {"ok": True, "seq": seen[-1], "ops": []}


def since(scene: Scene, seq: int) -> int:
    answer = scene.customer.get(f"{scene.path}/since?seq={seq}").json
    assert [op["seq"] for op in answer["ops"]] == ([answer["seq"]] if answer["seq"] > seq else [])
    return int(answer["seq"])


def test_a_proposal_that_comes_second_is_refused_with_what_was_typed_kept(scene: Scene) -> None:
    scene.propose(scene.team, 67)
    answer = scene.propose(scene.customer, 70, reason="Ours is better")
    assert answer.status_code == 422
    assert "Ours is better" in answer.text
    assert "The other side has proposed a day" in words(answer.text)
