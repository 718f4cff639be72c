"""Members sign in by mail: once, in the browser that asked, or with the code."""

import re

import pytest
from sqlalchemy import func, select

from portal import database, green
from portal.access import signin
from portal.access.models import BrowserSession, SignIn
from portal.extensions import db
from portal.people.models import Member
from tests.browsing import open_link, sign_in
from tests.factories import make_link, make_member, make_workspace


@pytest.fixture
def anna(app, clock):
    return make_member("Anna Bergström", email="anna@vendor.example")


def ask(client, address, **query):
    return client.post("/sign-in", data={"email": address}, query_string=query)


def code_in(mail):
    return re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.text).group()


def is_in(client):
    return client.get("/onboardings").status_code == 200


def admin_path(address):
    with database.write() as session:
        return signin.admin_link(session, address)


def test_the_mailed_link_signs_in_the_browser_that_asked(client, anna, mails):
    assert ask(client, "anna@vendor.example").location == "/sign-in/code"
    path = mails[-1].paths[0]
    assert (client.get(path).status_code, is_in(client)) == (200, False)
    assert (client.post(path).location, is_in(client)) == ("/", True)


def test_the_address_is_read_without_regard_to_case_and_spaces(client, anna, mails):
    ask(client, "  Anna@Vendor.Example ")
    assert [mail.to for mail in mails] == ["anna@vendor.example"]


def test_what_is_no_address_is_refused_and_kept(client, anna, mails):
    response = ask(client, "anna at vendor")
    assert (response.status_code, 'value="anna at vendor"' in response.text, len(mails)) == (422, True, 0)


def test_an_unknown_address_gets_the_same_answer(app, anna, mails):
    answers = []
    for address in ("anna@vendor.example", "nobody@vendor.example"):
        browser = app.test_client()
        response = ask(browser, address)
        page = browser.get(response.location)
        wrong = browser.post("/sign-in/code", data={"code": "ABCD-2345"})
        cookies = sorted(header.partition("=")[0] for header in response.headers.getlist("Set-Cookie"))
        shown = (page.status_code, main_of(page), wrong.status_code, main_of(wrong))
        answers.append((response.status_code, response.location, cookies, *shown))
    assert answers[0] == answers[1]
    assert [mail.to for mail in mails] == ["anna@vendor.example"]


def main_of(response):
    return response.text.split("<main")[1].split("</main>")[0]


def test_asking_does_the_same_writing_for_every_address(app, client, anna, monkeypatch):
    queued = []
    monkeypatch.setattr(signin.queue, "enqueue", lambda session, kind, payload: queued.append((kind, sorted(payload))))
    for address in ("anna@vendor.example", "nobody@vendor.example"):
        ask(client, address)
    assert queued == [("access.mail_sign_in", ["address", "next", "pending_hash", "sign_in_id"])] * 2


def test_a_removed_member_gets_no_mail(client, anna, mails):
    with database.write() as session:
        session.get_one(Member, anna.id).removed_at = anna.created_at
    ask(client, "anna@vendor.example")
    assert len(mails) == 0


def test_the_job_run_twice_mails_once(app, anna, mails):
    payload = {"sign_in_id": database.new_id(), "address": anna.email, "pending_hash": "x", "next": "/"}
    signin.mail_sign_in(payload)
    signin.mail_sign_in(payload)
    assert len(mails) == 1


def test_the_link_works_once(client, anna, mails):
    ask(client, "anna@vendor.example")
    path = mails[-1].paths[0]
    assert [client.post(path).status_code for _press in range(2)] == [303, 410]


def test_a_used_link_spelt_another_way_is_still_used(client, anna, mails):
    """The last character of a signature carries bits that decoding drops."""
    ask(client, "anna@vendor.example")
    path = mails[-1].paths[0]
    client.post(path)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    respelt = path[:-1] + alphabet[alphabet.index(path[-1]) ^ 1]
    assert client.post(respelt).status_code in (404, 410)


def test_the_link_ends_after_fifteen_minutes_and_a_minute_of_tolerance(client, anna, mails, clock):
    ask(client, "anna@vendor.example")
    path = mails[-1].paths[0]
    clock.move(minutes=16)
    assert client.get(path).status_code == 200
    clock.move(seconds=1)
    assert [client.get(path).status_code, client.post(path).status_code] == [410, 410]


