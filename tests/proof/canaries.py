"""A canary in every word that a database holds: each says which column it came from."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Enum, String, select, true, update
from sqlalchemy.orm import Session

from portal.database import Base

CANARY = re.compile(r"canary\.(\w+\.\w+)")

# Words for machines: kinds, codes, hashes, ranks, languages. Changing them would make rows that could never be.
FOR_MACHINES = {
    "segment",
    "kind",
    "language",
    "token_hash",
    "pending_hash",
    "code_hash",
    "timezone",
    "playbook",
    "playbook_version",
    "team_country",
    "customer_country",
    "thread",
    "side",
    "via",
    "cid",
    "epoch",
    "rank",
    "media_type",
    "sha256",
    "colour",
    "embed_url",
    "status",
    "visibility",
    "subject_id",
    "by_id",
    "grant_id",
    "dues",
    "customer_dues",
    "team_dues",
    "milestone_dues",
    "customer_blocked",
    "team_blocked",
    "email",
    "recipient",
    "reply_to",
    "audience",
}
# What is the installation's own and not one customer's; the audit log is sealed against other words.
OF_THE_INSTALLATION = frozenset(
    {"members", "tracks", "lessons", "jobs", "sessions", "sign_ins", "text_updates", "texts", "audit"}
)


def canary_of(column: Any) -> str:
    return f"canary.{column.table.name}.{column.name}"


def let_loose(
    session: Session,
    mark_for: Callable[[Any], str] = canary_of,
    but: frozenset[str] = OF_THE_INSTALLATION,
) -> set[str]:
    """Put a canary into every word of every row that belongs to a customer; answers the columns that got one.

    Other marks than canaries, and rows of other tables, for other proofs.
    """
    marked = set()
    for table in Base.metadata.sorted_tables:
        if table.name in but:
            continue
        keys = list(table.primary_key)
        # The brand that belongs to no workspace is the vendor's own, which every customer sees.
        which_rows = table.c.workspace_id.is_not(None) if "workspace_id" in table.c else true()
        for row in session.execute(select(table).where(which_rows)).all():
            words = {column.name: _marked(column, getattr(row, column.name), mark_for) for column in table.columns}
            changed = {name: value for name, value in words.items() if value != getattr(row, name)}
            if changed:
                which = [key == getattr(row, key.name) for key in keys]
                session.execute(update(table).where(*which).values(**changed))
                marked |= {f"{table.name}.{name}" for name in changed}
    return marked


def _marked(column: Any, value: Any, mark_for: Callable[[Any], str]) -> Any:
    if isinstance(column.type, JSON):
        return _marked_inside(value, mark_for(column))
    is_word = isinstance(column.type, String) and not isinstance(column.type, Enum)
    if not is_word or column.primary_key or column.unique or column.foreign_keys or column.name in FOR_MACHINES:
        return value
    return f"{mark_for(column)} {value}" if value else value


def _marked_inside(value: Any, canary: str) -> Any:
    """Words in JSON are known by the space in them: ids, kinds and dates have none."""
    if isinstance(value, dict):
        return {key: _marked_inside(part, canary) for key, part in value.items()}
    if isinstance(value, list):
        return [_marked_inside(part, canary) for part in value]
    return f"{canary} {value}" if isinstance(value, str) and " " in value else value


def seen_in(text: str) -> set[str]:
    """The columns whose canaries stand in `text`."""
    return set(CANARY.findall(text))
