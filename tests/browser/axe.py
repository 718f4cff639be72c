"""The accessibility check: axe-core, run in the page as it stands."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()
# What can differ between the light and the dark theme.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def violations(page: Page) -> list[str]:
    """What axe finds on the page, one line for each rule and element; empty when all is well."""
    return _run(page, {"resultTypes": ["violations"]})


def colour_violations(page: Page) -> list[str]:
    """What axe finds in the colours alone: enough for the dark theme of a page whose light one was checked."""
    return _run(page, {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": COLOUR_RULES}})


def _run(page: Page, options: dict[str, Any]) -> list[str]:
    page.evaluate(SOURCE)
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:160]} ({'; '.join(node['failureSummary'].splitlines()[1:])})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
