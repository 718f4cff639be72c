"""How much room a finger has on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE_WIDTH, NewVisitor, Place

LEAST_PIXELS = 40
REACHED = """link => {
  link.scrollIntoView({ block: "center" });
  const [line] = link.getClientRects();
  const x = line.x + Math.min(line.width / 2, 40);
  const isHit = y => { const there = document.elementFromPoint(x, y); return there && link.contains(there); };
  let [top, bottom] = [line.y + line.height / 2, line.y + line.height / 2];
  while (isHit(top - 1)) top -= 1;
  while (isHit(bottom + 1)) bottom += 1;
  return bottom - top + 1;
}"""


@pytest.fixture
def phone(new_visitor: NewVisitor, place: Place) -> Page:
    return new_visitor(width=PHONE_WIDTH, touch=True).arrive(place.links["edit"], as_="Maria Lead")


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("", ".wait__title"),
        ("/plan", ".task__due:visible"),
        ("/plan/mine", ".step__title"),
        ("/plan/board", ".step__title"),
        ("/plan/sides", ".rows__text > .link"),
        ("/plan/sides", ".back"),
        ("/plan/gaps", ".rows__text > .link"),
    ],
)
def test_what_is_pressed_with_a_finger_is_tall_enough(phone: Page, place: Place, path: str, selector: str) -> None:
    phone.goto(f"/w/{place.workspace}{path or '/'}")
    pressed = phone.locator(selector).first
    expect(pressed).to_be_visible()
    assert pressed.evaluate(REACHED) >= LEAST_PIXELS
