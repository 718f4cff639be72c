"""The plan as a person works in it: opening it, editing a row, and what they then see."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Place


def open_plan(page: Page, place: Place, pill: str = "Live") -> Page:
    """Open the plan and wait until its pill says how it is connected."""
    page.goto(f"/w/{place.workspace}/plan")
    expect(page.locator("#pill")).to_have_text(pill)
    return page


def row(page: Page, task: str) -> Locator:
    return page.locator(f'#plan .task[data-t="{task}"]')


def title(page: Page, task: str) -> Locator:
    return row(page, task).locator(".task__title")


def rename(page: Page, task: str, to: str) -> None:
    title(page, task).click()
    page.locator(".edit-title").fill(to)
    page.keyboard.press("Enter")


def choose_status(page: Page, task: str, word: str) -> None:
    row(page, task).locator(".task__status").click()
    page.get_by_role("menuitemradio", name=word, exact=True).click()


def choose_owner(page: Page, task: str, name: str) -> None:
    """Pick `name`, who need not be known yet."""
    row(page, task).locator(".task__owner").click()
    page.locator(".pick__search").fill(name)
    page.keyboard.press("Enter")


def choose_due(page: Page, task: str, day: str) -> None:
    """Set the date in ISO form, by keyboard."""
    row(page, task).locator(".task__due").press("Enter")
    page.locator(".edit-due").fill(day)
    expect(page.locator(".edit-due")).to_have_count(0)


def remove(page: Page, task: str) -> None:
    title(page, task).focus()
    page.keyboard.press("Delete")


def move_down(page: Page, task: str) -> None:
    title(page, task).focus()
    page.keyboard.press("Alt+ArrowDown")


def add(page: Page, phase: str, name: str) -> None:
    line = page.locator(f'.phase[data-p="{phase}"] .add__title')
    line.fill(name)
    line.press("Enter")


def order(page: Page, phase: str) -> list[str]:
    """The titles of a phase, from top to bottom."""
    return page.locator(f'.phase[data-p="{phase}"] .task__title').all_inner_texts()
