"""This room's addresses."""

from portal.success import landmark_pages, models, pages, wire_pages
from portal.success.blueprint import blueprint

__all__ = ["blueprint", "landmark_pages", "models", "pages", "wire_pages"]
