"""Every column of the database that can hold words, and which of its rows belong to one customer."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Table

from portal.database import Base
from portal.people.models import Workspace

# Plans and people are changed by their own doors, and the audit log is sealed; companies are no persons.
LEFT_OUT = frozenset(
    {"contacts", "members", "customers", "audit", "erasures", "phases", "tasks", "texts", "text_updates", "sessions"}
)
WORKSPACES = Workspace.__tablename__
# Columns of words that the product chose; a name may be the same word.
CODES = frozenset({"kind", "timezone", "language", "media_type", "sha256", "playbook", "playbook_version"})
LONGEST_CODE = 64


@dataclass(frozen=True)
class Searched:
    """A table with its columns of words, and the rows to look at; `where` is None for all of them."""

    table: Table
    columns: tuple[Column[object], ...]
    where: ColumnElement[bool] | None

    @property
    def key(self) -> tuple[Column[object], ...]:
        return tuple(self.table.primary_key.columns)


def searched(workspace_ids: Sequence[str] | None) -> list[Searched]:
    """What to search for a person of these workspaces, or with None of the team, who may be named anywhere."""
    found = []
    for table in Base.metadata.sorted_tables:
        columns = tuple(column for column in table.columns if _holds_words(column))
        if table.name not in LEFT_OUT and columns:
            found.append(Searched(table, columns, None if workspace_ids is None else _rows_of(table, workspace_ids)))
    return found


def _holds_words(column: Column[object]) -> bool:
    kind = column.type
    if column.primary_key or column.foreign_keys or column.name in CODES or isinstance(kind, sa.Enum):
        return False
    is_long = isinstance(kind, sa.String) and (kind.length is None or kind.length > LONGEST_CODE)
    return is_long or isinstance(kind, sa.JSON)


def _rows_of(table: Table, workspace_ids: Sequence[str]) -> ColumnElement[bool] | None:
    """Those of the workspaces; rows that name no workspace, such as jobs, are all looked at."""
    if table.name == WORKSPACES:
        return table.c.id.in_(workspace_ids)
    way = _way_to_workspace(table)
    if not way:
        return None
    *between, last = way
    ids: ColumnElement[bool] = last.in_(workspace_ids)
    for column in reversed(between):
        pointed = next(iter(column.foreign_keys)).column
        ids = column.in_(sa.select(pointed).where(ids))
    return sa.or_(ids, way[0].is_(None)) if way[0].nullable else ids


def _way_to_workspace(table: Table) -> list[Column[object]]:
    """The columns that lead from a row to its workspace: the shortest way, and one that is always there."""
    ways: list[tuple[Table, list[Column[object]]]] = [(table, [])]
    seen = {table.name}
    while ways:
        here, way = ways.pop(0)
        for column in sorted(here.columns, key=lambda column: bool(column.nullable)):
            for key in column.foreign_keys:
                target = key.column.table
                if target.name == WORKSPACES:
                    return [*way, column]
                if target.name not in seen:
                    seen.add(target.name)
                    ways.append((target, [*way, column]))
    return []
