"""This room's addresses."""

from portal.chat import message_pages, models, pages, wire_pages
from portal.chat.blueprint import blueprint

__all__ = ["blueprint", "message_pages", "models", "pages", "wire_pages"]
