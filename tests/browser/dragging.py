"""What is dragged, by hand or by a finger: taken once the page is ready for it, let go once it stands in its place."""

from playwright.sync_api import Locator, Page, expect

ARE_READY = """selector => [...document.querySelectorAll(selector)].every(list =>
    Object.keys(list).some(name => name.startsWith('Sortable')))"""


def wait_until_draggable(page: Page, lists: str) -> None:
    """The library for dragging comes after the first pointing, or by itself on a screen for fingers."""
    page.wait_for_function(ARE_READY, arg=lists)


def drag(page: Page, item: Locator, target: Locator, standing: Locator) -> None:
    """Take `item` in its middle, and hold it over the end of `target` until it is what `standing` finds there."""
    start = item.bounding_box()
    assert start
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2 + 4, steps=2)
    expect(page.locator(".task--ghost, .entry--ghost")).to_have_count(1)
    end = target.bounding_box()
    assert end
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 4, steps=5)
    expect(standing).to_be_visible()
    page.mouse.up()


class Finger:
    """A finger on a screen that is touched, and a second one where it is asked for."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def draw(self, x: float, y: float, by: float, down: float = 0) -> None:
        for part in range(1, 6):
            self.touch("touchMove", (x + by * part / 5, y + down * part / 5))
