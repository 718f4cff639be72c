"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from werkzeug.exceptions import NotFound

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list; `number` and `count` begin at 1. The URLs are None at the ends."""

    items: Sequence[Item]
    number: int
    count: int
    total: int
    previous_url: str | None
    next_url: str | None


def page_of(items: Sequence[Item], per_page: int = 50) -> Page[Item]:
    """The page of `items` that `?page=` of this request asks for.

    Raises NotFound for a page that is not there.
    """
    count = max(1, -(-len(items) // per_page))
    number = _asked_for()
    if not 1 <= number <= count:
        raise NotFound
    start = (number - 1) * per_page
    return Page(
        items=items[start : start + per_page],
        number=number,
        count=count,
        total=len(items),
        previous_url=_url(number - 1) if number > 1 else None,
        next_url=_url(number + 1) if number < count else None,
    )


def _asked_for() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0


def _url(number: int) -> str:
    assert request.endpoint is not None, "a page is asked for by a route"
    values: dict[str, Any] = {**request.args, **(request.view_args or {}), "page": number}
    return url_for(request.endpoint, **values)
