# SPDX-License-Identifier: MIT
"""Drafts: made, saved as they are typed, duplicated, deleted; opened invoices corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from lightar_desktop.domain import crediting, drafting
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.money import plain
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.services.ports import Clock, Database, UnitOfWork
from lightar_desktop.services.settling import follow

# While somebody types, the journal hears of it this often and once more at the end.
_QUIET: Final = timedelta(minutes=1)
_WAITING: Final = (OutgoingState.QUEUED, OutgoingState.HELD)
VOIDED: Final = "The invoice was voided."


@dataclass(frozen=True, slots=True)
class Deleted:
    """What deleting drafts did: ids that are gone, and those that were no drafts and stay."""

    gone: tuple[int, ...]
    kept: tuple[int, ...]


class Drafting:
    """Commands on drafts, and the two ways an opened invoice is corrected."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._told: dict[int, datetime] = {}
        self._untold: set[int] = set()

    def new(self, customer_id: int | None = None, lines: Sequence[InvoiceLine] = ()) -> int:
        """Add a draft with the company's defaults; returns its id."""
        company = self._company()
        buyer = self._database.reads.customers.get(customer_id) if customer_id else None
        if customer_id and buyer is None:
            raise DomainError.of("not_found", what="customer", id=customer_id)
        template, series_id = self._template(company), self._series(company)
        draft = drafting.new_draft(company, template, series_id, buyer)
        return self._add(replace(draft, lines=tuple(lines)))

    def save(self, draft: Invoice) -> int:
        """Store a draft as it is now; returns its new version. Refused when somebody else changed
        it since it was read: the error says who.
        """
        drafting.checked_sizes(draft)
        now = self._clock.now()
        last = self._told.get(draft.id)
        tells = last is None or now - last >= _QUIET

        def work(uow: UnitOfWork) -> bool:
            if not uow.drafts.save(draft):
                return False
            if tells:
                uow.record(_changed(draft.id))
            return True

        if not self._database.transactions.write(work):
            raise self._conflict(draft)
        if tells:
            self._told[draft.id] = now
            self._untold.discard(draft.id)
        else:
            self._untold.add(draft.id)
        return draft.version + 1

    def finish(self, invoice_id: int) -> None:
        """Nobody types any more: what the journal has not heard of yet, it hears now."""
        self._told.pop(invoice_id, None)
        if invoice_id in self._untold:
            self._untold.discard(invoice_id)
            self._database.transactions.write(lambda uow: uow.record(_changed(invoice_id)))

    def add_customer(self, name: str) -> int:
        """Add a customer of whom only the name is known yet; returns its id."""
        company = self._company()
        new = Customer(
            0,
            "",
            name.strip(),
            language=company.language,
            currency=company.currency,
            terms_days=company.terms_days,
        )

        def work(uow: UnitOfWork) -> int:
            (customer_id,) = uow.customers.add_many([new])
            uow.record(Event("customer.added", Subject.CUSTOMER, customer_id))
            return customer_id

        return self._database.transactions.write(work)

    def duplicate(self, invoice_id: int) -> int:
        """Add the same invoice once more, as a draft; returns its id."""
        source = self._known(invoice_id)
        copy = drafting.duplicate(source)
        if source.kind is not copy.kind:  # credit notes may be numbered apart
            copy = replace(copy, series_id=self._series(self._company()))
        return self._add(copy)

    def delete(self, invoice_ids: Sequence[int]) -> Deleted:
        """Delete drafts; what is no draft stays."""
        rows = {row.id: row for row in self._database.reads.invoices.rows(list(invoice_ids))}

        def work(uow: UnitOfWork) -> list[int]:
            gone = uow.drafts.delete(list(invoice_ids))
            for one in gone:
                row = rows[one]
                total = f"{plain(row.total, row.currency)} {row.currency}"
                data: EventData = {"of": row.customer or "nobody", "total": total}
                uow.record(Event("invoice.deleted", Subject.INVOICE, one, one, data))
            return gone

        gone = set(self._database.transactions.write(work))
        return Deleted(
            tuple(one for one in invoice_ids if one in gone),
            tuple(one for one in invoice_ids if one in rows and one not in gone),
        )

    def credit_note(self, invoice_id: int, chosen: Mapping[int, Decimal] | None = None) -> int:
        """Draft a credit note of an opened invoice, over all of it or the quantities `chosen` by
        the positions of their lines (from 0); returns its id.
        """
        corrected = self._known(invoice_id)
        series_id = self._company().credit_series_id or corrected.series_id
        note = crediting.credit_note(corrected, series_id, chosen)
        so_far = self._database.reads.invoices.credited([invoice_id])[invoice_id]
        if not so_far.left:
            facts = {"number": so_far.number}
            raise DomainError.of("nothing_to_credit", "lines", **facts)
        if problems := so_far.problems(note.totals().total if chosen is not None else so_far.left):
            raise DomainError(*problems)
        return self._add(note)

    def void_problems(self, invoice_id: int) -> tuple[str, ...]:
        """Why an invoice cannot be voided, in sentences; empty when it can."""
        return tuple(map(str, self._untouched(invoice_id)))

    def void(self, invoice_id: int, reason: str) -> None:
        """Make an opened invoice void that nobody paid or credited; emails that wait stay here."""
        if not reason.strip():
            raise DomainError.of("no_reason", "reason")
        if problems := self._untouched(invoice_id):
            raise DomainError(*problems)
        now = self._clock.now()

        def work(uow: UnitOfWork) -> None:
            found = uow.corrections.held(invoice_id)
            if problems := found.void_problems():
                raise DomainError(*problems)
            if not uow.corrections.void(invoice_id, reason.strip()):
                raise DomainError.of("void_paid", "status", number=found.number)
            data: EventData = {"reason": reason.strip(), "number": found.number}
            uow.record(Event("invoice.voided", Subject.INVOICE, invoice_id, invoice_id, data))
            _cancel_emails(uow, invoice_id, now)

        self._database.transactions.write(work)

    def _untouched(self, invoice_id: int) -> tuple[Problem, ...]:
        invoice = self._known(invoice_id)
        if invoice.status is InvoiceStatus.DRAFT:
            return (Problem("not_opened_yet", "status"),)
        return self._database.reads.invoices.credited([invoice_id])[invoice_id].void_problems()

    def _add(self, draft: Invoice) -> int:
        drafting.checked_sizes(draft)

        def work(uow: UnitOfWork) -> int:
            (draft_id,) = uow.drafts.add_many([draft])
            uow.record(Event("invoice.added", Subject.INVOICE, draft_id, draft_id))
            if draft.corrects_id is not None:
                about, data = draft.corrects_id, {"note_id": draft_id}
                uow.record(Event("invoice.credit_drafted", Subject.INVOICE, about, about, {**data}))
            return draft_id

        return self._database.transactions.write(work)

    def _conflict(self, draft: Invoice) -> DomainError:
        """Why a draft could not be saved."""
        reads = self._database.reads
        last = reads.journal.about(draft.id, 1)
        who = f"{last[0].actor} on {last[0].host}" if last else "Somebody else"
        found = reads.invoices.load([draft.id])
        if not found:
            return DomainError.of("draft_deleted", who=who)
        if found[0].status is not InvoiceStatus.DRAFT:
            return DomainError.of("not_a_draft_any_more", status=found[0].status.words)
        return DomainError.of("edited_elsewhere", who=who)

    def _known(self, invoice_id: int) -> Invoice:
        found = self._database.reads.invoices.load([invoice_id])
        if not found:
            raise DomainError.of("not_found", what="invoice", id=invoice_id)
        return found[0]

    def _company(self) -> Company:
        company = self._database.reads.setup.company()
        if company is None:
            raise DomainError.of("no_company", "company")
        return company

    def _template(self, company: Company) -> InvoiceTemplate | None:
        templates = [row.template for row in self._database.reads.setup.templates()]
        chosen = [one for one in templates if one.id == company.template_id]
        return next(iter([*chosen, *(one for one in templates if not one.archived)]), None)

    def _series(self, company: Company) -> int:
        series = [one.id for one in self._database.reads.setup.series()]
        if not series:
            raise DomainError.of("not_found", what="number series", id="")
        return company.series_id if company.series_id in series else series[0]


def _changed(invoice_id: int) -> Event:
    return Event("invoice.changed", Subject.INVOICE, invoice_id, invoice_id)


def _cancel_emails(uow: UnitOfWork, invoice_id: int, now: datetime) -> None:
    """Take back what waits in the outbox."""
    state = OutgoingState.CANCELLED
    for email_id in uow.outbox.waiting(invoice_id):
        if uow.outbox.settle(email_id, None, _WAITING, state, reply=VOIDED):
            data: EventData = {"reason": VOIDED}
            event = Event("email.cancelled", Subject.EMAIL, email_id, invoice_id, data)
            follow(uow, email_id, invoice_id, state, VOIDED, now, event)
