"""Rows drawn once and kept: of 300 rows of a plan that is opened again, few changed since somebody opened it last."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask import get_template_attribute
from flask_babel import get_locale
from markupsafe import Markup

from portal.plan.views.rows import PlanView, Row, row_labels

KEPT = 4_096

Drawer = Callable[[Row, int], Markup]


class Page(NamedTuple):
    """What rows of one page share. They name days by how far these are from `today`."""

    address: str
    may_edit: bool
    language: str
    today: date


def drawer(address: str, view: PlanView) -> Drawer:
    """What draws a row of `view`, with its number of comments, for the reader of this request.

    `address` is the plan's. Whatever a row shows is in what it is kept by, so that nothing that was drawn for another
    side, language or day can stand in its place.
    """
    page = Page(address, view.may_edit, str(get_locale()), view.today)

    def draw(row: Row, comments: int) -> Markup:
        due = view.days[row.task.due] if row.task.due else ""
        return _drawn(row, due, comments, page)

    return draw


@lru_cache(maxsize=KEPT)
def _drawn(row: Row, due: str, comments: int, page: Page) -> Markup:
    draw: Callable[..., Markup] = get_template_attribute("plan/_row.html", "row")
    return draw(row, page.address, due, page.may_edit, _labels(page.language), comments)


@lru_cache
def _labels(language: str) -> Mapping[str, str]:
    return row_labels()
