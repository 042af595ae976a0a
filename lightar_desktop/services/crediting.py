# SPDX-License-Identifier: MIT
"""What opening a credit note does to the invoice it corrects, in the same transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.crediting import Credited
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.money import plain
from lightar_desktop.services.ports import InvoiceReads, UnitOfWork


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note over `amount` under way; `applied` of it is set against its invoice."""

    corrected: Credited
    amount: Decimal
    applied: Decimal

    def facts(self) -> EventData:
        """What the journal keeps of it with the opening, for the check of the audit trail."""
        return {"corrects": self.corrected.id, "applied": str(self.applied)}


def checked(
    reads: InvoiceReads, ids: Sequence[int], company: Company, today: date, *, email: bool
) -> Iterator[tuple[Invoice, tuple[Problem, ...]]]:
    """Invoices with all that keeps each from being opened, as what a note corrects does."""
    invoices = reads.load(ids)
    notes = {one.corrects_id for one in invoices if one.corrects_id is not None}
    corrected = reads.credited(sorted(notes)) if notes else {}
    for one in invoices:
        problems = one.problems(company, today, email=email)
        if one.status is InvoiceStatus.DRAFT and one.corrects_id in corrected:
            problems += corrected[one.corrects_id].problems(one.totals().total)
        yield one, problems


def begin(uow: UnitOfWork, note: Invoice, amount: Decimal) -> Credit | None:
    """Before a credit note is opened: take hold of its invoice, check, and set the amount against
    it. None for anything else.
    """
    if note.corrects_id is None:
        return None
    corrected = uow.corrections.held(note.corrects_id)
    if problems := corrected.problems(amount):
        raise DomainError(*problems)
    applied = corrected.applied(amount)
    uow.corrections.apply(note.id, corrected, applied)
    return Credit(corrected, amount, applied)


def finish(uow: UnitOfWork, note: Invoice, number: str, credit: Credit) -> None:
    """After it was opened: settle the note, and tell the history of its invoice."""
    uow.corrections.settle(note.id, credit.applied, credit.amount)
    currency, corrected = note.currency, credit.corrected
    data: EventData = {
        "note": number,
        "note_id": note.id,
        "total": f"{plain(credit.amount, currency)} {currency}",
        "applied": f"{plain(credit.applied, currency)} {currency}",
    }
    uow.record(Event("invoice.credited", Subject.INVOICE, corrected.id, corrected.id, data))
