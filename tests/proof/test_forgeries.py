"""Nothing forged opens anything: FORGERIES of them, shared out among all that a secret opens."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask

from portal import database
from portal.access import links, signin
from tests import databases, factories
from tests.conftest import MONDAY_MORNING
from tests.proof.doors import Door, all_doors
from tests.proof.forging import WAYS, forgeries
from tests.proof.variants import said
from tests.running import fresh_settings, running_app
from tests.testclient import Browser

FORGERIES = int(os.environ.get("FORGERIES", "5000"))
ON_ROUTES = 200
NAMES = (
    "link",
    "sign-in",
    "sign-in code",
    "pending cookie",
    "browser cookie",
    "socket's cookie",
    "join code",
    "form token",
    "form cookie",
    "monitors' token",
)
# The same secret stands at both.
BACK = re.compile(r'action="/language[^"]*"|name="next" value="[^"]*"')
SAME = {("browser cookie", "socket's cookie"), ("socket's cookie", "browser cookie")}


@pytest.fixture(scope="module")
def app(template_database: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("forgeries")
    with (
        time_machine.travel(MONDAY_MORNING, tick=False),
        fresh_settings(template_database, folder) as settings,
        running_app(settings) as app,
    ):
        yield app


@pytest.fixture(scope="module")
def doors(app: Flask) -> dict[str, Door]:
    return all_doors(app, factories.make_workspace(), factories.make_member())


def test_the_doors_are_those_that_are_tried(doors: dict[str, Door]) -> None:
    assert tuple(doors) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_genuine_opens_its_door_and_no_forgery_does(doors: dict[str, Door], name: str) -> None:
    door = doors[name]
    tried: Counter[str] = Counter()
    opened = []
    for way, forged in forgeries(door.genuine, FORGERIES // len(NAMES), seed=NAMES.index(name)):
        if door.read_as(forged) != door.read_as(door.genuine):
            tried[way] += 1
            opened += [(way, forged)] if door.lets_in(forged) else []
    assert door.lets_in(door.genuine)
    assert opened == []
    # Codes are typed in capitals or not.
    assert set(tried) | {"case"} == {way.__name__ for way in WAYS}


@pytest.mark.parametrize("name", NAMES)
def test_what_opens_one_door_opens_no_other(doors: dict[str, Door], name: str) -> None:
    genuine = doors[name].genuine
    opened = {other for other, door in doors.items() if door.lets_in(genuine)}
    assert opened == {name} | {other for one, other in SAME if one == name}


@pytest.mark.parametrize("prefix", ["/l/", "/sign-in/"])
def test_a_page_answers_every_forgery_as_what_never_was(app: Flask, doors: dict[str, Door], prefix: str) -> None:
    door = doors["link" if prefix == "/l/" else "sign-in"]
    browser = app.test_client()
    assert isinstance(browser, Browser)
    answers: list[tuple[int, str]] = []
    for _way, forged in forgeries(door.genuine, ON_ROUTES, seed=1):
        address = quote(forged, safe="")
        # A full stop alone is a way up, and "code" is a page of its own.
        if door.read_as(forged) != door.read_as(door.genuine) and address.strip("."):
            answers += [told(browser, method, prefix + address) for method in ("GET", "POST")]
    never = [told(browser, method, f"{prefix}never") for method in ("GET", "POST")]
    assert ({status for status, _words in never}, len(answers) > ON_ROUTES) == ({404}, True)
    assert set(answers) == set(never)


def told(browser: Browser, method: str, path: str) -> tuple[int, str]:
    """Status and page, without the address to come back to after choosing a language."""
    status, page = said(browser.open(path, method=method))
    return status, BACK.sub("", page)


@pytest.mark.parametrize("prefix", ["/l/", "/sign-in/"])
def test_a_page_answers_what_is_genuine(app: Flask, doors: dict[str, Door], prefix: str) -> None:
    door = doors["link" if prefix == "/l/" else "sign-in"]
    assert app.test_client().get(prefix + door.genuine).status_code == 200


def test_a_token_that_is_rightly_signed_needs_its_row(app: Flask, doors: dict[str, Door]) -> None:
    never = links.Link(id=database.new_id(), generation=1), signin.SignIn(id=database.new_id())
    assert not doors["link"].lets_in(links.token_of(never[0]))
    assert not doors["sign-in"].lets_in(signin.path_of(never[1]).rpartition("/")[2])


def test_a_token_spelt_in_another_way_is_the_same_token(doors: dict[str, Door]) -> None:
    """Base64 has four letters for the last two bits: who respells a token has it, and it ends with its row."""
    genuine = doors["link"].genuine
    spellings = {genuine[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"}
    opening = {text for text in spellings if doors["link"].lets_in(text)}
    assert len(opening) == 4
    assert {doors["link"].read_as(text) for text in opening} == {doors["link"].read_as(genuine)}
