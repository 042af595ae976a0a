# SPDX-License-Identifier: MIT
"""Writing drafts: added, changed and deleted; a database trigger keeps all else from changing."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, delete, insert, update

from lightar_desktop.adapters.db.among import among, chunks
from lightar_desktop.adapters.db.statements import Session, Values
from lightar_desktop.adapters.db.tables import correction, invoice, invoice_line
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine

_LINE = insert(invoice_line).values(
    {column.name: bindparam(column.name) for column in invoice_line.c}
)
_NEW = {"version": 0, "status": InvoiceStatus.DRAFT, "light": Light.NOT_SENT}


class Drafts:
    """Invoices and credit notes before they are opened. Implements `DraftStore`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_many(self, drafts: Sequence[Invoice]) -> list[int]:
        if not drafts:
            return []
        adding = insert(invoice).returning(invoice.c.id, sort_by_parameter_order=True)
        rows = [_NEW | draft_row(draft) for draft in drafts]
        ids = list(self._session.core.execute(adding, rows).scalars())
        pairs = list(zip(ids, drafts, strict=True))
        self._session.run_many(_LINE, (row for pair in pairs for row in _lines(*pair)))
        notes = [
            {"note_id": note_id, "invoice_id": draft.corrects_id, "applied": ZERO}
            for note_id, draft in pairs
            if draft.corrects_id is not None
        ]
        if notes:
            self._session.core.execute(insert(correction), notes)
        return ids

    def save(self, draft: Invoice) -> bool:
        changing = update(invoice).where(
            invoice.c.id == draft.id,
            invoice.c.version == draft.version,
            invoice.c.status == InvoiceStatus.DRAFT,
        )
        values = draft_row(draft) | {"version": draft.version + 1}
        if not self._session.core.execute(changing.values(values)).rowcount:
            return False
        self._session.core.execute(
            delete(invoice_line).where(invoice_line.c.invoice_id == draft.id)
        )
        self._session.run_many(_LINE, _lines(draft.id, draft))
        return True

    def delete(self, invoice_ids: Sequence[int]) -> list[int]:
        gone: list[int] = []
        for piece in chunks(invoice_ids):
            deleting = delete(invoice).where(
                among(invoice.c.id, piece, self._session.dialect),
                invoice.c.status == InvoiceStatus.DRAFT,
            )
            gone += self._session.core.execute(deleting.returning(invoice.c.id)).scalars()
        return gone


def _lines(invoice_id: int, draft: Invoice) -> Iterator[Values]:
    for position, line in enumerate(draft.lines, 1):
        yield line_row(invoice_id, position, line)


def draft_row(draft: Invoice) -> dict[str, object]:
    """The row of a draft but for id, version and state; its totals are for the table to show."""
    totals, sign = draft.totals(), draft.kind.sign
    buyer = draft.customer
    name = buyer.name if buyer else ""
    return {
        "series_id": draft.series_id,
        "customer_id": buyer.id if buyer else None,
        "customer_name": name,
        "customer_key": folded(name),
        "template_id": draft.template.id if draft.template else None,
        "currency": draft.currency,
        "discount_percent": draft.discount_percent,
        "discount_amount": draft.discount_amount,
        "net": sign * totals.net,
        "tax": sign * totals.tax,
        "total": sign * totals.total,
        "balance": sign * totals.total,
        "issued_on": draft.issued_on,
        "due_on": draft.due_on,
        "terms_days": draft.terms_days,
        "buyer_reference": draft.buyer_reference,
        "note": draft.note,
        "kind": draft.kind,
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
        "tax_reason": line.tax_reason,
    }
