"""The accessibility check: axe-core, run in the page as it stands."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe finds on the page in both themes, one line for each rule and element; empty when all is well."""
    page.evaluate(SOURCE)
    found = _run(page, {"resultTypes": ["violations"]})
    # Only colours differ between the themes.
    page.emulate_media(color_scheme="dark")
    dark = _run(page, {"resultTypes": ["violations"], "runOnly": ["cat.color"]})
    page.emulate_media(color_scheme="light")
    return found + [f"in the dark theme, {line}" for line in dark]


def _run(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:160]} ({'; '.join(node['failureSummary'].splitlines()[1:])})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
