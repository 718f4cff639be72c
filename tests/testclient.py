"""The test client: a browser whose requests do not share what a server would not share."""

import contextvars
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import db


class Browser(FlaskClient):
    """A test client whose every request has an app context of its own, as on a server.

    The test's own context would otherwise be shared by all requests: `g` and the read snapshot with it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return response
