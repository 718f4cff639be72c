"""This room's addresses."""

from portal.intake import (
    edit_pages,
    export_pages,
    field_pages,
    file_pages,
    fill_pages,
    list_pages,
    models,
    review_pages,
    wire_pages,
)
from portal.intake.blueprint import blueprint

__all__ = [
    "blueprint",
    "edit_pages",
    "export_pages",
    "field_pages",
    "file_pages",
    "fill_pages",
    "list_pages",
    "models",
    "review_pages",
    "wire_pages",
]
