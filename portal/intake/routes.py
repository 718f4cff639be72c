"""This room's addresses."""

from portal.intake import models
from portal.intake.blueprint import blueprint

__all__ = ["blueprint", "models"]
