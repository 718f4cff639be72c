"""What people write as HTML: markdown without HTML of its own, and then only a short list of tags."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 20_000
TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "hr",
    "h3",
    "h4",
    "h5",
    "h6",
}
RENAMED = {"h1": "h3", "h2": "h3"}

# Each of these may be held against each that came before; a long description has some hundreds.
COSTLY = re.compile(r"[\[*_~]")
COSTLY_AT_MOST = 3_000
LINES_AT_MOST = 1_000

# As people paste it, without what ends the sentence around it.
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'’”)\]*_]")


def _link_addresses(state: StateCore) -> None:
    """Make a link of every web address that stands in the text as it was pasted."""
    for block in state.tokens:
        if block.children and any("://" in token.content for token in block.children):
            block.children = list(_linked(block.children))


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not depth:
            yield from _split_at_addresses(token.content)
        else:
            yield token


def _split_at_addresses(text: str) -> Iterator[Token]:
    end = 0
    for found in WEB_ADDRESS.finditer(text):
        yield Token("text", "", 0, content=text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield Token("text", "", 0, content=text[end:])


_markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20})
# Neither is shown, and a table of many empty cells costs more than all else.
_markdown.disable(["table", "image"])
_markdown.core.ruler.push("addresses", _link_addresses)


@lru_cache(maxsize=500)
def render_markdown(text: str) -> Markup:
    """`text` as safe HTML; what is beyond the longest description is left out.

    Where it is made to be hard to read, it is shown as it was typed.
    """
    text = text[:LONGEST]
    if len(COSTLY.findall(text)) > COSTLY_AT_MOST or text.count("\n") >= LINES_AT_MOST:
        return Markup("<p>") + Markup("<br>").join(text.split("\n")) + Markup("</p>")
    tokens = _markdown.parse(text)
    for token in tokens:
        # The page's own headings come first: a description starts below them.
        token.tag = RENAMED.get(token.tag, token.tag)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"})
    return Markup(clean)  # noqa: S704 - cleaned above