def test_a_scanner_that_follows_and_presses_signs_nobody_in_and_uses_nothing_up(app, client, anna, mails):
    ask(client, "anna@vendor.example")
    path = mails[-1].paths[0]
    scanner = app.test_client()
    assert [scanner.get(path).status_code, scanner.post(path).status_code] == [200, 422]
    assert (is_in(scanner), client.post(path).status_code) == (False, 303)


def test_another_browser_finishes_with_the_code(app, client, anna, mails):
    ask(client, "anna@vendor.example")
    phone = app.test_client()
    path = mails[-1].paths[0]
    asked = phone.post(path).text
    assert ('name="code"' in asked, "This is still missing." in asked) == (True, False)
    assert "This is still missing." in phone.post(path, data={"code": ""}).text
    assert phone.post(path, data={"code": code_in(mails[-1]).lower().replace("-", " ")}).status_code == 303
    assert is_in(phone)


def test_the_browser_that_asked_finishes_with_the_code_alone(client, anna, mails):
    ask(client, "anna@vendor.example", next="/team")
    response = client.post("/sign-in/code?next=/team", data={"code": code_in(mails[-1])})
    assert (response.location, is_in(client)) == ("/team", True)


def test_five_wrong_codes_kill_the_link_and_the_code(app, client, anna, mails):
    ask(client, "anna@vendor.example")
    stranger = app.test_client()
    path = mails[-1].paths[0]
    tries = [stranger.post(path, data={"code": "ZZZZ-ZZZZ"}).status_code for _try in range(5)]
    assert tries == [422, 422, 422, 422, 410]
    assert client.post("/sign-in/code", data={"code": code_in(mails[-1])}).status_code == 422
    assert client.post(path).status_code == 410


def test_an_empty_code_is_not_counted_as_a_wrong_one(app, client, anna, mails):
    ask(client, "anna@vendor.example")
    path = mails[-1].paths[0]
    for _press in range(6):
        app.test_client().post(path, data={"code": ""})
    assert client.post(path).status_code == 303


def test_the_code_of_one_mail_does_not_open_another(app, client, anna, mails):
    ask(client, "anna@vendor.example")
    other = app.test_client()
    ask(other, "anna@vendor.example")
    assert other.post("/sign-in/code", data={"code": code_in(mails[0])}).status_code == 422
    assert other.post("/sign-in/code", data={"code": code_in(mails[1])}).status_code == 303


def test_codes_use_no_letters_that_are_mistaken_for_others(app):
    assert set("ILOU01") & set(signin.CODE_ALPHABET) == set()
    assert (len(signin.CODE_ALPHABET), len(set(signin.CODE_ALPHABET)), signin.CODE_LENGTH) == (30, 30, 8)


def test_neither_code_nor_token_nor_cookie_is_stored(app, client, anna, mails):
    ask(client, "anna@vendor.example")
    code = code_in(mails[-1]).replace("-", "")
    client.post(mails[-1].paths[0])
    cookie = client.get_cookie("onward").value
    stored = str([db.session.execute(select(model.__table__)).all() for model in (SignIn, BrowserSession)])
    assert (code in stored, cookie in stored) == (False, False)


def at_once(app, count, press):
    """The answers of `count` browsers that press at the same time."""
    answers, done = [], green.Event()

    def one():
        with app.app_context():
            answers.append(press(app.test_client()))
        if len(answers) == count:
            done.set()

    for _browser in range(count):
        green.spawn(one)
    assert done.wait(60)
    return answers


def test_of_twenty_presses_at_once_one_signs_in(app, anna):
    path = admin_path("anna@vendor.example")
    statuses = at_once(app, 20, lambda browser: browser.post(path).status_code)
    assert sorted(statuses) == [303] + [410] * 19
    assert db.session.scalar(select(func.count()).select_from(BrowserSession)) == 1


