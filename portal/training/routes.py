"""This room's addresses."""

from portal.training import models
from portal.training.blueprint import blueprint

__all__ = ["blueprint", "models"]
