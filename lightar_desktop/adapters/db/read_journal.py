# SPDX-License-Identifier: MIT
"""Reading the journal and checking it."""

import json
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import invoice
from lightar_desktop.adapters.db.tables_work import journal
from lightar_desktop.adapters.db.verification import Verification
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.rows import ActivityRow, AuditReport

_DELETED: Final = "customer.deleted"
_NEWEST: Final = 50  # a customer's history goes back over so many invoices


class ReadJournal:
    """Implements `JournalReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def last(self) -> int:
        with self._source.reading() as connection:
            return connection.execute(select(func.max(journal.c.seq))).scalar() or 0

    def since(self, seq: int, limit: int = 5000) -> list[ActivityRow]:
        query = select(journal).where(journal.c.seq > seq).order_by(journal.c.seq)
        return self._entries(query.limit(limit))

    def about(self, invoice_id: int, limit: int = 500) -> list[ActivityRow]:
        query = select(journal).where(journal.c.invoice_id == invoice_id)
        return self._entries(query.order_by(journal.c.seq.desc()).limit(limit))

    def about_customer(self, customer_id: int, limit: int = 200) -> list[ActivityRow]:
        j = journal.c
        mine = (j.subject == "customer", j.subject_id == customer_id)
        # SQLite gives the id of a customer that was deleted to the next one.
        gone = select(func.coalesce(func.max(j.seq), 0)).where(*mine, j.kind == _DELETED)
        own = select(journal).where(*mine, j.seq > gone.scalar_subquery())
        with self._source.reading() as connection:
            ids = _newest(connection, customer_id)
        about = select(journal).where(among(j.invoice_id, ids, self._source.dialect))
        found = [
            row
            for query in (own, about)
            for row in self._entries(query.order_by(j.seq.desc()).limit(limit))
        ]
        return sorted(found, key=lambda row: -row.seq)[:limit]

    def verify(self) -> AuditReport:
        return Verification(self._source).report()

    def _entries(self, query: Select[Any]) -> list[ActivityRow]:
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
        return [_entry(row) for row in rows]


def _newest(connection: Connection, customer_id: int) -> list[int]:
    """A customer's newest invoices, from the ends of the index's stretches, one a status."""
    inv = invoice.c
    mine = select(inv.id).where(inv.customer_id == customer_id).order_by(inv.id.desc())
    ends = [
        invoice_id
        for status in InvoiceStatus
        for invoice_id in connection.execute(
            mine.where(inv.status == status).limit(_NEWEST)
        ).scalars()
    ]
    return sorted(ends, reverse=True)[:_NEWEST]


def _entry(row: Row[Any]) -> ActivityRow:
    return ActivityRow(
        row.seq,
        row.at,
        row.actor,
        row.host,
        row.kind,
        row.subject.value,
        row.subject_id,
        row.invoice_id,
        json.loads(row.data),
    )
