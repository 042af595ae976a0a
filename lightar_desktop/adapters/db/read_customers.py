# SPDX-License-Identifier: MIT
"""Reading customers: the list, one of them whole, and what is known about them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from lightar_desktop.adapters.db import entities
from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.search import customers
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import contact, customer, invoice
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.money import ZERO
from lightar_desktop.services.filters import (
    CustomerColumn,
    CustomerFilter,
    CustomerSort,
    Standing,
)
from lightar_desktop.services.rows import CurrencySum, CustomerRow, OwedRow

inv = invoice.c
# Written out as the index's own condition is; SQLite uses the index for nothing else.
_OWED: Final = text("invoice.status IN ('open', 'partially_paid')")


class ReadCustomers:
    """Implements `CustomerReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def page(self, search: str, limit: int) -> list[CustomerRow]:
        query = select(customer).order_by(customer.c.sort_key, customer.c.id).limit(limit)
        if search.strip():
            query = query.where(customer.c.id.in_(customers(search, self._source.dialect)))
        with self._source.reading() as connection:
            return _rows(connection, connection.execute(query).all(), date.min)

    def count(self, where: CustomerFilter, on: date) -> int:
        query = self._matching(select(func.count()).select_from(customer), where, on)
        with self._source.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def table(
        self, where: CustomerFilter, sort: CustomerSort, on: date, start: int, limit: int
    ) -> list[CustomerRow]:
        query = _sorted(self._matching(select(customer), where, on), sort, on)
        with self._source.reading() as connection:
            rows = connection.execute(query.offset(start).limit(limit)).all()
            return _rows(connection, rows, on)

    def _matching(self, query: Select[Any], where: CustomerFilter, on: date) -> Select[Any]:
        if where.search.strip():
            query = query.where(customer.c.id.in_(customers(where.search, self._source.dialect)))
        match where.standing:
            case Standing.ALL:
                return query
            case Standing.ARCHIVED:
                return query.where(customer.c.archived)
            case Standing.ACTIVE:
                return query.where(~customer.c.archived)
            case Standing.OVERDUE:
                mine = inv.customer_id == customer.c.id
                # Without the plus SQLite would look through everything late, for each customer.
                due_on = _plus(inv.due_on) if self._source.dialect == "sqlite" else inv.due_on
                return query.where(exists(select(literal(1)).where(mine, _OWED, due_on < on)))

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
        with self._source.reading() as connection:
            return _owed(connection, [customer_id], on)[customer_id]

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


def _rows(connection: Connection, rows: Sequence[Row[Any]], on: date) -> list[CustomerRow]:
    """Rows of the table in the order of `rows`."""
    ids = [row.id for row in rows]
    people = entities.customers(connection, ids)
    owed = _owed(connection, ids, on)
    return [
        replace(
            _row(people[one]),
            balances=tuple(CurrencySum(o.currency, o.invoices, o.balance) for o in owed[one]),
            overdue=tuple(
                CurrencySum(o.currency, o.overdue_invoices, o.overdue)
                for o in owed[one]
                if o.overdue_invoices
            ),
        )
        for one in ids
    ]


def _owed(connection: Connection, ids: Sequence[int], on: date) -> dict[int, list[OwedRow]]:
    """What customers owe on the day `on`, per currency."""
    late, how_many = _late(on), func.sum(case((inv.due_on < on, 1), else_=0))
    query = (
        select(
            inv.customer_id,
            inv.currency,
            func.count(),
            func.sum(inv.balance),
            how_many,
            func.sum(late),
        )
        .where(_whose(ids, connection.dialect.name), _OWED)
        .group_by(inv.customer_id, inv.currency)
        .order_by(inv.customer_id, inv.currency)
    )
    found: dict[int, list[OwedRow]] = defaultdict(list)
    for customer_id, currency, invoices, balance, overdue, sum_late in connection.execute(query):
        found[customer_id].append(
            OwedRow(currency, invoices, balance or ZERO, int(overdue), sum_late or ZERO)
        )
    return found


def _whose(ids: Sequence[int], dialect: str) -> ColumnElement[bool]:
    """The invoices of these customers; those of one are found by the index of what is owed."""
    return inv.customer_id == ids[0] if len(ids) == 1 else among(inv.customer_id, ids, dialect)


def _plus(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that shall not choose the index."""
    return UnaryExpression(key, operator=custom_op("+"), type_=key.type)


def _late(on: date) -> ColumnElement[Any]:
    """The balance of an owed invoice if it is late, else nothing."""
    return case((inv.due_on < on, inv.balance), else_=0)


def _sorted(query: Select[Any], sort: CustomerSort, on: date) -> Select[Any]:
    keys: list[ColumnElement[Any]] = []
    match sort.column:
        case CustomerColumn.NUMBER:
            keys = [customer.c.number]
        case CustomerColumn.CITY:
            keys = [func.lower(customer.c.city)]
        case CustomerColumn.EMAIL:
            first = select(contact.c.email).where(
                contact.c.customer_id == customer.c.id, contact.c.email != ""
            )
            keys = [
                func.coalesce(first.order_by(contact.c.position).limit(1).scalar_subquery(), "")
            ]
        case CustomerColumn.OPEN | CustomerColumn.OVERDUE:
            amount = inv.balance if sort.column is CustomerColumn.OPEN else _late(on)
            # Every id is above zero; that says in which index to look.
            owed = select(inv.customer_id, func.sum(amount).label("owed")).where(
                _OWED, inv.customer_id > 0
            )
            sums = owed.group_by(inv.customer_id).subquery()
            query = query.join(sums, sums.c.customer_id == customer.c.id, isouter=True)
            keys = [func.coalesce(sums.c.owed, 0)]
        case CustomerColumn.NAME:
            pass
    keys += [customer.c.sort_key, customer.c.id]
    return query.order_by(*(key.desc() if sort.descending else key for key in keys))
