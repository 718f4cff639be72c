"""JSON as it is stored and sent: what is decided in microseconds is not to be written in milliseconds."""

import json
from typing import Any

from pydantic import TypeAdapter

_anything = TypeAdapter[Any](Any)


def dumps(value: Any) -> str:
    """`value` as JSON without spaces. Raises TypeError or pydantic's error for what no JSON can hold."""
    try:
        return _anything.dump_json(value).decode()
    except ValueError:
        # Lone surrogates, which the standard library escapes; it raises TypeError for what no JSON can hold.
        return json.dumps(value)
