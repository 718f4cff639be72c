"""Asking and guessing have limits."""

import pytest
from werkzeug.test import Client

from portal.callers import counted_as
from portal.serve import behind_proxies
from tests.browsing import open_link, sign_in
from tests.factories import make_contact, make_link, make_member, make_workspace


@pytest.fixture
def limited(settings):
    settings.rate_limits = True
    settings.sign_ins_per_address = "2 per hour"
    settings.sign_ins_per_caller = "4 per hour"
    settings.wrong_join_codes_per_caller = "2 per hour"
    settings.wrong_join_codes_in_all = "3 per hour"
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


def test_wrong_join_codes_are_limited_for_all_together(limited, client):
    statuses = [
        client.get("/j/pine-0000", environ_base={"REMOTE_ADDR": f"192.0.2.{caller}"}).status_code for caller in range(4)
    ]
    assert statuses == [422, 422, 422, 429]


def test_one_address_cannot_use_up_the_guesses_of_all(limited, settings, app):
    settings.wrong_join_codes_in_all = "4 per hour"
    flood = [guess(app, "192.0.2.66", number) for number in range(9)]
    assert flood == [422, 422] + [429] * 7
    assert guess(app, "192.0.2.7", 1) == 422


def guess(app, address, number):
    return app.test_client().get(f"/j/pine-{number:04}", environ_base={"REMOTE_ADDR": address}).status_code


def test_guesses_are_counted_by_the_address_that_the_counted_proxies_saw(limited, settings, app):
    settings.proxy_hops = 1
    settings.wrong_join_codes_in_all = "20 per hour"
    browser = Client(behind_proxies(app))

    def guess_from(forwarded):
        return browser.get("/j/pine-0000", headers={"X-Forwarded-For": forwarded}).status_code

    # What stands before the last address was written by the caller, and is changed to no avail.
    flood = [guess_from(f"203.0.113.{number}, 192.0.2.66") for number in range(4)]
    assert flood == [422, 422, 429, 429]
    assert guess_from("192.0.2.7") == 422


def test_without_a_proxy_nobody_is_another_caller_by_saying_so(limited, settings, app):
    settings.wrong_join_codes_in_all = "20 per hour"
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
