# SPDX-License-Identifier: MIT
"""Writing the company, templates, customers and the mail account."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Table, delete, insert, select, update

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import (
    asset,
    contact,
    customer,
    invoice,
    invoice_template,
    number_series,
)
from lightar_desktop.adapters.db.tables import company as company_table
from lightar_desktop.adapters.db.tables_work import mail_account, outgoing_email
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.customer import Contact, Customer, PostalAddress
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Company
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import InvoiceTemplate

_WAITING = (OutgoingState.QUEUED, OutgoingState.HELD)


class Setup:
    """What must be there before the first invoice. Implements `SetupStore`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._core = session.core

    def is_empty(self) -> bool:
        tables: tuple[Table, ...] = (
            company_table,
            customer,
            invoice,
            number_series,
            invoice_template,
        )
        return not any(self._core.execute(select(1).select_from(t).limit(1)).all() for t in tables)

    def save_company(self, company: Company) -> None:
        self._core.execute(delete(company_table))
        self._core.execute(insert(company_table).values(id=1, **company_row(company)))

    def add_asset(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        known = self._core.execute(select(1).where(asset.c.sha256 == sha256)).all()
        if not known:
            self._core.execute(insert(asset).values(sha256=sha256, content=content))
        return sha256

    def add_template(self, template: InvoiceTemplate) -> int:
        adding = insert(invoice_template).values(_template_row(template))
        return int(self._core.execute(adding.returning(invoice_template.c.id)).scalar_one())

    def save_template(self, template: InvoiceTemplate) -> None:
        changing = update(invoice_template).where(invoice_template.c.id == template.id)
        self._core.execute(changing.values(_template_row(template)))

    def add_customers(self, customers: Sequence[Customer]) -> list[int]:
        if not customers:
            return []
        adding = insert(customer).returning(customer.c.id, sort_by_parameter_order=True)
        ids = list(self._core.execute(adding, [customer_row(each) for each in customers]).scalars())
        self._add_contacts(
            row
            for customer_id, each in zip(ids, customers, strict=True)
            for row in contact_rows(customer_id, each.contacts)
        )
        return ids

    def save_contacts(self, customer_id: int, contacts: Sequence[Contact]) -> None:
        # Whoever is opening an invoice of this customer right now finds that it has changed.
        changing = update(customer).where(customer.c.id == customer_id)
        changed = self._core.execute(changing.values(version=customer.c.version + 1))
        if not changed.rowcount:
            raise DomainError.of("not_found", what="customer", id=customer_id)
        self._core.execute(delete(contact).where(contact.c.customer_id == customer_id))
        self._add_contacts(contact_rows(customer_id, contacts))

    def _add_contacts(self, rows: Iterable[dict[str, object]]) -> None:
        if found := list(rows):
            self._core.execute(insert(contact), found)

    def save_account(self, account: MailAccount) -> int:
        row = asdict(account)
        account_id = row.pop("id")
        if account_id:
            changing = update(mail_account).where(mail_account.c.id == account_id)
            self._core.execute(changing.values(row))
        else:
            adding = insert(mail_account).values(**row, trouble="")
            account_id = self._core.execute(adding.returning(mail_account.c.id)).scalar_one()
        # Emails queued before there was an account leave by this one.
        self._core.execute(
            update(outgoing_email)
            .where(outgoing_email.c.account_id.is_(None), outgoing_email.c.state.in_(_WAITING))
            .values(account_id=account_id)
        )
        return int(account_id)

    def account_trouble(self, account_id: int, words: str, paused_until: datetime | None) -> None:
        changing = update(mail_account).where(mail_account.c.id == account_id)
        self._core.execute(changing.values(trouble=words, paused_until=paused_until))


def address_row(address: PostalAddress) -> dict[str, str]:
    """The columns of an address."""
    return {
        "address_lines": address.lines,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
    }


def company_row(company: Company) -> dict[str, object]:
    """The row of the company, without its id."""
    row = asdict(company)
    del row["address"]
    return row | address_row(company.address)


def customer_row(customer: Customer) -> dict[str, object]:
    """The row of a new customer, with the text it is searched by."""
    return {
        "version": 0,
        "number": customer.number,
        "name": customer.name,
        "sort_key": folded(customer.name),
        "search": folded(f"{customer.name}\n{customer.number}\n{customer.vat_id}"),
        "kind": customer.kind,
        "vat_id": customer.vat_id,
        "language": customer.language,
        "currency": customer.currency,
        "terms_days": customer.terms_days,
        "einvoice_address": customer.einvoice_address,
        "archived": customer.archived,
    } | address_row(customer.address)


def contact_rows(customer_id: int, contacts: Sequence[Contact]) -> Iterator[dict[str, object]]:
    """The rows of a customer's contacts, in order."""
    for position, person in enumerate(contacts, 1):
        yield {
            "customer_id": customer_id,
            "position": position,
            "name": person.name,
            "email": person.email,
            "roles": sorted(person.roles),
        }


def _template_row(template: InvoiceTemplate) -> dict[str, object]:
    row = asdict(template)
    del row["id"]
    return row
