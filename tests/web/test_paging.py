"""Long lists, a page at a time."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from portal.web.paging import page_of


@pytest.fixture
def listed(app: Flask) -> Flask:
    app.add_url_rule("/list/<kind>", "listed", lambda kind: "")
    return app


def test_a_page_knows_its_neighbours_and_keeps_the_question(listed: Flask) -> None:
    with listed.test_request_context("/list/a?find=x%26y&page=2"):
        page = page_of(list(range(25)), per_page=10)
    assert (list(page.items), page.number, page.count, page.total) == (list(range(10, 20)), 2, 3, 25)
    assert (page.previous_url, page.next_url) == ("/list/a?find=x%26y&page=1", "/list/a?find=x%26y&page=3")


@pytest.mark.parametrize("items", [[], [1], list(range(10))])
def test_a_short_list_is_one_page(listed: Flask, items: list[int]) -> None:
    with listed.test_request_context("/list/a"):
        page = page_of(items, per_page=10)
    assert (list(page.items), page.count, page.previous_url, page.next_url) == (items, 1, None, None)


@pytest.mark.parametrize("asked", ["0", "4", "-1", "two", "", "99999999999999999999", "²"])
def test_a_page_that_is_not_there_is_missing(listed: Flask, asked: str) -> None:
    with listed.test_request_context("/list/a", query_string={"page": asked}), pytest.raises(NotFound):
        page_of(list(range(25)), per_page=10)
