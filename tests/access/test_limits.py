"""Asking and guessing have limits."""

import pytest
from sqlalchemy import func, select
from werkzeug.test import Client

from portal import database
from portal.access import joining
from portal.access.links import path_of
from portal.access.models import BrowserSession, Grant
from portal.callers import counted_as
from portal.extensions import db
from portal.serve import behind_proxies
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace


@pytest.fixture
def limited(settings):
    settings.rate_limits = True
    settings.sign_ins_per_address = "2 per hour"
    settings.sign_ins_per_caller = "4 per hour"
    settings.wrong_join_codes_per_caller = "2 per hour"
    settings.writes_per_browser = "3 per hour"
    settings.previews_per_browser = "2 per hour"


def test_sign_in_mails_are_limited_by_mailbox_known_or_not(limited, client, mails):
    make_member(email="anna@vendor.example")
    for address in ("anna@vendor.example", "nobody@vendor.example"):
        statuses = [client.post("/sign-in", data={"email": word}).status_code for word in (address, address.upper())]
        assert statuses == [303, 303]
    assert len(mails) == 2
    assert client.post("/sign-in", data={"email": "anna@vendor.example"}).status_code == 429


def test_who_asked_too_often_hears_how_long_to_wait(limited, client, settings):
    settings.sign_ins_per_address = "1 per 15 minutes"
    client.post("/sign-in", data={"email": "anna@vendor.example"})
    refused = client.post("/sign-in", data={"email": "anna@vendor.example"})
    assert refused.status_code == 429
    assert 840 < int(refused.headers["Retry-After"]) <= 901
    assert "Nothing was changed. Try again in 15 minutes." in refused.text


def test_sign_in_mails_are_limited_by_caller(limited, client):
    statuses = [client.post("/sign-in", data={"email": f"{n}@vendor.example"}).status_code for n in range(5)]
    assert statuses == [303, 303, 303, 303, 429]


def test_wrong_join_codes_are_limited_by_caller_over_all_pages(limited, client):
    answers = [
        client.post("/j", data={"code": "pine-0000"}).status_code,
        client.get("/j/pine-0001").status_code,
        client.post("/j/pine-0002").status_code,
    ]
    assert answers == [422, 422, 429]


def test_whoever_has_a_whole_network_of_addresses_is_one_caller(limited, client):
    asked = [f"2001:db8:0:7::{n:x}" for n in range(1, 4)] + ["2001:db8:0:8::1"]
    statuses = [client.get("/j/pine-0000", environ_base={"REMOTE_ADDR": address}).status_code for address in asked]
    assert statuses == [422, 422, 429, 422]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:7:8:9:a:b", "2001:db8:0:7::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_counted_under_the_name_of_its_line(address, name):
    assert counted_as(address) == name


