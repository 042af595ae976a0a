# SPDX-License-Identifier: MIT
"""Commands that write drafts and correct opened invoices."""

from argparse import Namespace
from decimal import Decimal
from typing import Final

from lightar_desktop.cli import shown
from lightar_desktop.cli.invoices import customer_id, known
from lightar_desktop.cli.output import Output
from lightar_desktop.domain import drafting, vat
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.money import plain
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.domain.typed import NumberStyle
from lightar_desktop.services.app import App

# Whatever the country of the computer: scripts write numbers one way.
_STYLE: Final = NumberStyle(".", ",")


def new(app: App, options: Namespace, output: Output) -> int:
    found = customer_id(app, options.customer) if options.customer else None
    buyer = app.reads.customers.get(found) if found is not None else None
    company = app.reads.setup.company()
    if company is None:
        raise DomainError.of("no_company", "company")
    lines = [_line(text, company, buyer) for text in options.lines]
    _show(app, app.drafting.new(found, lines), output)
    return 0


def duplicate(app: App, options: Namespace, output: Output) -> int:
    _show(app, app.drafting.duplicate(known(app, options.invoice)), output)
    return 0


def delete(app: App, options: Namespace, output: Output) -> int:
    ids = list(dict.fromkeys(known(app, one) for one in options.invoices))
    done = app.drafting.delete(ids)
    if not done.gone:
        raise DomainError.of("only_drafts_deleted", "status")
    data = {"deleted": list(map(str, done.gone)), "kept": list(map(str, done.kept))}
    words = f"{len(done.gone)} deleted."
    if done.kept:
        words += f" Kept, because opened: {', '.join(data['kept'])}."
    output.document(data, words)
    return 1 if done.kept else 0


def void(app: App, options: Namespace, output: Output) -> int:
    invoice_id = known(app, options.invoice)
    app.drafting.void(invoice_id, options.reason)
    _show(app, invoice_id, output)
    return 0


def credit(app: App, options: Namespace, output: Output) -> int:
    chosen = dict(map(_part, options.lines)) if options.lines else None
    _show(app, app.drafting.credit_note(known(app, options.invoice), chosen), output)
    return 0


def _show(app: App, invoice_id: int, output: Output) -> None:
    (row,) = app.reads.invoices.rows([invoice_id])
    total = f"{plain(row.total, row.currency)} {row.currency}"
    words = f"{row.id}  {row.number or 'Draft'}  {row.customer}  {total}  {row.status.words}"
    output.document(shown.invoice(row), words)


def _line(text: str, company: Company, buyer: Customer | None) -> InvoiceLine:
    """A line written as description;quantity;price;VAT, the VAT may be left to what is usual."""
    description, *rest = (part.strip() for part in text.split(";"))
    if len(rest) not in {2, 3} or not description:
        raise DomainError.of("bad_line", "line", text=text[:60])
    quantity, price = (_STYLE.number(part, field="line") for part in rest[:2])
    wanted = vat.suggested(company, buyer)
    if len(rest) == 3:
        wanted = vat.typed_vat(rest[2], _STYLE, "line")
    return drafting.with_vat(InvoiceLine(description, quantity, price), wanted, buyer)


def _part(text: str) -> tuple[int, Decimal]:
    """A part to credit, written as the line's number and a quantity: `2=1.5`."""
    line, _, quantity = text.partition("=")
    if not (line.isascii() and line.isdigit() and int(line)):
        raise DomainError.of("bad_part", "line", text=text[:60])
    return int(line) - 1, _STYLE.number(quantity, field="line")
