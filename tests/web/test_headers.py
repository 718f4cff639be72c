"""The headers that stand on every answer."""

import re

import pytest
from flask import Flask

from portal.web.headers import SAFETY, content_security_policy
from tests.testclient import Browser

POLICY = (
    "default-src 'none'; script-src 'nonce-N'; style-src 'self' 'nonce-N'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self'; connect-src 'self' ws://127.0.0.1:8000; frame-src 'none'; "
    "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def without_nonce(policy: str) -> str:
    return re.sub(r"nonce-[\w-]{22}", "nonce-N", policy)


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-place", "/healthz", "/l/not-a-token"])
def test_every_answer_carries_the_safety_headers(client: Browser, path: str) -> None:
    response = client.get(path)
    headers = {name: value for name, value in response.headers if name not in OF_ONE_ANSWER}
    policy = headers.pop("Content-Security-Policy")
    assert without_nonce(policy) == POLICY
    assert headers == {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
    }


@pytest.mark.parametrize("path", ["/socket.io/", "/socket.io/?EIO=4&transport=polling", "/static/none/there.css"])
def test_what_the_pages_do_not_answer_carries_them_too(client: Browser, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (400, 404)
    safety = {name: response.headers.getlist(name) for name in SAFETY}
    assert safety == {name: [value] for name, value in SAFETY.items()}
    assert response.headers.getlist("Referrer-Policy") == ["same-origin"]


OF_ONE_ANSWER = {"Content-Type", "Content-Length", "Set-Cookie", "Vary", "Referrer-Policy", "Server", "Date", "Allow"}
OF_ONE_ANSWER |= {"X-Request-Id"}


def test_pages_say_no_more_than_their_own_site_as_referrer(client: Browser) -> None:
    assert client.get("/sign-in").headers["Referrer-Policy"] == "same-origin"


def test_answers_differ_by_cookie(client: Browser) -> None:
    assert "Cookie" in client.get("/sign-in").vary


def test_the_nonce_is_new_for_each_answer_and_stands_on_the_pages_own_elements(client: Browser) -> None:
    pages = [client.get("/sign-in") for _visit in range(2)]
    nonces = [re.search(r"script-src 'nonce-([\w-]{22})'", page.headers["Content-Security-Policy"]) for page in pages]
    first, second = (found.group(1) for found in nonces if found)
    assert first != second
    assert set(re.findall(r'nonce="([^"]*)"', pages[0].text)) == {first}


def test_on_https_the_socket_is_safe_too_and_browsers_are_told_to_stay(app: Flask, client: Browser) -> None:
    app.extensions["onward.settings"].public_url = "https://onboarding.example"
    response = client.get("/healthz", base_url="https://onboarding.example")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "connect-src 'self' wss://onboarding.example;" in response.headers["Content-Security-Policy"]


def test_plain_http_sends_no_hsts(client: Browser) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_the_policy_names_the_public_host_whatever_the_request_says(client: Browser) -> None:
    response = client.get("/healthz", headers={"Host": "evil.example"})
    assert "evil" not in str(response.headers)


def test_the_policy_is_made_of_the_public_url() -> None:
    assert "connect-src 'self' wss://a.example:8443" in content_security_policy("x", "https://a.example:8443")
