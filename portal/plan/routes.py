"""The plan's addresses: its pages, the forms that work without scripts, and the twins of the socket's messages."""

from portal.plan import many_pages, paste_pages, phase_pages, task_changes, task_forms, task_pages, wire_pages
from portal.plan.blueprint import blueprint
from portal.plan.dates import commitment_pages, rule_pages, shift_pages, slip_pages, sweep_pages, wait_pages
from portal.plan.history import agreed_pages
from portal.plan.history import pages as history_pages
from portal.plan.parts import agree_pages, block_pages, checklist_pages, file_pages, work_pages
from portal.plan.texts import pages as text_pages
from portal.plan.views import (
    board_pages,
    calendar_pages,
    gap_pages,
    mine_pages,
    paths_pages,
    sides_pages,
    timeline_pages,
)

__all__ = [
    "agree_pages",
    "agreed_pages",
    "block_pages",
    "blueprint",
    "board_pages",
    "calendar_pages",
    "checklist_pages",
    "commitment_pages",
    "file_pages",
    "gap_pages",
    "history_pages",
    "many_pages",
    "mine_pages",
    "paste_pages",
    "paths_pages",
    "phase_pages",
    "rule_pages",
    "shift_pages",
    "sides_pages",
    "slip_pages",
    "sweep_pages",
    "task_changes",
    "task_forms",
    "task_pages",
    "text_pages",
    "timeline_pages",
    "wait_pages",
    "wire_pages",
    "work_pages",
]
