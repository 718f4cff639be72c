"""Statements that are compiled once for each kind of database and from then on run on the driver itself.

SQLAlchemy's way to a statement costs several times what the database needs for it. What runs in every commit of an
edit, and at every join, goes this way instead; everything else has better things to do than to save microseconds.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Connection,
    Dialect,
    String,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeDecorator

from portal import wire_json

ROWS_REMEMBERED = 4_096
# By this name an update for many finds its rows.
ROW_ID = "row_id"

Given = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """The text for one kind of database and for lists of these lengths, and how values travel to it and back."""

    sql: str
    # Each value's name, and how the driver wants it.
    binds: tuple[tuple[str, Convert], ...]
    # Whether the text counts its values or names them.
    is_counted: bool
    read: Callable[[Any], Any]

    def values(self, given: Given) -> Any:
        """The values as the driver takes them."""
        found = [convert(given[name]) if convert else given[name] for name, convert in self.binds]
        return found if self.is_counted else self._named(found)

    def values_of_many(self, given: Sequence[Given]) -> list[Any]:
        """The same for many at once, column by column."""
        columns = [_converted(convert, [each[name] for each in given]) for name, convert in self.binds]
        rows = zip(*columns, strict=True)
        return list(rows) if self.is_counted else [self._named(row) for row in rows]

    def _named(self, values: Iterable[Any]) -> dict[str, Any]:
        return {name: value for (name, _), value in zip(self.binds, values, strict=True)}


class Prepared:
    """One statement. Values are given by name; that of an expanding one (`IN`) is a list of any length but none.

    `columns` are those that an insert or update sets, where its text does not say so itself. Of rows that mostly
    read as before, the last few thousand can be remembered as they were understood: `repeats`.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None, *, repeats: bool = False) -> None:
        self.statement, self.columns, self.repeats = statement, columns, repeats
        self.lists = sorted(
            part.key for part in visitors.iterate(statement) if isinstance(part, BindParameter) and part.expanding
        )
        self._compiled: dict[tuple[str, tuple[int, ...]], Compiled] = {}
        self._for_many: Prepared | None = None

    def run(self, connection: Connection, given: Given) -> None:
        """Do it once."""
        self._execute(connection, given)

    def run_many(self, connection: Connection, given: Sequence[Given]) -> None:
        """Do it for each of `given`; there are no lists in them."""
        if len(given) > 1 and connection.dialect.name == "postgresql":
            self._together(connection.dialect).run(connection, {"rows": given})
            return
        compiled = self._for(connection.dialect, given[0])
        _run(connection, compiled.sql, compiled.values_of_many(given), is_many=True)

    def rows(self, connection: Connection, given: Given) -> list[Any]:
        """All that it finds or returns."""
        return self.ask(connection, given)()

    def ask(self, connection: Connection, given: Given) -> Callable[[], list[Any]]:
        """The same, to be read later: what several find, asked in one go, is read after it."""
        compiled, cursor = self._execute(connection, given)
        return lambda: [compiled.read(row) for row in cursor.fetchall()]

    def _together(self, dialect: Dialect) -> "Prepared":
        if self._for_many is None:
            self._for_many = _statement_for_many(self.statement, self.columns or (), dialect)
        return self._for_many

    def _execute(self, connection: Connection, given: Given) -> tuple[Compiled, Any]:
        if self.lists:
            given = _spread(given, self.lists)
        compiled = self._for(connection.dialect, given)
        return compiled, _run(connection, compiled.sql, compiled.values(given), is_many=False)

    def _for(self, dialect: Dialect, given: Given) -> Compiled:
        lengths = tuple([len(given[name]) for name in self.lists])
        compiled = self._compiled.get((dialect.name, lengths))
        if compiled is None:
            compiled = self._compiled[dialect.name, lengths] = self._compile(dialect, given)
        return compiled

    def _compile(self, dialect: Dialect, given: Given) -> Compiled:
        text: Any = self.statement.compile(dialect=dialect, column_keys=self.columns)
        # What SQLAlchemy would fill in at each execution nobody fills in here.
        assert not (text.insert_prefetch or text.update_prefetch), "give every column its value"
        state = text.construct_expanded_state(
            {name: given[name] if name in self.lists else None for name in text.binds}, escape_names=False
        )
        converts = {**text._bind_processors, **state.processors}
        order = state.positiontup if state.positiontup is not None else tuple(state.parameters)
        read = _reader(text._result_columns, dialect)
        return Compiled(
            state.statement,
            tuple((name, converts.get(name)) for name in order),
            state.positiontup is not None,
            lru_cache(ROWS_REMEMBERED)(read) if self.repeats else read,
        )


