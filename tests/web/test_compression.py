"""Gzip of what the app answers itself."""

import gzip

from portal.web.compression import blurred_gzip
from tests.testclient import Browser


def test_a_page_travels_in_gzip_to_who_can_read_it(client: Browser) -> None:
    packed = client.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.vary
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")


def test_a_page_stays_plain_for_who_cannot(client: Browser) -> None:
    plain = client.get("/sign-in", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.vary
    assert plain.data.startswith(b"<!doctype html>")


def test_a_short_answer_is_not_worth_it(client: Browser) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_the_length_of_the_same_words_is_blurred() -> None:
    words = b"the same words, again and again " * 100
    lengths = {len(blurred_gzip(words)) for _time in range(64)}
    assert len(lengths) > 8
    assert max(lengths) - min(lengths) <= 100
    assert {gzip.decompress(blurred_gzip(words)) for _time in range(8)} == {words}
