"""Every page of this room, by importing the modules that hold them."""

from portal.workspaces import (
    audit_pages,
    brand_pages,
    date_pages,
    days_pages,
    delay_pages,
    opening_pages,
    people_pages,
    settings_pages,
    team_pages,
)
from portal.workspaces.blueprint import blueprint

__all__ = [
    "audit_pages",
    "blueprint",
    "brand_pages",
    "date_pages",
    "days_pages",
    "delay_pages",
    "opening_pages",
    "people_pages",
    "settings_pages",
    "team_pages",
]
