"""What the dashboard's pages show, read as a person would."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from flask import Flask
from sqlalchemy import Engine, event

from portal.extensions import db
from tests.testclient import Browser


def customers_shown(page: str) -> list[str]:
    """The customers of the table's rows, top to bottom."""
    return [unescape(name) for name in re.findall(r'class="onboarding__link"[^>]*>([^<]*)<', page)]


def cell(page: str, customer: str, column: str) -> str:
    """The words in one cell of a customer's row."""
    row = next(row for row in page.split("<tr ")[1:] if customers_shown(row) == [customer])
    found = re.search(rf'<td[^>]*class="onboarding__{column}">(.*?)</td>', row, re.DOTALL)
    assert found, column
    return words(found[1])


def counts_shown(page: str) -> dict[str, int]:
    """The number behind each filter."""
    found = re.findall(r'class="segment"[^>]*>([^<]*) <span>(\d+)</span>', page)
    return {unescape(label): int(count) for label, count in found}


def section(page: str, heading_id: str) -> str:
    """The words of the section that the heading with this id names."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading_id}">(.*?)</section>', page, re.DOTALL)
    assert found, heading_id
    return words(found[1])


def heading(page: str) -> str:
    """The one first-level heading."""
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return words(found)


def words(html: str) -> str:
    """HTML as plain words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database inside, reading and writing."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            statements.append(statement)

    engines: list[Engine] = [db.engine, app.extensions["onward.write_engine"]]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def see(client: Browser, path: str) -> str:
    """The page at `path`, which must be there."""
    response = client.get(path)
    assert response.status_code == 200, response.status
    return response.text
