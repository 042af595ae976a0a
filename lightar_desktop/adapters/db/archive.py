# SPDX-License-Identifier: MIT
"""All rows as JSON has them and back again, alike for both databases.

An opened invoice refuses new lines. So invoices come back as drafts first, then their lines, and
then they become what they were; nothing else has to be undone for it.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, bindparam, func, insert, select, text, update

from lightar_desktop.adapters.db import tables_data, tables_work
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import customer, invoice, metadata
from lightar_desktop.adapters.db.types import Instant, Scaled
from lightar_desktop.adapters.db.version import SCHEMA
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.ports.exporting import Attached, Plain

_AT_ONCE: Final = 1_000
_OF_OPENING: Final = ("status", "number", "number_key", "number_back", "opened_at")
_TABLES: Final = {"customers": customer, "products": tables_data.product}
assert tables_work.journal.metadata is metadata  # noqa: S101 - all tables are known from here on


class EverythingRead:
    """All rows on one connection, in one snapshot. Implements `Everything`."""

    schema = SCHEMA

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tables(self) -> Iterator[tuple[str, Iterable[Plain]]]:
        for table in metadata.sorted_tables:
            yield table.name, self._rows(table)

    def _rows(self, table: Table) -> Iterator[Plain]:
        query = select(table).order_by(*table.primary_key.columns)
        found = self._connection.execution_options(yield_per=100).execute(query)
        names = [column.name for column in table.columns]
        for row in found:
            yield dict(zip(names, map(_plain, row), strict=True))


class ReadExports:
    """Implements `ExportReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @contextmanager
    def everything(self) -> Iterator[EverythingRead]:
        """SQLite is copied first: reading it for minutes would keep everyone from writing."""
        with self._source.reading() as connection:
            if self._source.dialect != "sqlite":
                yield EverythingRead(connection)
                return
        with tempfile.TemporaryDirectory(prefix="lightar-export-") as folder:
            copy = Path(folder) / "copy.sqlite"
            self._copy(copy)
            engine = self._source.another(copy)
            try:
                with engine.connect() as connection:
                    yield EverythingRead(connection)
            finally:
                engine.dispose()

    def ids(self, table: str) -> list[int]:
        column = _TABLES[table].c.id
        with self._source.reading() as connection:
            return list(connection.execute(select(column).order_by(column)).scalars())

    def _copy(self, target: Path) -> None:
        with self._source.reading() as connection, closing(sqlite3.connect(target)) as copy:
            driver: Any = connection.connection.driver_connection
            driver.backup(copy)


class Loading:
    """Fills an empty database. Implements `ArchiveStore`."""

    def __init__(self, session: Session) -> None:
        self._core = session.core
        self._postgresql = session.dialect == "postgresql"

    def load(self, tables: Callable[[str], Iterable[Plain]]) -> int:
        count = 0
        for table in metadata.sorted_tables:
            for rows in _pieces(tables(table.name)):
                values = [_values(table, row) for row in rows]
                if table is invoice:
                    values = [row | _AS_DRAFT for row in values]
                self._core.execute(insert(table), values)
                count += len(values)
        self._open_again(tables(invoice.name))
        if self._postgresql:
            self._go_on_counting()
        return count

    def _open_again(self, rows: Iterable[Plain]) -> None:
        opening = (
            update(invoice)
            .where(invoice.c.id == bindparam("the_id"))
            .values({name: bindparam(name) for name in _OF_OPENING})
        )
        opened = (row for row in rows if row["status"] != InvoiceStatus.DRAFT)
        for piece in _pieces(opened):
            values = [_values(invoice, row) for row in piece]
            self._core.execute(
                opening,
                [
                    {"the_id": row["id"], **{name: row[name] for name in _OF_OPENING}}
                    for row in values
                ],
            )

    def _go_on_counting(self) -> None:
        """New ids come after those that were given."""
        for table in metadata.sorted_tables:
            column = table.c.get("id")
            if column is None or table.name == "company":
                continue
            following = text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), :last)")
            last = self._core.execute(select(func.max(column))).scalar()
            if last:
                self._core.execute(following, {"last": last})


_AS_DRAFT: Final = {
    "status": InvoiceStatus.DRAFT,
    "number": None,
    "number_key": None,
    "number_back": None,
    "opened_at": None,
}


def _pieces(rows: Iterable[Plain]) -> Iterator[Sequence[Plain]]:
    each = iter(rows)
    while piece := list(islice(each, _AT_ONCE)):
        yield piece


def _plain(value: object) -> object:
    """A value as JSON has it."""
    match value:
        case bytes():
            return Attached(value)
        case Enum():
            return value.value
        case Decimal():
            return f"{value:f}"
        case date():  # an instant is one too
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def _values(table: Table, row: Plain) -> dict[str, Any]:
    """A row as its table takes it. Columns of a later schema keep what they are born with."""
    return {
        column.name: _value(column, row[column.name])
        for column in table.columns
        if column.name in row
    }


def _value(column: Column[Any], value: Any) -> object:  # noqa: PLR0911 - one case for each type
    if value is None:
        return None
    if isinstance(value, Attached):
        return value.content
    if isinstance(column.type, Scaled):
        return Decimal(value)
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    return tuple(value) if isinstance(value, list) else value
