from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from tests.live.wires import Room
from tests.sockets import serving


@pytest.fixture
def room(app: Flask) -> Iterator[Room]:
    with ExitStack() as stack:
        yield Room(app, stack.enter_context(serving(app)), stack)
