"""Reading JSON that anybody may have sent: what is too deep, or no JSON though Python would take it, is unreadable."""

from typing import Any, NoReturn

from flask import Flask
from flask.json.provider import DefaultJSONProvider


class CarefulJSON(DefaultJSONProvider):
    def loads(self, s: str | bytes, **options: Any) -> Any:
        """What the text says. Raises ValueError, which a request answers with 400."""
        try:
            return super().loads(s, parse_constant=_refuse, **options)
        except RecursionError:
            raise ValueError("The JSON is too deep.") from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON.")


def init_json(app: Flask) -> None:
    app.json = CarefulJSON(app)
