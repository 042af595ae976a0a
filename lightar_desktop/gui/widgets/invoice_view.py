# SPDX-License-Identifier: MIT
"""All that the invoice page shows of one invoice, read in one go off the main thread."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.crediting import Credited
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.issued import from_json
from lightar_desktop.domain.tax import InvoiceLine, Totals
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.services.ports import today
from lightar_desktop.services.rows import ActivityRow, EmailRow, InvoiceRow

if TYPE_CHECKING:
    from lightar_desktop.services.app import App


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One invoice; an opened one with what it was issued with, not what changed since."""

    invoice: Invoice
    row: InvoiceRow
    lines: tuple[InvoiceLine, ...]
    nets: tuple[Decimal, ...]
    totals: Totals
    fields: tuple[tuple[str, str, str], ...]  # name for jumps, label, value
    emails: tuple[EmailRow, ...]
    activity: tuple[ActivityRow, ...]
    today: date
    company: Company | None = None
    templates: tuple[InvoiceTemplate, ...] = ()
    notes: tuple[InvoiceRow, ...] = ()  # credit notes that correct it
    corrected: Credited | None = None  # what this credit note corrects
    credited: Credited | None = None  # what was credited of this opened invoice
    opened_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        return self.row.status is InvoiceStatus.DRAFT


def read_invoice(app: "App", invoice_id: int) -> InvoiceView:
    """Read everything; `DomainError` when there is no such invoice."""
    reads = app.reads
    found = reads.invoices.load([invoice_id])
    rows = reads.invoices.rows([invoice_id])
    if not found or not rows:
        raise DomainError.of("not_found", what="invoice", id=invoice_id)
    invoice = found[0]
    company = reads.setup.company()
    issued = reads.invoices.issued(invoice_id)
    lines, totals = invoice.lines, invoice.totals()
    nets = tuple(line.net(invoice.currency) for line in lines)
    if issued is not None:
        frozen = from_json(issued[1], issued[0])
        lines, nets, totals = frozen.lines, frozen.line_nets, frozen.totals
    draft = rows[0].status is InvoiceStatus.DRAFT
    activity = tuple(reads.journal.about(invoice_id))
    return InvoiceView(
        invoice=invoice,
        row=rows[0],
        lines=lines,
        nets=nets,
        totals=totals,
        fields=_fields(invoice, issued[1] if issued else None),
        emails=tuple(reads.outbox.emails(invoice_id=invoice_id)),
        activity=activity,
        today=today(app.clock, company.time_zone if company else "UTC"),
        company=company,
        templates=_offered(app, invoice) if draft else (),
        notes=() if draft else tuple(reads.invoices.credit_notes(invoice_id)),
        corrected=_credited(app, invoice.corrects_id),
        credited=None if draft else _credited(app, invoice_id),
        opened_at=next((one.at for one in activity if one.kind == "invoice.opened"), None),
    )


def _offered(app: "App", invoice: Invoice) -> tuple[InvoiceTemplate, ...]:
    """The templates a draft may use: those in use, and its own."""
    every = (row.template for row in app.reads.setup.templates())
    return tuple(one for one in every if not one.archived or one == invoice.template)


def _credited(app: "App", invoice_id: int | None) -> Credited | None:
    if invoice_id is None:
        return None
    return app.reads.invoices.credited([invoice_id]).get(invoice_id)


def _fields(invoice: Invoice, issued_json: str | None) -> tuple[tuple[str, str, str], ...]:
    customer = invoice.customer
    name = customer.name if customer else ""
    address = customer.address if customer else None
    vat_id = customer.vat_id if customer else ""
    reference, terms = invoice.buyer_reference, _terms(invoice)
    if issued_json is not None:
        frozen = from_json(issued_json, invoice.number)
        name, address = frozen.buyer.name, frozen.buyer.address
        vat_id, reference = frozen.buyer.vat_id, frozen.buyer_reference
    place = (
        (address.lines, f"{address.postcode} {address.city}", address.country) if address else ()
    )
    contacts = ", ".join(c.email for c in customer.recipients()) if customer else ""
    return (
        ("customer", "Customer", name),
        ("template", "Template", invoice.template.name if invoice.template else ""),
        ("address", "Billing address", ", ".join(part.strip() for part in place if part.strip())),
        ("terms", "Payment terms", terms),
        ("vat_id", "VAT ID", vat_id),
        ("buyer_reference", "Your reference", reference),
        ("contacts", "Emails go to", contacts),
        ("currency", "Currency", invoice.currency),
    )


def _terms(invoice: Invoice) -> str:
    days = invoice.terms_days
    if days is None and invoice.customer is not None:
        days = invoice.customer.terms_days
    return "" if days is None else f"{days} days"
