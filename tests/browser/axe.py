"""The accessibility check: axe-core, run in the page as it stands."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()
# What can differ between the light and the dark theme.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds in what `within` selects, one line for each rule and element; empty when all is well."""
    return _run(page, {"resultTypes": ["violations"]}, within)


def colour_violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds in the colours alone: enough for the dark theme of a page whose light one was checked."""
    return _run(page, {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": COLOUR_RULES}}, within)


def _run(page: Page, options: dict[str, Any], within: str) -> list[str]:
    if page.evaluate("() => !window.axe"):
        page.evaluate(SOURCE)
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    return [
        f"{violation['id']}: {node['html'][:160]} ({'; '.join(node['failureSummary'].splitlines()[1:])})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