def test_no_number_of_strangers_who_guess_keeps_others_from_typing_their_code(limited, app):
    workspace = make_workspace()
    with database.write() as session:
        code = joining.make_code(session, workspace.id, None, None).code
    flood = [guess(app, f"192.0.2.{host}", number) for host in range(9) for number in range(4)]
    assert flood == [422, 422, 429, 429] * 9
    typed = app.test_client().post("/j", data={"code": code}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert (typed.status_code, typed.location) == (303, f"/j/{code}")


def guess(app, address, number):
    return app.test_client().get(f"/j/pine-{number:04}", environ_base={"REMOTE_ADDR": address}).status_code


def test_guesses_are_counted_by_the_address_that_the_counted_proxies_saw(limited, settings, app):
    settings.proxy_hops = 1
    browser = Client(behind_proxies(app))

    def guess_from(forwarded):
        return browser.get("/j/pine-0000", headers={"X-Forwarded-For": forwarded}).status_code

    # What stands before the last address was written by the caller, and is changed to no avail.
    flood = [guess_from(f"203.0.113.{number}, 192.0.2.66") for number in range(4)]
    assert flood == [422, 422, 429, 429]
    assert guess_from("192.0.2.7") == 422


def test_without_a_proxy_nobody_is_another_caller_by_saying_so(limited, settings, app):
    browser = Client(behind_proxies(app))
    names = (
        "X-Forwarded-For",
        "X-Real-IP",
        "Forwarded",
        "Client-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
    )

    def guess_as(number):
        headers = {name: f"for=203.0.113.{number}" if name == "Forwarded" else f"203.0.113.{number}" for name in names}
        return browser.get("/j/pine-0000", headers=headers).status_code

    assert settings.proxy_hops == 0
    assert [guess_as(number) for number in range(4)] == [422, 422, 429, 429]


def test_what_one_browser_writes_is_limited_over_all_pages_and_nobody_elses(limited, app):
    workspace = make_workspace()
    maria, david = (
        open_link(app.test_client(), make_link(workspace, contact=make_contact(workspace, name)))
        for name in ("Maria", "David")
    )
    place = f"/w/{workspace.id}"

    def write(browser):
        return [
            browser.post(f"{place}/plan/op", json={}).status_code,
            browser.post(f"{place}/people/name", json={"name": "Lena"}).status_code,
            browser.post(f"{place}/who").status_code,
        ]

    assert write(maria) == [422, 200, 303]
    assert write(maria) == [429, 429, 429]
    assert maria.get(f"{place}/plan").status_code == 200
    assert write(david) == [422, 200, 303]


def test_previews_are_limited_apart_from_what_is_saved(limited, app):
    client = sign_in(app.test_client(), make_member())
    path = f"/w/{make_workspace().id}/plan/preview"
    assert [client.post(path, json={"text": "**Words**"}).status_code for _ in range(3)] == [200, 200, 429]


def press(app, path, address="192.0.2.66"):
    return app.test_client().post(path, environ_base={"REMOTE_ADDR": address}).status_code


def test_one_address_opens_a_link_so_often_and_keeps_nobody_else_out(limited, settings, app):
    settings.openings_per_caller, settings.openings_per_link = "2 per hour", "4 per hour"
    workspace = make_workspace()
    path, other = (path_of(make_link(workspace)) for _ in range(2))
    assert [press(app, path) for _ in range(9)] == [303, 303] + [429] * 7
    assert count(BrowserSession) == count(Grant) == 2
    assert press(app, other) == 303
    assert [press(app, path, f"192.0.2.{host}") for host in (1, 2, 3)] == [303, 303, 429]


def test_a_company_behind_one_address_gets_into_its_kickoff_and_a_program_there_fills_no_table(limited, app):
    path = path_of(make_link(make_workspace()))
    statuses = [press(app, path) for _ in range(1_000)]
    assert statuses[:80] == [303] * 80, "forty people with two devices each"
    assert (statuses.count(303), statuses.count(429), count(BrowserSession), count(Grant)) == (100, 900, 100, 100)


def test_who_is_in_stays_in_while_no_more_are_let_in(limited, settings, app):
    settings.openings_per_caller = "1 per hour"
    link = make_link(make_workspace())
    jonas = open_link(app.test_client(), link)
    refused = app.test_client().post(path_of(link))
    assert (refused.status_code, f'href="{path_of(link)}"' in refused.text) == (429, True)
    assert "Your link is fine. Try again in 60 minutes. Whoever is in already stays in." in refused.text
    assert (3540 < int(refused.headers["Retry-After"]) <= 3601, refused.headers["Referrer-Policy"]) == (
        True,
        "no-referrer",
    )
    assert jonas.get(f"/w/{link.workspace_id}/").status_code == 200


def test_codes_are_opened_under_the_same_limits(limited, settings, app):
    settings.openings_per_caller = "2 per hour"
    workspace = make_workspace()
    with database.write() as session:
        code = joining.make_code(session, workspace.id, None, None).code
    assert [press(app, f"/j/{code}") for _ in range(3)] == [303, 303, 429]


def test_addresses_that_are_no_link_use_up_nothing(limited, settings, app):
    settings.openings_per_caller = "1 per hour"
    assert [press(app, "/l/nothing") for _ in range(3)] == [404, 404, 404]


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))
