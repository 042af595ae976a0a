# SPDX-License-Identifier: MIT
"""Runs prebuilt statements straight on the driver.

SQLAlchemy's execution of a statement costs several times what SQLite needs for it. The statements
of every opened and sent invoice are therefore compiled once and handed to the driver as text;
the types of `types.py` still convert their values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import ClauseElement

Values = Mapping[str, object]


class Prepared:
    """A statement as one driver takes it."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        binds: Mapping[str, Any] = compiled.binds  # type: ignore[attr-defined]
        order: list[str] | None = compiled.positiontup  # type: ignore[attr-defined]
        self._names = list(binds) if order is None else order
        self._named = order is None
        self._parameters = [_parameter(name, binds[name], dialect) for name in self._names]

    def values(self, given: Values) -> Any:
        """`given` as the driver wants its parameters."""
        values = [
            fixed if name is None else convert(given[name]) if convert else given[name]
            for name, convert, fixed in self._parameters
        ]
        return dict(zip(self._names, values, strict=True)) if self._named else values


def _parameter(
    name: str, bind: Any, dialect: Dialect
) -> tuple[str | None, Callable[[Any], Any] | None, object]:
    """The name it is given by, how it is converted; without a name, what it always is."""
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return name, convert, None
    return None, None, convert(bind.value) if convert else bind.value


class Statements:
    """Statements prepared for one dialect, each on first use."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._prepared: dict[ClauseElement, Prepared] = {}

    def prepared(self, statement: ClauseElement) -> Prepared:
        known = self._prepared.get(statement)
        if known is None:
            known = self._prepared[statement] = Prepared(statement, self._dialect)
        return known


class Session:
    """One connection inside a transaction: for statements both prebuilt and made on the spot."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self.core = connection
        self.dialect = connection.dialect.name
        self._statements = statements
        self._cursor = connection.connection.cursor()

    def run(self, statement: ClauseElement, **values: object) -> int:
        """Run a prebuilt statement; returns how many rows it changed."""
        prepared = self._statements.prepared(statement)
        self._cursor.execute(prepared.text, prepared.values(values))
        return self._cursor.rowcount

    def run_many(self, statement: ClauseElement, rows: Iterable[Values]) -> None:
        """Run a prebuilt statement once for each of `rows`."""
        prepared = self._statements.prepared(statement)
        values = [prepared.values(row) for row in rows]
        if values:
            self._cursor.executemany(prepared.text, values)

    def run_ready(self, statement: ClauseElement, rows: Sequence[Any]) -> None:
        """The same for rows whose values are already as the driver wants them."""
        if rows:
            self._cursor.executemany(self._statements.prepared(statement).text, rows)

    def rows(self, statement: ClauseElement, **values: object) -> list[tuple[Any, ...]]:
        """The rows a prebuilt statement gives, as the driver has them."""
        prepared = self._statements.prepared(statement)
        self._cursor.execute(prepared.text, prepared.values(values))
        return list(self._cursor.fetchall())

    def value(self, statement: ClauseElement, **values: object) -> Any:
        """The first value of the first row, or None."""
        rows = self.rows(statement, **values)
        return rows[0][0] if rows else None
