"""Signing: one subkey per purpose, the newest key signs, every key in the list verifies."""

import re

import pytest
from itsdangerous import BadSignature

from portal.access.keys import fingerprint, signer
from tests.running import running_app

OLD = "the-older-key-0123456789-0123456789-abcdef"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NEW = "the-newer-key-0123456789-0123456789-abcdef"


def test_what_is_signed_for_one_purpose_does_not_verify_for_another(app):
    signed = signer("link").sign("word")
    with pytest.raises(BadSignature):
        signer("sign-in").unsign(signed)


def test_a_signature_of_an_older_key_still_verifies(app, settings):
    settings.secret_keys = [OLD]
    signed = signer("link").sign("word")
    settings.secret_keys = [OLD, NEW]
    assert signer("link").unsign(signed) == b"word"


def test_the_newest_key_signs(app, settings):
    settings.secret_keys = [OLD, NEW]
    signed = signer("link").sign("word")
    settings.secret_keys = [NEW]
    assert signer("link").unsign(signed) == b"word"


def test_a_signature_of_a_retired_key_does_not_verify(app, settings):
    settings.secret_keys = [OLD]
    signed = signer("link").sign("word")
    settings.secret_keys = [NEW]
    with pytest.raises(BadSignature):
        signer("link").unsign(signed)


def test_a_page_that_was_open_when_a_key_was_added_still_sends_its_forms_until_the_old_key_goes(app, settings):
    settings.secret_keys = [OLD]
    page, cookies = open_page(settings)
    settings.secret_keys = [OLD, NEW]
    assert send_form(settings, page, cookies) == 303
    settings.secret_keys = [NEW]
    assert send_form(settings, page, cookies) == 400


def open_page(settings):
    """The token of a form, and the cookies beside it, as a server with these settings gives them out."""
    with running_app(settings) as server:
        server.config["WTF_CSRF_ENABLED"] = True
        browser = server.test_client()
        token = TOKEN.search(browser.get("/j").text)[1]
        return token, browser.get_cookie("onward-form").value


def send_form(settings, token, form_cookie):
    with running_app(settings) as server:
        server.config["WTF_CSRF_ENABLED"] = True
        browser = server.test_client()
        browser.set_cookie("onward-form", form_cookie)
        return browser.post("/language", data={"language": "de", "csrf_token": token}).status_code


def test_a_fingerprint_is_the_sha256_of_the_secret():
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
