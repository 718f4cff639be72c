"""Every page of this room, by importing the modules that hold them."""

from portal.workspaces import brand_pages, date_pages, days_pages, people_pages, settings_pages, team_pages
from portal.workspaces.blueprint import blueprint

__all__ = ["blueprint", "brand_pages", "date_pages", "days_pages", "people_pages", "settings_pages", "team_pages"]
