"""The list of erasures beside the database: what a backup from before does not know is done again from here.

A line names nobody: an id, and the marks by which the words are recognised.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import on_disk
from portal.config import Settings
from portal.erasure.models import ErasureRow

NAME = "erasures.jsonl"
Line = dict[str, Any]


def path_of(settings: Settings) -> Path:
    return settings.instance_dir / NAME


def line_of(row: ErasureRow) -> Line:
    names = ("id", "person_id", "customer_id", "instead", "salt", "marks")
    return {**{name: getattr(row, name) for name in names}, "at": row.at.isoformat()}


def row_of(line: Line) -> ErasureRow:
    return ErasureRow(**{**line, "at": datetime.fromisoformat(line["at"])})


def read(file: Path) -> list[Line]:
    """What the list holds; nothing where there is none."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines() if line]


def remember(settings: Settings, *lines: Line) -> None:
    """Put `lines` into the list, on the disk, unless they stand there."""
    known = read(path_of(settings))
    ids = {line["id"] for line in known}
    added = [line for line in lines if line["id"] not in ids]
    if added:
        words = "".join(json.dumps(line) + "\n" for line in [*known, *added])
        on_disk.write_whole(path_of(settings), words.encode())
