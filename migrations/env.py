"""Alembic's entry: runs on the connection, and inside the transaction, that portal.migrating hands over."""

from typing import Any

import sqlalchemy as sa
from alembic import context

from portal.database import Base, UtcDateTime


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """Write instants as plain columns: a migration must mean the same when the application's types have changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    # SQLite can roll back changes of the schema; Alembic believes it cannot.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
