# SPDX-License-Identifier: MIT
"""Commands that show invoices."""

import hashlib
from argparse import Namespace

from lightar_desktop.cli import shown
from lightar_desktop.cli.output import Output, write_file
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.money import plain
from lightar_desktop.domain.tax import InvoiceLine, Totals
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import today

_COLUMNS = (
    "id",
    "number",
    "customer",
    "issued_on",
    "due_on",
    "total",
    "currency",
    "status",
    "light",
)


def filter_of(app: App, options: Namespace) -> InvoiceFilter:
    """The filter that a command's options name."""
    company = app.reads.setup.company()
    on = today(app.clock, company.time_zone if company else "UTC")
    return InvoiceFilter(
        statuses=frozenset({InvoiceStatus(options.status)} if options.status else ()),
        customer_id=customer_id(app, options.customer) if options.customer else None,
        due_from=options.due_from,
        due_to=options.due_to,
        overdue_on=on if options.overdue else None,
        search=options.search,
    )


def table(app: App, options: Namespace, output: Output) -> int:
    where = filter_of(app, options)
    column = InvoiceColumn(options.sort.removeprefix("-"))
    sort = InvoiceSort(column, descending=options.sort.startswith("-"))
    rows = app.reads.invoices.page(where, sort, options.limit)
    output.table([shown.invoice(row) for row in rows], _COLUMNS)
    return 0


def show(app: App, options: Namespace, output: Output) -> int:
    invoice_id = known(app, options.invoice)
    (row,) = app.reads.invoices.rows([invoice_id])
    (invoice,) = app.reads.invoices.load([invoice_id])
    totals = invoice.totals()
    emails = app.reads.outbox.emails(invoice_id=invoice_id)
    notes = app.reads.invoices.credit_notes(invoice_id)
    activity = app.reads.journal.about(invoice_id)
    data = shown.invoice(row) | {
        "lines": [_line(line, row.currency) for line in invoice.lines],
        "totals": _totals(totals, row.currency),
        "corrects": invoice.corrects or None,
        "credit_notes": [shown.invoice(note) for note in notes],
        "void_reason": invoice.void_reason or None,
        "template": invoice.template.name if invoice.template else None,
        "emails": [shown.email(email) for email in emails],
        "e_invoices": [],
        "reminders": [],
        "activity": [shown.activity(entry) for entry in activity],
        "problems": [str(problem) for problem in _problems(app, invoice)],
    }
    words = [
        f"{row.number or 'Draft'}  {row.customer}  {row.status.words}, {row.light.words}",
        *(f"  {line.description}: {line.net(row.currency)}" for line in invoice.lines),
        f"Total {plain(row.total, row.currency)} {row.currency}",
        *([f"Corrects {invoice.corrects}"] if invoice.corrects else ()),
        *([f"Void: {invoice.void_reason}"] if invoice.void_reason else ()),
        *(f"Credit note {note.number or note.id}: {note.total} {note.currency}" for note in notes),
        *(f"{email.state}: {email.subject} {email.reply}" for email in emails),
        *(f"{entry.at:%Y-%m-%d %H:%M} {entry.actor}: {entry.words}" for entry in activity),
    ]
    output.document(data, "\n".join(words))
    return 0


def pdf(app: App, options: Namespace, output: Output) -> int:
    content = app.documents.pdf(known(app, options.invoice))
    write_file(options.file, content)
    digest = hashlib.sha256(content).hexdigest()
    path = str(options.file.resolve())
    output.document({"path": path, "sha256": digest, "size": len(content)}, path)
    return 0


def known(app: App, text: str) -> int:
    """The id of the invoice given by id or number; refuses an unknown one."""
    found = app.reads.invoices.find(text)
    if found is None:
        raise DomainError.of("not_found", what="invoice", id=text)
    return found


def _problems(app: App, invoice: Invoice) -> tuple[object, ...]:
    if invoice.status is not InvoiceStatus.DRAFT:
        return ()
    return app.opening.problems(invoice.id, email=True)


def customer_id(app: App, text: str) -> int:
    """The id of the customer given by id, number or name; refuses an unknown one."""
    rows = app.reads.customers.page("", 1_000_000) if text.isdigit() else None
    rows = rows or app.reads.customers.page(text, 50)
    exact = [
        row.id
        for row in rows
        if text.casefold() in {str(row.id), row.number.casefold(), row.name.casefold()}
    ]
    if not exact and len(rows) == 1:
        exact = [rows[0].id]
    if not exact:
        raise DomainError.of("not_found", what="customer", id=text)
    return exact[0]


def _line(line: InvoiceLine, currency: str) -> dict[str, object]:
    return {
        "description": line.description,
        "quantity": str(line.quantity),
        "unit": line.unit,
        "unit_price": str(line.unit_price),
        "discount_percent": str(line.discount_percent),
        "discount_amount": str(line.discount_amount),
        "tax_category": line.tax_category.value,
        "tax_rate": str(line.tax_rate),
        "tax_reason": line.tax_reason,
        "net": plain(line.net(currency), currency),
    }


def _totals(totals: Totals, currency: str) -> dict[str, object]:
    return {
        "lines": plain(totals.lines, currency),
        "discount": plain(totals.discount, currency),
        "net": plain(totals.net, currency),
        "tax": plain(totals.tax, currency),
        "total": plain(totals.total, currency),
        "breakdown": [
            {
                "category": part.category.value,
                "rate": str(part.rate),
                "taxable": plain(part.taxable, currency),
                "tax": plain(part.tax, currency),
            }
            for part in totals.breakdown
        ],
    }
