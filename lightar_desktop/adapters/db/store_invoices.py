# SPDX-License-Identifier: MIT
"""Writing numbers and invoices."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import (
    customer,
    document,
    invoice,
    issued_invoice,
    number_counter,
    number_series,
)
from lightar_desktop.adapters.db.tables_work import outgoing_email
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus, may_be_emailed
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.services.ports import Opening

_LAST: Final = chr(0x10FFFF)  # sorts behind every character of a number
_DIGITS: Final = re.compile(r"\d+")

# PostgreSQL: shared with other openings, and nobody changes the series before they have ended.
_SERIES = (
    select(number_series)
    .where(number_series.c.id == bindparam("series_id"))
    .with_for_update(read=True)
)


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


def _set_next(dialect: Any) -> Any:
    counter = number_counter.c
    adding = dialect.insert(number_counter).values(
        series_id=bindparam("series_id"), period=bindparam("period"), next=bindparam("following")
    )
    return adding.on_conflict_do_update(
        index_elements=[counter.series_id, counter.period], set_={"next": adding.excluded.next}
    )


_SET_NEXT: Final = {"sqlite": _set_next(sqlite), "postgresql": _set_next(postgresql)}


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
        adding = insert(number_series).values(_series_row(series))
        return int(self._session.core.execute(adding.returning(number_series.c.id)).scalar_one())

    def save_series(self, series: NumberSeries) -> None:
        changing = update(number_series).where(number_series.c.id == series.id)
        self._session.core.execute(changing.values(_series_row(series)))

    def set_next(self, series_id: int, period: int, following: int) -> None:
        self._session.run(
            _SET_NEXT[self._session.dialect],
            series_id=series_id,
            period=period,
            following=following,
        )

    def counters(self, series_id: int) -> dict[int, int]:
        query = select(number_counter.c.period, number_counter.c.next)
        rows = self._session.core.execute(query.where(number_counter.c.series_id == series_id))
        return {row.period: row.next for row in rows}

    def given(self, beginning: str) -> Iterator[str]:
        query = select(invoice.c.number).where(invoice.c.number.is_not(None))
        if beginning:
            last = beginning + _LAST
            query = query.where(invoice.c.number >= beginning, invoice.c.number <= last)
        return self._session.core.execute(query).scalars()

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
_STATUS_AND_KIND = select(invoice.c.status, invoice.c.kind).where(
    invoice.c.id == bindparam("the_id")
)
_DOCUMENT_ID = select(document.c.id).where(document.c.invoice_id == bindparam("the_invoice"))
_LETTING_GO = (
    update(outgoing_email)
    .where(
        outgoing_email.c.invoice_id == bindparam("the_invoice"),
        outgoing_email.c.document_id.is_(None),
    )
    .values(document_id=bindparam("document_id"))
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
    """What opening makes of drafts, and what becomes of it. Implements `InvoiceStore`."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now
        self._add_document = _ADD_DOCUMENT[session.dialect]

    def open(self, opening: Opening) -> bool:
        draft, issued = opening.invoice, opening.issued
        if draft.customer is None:
            return False
        totals, sign = issued.totals, draft.kind.sign
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
            # What we owe is not due to us: no filter finds a credit note overdue.
            due_on=issued.due_on if draft.kind is DocumentKind.INVOICE else None,
            net=sign * totals.net,
            tax=sign * totals.tax,
            total=sign * totals.total,
            balance=sign * totals.total,
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

    def wanted(self, invoice_id: int) -> bool:
        rows = self._session.rows(_STATUS_AND_KIND, the_id=invoice_id)
        return any(may_be_emailed(InvoiceStatus(one), DocumentKind(kind)) for one, kind in rows)

    def opened(self, invoice_id: int) -> bool:
        return False


def _series_row(series: NumberSeries) -> dict[str, object]:
    return {"name": series.name, "pattern": series.pattern, "yearly": series.yearly}
