"""What people write, as HTML: and what is written to keep the server busy is shown as it stands."""

import time

import pytest

from portal.web.markdown import COSTLY_AT_MOST, LINES_AT_MOST, LONGEST, render_markdown


@pytest.mark.parametrize("piece", ["[", "*", "_", "~", "![", "a**b_", "***a ", "[a](", "~~a"])
def test_a_text_of_nothing_but_signs_is_shown_as_it_was_typed(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    assert render_markdown(text) == f"<p>{text}</p>"


@pytest.mark.parametrize("line", ["", "- a", "> a", ">" * 10 + " a", "* ", "1. a", "|a|", "    a"])
def test_so_is_one_of_nothing_but_lines(line: str) -> None:
    shown = "<br>".join([line.replace(">", "&gt;")] * (LINES_AT_MOST + 1))
    assert render_markdown("\n".join([line] * (LINES_AT_MOST + 1))) == f"<p>{shown}</p>"
    assert render_markdown("\n".join(["> a"] * LINES_AT_MOST)).startswith("<blockquote>")


def test_what_is_shown_as_typed_carries_no_markup_either() -> None:
    assert render_markdown("<script>" + "[" * (COSTLY_AT_MOST + 1)).startswith("<p>&lt;script&gt;[[[")


def test_a_long_text_that_people_write_is_read() -> None:
    text = "- **Name**: [a page](https://x.example) for _you_\n" * 360
    assert len(text) > 17_000
    assert render_markdown(text).count("<strong>Name</strong>") == 360


@pytest.mark.parametrize("text", ["|a|b|\n|-|-|\n|c|d|", "![a](https://x.example/a.png)"])
def test_tables_and_pictures_are_not_read(text: str) -> None:
    html = render_markdown(text)
    assert "<table" not in html and "<img" not in html


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("See https://x.example/a_b_c?d=1&e=2.", "https://x.example/a_b_c?d=1&amp;e=2", "."),
        ("(http://x.example)", "http://x.example", ")"),
        ("**https://x.example/a**", "https://x.example/a", "</strong>"),
        ("https://x.example/ü!", "https://x.example/ü", "!"),
    ],
)
def test_an_address_that_was_pasted_is_a_link_without_the_end_of_its_sentence(
    text: str, address: str, after: str
) -> None:
    html = render_markdown(text)
    assert f'<a href="{address}" rel="noopener noreferrer">{address}</a>{after}' in html


@pytest.mark.parametrize(
    ("text", "links"),
    [("`https://x.example`", 0), ("[here](https://x.example)", 1), ("javascript://x.example", 0), ("https://", 0)],
)
def test_code_links_and_what_is_no_web_address_stay_as_they_are(text: str, links: int) -> None:
    html = render_markdown(text)
    assert (html.count("<a "), ">https://x.example</a>" in html) == (links, False)


def test_a_text_of_nothing_but_addresses_is_read_quickly() -> None:
    began = time.perf_counter()
    render_markdown("https://" + "a" * 6_000 + "." * 6_000 + " http://x.example" * 400)
    assert time.perf_counter() - began < 1