def test_of_twenty_wrong_codes_at_once_five_are_looked_at(app, client, anna, mails, monkeypatch):
    ask(client, "anna@vendor.example")
    path = mails[-1].paths[0]
    looked = []
    monkeypatch.setattr(signin, "_is_right", lambda sign_in, typed: looked.append(typed))
    at_once(app, 20, lambda browser: browser.post(path, data={"code": "ZZZZ-ZZZZ"}).status_code)
    assert len(looked) == 5


def test_a_forged_or_cut_sign_in_link_is_a_404(client, anna, mails):
    path = admin_path("anna@vendor.example")
    answers = [client.get(path[:-1]), client.post(path[:-5]), client.get("/sign-in/x")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_signing_in_gives_a_new_cookie_and_ends_the_old_one(app, client, anna):
    workspace = make_workspace()
    open_link(client, make_link(workspace))
    planted = client.get_cookie("onward").value
    sign_in(client, anna)
    attacker = app.test_client()
    attacker.set_cookie("onward", planted)
    assert (client.get_cookie("onward").value == planted, is_in(attacker), is_in(client)) == (False, False, True)


def test_signing_out_ends_the_members_part_and_keeps_what_links_opened(client, anna):
    workspace = make_workspace()
    open_link(client, make_link(workspace))
    sign_in(client, anna)
    assert client.post("/sign-out").location == "/sign-in"
    assert (is_in(client), client.get(f"/w/{workspace.id}/who").status_code) == (False, 200)


def test_signing_out_leaves_nothing_to_go_back_to_and_a_cookie_that_was_noted_down_opens_nothing(client, anna):
    workspace = make_workspace()
    open_link(client, make_link(workspace))
    sign_in(client, anna)
    noted = client.get_cookie("onward").value
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("onward").value != noted
    client.set_cookie("onward", noted)
    assert client.get(f"/w/{workspace.id}/who").status_code == 404


def test_a_member_is_signed_out_after_twelve_idle_hours(client, anna, clock):
    sign_in(client, anna)
    clock.move(hours=12)
    assert is_in(client)
    clock.move(hours=12, seconds=1)
    assert client.get("/onboardings").location == "/sign-in?next=/onboardings"


def test_a_member_is_signed_out_after_fourteen_days_however_busy(client, anna, clock):
    sign_in(client, anna)
    seen = []
    for _visit in range(29):
        clock.move(hours=12)
        seen.append(is_in(client))
    assert seen == [True] * 28 + [False]


def test_a_removed_member_is_out_at_the_next_request(client, anna):
    sign_in(client, anna)
    with database.write() as session:
        session.get_one(Member, anna.id).removed_at = anna.created_at
    assert is_in(client) is False


def test_a_form_of_somebody_signed_out_is_refused_in_words(client, anna):
    response = client.post("/team", data={})
    assert response.status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_next_never_leaves_the_site(client, anna, mails, elsewhere):
    ask(client, "anna@vendor.example", next=elsewhere)
    path = mails[-1].paths[0]
    assert client.post(path, query_string={"next": elsewhere}).location == "/"


def test_next_leads_back_to_where_one_was(client, anna, mails):
    ask(client, "anna@vendor.example", next="/team?a=1&b=2")
    assert client.post(mails[-1].paths[0]).location == "/team?a=1&b=2"


def test_the_admin_link_makes_an_admin_and_works_in_any_browser(app, client, clock):
    path = admin_path("Root@Vendor.Example")
    assert client.post(path).status_code == 303
    member = db.session.scalars(select(Member)).one()
    assert (member.email, member.is_admin, is_in(client)) == ("root@vendor.example", True, True)


def test_the_admin_link_brings_a_removed_member_back(app, clock):
    member = make_member(email="root@vendor.example")
    with database.write() as session:
        session.get_one(Member, member.id).removed_at = member.created_at
    admin_path("root@vendor.example")
    again = db.session.get_one(Member, member.id, populate_existing=True)
    assert (again.is_admin, again.removed_at) == (True, None)


def test_signing_in_and_out_asks_for_the_form_token(app, client, anna):
    app.config["WTF_CSRF_ENABLED"] = True
    answers = [client.post("/sign-in", data={"email": anna.email}), client.post("/sign-out")]
    assert [answer.status_code for answer in answers] == [400, 400]
