# SPDX-License-Identifier: MIT
"""Runs prebuilt statements straight on the driver.

SQLAlchemy's execution of a statement costs several times what SQLite needs for it. The statements
of every opened and sent invoice are therefore compiled once and handed to the driver as text;
the types of `types.py` still convert their values.
"""

from collections.abc import Callable, Iterable, Mapping
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
        self.order: list[str] | None = compiled.positiontup  # type: ignore[attr-defined]
        self._converters: dict[str, Callable[[Any], Any]] = {}
        self._fixed: dict[str, object] = {}
        for name, bind in binds.items():
            kind = bind.type.dialect_impl(dialect)
            if (convert := kind.bind_processor(dialect)) is not None:
                self._converters[name] = convert
            if not bind.required:
                convert = self._converters.pop(name, None)
                self._fixed[name] = convert(bind.value) if convert else bind.value

    def values(self, given: Values) -> Any:
        """`given` as the driver wants its parameters."""
        converted = {**self._fixed, **given}
        for name, convert in self._converters.items():
            converted[name] = convert(converted[name])
        if self.order is None:
            return converted
        return [converted[name] for name in self.order]


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

    def rows(self, statement: ClauseElement, **values: object) -> list[tuple[Any, ...]]:
        """The rows a prebuilt statement gives, as the driver has them."""
        prepared = self._statements.prepared(statement)
        self._cursor.execute(prepared.text, prepared.values(values))
        return list(self._cursor.fetchall())

    def value(self, statement: ClauseElement, **values: object) -> Any:
        """The first value of the first row, or None."""
        rows = self.rows(statement, **values)
        return rows[0][0] if rows else None
