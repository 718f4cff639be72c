import pytest
from flask import Flask

from tests.chat.scene import Scene


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene(app)
