"""JSON that anybody may have sent."""

import pytest
from flask import Flask, request
from werkzeug.exceptions import BadRequest


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000, "NaN", "-Infinity", '{"a": NaN}', "9" * 5_000, "{"])
def test_what_is_too_deep_or_no_json_is_unreadable(app: Flask, body: str) -> None:
    with app.test_request_context(method="POST", data=body, content_type="application/json"):
        assert request.get_json(silent=True) is None
        with pytest.raises(BadRequest):
            request.get_json()


def test_true_json_is_read(app: Flask) -> None:
    with app.test_request_context(method="POST", data='{"a": [1, "ü"]}', content_type="application/json"):
        assert request.get_json() == {"a": [1, "ü"]}
