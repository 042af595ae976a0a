# SPDX-License-Identifier: MIT
"""The first rows for the first paint, read before SQLAlchemy is imported.

Only the standard library is used. Whatever is not as expected means "not ready": the window then
waits for the real database, which knows the words for it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lightar_desktop.adapters.db.version import SCHEMA
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.services.rows import InvoiceRow

# The painter does not wait for a writer.
_BUSY_SECONDS: Final = 0.2
_UNIT: Final = Decimal("0.0001")  # what an amount is counted in; see types.py
_ROWS: Final = (
    "SELECT id, number, status, customer_id, customer_name, currency, total, balance, issued_on, "
    "due_on, light, kind FROM invoice ORDER BY id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many invoices there are, and how many of them are drafts."""

    invoices: int
    drafts: int


def first_rows(path: Path, limit: int) -> list[InvoiceRow] | None:
    """The newest `limit` invoices, newest first; None when the database is not ready."""
    try:
        with _reading(path) as connection:
            if connection is None:
                return None
            rows = connection.execute(_ROWS, (limit,)).fetchall()
    except sqlite3.Error:
        return None
    return [_row(row) for row in rows]


def counts(path: Path) -> Counts | None:
    """How many rows the table will have; None when the database is not ready."""
    try:
        with _reading(path) as connection:
            if connection is None:
                return None
            (invoices,) = connection.execute("SELECT count(*) FROM invoice").fetchone()
            drafts_of = "SELECT count(*) FROM invoice WHERE status = 'draft'"
            (drafts,) = connection.execute(drafts_of).fetchone()
    except sqlite3.Error:
        return None
    return Counts(invoices, drafts)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that cannot write, if the schema is this program's."""
    if not path.is_file():
        yield None
        return
    address = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        yield connection if found == (SCHEMA,) else None


def _row(row: tuple[Any, ...]) -> InvoiceRow:
    *start, total, balance, issued_on, due_on, light, kind = row
    invoice_id, number, status, customer_id, customer, currency = start
    return InvoiceRow(
        invoice_id,
        number,
        InvoiceStatus(status),
        customer_id,
        customer,
        currency,
        total * _UNIT,
        balance * _UNIT,
        issued_on and date.fromisoformat(issued_on),
        due_on and date.fromisoformat(due_on),
        Light(light),
        DocumentKind(kind),
    )
