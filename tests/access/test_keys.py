"""Signing: one subkey per purpose, the newest key signs, every key in the list verifies."""

import pytest
from itsdangerous import BadSignature

from portal.access.keys import fingerprint, signer

OLD = "the-older-key-0123456789-0123456789-abcdef"
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


def test_a_fingerprint_is_the_sha256_of_the_secret():
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