def _statement_for_many(statement: Any, names: Sequence[str], dialect: Dialect) -> Prepared:
    """An insert, or update of the row `row_id`, as one statement of PostgreSQL for all rows: they travel as JSON."""
    table: Any = statement.table
    columns = {name: table.c[name] for name in names if name != ROW_ID}
    key = {ROW_ID: table.c.id} if statement.is_update else {}
    rows = _rows_from_json({**columns, **key}, dialect)
    values = {name: _none_as_written(rows.c[name], column.type) for name, column in columns.items()}
    if statement.is_update:
        return Prepared(update(table).where(table.c.id == rows.c[ROW_ID]).values(values))
    return Prepared(insert(table).inline().from_select(list(values), select(*values.values())))


def _rows_from_json(columns: Mapping[str, Any], dialect: Dialect) -> Any:
    kinds = {name: column.type.dialect_impl(dialect) for name, column in columns.items()}
    # What JSON is stands in JSON as it is.
    converts = {name: None if isinstance(kind, JSON) else kind.bind_processor(dialect) for name, kind in kinds.items()}
    given = bindparam("rows", type_=_Rows({name: convert for name, convert in converts.items() if convert}))
    shapes = [column(name, one.type) for name, one in columns.items()]
    return func.json_to_recordset(cast(given, JSON)).table_valued(*shapes).render_derived(with_types=True)


def _none_as_written(value: Any, kind: Any) -> Any:
    """A column of JSON may hold None as JSON's own null, where an absent value would be the database's."""
    is_null_of_json = isinstance(kind, JSON) and not kind.none_as_null
    return func.coalesce(value, cast(literal_column("'null'"), JSON)) if is_null_of_json else value


class _Rows(TypeDecorator[Any]):
    """Many rows as one JSON text, each value as its column's type wants it."""

    impl = String
    cache_ok = False

    def __init__(self, converts: Mapping[str, Callable[[Any], Any]]) -> None:
        super().__init__()
        self.converts = converts

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        rows = [{**row, **{name: convert(row[name]) for name, convert in self.converts.items()}} for row in value]
        return wire_json.dumps(rows)


def _reader(columns: Sequence[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """What turns the driver's row into one whose values are as the columns promise, by name."""
    kinds = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    converts = [(at, convert) for at, convert in enumerate(kinds) if convert]
    names: list[str] = [column.keyname for column in columns]
    row: Any = namedtuple("Row", names)  # type: ignore[misc]

    def read(raw: Sequence[Any]) -> Any:
        values = list(raw)
        for at, convert in converts:
            values[at] = convert(values[at])
        return row._make(values)

    return read


def _spread(given: Given, lists: Iterable[str]) -> Given:
    """`given` with each list's members by the names that SQLAlchemy gives them, up to the next power of two.

    Few texts then serve all lengths: the last member stands in for the missing.
    """
    spread = dict(given)
    for name in lists:
        members = list(given[name])
        members += members[-1:] * ((1 << (len(members) - 1).bit_length()) - len(members))
        spread[name] = members
        spread.update({f"{name}_{number}": member for number, member in enumerate(members, 1)})
    return spread


def _converted(convert: Convert, values: list[Any]) -> Iterable[Any]:
    return _each_once(convert, values) if convert else values


def _each_once(convert: Callable[[Any], Any], values: list[Any]) -> Iterator[Any]:
    """Each converted; rows of one commit often share a value, such as its moment."""
    known, done = object(), None
    for value in values:
        if value is not known:
            known, done = value, convert(value)
        yield done


def _run(connection: Connection, sql: str, values: Any, *, is_many: bool) -> Any:
    cursor = connection.connection.cursor()
    # Whoever listens for statements, as tests that count them do, hears of these too.
    for heard in connection.dispatch.before_cursor_execute:
        heard(connection, cursor, sql, values, None, is_many)
    try:
        (cursor.executemany if is_many else cursor.execute)(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(sql, None, error, connection.dialect.loaded_dbapi.Error) from error
    return cursor
