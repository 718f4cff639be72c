"""Waiting for what no single locator shows: a state of several pages, of a browser's own store, of what was sent."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, Response, Route

from tests.processes import PATIENCE_SECONDS

KEPT = """count => new Promise((resolve) => {
    const request = indexedDB.open("onward", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "cid" });
    request.onsuccess = () => {
        const all = request.result.transaction("waiting").objectStore("waiting").getAll();
        all.onsuccess = () => resolve(all.result.length === count);
    };
})"""


def wait_until(page: Page, is_so: Callable[[], bool], otherwise: str) -> None:
    """Let `page`, and every other one, go on until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        page.wait_for_timeout(50)


def expect_kept(page: Page, count: int) -> None:
    """So many changes wait in the browser's own database, where they outlive a tab that is closed or loaded again."""
    page.wait_for_function(KEPT, arg=count)


def hold(page: Page, address: str) -> list[Route]:
    """What the page asks for at this address from now on, none of it answered until `let_go`."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def let_go(page: Page, address: str, held: list[Route]) -> None:
    """Answer what was held, and hold nothing more."""
    for route in held:
        route.continue_()
    page.unroute(address)


def stop_time(page: Page) -> None:
    """From now on no timer of this page ends, however slow the machine is; `page.clock.install()` came before it."""
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=10))


def told_at(page: Page, path: str) -> list[str]:
    """What the page tells the server at this path from now on, each once it is answered."""
    told: list[str] = []

    def note(answer: Response) -> None:
        if answer.url.endswith(path):
            told.append(answer.request.post_data or "")

    page.on("response", note)
    return told


def type_until(field: Locator, seen: Locator) -> None:
    """Type on until others see it: that somebody writes shows for a moment only."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not seen.is_visible():
        assert time.monotonic() < deadline, "nobody sees that somebody writes"
        field.press_sequentially("on ", delay=20)
