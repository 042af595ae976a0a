# SPDX-License-Identifier: MIT
"""Whole customers, templates and invoices, each kind by one query for any number of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.tables import (
    contact,
    correction,
    customer,
    invoice,
    invoice_line,
    invoice_template,
)
from lightar_desktop.adapters.db.texts_json import attachments_from, variants_from
from lightar_desktop.domain.customer import (
    Contact,
    ContactRole,
    Customer,
    Delivery,
    EmailPreferences,
    PostalAddress,
)
from lightar_desktop.domain.invoice import DocumentKind, Invoice
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.domain.template import InvoiceTemplate


def address(row: Row[Any], kind: str = "address") -> PostalAddress:
    """An address in a row's columns; those of others than the billing address begin with `kind`."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    before = "" if kind == "address" else f"{kind}_"
    return PostalAddress(
        values[f"{kind}_lines"],
        values[f"{before}postcode"],
        values[f"{before}city"],
        values[f"{before}country"],
    )


def customers(connection: Connection, ids: Iterable[int]) -> dict[int, Customer]:
    """Customers with their contacts, by id."""
    wanted = list(ids)
    dialect = connection.dialect.name
    people: dict[int, list[Contact]] = defaultdict(list)
    for row in connection.execute(
        select(contact)
        .where(among(contact.c.customer_id, wanted, dialect))
        .order_by(contact.c.customer_id, contact.c.position)
    ):
        roles = frozenset(ContactRole(role) for role in row.roles)
        people[row.customer_id].append(Contact(row.name, row.email, roles, row.phone))
    found = connection.execute(select(customer).where(among(customer.c.id, wanted, dialect)))
    return {
        row.id: Customer(
            id=row.id,
            number=row.number,
            name=row.name,
            kind=row.kind,
            address=address(row),
            vat_id=row.vat_id,
            language=row.language,
            currency=row.currency,
            terms_days=row.terms_days,
            einvoice_address=row.einvoice_address,
            archived=row.archived,
            contacts=tuple(people[row.id]),
            version=row.version,
            shipping=Delivery(row.shipping_name, address(row, "shipping")),
            time_zone=row.time_zone,
            preferences=EmailPreferences(
                row.reply_to,
                row.copies,
                ContactRole(row.recipient_role) if row.recipient_role else None,
            ),
            note=row.note,
        )
        for row in found
    }


def template(row: Row[Any]) -> InvoiceTemplate:
    """The template in a row."""
    return InvoiceTemplate(
        id=row.id,
        name=row.name,
        subject=row.subject,
        message=row.message,
        reply_to=row.reply_to,
        cc=row.cc,
        language=row.language,
        variants=variants_from(row.variants),
        attachments=attachments_from(row.attachments),
        layout=row.layout,
        archived=row.archived,
    )


def templates(connection: Connection, ids: Iterable[int]) -> dict[int, InvoiceTemplate]:
    """Templates by id."""
    wanted = among(invoice_template.c.id, list(ids), connection.dialect.name)
    found = connection.execute(select(invoice_template).where(wanted))
    return {row.id: template(row) for row in found}


def lines(connection: Connection, ids: Sequence[int]) -> dict[int, list[InvoiceLine]]:
    """Lines in order, by invoice id."""
    found: dict[int, list[InvoiceLine]] = defaultdict(list)
    wanted = among(invoice_line.c.invoice_id, ids, connection.dialect.name)
    for row in connection.execute(
        select(invoice_line)
        .where(wanted)
        .order_by(invoice_line.c.invoice_id, invoice_line.c.position)
    ):
        invoice_id, _position, *values = row
        found[invoice_id].append(InvoiceLine(*values))
    return found


def invoices(connection: Connection, ids: Sequence[int]) -> list[Invoice]:
    """Invoices in the order of `ids`; those that are gone are left out. Six queries at most."""
    wanted = among(invoice.c.id, ids, connection.dialect.name)
    rows = {row.id: row for row in connection.execute(select(invoice).where(wanted))}
    notes = [row.id for row in rows.values() if row.kind is DocumentKind.CREDIT_NOTE]
    corrected = _corrected(connection, notes) if notes else {}
    line_of = lines(connection, ids)
    customer_of = customers(connection, {row.customer_id for row in rows.values()} - {None})
    template_of = templates(connection, {row.template_id for row in rows.values()} - {None})
    return [
        Invoice(
            id=row.id,
            version=row.version,
            status=row.status,
            customer=customer_of.get(row.customer_id),
            template=template_of.get(row.template_id),
            series_id=row.series_id,
            currency=row.currency,
            lines=tuple(line_of.get(row.id, ())),
            discount_percent=row.discount_percent,
            discount_amount=row.discount_amount,
            terms_days=row.terms_days,
            issued_on=row.issued_on,
            due_on=row.due_on,
            number=row.number,
            buyer_reference=row.buyer_reference,
            note=row.note,
            kind=row.kind,
            corrects_id=corrected.get(row.id, (None, ""))[0],
            corrects=corrected.get(row.id, (None, ""))[1],
            void_reason=row.void_reason,
        )
        for invoice_id in ids
        if (row := rows.get(invoice_id)) is not None
    ]


def _corrected(connection: Connection, notes: Sequence[int]) -> dict[int, tuple[int | None, str]]:
    """Id and number of the invoice that each of these credit notes corrects."""
    query = (
        select(correction.c.note_id, invoice.c.id, invoice.c.number)
        .join_from(correction, invoice, correction.c.invoice_id == invoice.c.id)
        .where(among(correction.c.note_id, notes, connection.dialect.name))
    )
    return {note: (found, number or "") for note, found, number in connection.execute(query)}
