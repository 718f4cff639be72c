"""This room's addresses."""

from portal.training import giving_pages, learning_pages, library_pages, models, track_pages, video_pages
from portal.training.blueprint import blueprint

__all__ = ["blueprint", "giving_pages", "learning_pages", "library_pages", "models", "track_pages", "video_pages"]
