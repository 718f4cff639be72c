"""The accessibility check: axe-core, run in the page as it stands."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe finds on the page, one line for each rule and element; empty when all is well."""
    page.evaluate(SOURCE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:160]} ({'; '.join(node['failureSummary'].splitlines()[1:])})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
