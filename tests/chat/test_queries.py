"""What is unread, what is new, what is found: for each reader what is theirs."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.access.actor import actor_of_session
from portal.access.entry import Entry
from portal.access.sessions import session_of_cookie
from portal.chat.models import Room
from portal.chat.queries import excerpt_of, is_chat_open, messages_since, unread_count
from portal.extensions import db
from portal.people.models import Workspace
from tests import browsing, factories
from tests.chat.scene import Scene

pytestmark = pytest.mark.db


def entry_of(scene: Scene, who: str) -> Entry:
    """What enter() would answer in this person's browser."""
    db.session.rollback()
    cookie = scene.browsers[who].get_cookie("onward")
    assert cookie is not None
    browser = session_of_cookie(db.session(), cookie.value)
    assert browser is not None
    actor = actor_of_session(db.session(), browser.id, scene.workspace.id)
    assert actor is not None
    return Entry(actor, db.session.get_one(Workspace, scene.workspace.id))


def unread(scene: Scene, who: str) -> int:
    return unread_count(entry_of(scene, who))


def test_what_others_said_is_unread_and_what_i_said_is_not(scene: Scene) -> None:
    scene.say("maria", "One")
    scene.say("anna", "Two")
    scene.say("anna", "Between us", "internal")
    assert (unread(scene, "maria"), unread(scene, "david"), unread(scene, "anna")) == (1, 2, 0)
    scene.say("maria", "A comment", task_id=scene.shared)
    assert unread(scene, "anna") == 1


def test_who_only_looks_around_has_nothing_unread(scene: Scene) -> None:
    scene.say("anna", "Hello")
    assert (unread(scene, "david"), unread(scene, "bo")) == (1, 0)


def test_the_team_counts_both_rooms_and_the_customer_one(app: Flask, scene: Scene) -> None:
    tom = factories.make_member("Tom")
    factories.make_participant(scene.workspace, tom)
    scene.browsers["tom"] = browsing.sign_in(app.test_client(), tom)
    scene.say("anna", "For both")
    scene.say("anna", "For us", "internal")
    assert (unread(scene, "tom"), unread(scene, "maria")) == (2, 1)
    scene.get("tom")
    assert unread(scene, "tom") == 1
    scene.get("tom", "/internal")
    assert unread(scene, "tom") == 0


def test_reading_the_room_clears_the_count_on_the_next_page(scene: Scene) -> None:
    scene.say("anna", "Hello")
    assert scene.tab_count("maria") == 1
    assert "Hello" in scene.get("maria")
    assert scene.tab_count("maria") == 0


def test_a_script_says_how_far_somebody_has_read_and_a_mark_never_moves_back(scene: Scene) -> None:
    first, second = scene.say("anna", "One"), scene.say("anna", "Two")
    scene.say("anna", "Three")
    for message_id, left in ((second, 1), (first, 1)):
        answer = scene.browsers["maria"].post(f"{scene.path}/read", json={"m": message_id})
        assert (answer.json, unread(scene, "maria")) == ({"ok": True}, left)


@pytest.mark.parametrize("sent", [None, [], {}, {"m": 7}, {"m": "0" * 22}, {"m": "0" * 4000}])
def test_how_far_nobody_can_have_read_is_not_there(scene: Scene, sent: object) -> None:
    scene.say("anna", "One")
    assert scene.browsers["maria"].post(f"{scene.path}/read", json=sent).status_code == 404
    assert unread(scene, "maria") == 1


def test_a_removed_message_is_not_unread(scene: Scene) -> None:
    said = scene.say("anna", "One")
    assert unread(scene, "maria") == 1
    scene.op("anna", {"k": "remove", "m": said})
    assert unread(scene, "maria") == 0


def test_the_line_that_says_new_stands_where_the_unread_begin(scene: Scene) -> None:
    scene.say("anna", "Seen")
    scene.get("maria")
    scene.say("anna", "First new one")
    scene.say("anna", "Second new one")
    page = scene.get("maria")
    assert page.index("Seen") < page.index('class="message__new"') < page.index("First new one")
    assert page.count('class="message__new"') == 1
    assert 'class="message__new"' not in scene.get("maria")


