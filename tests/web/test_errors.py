"""Error pages: the product's words for people, {ok, err, say} for scripts."""

import re

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.testclient import Browser

CODES = {
    400: ("invalid", "We could not read that"),
    403: ("forbidden", "This is not open to you"),
    404: ("gone", "There is nothing here"),
    405: ("invalid", "That does not work here"),
    409: ("conflict", "Someone else was faster"),
    410: ("revoked", "This is no longer here"),
    413: ("invalid", "That is too large"),
    415: ("invalid", "We cannot read this kind of file"),
    422: ("invalid", "Something in it is not right"),
    429: ("rate", "That was too many at once"),
    500: ("internal", "Something went wrong on our side"),
    503: ("busy", "We cannot reach our data at the moment"),
}


@pytest.fixture
def failing(app: Flask) -> Browser:
    """A browser of an app with one address for each way to fail."""

    @app.route("/fail/<int:code>", methods=["GET", "POST"])
    def fail(code: int) -> str:
        abort(code)

    @app.get("/fail/with-words")
    def fail_with_words() -> str:
        abort(403, description="Only admins may do this.")

    @app.get("/fail/crash")
    def crash() -> str:
        raise RuntimeError("secret details")

    @app.get("/fail/database")
    def lose_the_database() -> str:
        raise OperationalError("SELECT secret", {}, Exception("disk I/O error"))

    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


@pytest.mark.parametrize(("code", "title"), [(code, words[1]) for code, words in CODES.items()])
def test_each_error_is_a_page_in_words(failing: Browser, code: int, title: str) -> None:
    response = failing.get(f"/fail/{code}")
    assert response.status_code == code
    assert f"<h1>{title}</h1>" in response.text
    assert f"<title>{title}</title>" in response.text


@pytest.mark.parametrize(("code", "err"), [(code, words[0]) for code, words in CODES.items()])
def test_each_error_is_json_for_a_script(failing: Browser, code: int, err: str) -> None:
    response = failing.get(f"/fail/{code}", headers={"Accept": "application/json"})
    assert response.status_code == code
    assert response.json is not None
    assert {**response.json, "say": ""} == {"ok": False, "err": err, "say": ""}
    assert response.json["say"].startswith(CODES[code][1])


def test_a_request_in_json_is_answered_in_json(failing: Browser) -> None:
    assert failing.post("/fail/409", json={}).is_json


def test_a_browser_that_takes_anything_gets_a_page(failing: Browser) -> None:
    response = failing.get("/fail/404", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.mimetype == "text/html"


def test_a_route_may_say_why_in_its_own_words(failing: Browser) -> None:
    response = failing.get("/fail/with-words")
    assert response.status_code == 403
    assert "Only admins may do this." in response.text


def test_a_crash_says_nothing_about_itself(failing: Browser) -> None:
    response = failing.get("/fail/crash")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Something went wrong on our side" in response.text


def test_a_lost_database_is_said_in_words(failing: Browser) -> None:
    response = failing.get("/fail/database")
    assert response.status_code == 503
    assert "secret" not in response.text
    assert "Nothing was saved" in response.text


def test_a_wrong_method_names_the_right_ones(client: Browser) -> None:
    response = client.get("/language")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_a_missing_slash_still_redirects(app: Flask, client: Browser) -> None:
    app.add_url_rule("/with-slash/", "with_slash", lambda: "here")
    assert client.get("/with-slash").status_code == 308


@pytest.fixture
def guarded(app: Flask) -> Browser:
    """A browser of an app that checks CSRF tokens, as in life."""
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


def test_a_form_without_its_token_loses_nothing_and_can_be_sent_again(guarded: Browser) -> None:
    typed = MultiDict([("language", "de"), ("next", '/"><b>'), ("csrf_token", "stale")])
    response = guarded.post("/language", data=typed, headers={"Origin": "http://127.0.0.1:8000"})
    assert response.status_code == 400
    assert "nothing is lost" in response.text
    assert '<form method="post" action="/language">' in response.text
    assert '<input type="hidden" name="language" value="de">' in response.text
    assert 'value="/&#34;&gt;&lt;b&gt;"' in response.text
    assert "stale" not in response.text


OURS = {"Origin": "http://127.0.0.1:8000"}


@pytest.mark.parametrize("code", [429, 500, 503])
def test_what_was_typed_is_kept_where_the_refusal_was_not_its_fault(failing: Browser, code: int) -> None:
    response = failing.post(f"/fail/{code}", data={"body": "long words"}, headers=OURS)
    assert f'<form method="post" action="/fail/{code}">' in response.text
    assert '<input type="hidden" name="body" value="long words">' in response.text
    assert "What you typed is kept in this page" in response.text


@pytest.mark.parametrize("code", [403, 404, 413, 422])
def test_what_would_be_refused_again_is_not_offered_again(failing: Browser, code: int) -> None:
    response = failing.post(f"/fail/{code}", data={"body": "long words"}, headers=OURS)
    assert "long words" not in response.text


def test_a_body_that_cannot_be_read_is_not_kept(failing: Browser) -> None:
    many = {f"field{number}": "x" for number in range(1_100)}
    response = failing.post("/fail/503", data=many, headers=OURS, content_type="multipart/form-data")
    assert (response.status_code, "To the start" in response.text) == (503, True)


def back_links(response: TestResponse) -> list[str]:
    return re.findall(r'href="([^"]+)">Back to the page', response.text)


@pytest.mark.parametrize(
    ("came_from", "links"),
    [
        ("http://127.0.0.1:8000/sign-in?next=/", ["http://127.0.0.1:8000/sign-in?next=/"]),
        # Only takes forms: opened, it would say so.
        ("http://127.0.0.1:8000/language", []),
        ("http://127.0.0.1:8000.evil.example/sign-in", []),
        ("https://evil.example/sign-in", []),
        (None, []),
    ],
)
def test_a_refused_form_leads_back_to_its_page(failing: Browser, came_from: str | None, links: list[str]) -> None:
    headers = {"Referer": came_from} if came_from else {}
    assert back_links(failing.post("/fail/413", headers=headers)) == links
    assert back_links(failing.get("/fail/404", headers=headers)) == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_form_of_another_site_cannot_be_sent_again_from_our_page(guarded: Browser, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    response = guarded.post("/language", data={"language": "de"}, headers=headers)
    assert response.status_code == 400
    assert "nothing is lost" in response.text
    assert 'value="de"' not in response.text.split("<footer")[0]


def test_a_script_without_its_token_hears_it_in_json(guarded: Browser) -> None:
    response = guarded.post("/language", json={"language": "de"})
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["err"] == "invalid"


def test_a_question_that_no_database_can_hold_is_refused(client: Browser) -> None:
    assert client.get("/sign-in?next=%00").status_code == 400


def test_an_address_that_no_database_can_hold_is_one_that_is_not_there(client: Browser) -> None:
    for path in ("/w/%00/", "/files/a%00b", "/team/%00/remove"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
