"""This room's addresses."""

from portal.chat import models
from portal.chat.blueprint import blueprint

__all__ = ["blueprint", "models"]
