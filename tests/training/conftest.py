import pytest
from flask import Flask

from tests.training.learning import School


@pytest.fixture
def school(app: Flask) -> School:
    return School(app)