def test_the_chat_is_open_to_who_can_read_something_or_may_write(scene: Scene) -> None:
    assert [is_chat_open(entry_of(scene, who)) for who in ("anna", "maria", "david", "bo")] == [
        True,
        True,
        False,
        False,
    ]
    scene.say("anna", "Between us", "internal")
    assert is_chat_open(entry_of(scene, "david")) is False
    scene.say("anna", "For both")
    assert [is_chat_open(entry_of(scene, who)) for who in ("david", "bo")] == [True, True]


def test_what_others_said_since_i_was_here_newest_first(scene: Scene) -> None:
    before = clock.now() - timedelta(minutes=1)
    scene.say("maria", "My own")
    scene.say("anna", "Between us", "internal")
    scene.say("anna", "A comment\n\non a step", task_id=scene.shared)
    said = scene.say("anna", "The newest")
    heard = messages_since(entry_of(scene, "maria"), before, 10)
    assert [one.excerpt for one in heard] == ["The newest", "A comment on a step"]
    assert (heard[0].id, heard[0].by_id, heard[0].room, heard[0].thread) == (said, scene.anna.id, Room.SHARED, None)
    assert heard[1].thread == f"task:{scene.shared}"
    assert [one.excerpt for one in messages_since(entry_of(scene, "david"), before, 2)] == [
        "The newest",
        "A comment on a step",
    ]
    assert messages_since(entry_of(scene, "maria"), clock.now(), 10) == []


def test_an_excerpt_is_one_line_and_short() -> None:
    assert excerpt_of("a\n\nb") == "a b"
    assert len(excerpt_of("word " * 100)) <= 141


def test_a_search_finds_its_words_as_they_are_typed(scene: Scene) -> None:
    scene.say("anna", "We save 100% of the time")
    scene.say("anna", "We save 1000 hours")
    page = scene.get("maria", "?q=100%25")
    assert "of the time" in page
    assert "1000 hours" not in page
    assert "Nothing found" in scene.get("maria", "?q=100_")


def test_a_search_never_finds_what_was_removed(scene: Scene) -> None:
    said = scene.say("anna", "Regrettable")
    assert "Nothing found" not in scene.get("maria", "?q=Regrettable")
    scene.op("anna", {"k": "remove", "m": said})
    assert "Nothing found" in scene.get("maria", "?q=Regrettable")


def test_history_comes_by_pages_of_fifty(scene: Scene) -> None:
    for number in range(53):
        factories.make_message(scene.workspace, f"Line {number}.", by=scene.anna)
    page = scene.get("maria")
    assert "Line 3." in page
    assert "Line 2." not in page
    earlier = page.partition("?before=")[2].partition('"')[0]
    past = scene.get("maria", f"?before={earlier}")
    assert [f"Line {number}." in past for number in (0, 2, 3)] == [True, True, False]
    assert "data-earlier" in page
    assert "data-earlier" not in past
    part = scene.get("maria", f"?before={earlier}&part=messages")
    assert "Line 2." in part
    assert "<html" not in part


@pytest.mark.parametrize("before", ["0" * 22, "x"])
def test_a_page_before_a_message_that_is_not_there_is_missing(scene: Scene, before: str) -> None:
    assert scene.browsers["maria"].get(f"{scene.path}?before={before}").status_code == 404


def test_who_is_far_behind_is_sent_to_the_snapshot(scene: Scene) -> None:
    scene.say("anna", "Hello")
    for seq in (-1, 99):
        assert scene.since("maria", seq) == {"ok": True, "seq": 1, "snapshot": f"{scene.path}/snapshot"}
    snapshot = scene.browsers["maria"].get(f"{scene.path}/snapshot").json
    assert snapshot is not None
    assert (snapshot["seq"], [one["body"] for one in snapshot["messages"]]) == (1, ["Hello"])


def test_a_viewer_misses_each_message_once_as_it_is_now(scene: Scene) -> None:
    said = scene.say("maria", "One")
    scene.say("maria", "Two")
    scene.op("maria", {"k": "edit", "m": said, "body": "One, changed", "base": "One"})
    news = scene.since("anna", 1)
    assert [(op["seq"], op["k"], op["body"]) for op in news["ops"]] == [(2, "say", "Two"), (3, "edit", "One, changed")]
