# SPDX-License-Identifier: MIT
"""Reading customers: the list, one of them whole, and what is known about them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from lightar_desktop.adapters.db import entities
from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.search import customers
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import contact, customer, invoice
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.money import ZERO
from lightar_desktop.services.rows import CurrencySum, CustomerRow, OwedRow

_OWED = tuple(status for status in InvoiceStatus if status.owed)


class ReadCustomers:
    """Implements `CustomerReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def page(self, search: str, limit: int) -> list[CustomerRow]:
        query = select(customer).order_by(customer.c.sort_key, customer.c.id).limit(limit)
        if search.strip():
            query = query.where(customer.c.id.in_(customers(search, self._source.dialect)))
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
            ids = [row.id for row in rows]
            people = entities.customers(connection, ids)
            balances = _balances(connection, ids)
        return [
            CustomerRow(
                row.id,
                row.number,
                row.name,
                next((who.email for who in people[row.id].recipients()), ""),
                row.city,
                row.country,
                row.archived,
                tuple(balances[row.id]),
            )
            for row in rows
        ]

    def get(self, customer_id: int) -> Customer | None:
        with self._source.reading() as connection:
            return entities.customers(connection, [customer_id]).get(customer_id)

    def load(self, ids: Sequence[int]) -> list[Customer]:
        with self._source.reading() as connection:
            found = entities.customers(connection, ids)
        return [found[one] for one in ids if one in found]

    def by_number(self, numbers: Sequence[str]) -> dict[str, int]:
        query = select(customer.c.number, customer.c.id).where(customer.c.number.in_(numbers))
        with self._source.reading() as connection:
            rows = connection.execute(query.order_by(customer.c.id.desc())).all()
        return {row.number: row.id for row in rows}

    def owed(self, customer_id: int, on: date) -> list[OwedRow]:
        inv = invoice.c
        late = case((inv.due_on < on, inv.balance), else_=0)
        count = func.sum(case((inv.due_on < on, 1), else_=0))
        query = (
            select(inv.currency, func.count(), func.sum(inv.balance), count, func.sum(late))
            .where(inv.customer_id == customer_id, inv.status.in_(_OWED))
            .group_by(inv.currency)
            .order_by(inv.currency)
        )
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
        return [
            OwedRow(currency, invoices, balance or ZERO, int(overdue), late or ZERO)
            for currency, invoices, balance, overdue, late in rows
        ]

    def like(self, one: Customer, limit: int = 5) -> list[CustomerRow]:
        same: list[ColumnElement[bool]] = [customer.c.sort_key == folded(one.name)]
        if one.number:
            same.append(customer.c.number == one.number)
        if one.vat_id:
            same.append(customer.c.vat_id == one.vat_id)
        emails = [who.email for who in one.contacts if who.email]
        if emails:
            reached = select(contact.c.customer_id).where(contact.c.email.in_(emails))
            same.append(customer.c.id.in_(reached))
        query = select(customer.c.id).where(or_(*same), customer.c.id != one.id)
        with self._source.reading() as connection:
            ids = list(connection.execute(query.order_by(customer.c.id).limit(limit)).scalars())
            found = entities.customers(connection, ids)
        return [_row(found[each]) for each in ids]


def _row(one: Customer) -> CustomerRow:
    email = next((who.email for who in one.recipients()), "")
    place = one.address
    return CustomerRow(one.id, one.number, one.name, email, place.city, place.country, one.archived)


def _balances(connection: Connection, ids: Sequence[int]) -> dict[int, list[CurrencySum]]:
    """What customers owe, per currency."""
    inv = invoice.c
    query = (
        select(inv.customer_id, inv.currency, func.count(), func.sum(inv.balance))
        .where(among(inv.customer_id, ids, connection.dialect.name), inv.status.in_(_OWED))
        .group_by(inv.customer_id, inv.currency)
        .order_by(inv.customer_id, inv.currency)
    )
    found: dict[int, list[CurrencySum]] = defaultdict(list)
    for customer_id, *values in connection.execute(query):
        found[customer_id].append(CurrencySum(*values))
    return found
