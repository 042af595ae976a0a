# SPDX-License-Identifier: MIT
"""Writing numbers and invoices."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import (
    customer,
    document,
    invoice,
    invoice_line,
    issued_invoice,
    number_counter,
    number_series,
)
from lightar_desktop.adapters.db.tables_work import outgoing_email
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.services.ports import Opening

_DIGITS: Final = re.compile(r"\d+")

_SERIES = select(number_series).where(number_series.c.id == bindparam("series_id"))


def _take(dialect: Any) -> Any:
    """Insert the counter at 2 or move it on; either way the number before it is ours."""
    counter = number_counter.c
    adding = dialect.insert(number_counter).values(
        series_id=bindparam("series_id"), period=bindparam("period"), next=bindparam("second")
    )
    return adding.on_conflict_do_update(
        index_elements=[counter.series_id, counter.period], set_={"next": counter.next + 1}
    ).returning(counter.next)


_TAKE: Final = {"sqlite": _take(sqlite), "postgresql": _take(postgresql)}


class Numbers:
    """Number series and their counters. Implements `NumberStore`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._take = _TAKE[session.dialect]

    def series(self, series_id: int) -> NumberSeries:
        rows = self._session.rows(_SERIES, series_id=series_id)
        if not rows:
            raise DomainError.of("not_found", what="number series", id=series_id)
        return NumberSeries(*rows[0])

    def add_series(self, series: NumberSeries) -> int:
        adding = insert(number_series).values(name=series.name, pattern=series.pattern)
        return int(self._session.core.execute(adding.returning(number_series.c.id)).scalar_one())

    def take(self, series_id: int, period: int) -> int:
        following = self._session.value(self._take, series_id=series_id, period=period, second=2)
        return int(following) - 1


_OPENED = (
    "number",
    "number_key",
    "number_back",
    "issued_on",
    "due_on",
    "net",
    "tax",
    "total",
    "balance",
    "light",
    "opened_at",
)
_OPEN = (
    update(invoice)
    .where(
        invoice.c.id == bindparam("the_id"),
        invoice.c.version == bindparam("the_version"),
        invoice.c.status == InvoiceStatus.DRAFT,
        exists()
        .where(customer.c.id == bindparam("the_customer"))
        .where(customer.c.version == bindparam("customer_version")),
    )
    .values(
        status=InvoiceStatus.OPEN,
        version=invoice.c.version + 1,
        **{name: bindparam(name) for name in _OPENED},
    )
)
_ISSUE = insert(issued_invoice).values(
    invoice_id=bindparam("invoice_id"), content=bindparam("content")
)
_LIGHT = (
    update(invoice)
    .where(invoice.c.id == bindparam("the_id"), invoice.c.light != bindparam("light"))
    .values(light=bindparam("light"))
)
_STATUS = select(invoice.c.status).where(invoice.c.id == bindparam("the_id"))
_DOCUMENT_ID = select(document.c.id).where(document.c.invoice_id == bindparam("the_invoice"))
_LETTING_GO = (
    update(outgoing_email)
    .where(
        outgoing_email.c.invoice_id == bindparam("the_invoice"),
        outgoing_email.c.document_id.is_(None),
    )
    .values(document_id=bindparam("document_id"))
)
_LINE = insert(invoice_line).values(
    {column.name: bindparam(column.name) for column in invoice_line.c}
)


def _add_document(dialect: Any) -> Any:
    adding = dialect.insert(document).values(
        {column.name: bindparam(column.name) for column in document.c if column.name != "id"}
    )
    return adding.on_conflict_do_nothing().returning(document.c.id)


_ADD_DOCUMENT: Final = {"sqlite": _add_document(sqlite), "postgresql": _add_document(postgresql)}


def number_key(number: str) -> str:
    """`number` as it is sorted: runs of digits as long as one another."""
    return folded(_DIGITS.sub(lambda match: match[0].zfill(12), number))


def number_back(number: str) -> str:
    """`number` from its end, as its last digits are searched."""
    return folded(number)[::-1]


