"""What the database holds about some ids: every row of every table that names one of them."""

from collections.abc import Iterable

from sqlalchemy import String, or_, select

from portal.database import Base
from portal.extensions import db

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(ids: Iterable[str]) -> Rows:
    """By table, all rows with one of `ids` in any column of text, in a fixed order."""
    wanted = list(ids)
    found: Rows = {}
    db.session.rollback()
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, String)]
        if columns and wanted:
            which = or_(*(column.in_(wanted) for column in columns))
            rows = db.session.execute(select(table).where(which).order_by(*table.primary_key)).all()
            found[table.name] = [tuple(row) for row in rows]
    return found
