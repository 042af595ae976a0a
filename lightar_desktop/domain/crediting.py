# SPDX-License-Identifier: MIT
"""Correcting what was opened: credit notes, never above what they correct, and voiding."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.invoice import DocumentKind, Invoice, InvoiceStatus
from lightar_desktop.domain.money import ZERO, plain, rounded
from lightar_desktop.domain.tax import InvoiceLine


@dataclass(frozen=True, slots=True)
class Credited:
    """An opened invoice as credit notes see it. `credited` is the sum of those opened so far."""

    id: int
    number: str
    status: InvoiceStatus
    kind: DocumentKind
    currency: str
    total: Decimal
    balance: Decimal
    credited: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What can still be credited."""
        return self.total - self.credited

    def applied(self, amount: Decimal) -> Decimal:
        """What of a credit note over `amount` is set against the invoice; the rest of it is to be
        given back.
        """
        return min(amount, self.balance) if self.status.owed else ZERO

    def after(self, applied: Decimal) -> InvoiceStatus:
        """The invoice's status once `applied` is set against it."""
        if not self.status.owed or not applied:
            return self.status
        return InvoiceStatus.PARTIALLY_PAID if applied < self.balance else InvoiceStatus.PAID

    def problems(self, amount: Decimal) -> tuple[Problem, ...]:
        """Why a credit note over `amount` cannot be opened."""
        if self.status is InvoiceStatus.VOID:
            return (Problem("corrected_void", "corrects", {"number": self.number}),)
        if amount <= self.left:
            return ()
        facts = {
            "number": self.number,
            "left": f"{plain(self.left, self.currency)} {self.currency}",
            "total": f"{plain(amount, self.currency)} {self.currency}",
        }
        return (Problem("credit_too_big", "lines", facts),)

    def void_problems(self) -> tuple[Problem, ...]:
        """Why it cannot be voided."""
        if self.status is InvoiceStatus.DRAFT:
            return (Problem("not_opened_yet", "status"),)
        if self.status is InvoiceStatus.VOID:
            return (Problem("already_void", "status", {"number": self.number}),)
        untouched = self.status is InvoiceStatus.OPEN and self.balance == self.total
        if not untouched or self.credited:
            return (Problem("void_paid", "status", {"number": self.number}),)
        return ()


def settled(amount: Decimal, applied: Decimal) -> InvoiceStatus:
    """Status of a credit note of which `applied` was set against its invoice."""
    if not applied:
        return InvoiceStatus.OPEN
    return InvoiceStatus.PAID if applied == amount else InvoiceStatus.PARTIALLY_PAID


def credit_note(
    corrected: Invoice, series_id: int, chosen: Mapping[int, Decimal] | None = None
) -> Invoice:
    """A draft that takes back an opened invoice: all of it, or of the lines at the positions
    `chosen` (from 0) these quantities.

    A part takes its share of amounts that were discounted, so that all parts together take back
    what was charged.
    """
    if corrected.status is InvoiceStatus.DRAFT:
        raise DomainError.of("not_opened_yet", "status")
    if corrected.kind is DocumentKind.CREDIT_NOTE:
        raise DomainError.of("credit_of_credit", "status")
    everything = {position: line.quantity for position, line in enumerate(corrected.lines)}
    wanted = everything if chosen is None else chosen
    if not wanted:
        raise DomainError.of("nothing_chosen", "lines")
    lines = []
    for position, quantity in sorted(wanted.items()):
        if position >= len(corrected.lines):
            raise DomainError.of("not_found", "lines", what="line", id=position + 1)
        line = corrected.lines[position]
        if not ZERO < quantity / line.quantity <= 1:
            facts = {"line": str(position + 1), "most": f"{line.quantity.normalize():f}"}
            raise DomainError(Problem("credited_more", f"lines.{position + 1}.quantity", facts))
        share = quantity / line.quantity
        part = _share(line.discount_amount, share, corrected.currency)
        lines.append(replace(line, quantity=quantity, discount_amount=part))
    return replace(
        corrected,
        id=0,
        version=0,
        status=InvoiceStatus.DRAFT,
        series_id=series_id,
        lines=tuple(lines),
        discount_amount=_document_share(corrected, tuple(lines)),
        terms_days=0,
        issued_on=None,
        due_on=None,
        number=None,
        note="",
        kind=DocumentKind.CREDIT_NOTE,
        corrects_id=corrected.id,
        corrects=corrected.number or "",
        void_reason="",
    )


def _document_share(corrected: Invoice, lines: tuple[InvoiceLine, ...]) -> Decimal:
    """The part of the invoice's discount by amount that belongs to these lines."""
    whole = corrected.totals().lines
    part = replace(corrected, lines=lines).totals().lines
    share = Decimal(1) if part == whole else part / whole
    return _share(corrected.discount_amount, share, corrected.currency)


def _share(amount: Decimal, share: Decimal, currency: str) -> Decimal:
    return amount if share == 1 else rounded(amount * share, currency)
