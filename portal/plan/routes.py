"""The plan's addresses: its pages, the forms that work without scripts, and the twins of the socket's messages."""

from portal.plan import (
    agree_pages,
    agreed_pages,
    block_pages,
    checklist_pages,
    history_pages,
    many_pages,
    paste_pages,
    paths_pages,
    phase_pages,
    shift_pages,
    sides_pages,
    task_changes,
    task_forms,
    task_pages,
    timeline_pages,
    wait_pages,
    wire_pages,
)
from portal.plan.blueprint import blueprint
from portal.plan.texts import pages as text_pages

__all__ = [
    "agreed_pages",
    "agree_pages",
    "block_pages",
    "checklist_pages",
    "blueprint",
    "history_pages",
    "paths_pages",
    "many_pages",
    "paste_pages",
    "phase_pages",
    "sides_pages",
    "shift_pages",
    "task_changes",
    "task_forms",
    "task_pages",
    "timeline_pages",
    "text_pages",
    "wait_pages",
    "wire_pages",
]
