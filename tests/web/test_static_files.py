"""Static files: one hash for the whole folder, cached for good, the safety headers on each."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.config import STATIC
from portal.web import static_files
from portal.web.static_files import static_url
from tests.testclient import Browser

CSS_BYTES_AT_MOST = 20 * 1024


def test_a_static_file_is_cached_for_good_and_carries_the_safety_headers(client: Browser) -> None:
    response = client.get(static_url("js/i18n.js"))
    kept = {name: value for name, value in response.headers if name not in ("Last-Modified", "ETag", "Content-Length")}
    assert response.status_code == 200
    assert kept == {
        "Content-Type": 'text/javascript; charset="utf-8"',
        "Cache-Control": "max-age=315360000, public, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "same-origin",
    }


def test_text_travels_compressed(client: Browser) -> None:
    response = client.get(static_url("css/all.css"), headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data).decode() == static_files.joined_styles()


def test_all_style_sheets_together_stay_small() -> None:
    assert len(gzip.compress(static_files.joined_styles().encode())) <= CSS_BYTES_AT_MOST


def test_every_style_sheet_is_in_the_joined_one_and_in_a_layer() -> None:
    joined = static_files.joined_styles()
    for path in (STATIC / "css").glob("*.css"):
        assert told(path.read_text()) in told(joined), path.name
        assert "@layer" in path.read_text(), path.name
    assert joined.startswith("@layer reset,tokens,base,components,pages;")


def told(css: str) -> str:
    """What a style sheet says, without comments and all spaces."""
    return "".join(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).split())


def test_no_string_in_a_style_sheet_holds_a_sign_around_which_spaces_are_dropped() -> None:
    strings = re.findall(r'"([^"\n]*)"', "".join(path.read_text() for path in (STATIC / "css").glob("*.css")))
    assert len(strings) > 10
    assert [text for text in strings if re.search(r"[{};,]", text)] == []


@pytest.mark.parametrize("path", ["js/no-such.js", "../wsgi.py", "%2e%2e/wsgi.py", "css/"])
def test_what_is_not_there_answers_404(client: Browser, path: str) -> None:
    assert client.get(static_url(path)).status_code == 404


def test_without_the_hash_there_is_nothing(client: Browser) -> None:
    assert client.get("/static/js/i18n.js").status_code == 404


def test_the_fonts_of_the_style_sheet_are_found_from_where_it_stands(client: Browser) -> None:
    addresses = re.findall(r'url\("\.\./([^"]+)"\)', static_files.joined_styles())
    assert len(addresses) == 4
    assert {client.get(static_url(address)).status_code for address in addresses} == {200}


def test_the_hash_follows_every_byte_and_name(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("one")
    first = static_files.hash_of(tmp_path)
    (tmp_path / "a.js").write_text("two")
    second = static_files.hash_of(tmp_path)
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, static_files.hash_of(tmp_path)}) == 3


def test_earlier_versions_stay_for_pages_that_are_still_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "_built", {})
    for version in ("v1", "v2", "v3", "v4"):
        static_files.build(version, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["v2", "v3", "v4"]


def test_the_icon_and_the_word_to_robots_are_there(app: Flask, client: Browser) -> None:
    assert client.get("/favicon.ico").headers["Location"] == static_url("icon.svg")
    assert client.get(static_url("icon.svg")).mimetype == "image/svg+xml"
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert client.get("/healthz").json == {"ok": True}
