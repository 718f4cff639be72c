"""Where a form may lead, as a browser reads it: whatever is let through stays on our site."""

import random
from contextlib import closing
from itertools import product

from playwright.sync_api import Browser

from portal.web.paths import own_path

OURS = "https://onboarding.example"
# What addresses are made of, and what browsers drop, turn round or read as something else.
PARTS = (
    "/",
    "\\",
    "//",
    ":",
    "@",
    "?",
    "#",
    "%2f",
    "%5c",
    "%09",
    "\t",
    "\n",
    "\r",
    "\0",
    " ",
    "\u3000",
    "\u2028",
    "\uff0f",
)
PARTS += (
    ".",
    "..",
    ";",
    "evil.example",
    "https",
    "javascript",
    "data",
    "x",
    "\ufeff",
    "\u00ad",
    "[",
    "]",
    "|",
    "^",
    "\u2044",
    "\u3002",
)
RANDOM = 20_000
LEADS_AWAY = """([site, paths]) => paths.filter(path => {
    try { return new URL(path, site + '/sign-in').origin !== site } catch { return false }
})"""


def addresses() -> list[str]:
    """All of two parts, and many longer ones; half of them begin as a path of ours would."""
    chance = random.Random(7)
    longer = ("".join(chance.choices(PARTS, k=chance.randint(3, 7))) for _ in range(RANDOM))
    return [text for one in (*map("".join, product(PARTS, repeat=2)), *longer) for text in (one, f"/{one}")]


def test_no_browser_leaves_our_site_for_what_is_let_through(chromium: Browser) -> None:
    asked = addresses()
    led = sorted({own_path(text) for text in asked})
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        assert page.evaluate(LEADS_AWAY, [OURS, led]) == []
        away = page.evaluate(LEADS_AWAY, [OURS, asked])
    # Many of what was asked would have led away, and not all was refused.
    assert (len(away) > 100, len(led) > 1_000) == (True, True), (len(away), len(led))
