# SPDX-License-Identifier: MIT
"""Reading invoices: the table, whole invoices, and their documents."""

import json
from array import array
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from lightar_desktop.adapters.db import entities
from lightar_desktop.adapters.db.among import among, chunks
from lightar_desktop.adapters.db.invoice_queries import BY_ID, InvoiceQueries, sums
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.store_corrections import credited
from lightar_desktop.adapters.db.tables import correction, document, invoice, issued_invoice
from lightar_desktop.domain.crediting import Credited
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.money import ZERO
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import CurrencySum, DocumentRow, InvoiceRow

inv = invoice.c
_ROW = select(
    inv.id,
    inv.number,
    inv.status,
    inv.customer_id,
    inv.customer_name,
    inv.currency,
    inv.total,
    inv.balance,
    inv.issued_on,
    inv.due_on,
    inv.light,
    inv.kind,
)


class ReadInvoices:
    """Implements `InvoiceReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._queries = InvoiceQueries(source.dialect)

    def count(self, where: InvoiceFilter) -> int:
        with self._source.reading() as connection:
            question = self._queries.asked(connection, where)
            return int(connection.execute(self._queries.count(question)).scalar_one())

    def page(self, where: InvoiceFilter, sort: InvoiceSort, limit: int) -> list[InvoiceRow]:
        with self._source.reading() as connection:
            question = self._queries.asked(connection, where)
            near = self._queries.near(question, sort)
            if near is not None:
                ids = connection.execute(near.limit(limit)).scalars().all()
                if len(ids) == limit:
                    return self._rows(connection, ids)
            rare = self._queries.is_rare(connection, question, sort)
            query = self._queries.found if rare else self._queries.walked
            ids = connection.execute(query(question, sort).limit(limit)).scalars().all()
            return self._rows(connection, ids)

    def ids(self, where: InvoiceFilter, sort: InvoiceSort) -> "array[int]":
        with self._source.reading() as connection:
            question = self._queries.asked(connection, where)
            # All of them are wanted: merging many stretches would cost more than sorting.
            sorting = question.may_be_rare or (question.by_status and sort.column in BY_ID)
            query = self._queries.found if sorting else self._queries.walked
            inner = query(question, sort).subquery()
            if self._source.dialect == "sqlite":
                # One text made in C, without the interpreter's lock, instead of a million rows.
                joined = connection.execute(select(func.group_concat(inner.c.id))).scalar_one()
                return array("q", json.loads(f"[{joined or ''}]"))
            return array("q", connection.execute(select(func.array_agg(inner.c.id))).scalar() or ())

    def rows(self, ids: Sequence[int]) -> list[InvoiceRow]:
        with self._source.reading() as connection:
            return self._rows(connection, ids)

    def sums(self, ids: Sequence[int]) -> list[CurrencySum]:
        found: dict[str, tuple[int, Decimal]] = {}
        # Sorted, neighbours lie together; in pieces, no reader keeps the writer waiting for long.
        for piece in chunks(sorted(ids)):
            with self._source.reading() as connection:
                wanted = among(inv.id, piece, self._source.dialect)
                rows = connection.execute(sums().where(wanted)).all()
            for currency, count, total in rows:
                known_count, known = found.get(currency, (0, ZERO))
                found[currency] = (known_count + count, known + total)
        return [CurrencySum(currency, *found[currency]) for currency in sorted(found)]

    def sums_where(self, where: InvoiceFilter) -> list[CurrencySum]:
        with self._source.reading() as connection:
            rows = connection.execute(
                self._queries.sums(self._queries.asked(connection, where))
            ).all()
        return [CurrencySum(*row) for row in rows]

    def load(self, ids: Sequence[int]) -> list[Invoice]:
        with self._source.reading() as connection:
            return entities.invoices(connection, ids)

    def issued(self, invoice_id: int) -> tuple[str | None, str] | None:
        query = (
            select(inv.number, issued_invoice.c.content)
            .join_from(invoice, issued_invoice)
            .where(inv.id == invoice_id)
        )
        with self._source.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else (row.number, row.content)

    def document(self, invoice_id: int) -> tuple[DocumentRow, bytes] | None:
        query = select(document).where(document.c.invoice_id == invoice_id)
        with self._source.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return DocumentRow(row.id, row.invoice_id, row.sha256, row.size, row.made_at), row.content

    def without_document(self, limit: int) -> list[int]:
        query = (
            select(issued_invoice.c.invoice_id)
            .join_from(
                issued_invoice,
                document,
                issued_invoice.c.invoice_id == document.c.invoice_id,
                isouter=True,
            )
            .where(document.c.id.is_(None))
            .order_by(issued_invoice.c.invoice_id)
            .limit(limit)
        )
        with self._source.reading() as connection:
            return list(connection.execute(query).scalars())

    def credit_notes(self, invoice_id: int) -> list[InvoiceRow]:
        query = select(correction.c.note_id).where(correction.c.invoice_id == invoice_id)
        with self._source.reading() as connection:
            ids = connection.execute(query.order_by(correction.c.note_id)).scalars().all()
            return self._rows(connection, ids)

    def credited(self, ids: Sequence[int]) -> dict[int, Credited]:
        with self._source.reading() as connection:
            return credited(connection, ids)

    def find(self, number_or_id: str) -> int | None:
        wanted = number_or_id.strip()
        by_number = select(inv.id).where(inv.number == wanted).order_by(inv.id).limit(1)
        with self._source.reading() as connection:
            found = connection.execute(by_number).scalar()
            if found is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
                found = connection.execute(select(inv.id).where(inv.id == int(wanted))).scalar()
        return found

    def _rows(self, connection: Connection, ids: Sequence[int]) -> list[InvoiceRow]:
        found: dict[int, Any] = {}
        for piece in chunks(ids):
            wanted = among(inv.id, piece, self._source.dialect)
            found.update((row[0], row) for row in connection.execute(_ROW.where(wanted)))
        return [InvoiceRow(*found[wanted]) for wanted in ids if wanted in found]