class Invoices:
    """Drafts, and what opening makes of them. Implements `InvoiceStore`."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now
        self._add_document = _ADD_DOCUMENT[session.dialect]

    def add_many(self, invoices: Sequence[Invoice]) -> list[int]:
        if not invoices:
            return []
        adding = insert(invoice).returning(invoice.c.id, sort_by_parameter_order=True)
        rows = [draft_row(draft) for draft in invoices]
        ids = list(self._session.core.execute(adding, rows).scalars())
        self._session.run_many(
            _LINE,
            (
                line_row(invoice_id, position, line)
                for invoice_id, draft in zip(ids, invoices, strict=True)
                for position, line in enumerate(draft.lines, 1)
            ),
        )
        return ids

    def open(self, opening: Opening) -> bool:
        draft, issued = opening.invoice, opening.issued
        if draft.customer is None:
            return False
        totals = issued.totals
        changed = self._session.run(
            _OPEN,
            the_id=draft.id,
            the_version=draft.version,
            the_customer=draft.customer.id,
            customer_version=draft.customer.version,
            number=opening.number,
            number_key=number_key(opening.number),
            number_back=number_back(opening.number),
            issued_on=issued.issued_on,
            due_on=issued.due_on,
            net=totals.net,
            tax=totals.tax,
            total=totals.total,
            balance=totals.total,
            light=opening.light,
            opened_at=self._now(),
        )
        if changed != 1:
            return False
        self._session.run(_ISSUE, invoice_id=draft.id, content=opening.issued_json)
        return True

    def add_document(self, invoice_id: int, pdf: bytes, sha256: str, at: datetime) -> int:
        stored = self._session.value(_DOCUMENT_ID, the_invoice=invoice_id)
        if stored is None:
            stored = self._session.value(
                self._add_document,
                invoice_id=invoice_id,
                sha256=sha256,
                size=len(pdf),
                made_at=at,
                content=pdf,
            )
        if stored is None:  # PostgreSQL: somebody else's came between
            stored = self._session.value(_DOCUMENT_ID, the_invoice=invoice_id)
        self._session.run(_LETTING_GO, the_invoice=invoice_id, document_id=stored)
        return int(stored)

    def set_light(self, invoice_id: int, light: Light) -> None:
        self._session.run(_LIGHT, the_id=invoice_id, light=light)

    def status(self, invoice_id: int) -> InvoiceStatus:
        found = self._session.value(_STATUS, the_id=invoice_id)
        if found is None:
            raise DomainError.of("not_found", what="invoice", id=invoice_id)
        return InvoiceStatus(found)

    def opened(self, invoice_id: int) -> bool:
        return False


def draft_row(draft: Invoice) -> dict[str, object]:
    """The row of a draft; its totals stand there too, for the table to show."""
    totals = draft.totals()
    buyer = draft.customer
    name = buyer.name if buyer else ""
    return {
        "version": 0,
        "status": InvoiceStatus.DRAFT,
        "light": Light.NOT_SENT,
        "series_id": draft.series_id,
        "customer_id": buyer.id if buyer else None,
        "customer_name": name,
        "customer_key": folded(name),
        "template_id": draft.template.id if draft.template else None,
        "currency": draft.currency,
        "discount_percent": draft.discount_percent,
        "discount_amount": draft.discount_amount,
        "net": totals.net,
        "tax": totals.tax,
        "total": totals.total,
        "balance": totals.total,
        "issued_on": draft.issued_on,
        "due_on": draft.due_on,
        "terms_days": draft.terms_days,
        "buyer_reference": draft.buyer_reference,
        "note": draft.note,
    }


def line_row(invoice_id: int, position: int, line: InvoiceLine) -> dict[str, object]:
    """The row of one line of an invoice."""
    return {
        "invoice_id": invoice_id,
        "position": position,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "unit": line.unit,
        "discount_percent": line.discount_percent,
        "discount_amount": line.discount_amount,
        "tax_category": line.tax_category,
        "tax_rate": line.tax_rate,
    }
