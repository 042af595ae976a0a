# SPDX-License-Identifier: MIT
"""Invoices: what a draft must have to be opened, and what opening makes of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from lightar_desktop.domain import vat
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.money import ZERO, plain
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory, Totals, totals
from lightar_desktop.domain.template import InvoiceTemplate


class InvoiceStatus(StrEnum):
    """Life of an invoice; overdue is derived, never stored."""

    DRAFT = "draft"
    OPEN = "open"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"

    @property
    def owed(self) -> bool:
        """Whether money may still be due."""
        return self in {InvoiceStatus.OPEN, InvoiceStatus.PARTIALLY_PAID}

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


class DocumentKind(StrEnum):
    """What the document is; a credit note's lines are positive, what it is worth is negative."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"

    @property
    def sign(self) -> int:
        """1 for what is asked for, -1 for what is given back."""
        return -1 if self is DocumentKind.CREDIT_NOTE else 1

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


def may_be_emailed(status: InvoiceStatus, kind: DocumentKind) -> bool:
    """Whether an email about the document makes sense: something is owed, or it gives back what
    may be settled already.
    """
    return status.owed or (kind is DocumentKind.CREDIT_NOTE and status is InvoiceStatus.PAID)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or credit note with everything opening looks at. Numbers and dates are None
    while a draft.
    """

    id: int
    version: int
    status: InvoiceStatus
    customer: Customer | None
    template: InvoiceTemplate | None
    series_id: int
    currency: str
    lines: tuple[InvoiceLine, ...] = ()
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    terms_days: int | None = None
    issued_on: date | None = None
    due_on: date | None = None
    number: str | None = None
    buyer_reference: str = ""
    note: str = ""
    kind: DocumentKind = DocumentKind.INVOICE
    corrects_id: int | None = None  # the invoice a credit note corrects
    corrects: str = ""  # and its number
    void_reason: str = ""

    def totals(self) -> Totals:
        """Totals by EN 16931, positive also for a credit note."""
        return totals(self.lines, self.currency, self.discount_percent, self.discount_amount)

    def dates(self, today: date) -> tuple[date, date | None]:
        """Issue and due date it gets when opened on `today`."""
        issued_on = self.issued_on or today
        if self.due_on is not None:
            return issued_on, self.due_on
        days = self.terms_days
        if days is None and self.customer is not None:
            days = self.customer.terms_days
        return issued_on, None if days is None else issued_on + timedelta(days=days)

    def problems(self, company: Company, today: date, *, email: bool) -> tuple[Problem, ...]:
        """Everything that keeps the invoice from being opened (and emailed), field by field."""
        if self.status is not InvoiceStatus.DRAFT:
            return (Problem("not_draft", "status", {"status": self.status.words}),)
        found = [*self._missing(), *self._bad_lines(), *self._bad_amounts()]
        issued_on, due_on = self.dates(today)
        if due_on is None and self.customer is not None:
            found.append(Problem("no_due_date", "terms"))
        elif due_on is not None and due_on < issued_on:
            facts = {"due_on": due_on.isoformat(), "issued_on": issued_on.isoformat()}
            found.append(Problem("due_before_issue", "due_on", facts))
        found += self._tax_problems(company)
        if email and self.customer is not None:
            found += email_problems(self.customer)
        return tuple(found)

    def _missing(self) -> list[Problem]:
        found = []
        if self.customer is None:
            found.append(Problem("no_customer", "customer"))
        elif self.customer.archived:
            found.append(Problem("customer_archived", "customer", {"customer": self.customer.name}))
        elif not self.customer.address.complete:
            found.append(Problem("no_address", "customer", {"customer": self.customer.name}))
        if self.template is None:
            found.append(Problem("no_template", "template"))
        if not self.currency:
            found.append(Problem("no_currency", "currency"))
        if not self.lines:
            found.append(Problem("no_lines", "lines"))
        return found

    def _bad_lines(self) -> list[Problem]:
        found = []
        for position, line in enumerate(self.lines, 1):
            missing = "description" if not line.description.strip() else ""
            missing = missing or ("quantity" if not line.quantity else "")
            if missing:
                facts = {"line": str(position), "missing": missing}
                found.append(Problem("line_incomplete", f"lines.{position}.{missing}", facts))
        return found

    def _bad_amounts(self) -> list[Problem]:
        if not self.lines or not self.currency:
            return []
        total = self.totals().total
        if total > ZERO:
            return []
        words = f"{plain(total, self.currency)} {self.currency}"
        return [Problem("total_not_positive", "lines", {"total": words})]

    def _tax_problems(self, company: Company) -> list[Problem]:
        found = []
        categories = {line.tax_category for line in self.lines}
        needed = any(category.needs_buyer_vat_id for category in categories)
        if needed and self.customer is not None and not self.customer.vat_id:
            found.append(Problem("no_vat_id", "customer", {"customer": self.customer.name}))
        if TaxCategory.STANDARD in categories and not company.vat_id:
            found.append(Problem("no_own_vat_id", "company"))
        return found + self._unexplained()

    def _unexplained(self) -> list[Problem]:
        """Categories without VAT of which no line says why."""
        explained = {line.tax_category for line in self.lines if line.tax_reason.strip()}
        language = self.customer.language if self.customer else "en"
        found = []
        for position, line in enumerate(self.lines, 1):
            category = line.tax_category
            if category.needs_reason and category not in explained:
                explained.add(category)
                facts = {
                    "line": str(position),
                    "category": vat.WORDS[category].lower(),
                    "reason": vat.standard_reason(category, language),
                }
                found.append(Problem("no_tax_reason", f"lines.{position}.tax_reason", facts))
        return found


def email_problems(customer: Customer) -> list[Problem]:
    """Why an invoice cannot be emailed to `customer`'s contacts."""
    if not customer.recipients():
        return [Problem("no_email", "customer", {"customer": customer.name})]
    return [
        Problem("bad_email", "customer", {"customer": customer.name, "address": address})
        for address in customer.bad_addresses()
    ]


def days_overdue(status: InvoiceStatus, due_on: date | None, on: date) -> int:
    """Days an owed invoice is late on the day `on`; 0 when it is not."""
    if not status.owed or due_on is None:
        return 0
    return max(0, (on - due_on).days)
