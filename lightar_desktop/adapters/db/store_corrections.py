# SPDX-License-Identifier: MIT
"""Writing corrections: credit notes set against their invoices, and invoices made void.

Who corrects an invoice first takes hold of its row, so that two credit notes opened at once are
counted one after the other and never come to more than the invoice.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import correction, invoice
from lightar_desktop.domain.crediting import Credited, settled
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.money import ZERO

_CORRECTED = (
    invoice.c.id,
    invoice.c.number,
    invoice.c.status,
    invoice.c.kind,
    invoice.c.currency,
    invoice.c.total,
    invoice.c.balance,
)
_note = invoice.alias("note")


def credited(connection: Connection, ids: Sequence[int]) -> dict[int, Credited]:
    """These opened invoices with what was credited of them so far."""
    dialect = connection.dialect.name
    rows = connection.execute(_opened(among(invoice.c.id, ids, dialect))).all()
    sums = {
        found: -total
        for found, total in connection.execute(
            select(correction.c.invoice_id, func.sum(_note.c.total))
            .join_from(correction, _note, correction.c.note_id == _note.c.id)
            .where(
                among(correction.c.invoice_id, ids, dialect),
                _note.c.status.not_in((InvoiceStatus.DRAFT, InvoiceStatus.VOID)),
            )
            .group_by(correction.c.invoice_id)
        )
    }
    return {row.id: _credited(row, sums.get(row.id, ZERO)) for row in rows}


def _opened(which: ColumnElement[bool]) -> Select[Any]:
    return select(*_CORRECTED).where(which, invoice.c.status != InvoiceStatus.DRAFT)


def _credited(row: Row[Any], so_far: Decimal) -> Credited:
    number, total, balance = row.number, row.total, row.balance
    return Credited(row.id, number, row.status, row.kind, row.currency, total, balance, so_far)


class Corrections:
    """Implements `CorrectionStore`."""

    def __init__(self, session: Session) -> None:
        self._core = session.core

    def held(self, invoice_id: int) -> Credited:
        # A statement of its own: what it waited for is seen by those that follow.
        holding = update(invoice).where(
            invoice.c.id == invoice_id, invoice.c.status != InvoiceStatus.DRAFT
        )
        if not self._core.execute(holding.values(version=invoice.c.version + 1)).rowcount:
            raise DomainError.of("not_found", what="opened invoice", id=invoice_id)
        return credited(self._core, [invoice_id])[invoice_id]

    def apply(self, note_id: int, corrected: Credited, applied: Decimal) -> None:
        changing = update(correction).where(correction.c.note_id == note_id)
        self._core.execute(changing.values(applied=applied))
        self._core.execute(
            update(invoice)
            .where(invoice.c.id == corrected.id)
            .values(balance=corrected.balance - applied, status=corrected.after(applied))
        )

    def settle(self, note_id: int, applied: Decimal, amount: Decimal) -> None:
        self._core.execute(
            update(invoice)
            .where(invoice.c.id == note_id)
            .values(balance=applied - amount, status=settled(amount, applied))
        )

    def void(self, invoice_id: int, reason: str) -> bool:
        voiding = update(invoice).where(
            invoice.c.id == invoice_id,
            invoice.c.status == InvoiceStatus.OPEN,
            invoice.c.balance == invoice.c.total,
        )
        values = {
            "status": InvoiceStatus.VOID,
            "balance": ZERO,
            "void_reason": reason,
            "version": invoice.c.version + 1,
        }
        return self._core.execute(voiding.values(values)).rowcount == 1
