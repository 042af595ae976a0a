# SPDX-License-Identifier: MIT
"""The invoice table: every filter in every order gives what plain Python gives."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from lightar_desktop.adapters.db import invoice_queries
from lightar_desktop.adapters.db.store_invoices import number_key
from lightar_desktop.adapters.db.tables import invoice
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.customer import Contact, Customer
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.rows import CurrencySum, InvoiceRow
from tests import builders, databases
from tests.databases import Ground

NAMES = ("Weber & Söhne GmbH", "Hansen Media AS", "Émile 100% _Design_", 'Bar"s Café', "AB")
DAY = date(2026, 1, 1)
ALL = InvoiceFilter()


@dataclass
class Table:
    """Stored invoices and their rows, to compare with."""

    database: Database
    rows: list[InvoiceRow]
    customers: dict[int, Customer]


@pytest.fixture
def table(database: Database, ground: Ground) -> Table:
    chance = Random(7)
    ids = database.transactions.write(
        lambda uow: uow.customers.add_many(
            [
                builders.customer(name=name, number=f"K{place}", vat_id=f"DE77{place}")
                for place, name in enumerate(NAMES)
            ]
        )
    )
    customers = {i: database.reads.customers.get(i) for i in ids}
    known = {i: customer for i, customer in customers.items() if customer is not None}
    drafts = [_draft(chance, known[chance.choice(ids)], ground) for _ in range(60)]
    stored = database.transactions.write(lambda uow: uow.drafts.add_many(drafts))
    opening = [databases.opening(i, ground, email=False) for i in databases.load(database, stored)]

    def work(uow: UnitOfWork) -> None:
        for invoice_id, opens in list(zip(stored, opening, strict=True))[:45]:
            opens(uow)
            uow.invoices.set_light(invoice_id, chance.choice(list(Light)))

    database.transactions.write(work)
    return Table(database, database.reads.invoices.rows(stored), known)


def _draft(chance: Random, customer: Customer, ground: Ground) -> Invoice:
    return builders.draft(
        customer=customer,
        template=None,
        series_id=ground.series.id,
        currency=chance.choice(["EUR", "USD"]),
        lines=(builders.line(f"{chance.randrange(1, 40)}00"),),
        due_on=DAY + timedelta(days=chance.randrange(330, 700)) if chance.random() < 0.6 else None,
    )


FILTERS: dict[str, tuple[InvoiceFilter, Callable[[InvoiceRow], bool]]] = {
    "all": (ALL, lambda row: True),
    "drafts": (
        InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT})),
        lambda row: row.status is InvoiceStatus.DRAFT,
    ),
    "two lights": (
        InvoiceFilter(lights=frozenset({Light.SENT, Light.FAILED})),
        lambda row: row.light in {Light.SENT, Light.FAILED},
    ),
    "open and sent": (
        InvoiceFilter(statuses=frozenset({InvoiceStatus.OPEN}), lights=frozenset({Light.SENT})),
        lambda row: row.status is InvoiceStatus.OPEN and row.light is Light.SENT,
    ),
    "customer": (InvoiceFilter(customer_id=2), lambda row: row.customer_id == 2),
    "due": (
        InvoiceFilter(due_from=DAY + timedelta(days=365), due_to=DAY + timedelta(days=500)),
        lambda row: row.due_on is not None and 365 <= (row.due_on - DAY).days <= 500,
    ),
    "issued": (
        InvoiceFilter(issued_from=DAY, issued_to=DAY + timedelta(days=400)),
        lambda row: row.issued_on is not None,
    ),
    "amounts": (
        InvoiceFilter(amount_from=Decimal(1000), amount_to=Decimal("2500.00")),
        lambda row: Decimal(1000) <= row.total <= Decimal(2500),
    ),
    "overdue": (
        InvoiceFilter(overdue_on=DAY + timedelta(days=450)),
        lambda row: row.status.owed and row.due_on is not None and (row.due_on - DAY).days < 450,
    ),
    "never overdue": (
        InvoiceFilter(overdue_on=DAY, statuses=frozenset({InvoiceStatus.PAID})),
        lambda row: False,
    ),
    "name": (InvoiceFilter(search="söHne web"), lambda row: row.customer == NAMES[0]),
    "without accents": (InvoiceFilter(search="emile"), lambda row: row.customer == NAMES[2]),
    "wildcards": (InvoiceFilter(search="% _d"), lambda row: row.customer == NAMES[2]),
    "quotes": (InvoiceFilter(search='bar"s'), lambda row: row.customer == NAMES[3]),
    "short": (InvoiceFilter(search="ab"), lambda row: row.customer == NAMES[4]),
    "VAT id": (InvoiceFilter(search="de771"), lambda row: row.customer == NAMES[1]),
    "nothing": (InvoiceFilter(search="nobody"), lambda row: False),
    "operators": (InvoiceFilter(search="web* OR hansen"), lambda row: False),
    "number": (InvoiceFilter(search="inv-2026-000"), lambda row: "-000" in (row.number or "")),
    "end of number": (InvoiceFilter(search="007"), lambda row: (row.number or "")[-3:] == "007"),
    "name and status": (
        InvoiceFilter(search="hansen", statuses=frozenset({InvoiceStatus.OPEN})),
        lambda row: row.customer == NAMES[1] and row.status is InvoiceStatus.OPEN,
    ),
}


def _key(column: InvoiceColumn) -> Callable[[InvoiceRow], tuple[bool, object]]:
    def key(row: InvoiceRow) -> tuple[bool, object]:
        if column is InvoiceColumn.NUMBER:
            return (row.number is not None, row.number and number_key(row.number))
        if column is InvoiceColumn.CUSTOMER:
            return (True, folded(row.customer))
        value = getattr(row, column)
        return (value is not None, value)

    return key


@pytest.mark.parametrize("way", ["finding", "walking", "looking near"])
def test_every_filter_in_every_order(
    table: Table, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "walking":
        monkeypatch.setattr(invoice_queries, "_RARE", -1)
        monkeypatch.setattr(invoice_queries, "_RARE_BY_ID", -1)
    # Half of them: there is enough of some filters, and of others not.
    monkeypatch.setattr(invoice_queries, "NEAR", len(table.rows) // 2 if "near" in way else 0)
    reads = table.database.reads.invoices
    for name, (where, matches) in FILTERS.items():
        expected = [row for row in table.rows if matches(row)]
        assert bool(expected) == (name not in {"nothing", "operators", "never overdue"}), name
        assert reads.count(where) == len(expected), name
        for column in InvoiceColumn:
            for descending in (False, True):
                by_id = sorted(expected, key=lambda row: row.id, reverse=descending)
                wanted = sorted(by_id, key=_key(column), reverse=descending)
                sort = InvoiceSort(column, descending)
                assert reads.page(where, sort, 7) == wanted[:7], (name, sort)
                ids = reads.ids(where, sort)
                assert (ids.typecode, list(ids)) == ("q", [row.id for row in wanted]), (name, sort)


def test_every_choice_of_statuses_is_counted_in_full(table: Table) -> None:
    later = [status for status in InvoiceStatus if status is not InvoiceStatus.DRAFT]

    def move_on(uow: Any) -> None:
        for place, row in enumerate(row for row in table.rows if row.number):
            moving = update(invoice).where(invoice.c.id == row.id)
            uow._session.core.execute(moving.values(status=later[place % len(later)]))

    table.database.transactions.write(move_on)
    reads = table.database.reads.invoices
    found = Counter(row.status for row in reads.rows([row.id for row in table.rows]))
    assert set(found) == set(InvoiceStatus)
    for chosen in range(1, len(InvoiceStatus) + 1):
        for statuses in combinations(InvoiceStatus, chosen):
            where = InvoiceFilter(statuses=frozenset(statuses))
            assert reads.count(where) == sum(found[status] for status in statuses), statuses


def test_sums_are_exact_and_by_currency(table: Table) -> None:
    expected = [
        CurrencySum(currency, len(totals), sum(totals, Decimal(0)))
        for currency in ("EUR", "USD")
        if (totals := [row.total for row in table.rows if row.currency == currency])
    ]
    reads = table.database.reads.invoices
    assert reads.sums_where(ALL) == expected
    assert reads.sums(reads.ids(ALL, InvoiceSort())) == expected
    assert reads.sums([]) == []
    assert reads.sums_where(InvoiceFilter(search="nobody")) == []


def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone(table: Table) -> None:
    wanted = [table.rows[9].id, 987654, table.rows[3].id]
    found = table.database.reads.invoices.rows(wanted)
    assert found == [table.rows[9], table.rows[3]]


def test_whole_invoices_come_back_as_they_were_stored(database: Database, ground: Ground) -> None:
    customer = builders.customer(
        contacts=(Contact("Zoë"), builders.contact(), builders.contact("b@weber.example"))
    )
    (customer_id,) = database.transactions.write(lambda uow: uow.customers.add_many([customer]))
    stored = database.reads.customers.get(customer_id)
    assert stored == replace(customer, id=customer_id)
    lines = (
        builders.line("0.000001", "1234567.123456", "7.7"),
        InvoiceLine("Zürich", Decimal(-1), Decimal("10.5"), "h", Decimal("2.5"), Decimal("0.01")),
    )
    draft = builders.draft(
        customer=stored,
        template=None,
        series_id=ground.series.id,
        lines=lines,
        discount_percent=Decimal("12.25"),
        discount_amount=Decimal("3.99"),
        terms_days=14,
        issued_on=DAY,
        due_on=DAY,
        buyer_reference="PO 7",
        note="Merci !",
    )
    bare = builders.draft(customer=None, template=None, series_id=ground.series.id, lines=())
    ids = database.transactions.write(lambda uow: uow.drafts.add_many([draft, bare]))
    loaded = database.reads.invoices.load([ids[1], ids[0], 999])
    assert loaded == [replace(bare, id=ids[1]), replace(draft, id=ids[0])]
    assert str(loaded[1].lines[0].quantity) == "1234567.123456"


def test_invoices_are_found_by_number_or_id(database: Database, ground: Ground) -> None:
    (invoice_id,) = databases.open_invoices(database, ground, 1)
    (draft,) = databases.add_drafts(database, ground, 1)
    reads = database.reads.invoices
    assert reads.find(" INV-2026-0001 ") == invoice_id
    assert reads.find(str(draft.id)) == draft.id
    assert [reads.find(text) for text in ("99", "INV", "", "9" * 30, "²")] == [None] * 5
    number, content = reads.issued(invoice_id) or ("", "")
    assert (number, content[:1]) == ("INV-2026-0001", "{")
    assert (reads.issued(draft.id), reads.document(draft.id)) == (None, None)
