"""What every page has, and what templates may call."""

import re

import pytest
from flask import Flask, render_template_string

from portal.config import ROOT
from portal.web.page import css_text
from tests.testclient import Browser


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (ROOT / "static" / "vendor" / "lucide" / "sprite.svg").read_text()
    drawn = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r'icon\("([a-z0-9-]+)"', templates)) | set(re.findall(r'href="#i-([a-z0-9-]+)"', templates))
    assert len(named) > 10
    assert named - drawn == set()


@pytest.mark.parametrize("css", ["</style><script>", "a{b:c}<!--", "\\3c"])
def test_a_brand_cannot_leave_its_style_element(css: str) -> None:
    with pytest.raises(ValueError, match="custom properties"):
        css_text(css)


def test_a_page_is_kept_out_of_search_engines_and_says_its_language(client: Browser) -> None:
    page = client.get("/sign-in").text
    assert '<html lang="en">' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert len(re.findall("<main", page)) == 1
    assert 'href="#main"' in page
    assert 'id="main"' in page


def test_a_button_that_posts_brings_its_token_and_escapes_what_it_sends(app: Flask) -> None:
    template = '{% from "components/form.html" import post_button %}{{ post_button("/x?a=1&b=2", label, values=sent) }}'
    with app.test_request_context():
        drawn = render_template_string(template, label="<b>", sent={"task": '"><i>'})
    assert 'method="post" action="/x?a=1&amp;b=2"' in drawn
    assert re.search(r'name="csrf_token" value="[\w.-]{20,}"', drawn)
    assert 'value="&#34;&gt;&lt;i&gt;"' in drawn
    assert ">&lt;b&gt;</button>" in drawn


def test_a_bar_of_nothing_is_empty(app: Flask) -> None:
    template = '{% from "components/progress.html" import bar %}{{ bar(done, total) }}'
    with app.test_request_context():
        widths = [
            re.findall(r'width="([\d.]+)"', render_template_string(template, done=done, total=total))[1]
            for done, total in ((0, 0), (0, 8), (5, 8), (8, 8))
        ]
    assert widths == ["0", "0.0", "62.5", "100.0"]
