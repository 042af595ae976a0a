# SPDX-License-Identifier: MIT
"""The customer table, numbers given to new customers, and what they owe, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event

from lightar_desktop.adapters.db.engine import SqliteDatabase
from lightar_desktop.services.filters import (
    CustomerColumn,
    CustomerFilter,
    CustomerSort,
    InvoiceFilter,
    Standing,
)
from lightar_desktop.services.ports import Database, UnitOfWork
from tests import builders, databases
from tests.databases import Ground
from tests.fakes import START

TODAY = START.date()
LATER = TODAY + timedelta(days=60)


@pytest.fixture
def people(database: Database, ground: Ground) -> dict[str, int]:
    """Four customers by name; Weber owes two invoices, one of them late after a month."""
    more = [
        builders.customer(name="Aasen", number="C10009", vat_id="", contacts=()),
        builders.customer(
            name="Ødegård",
            number="X1",
            vat_id="",
            archived=True,
            contacts=(builders.contact("z@z.example"),),
        ),
        builders.customer(
            name="<b>Bold</b>", number="", vat_id="", contacts=(builders.contact("b@b.example"),)
        ),
    ]
    ids = database.transactions.write(lambda uow: uow.customers.add_many(more))
    databases.open_invoices(database, ground, 2)
    return {one.name: i for one, i in zip(more, ids, strict=True)} | {"Weber": ground.customer_id}


def names(database: Database, where: CustomerFilter, sort: CustomerSort | None = None) -> list[str]:
    customers = database.reads.customers
    rows = customers.table(where, sort or CustomerSort(), LATER, 0, 100)
    assert customers.count(where, LATER) == len(rows)
    return [row.name.split()[0] for row in rows]


def test_the_table_is_filtered_searched_and_paged(
    database: Database, people: dict[str, int]
) -> None:
    assert people
    assert names(database, CustomerFilter()) == ["<b>Bold</b>", "Aasen", "Weber"]
    assert names(database, CustomerFilter(Standing.ARCHIVED)) == ["Ødegård"]
    assert names(database, CustomerFilter(Standing.OVERDUE)) == ["Weber"]
    assert names(database, CustomerFilter(Standing.ALL, "gård")) == ["Ødegård"]
    everything = CustomerFilter(Standing.ALL)
    page = database.reads.customers.table(everything, CustomerSort(), LATER, 1, 2)
    assert [row.name.split()[0] for row in page] == names(database, everything)[1:3]


@pytest.mark.parametrize("column", list(CustomerColumn))
def test_every_column_sorts_both_ways(
    database: Database, people: dict[str, int], column: CustomerColumn
) -> None:
    assert people
    everything = CustomerFilter(Standing.ALL)
    up = names(database, everything, CustomerSort(column))
    down = names(database, everything, CustomerSort(column, descending=True))
    assert up == down[::-1]
    last = {
        CustomerColumn.NUMBER: "Ødegård",
        CustomerColumn.EMAIL: "Ødegård",
        CustomerColumn.OPEN: "Weber",
        CustomerColumn.OVERDUE: "Weber",
    }
    assert up[-1] == last.get(column, up[-1])


def test_what_is_owed_and_late(database: Database, people: dict[str, int]) -> None:
    customers = database.reads.customers
    (owed,) = customers.owed(people["Weber"], TODAY)
    assert (owed.invoices, owed.overdue_invoices, owed.overdue) == (2, 0, Decimal(0))
    (late,) = customers.owed(people["Weber"], LATER)
    assert (late.overdue_invoices, late.overdue) == (2, late.balance)
    assert late.balance == Decimal("250.00")
    assert customers.owed(people["Aasen"], LATER) == []
    (row,) = customers.table(CustomerFilter(Standing.OVERDUE), CustomerSort(), LATER, 0, 9)
    assert (row.balances[0].total, row.overdue[0].count) == (late.balance, 2)


def test_numbers_go_on_where_most_customers_are(database: Database, people: dict[str, int]) -> None:
    def work(uow: UnitOfWork) -> tuple[str, str, str]:
        taken = uow.customers.named("X1", 0)
        return uow.customers.next_number(), taken, uow.customers.named("X1", people["Ødegård"])

    assert database.transactions.write(work) == ("C10010", "Ødegård", "")


def test_the_first_number_of_all(database: Database) -> None:
    assert database.transactions.write(lambda uow: uow.customers.next_number()) == "C10001"


def test_only_unused_customers_are_deleted(database: Database, people: dict[str, int]) -> None:
    wanted = [people["Weber"], people["Aasen"], 999]
    assert database.transactions.write(lambda uow: uow.customers.delete(wanted)) == [
        people["Aasen"]
    ]
    assert database.reads.customers.get(people["Weber"])
    assert database.reads.customers.get(people["Aasen"]) is None


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_the_customer_page_asks_is_answered_by_indexes(
    database: Database, people: dict[str, int]
) -> None:
    """Each question of the page as SQLite plans it: a search in an index, never a scan."""
    assert isinstance(database, SqliteDatabase)
    weber = people["Weber"]
    with asked(database) as questions:
        database.reads.customers.owed(weber, LATER)
        database.reads.customers.get(weber)
        database.reads.invoices.count(InvoiceFilter(customer_id=weber))
        database.reads.outbox.emails(customer_id=weber, limit=200)
        database.reads.journal.about_customer(weber)
        database.reads.customers.count(CustomerFilter(Standing.OVERDUE), LATER)
    plans = {sql: plan(database, sql, values) for sql, values in questions}
    assert len(plans) >= 7
    for sql, steps in plans.items():
        scans = [step for step in steps if step.startswith("SCAN") and "VIRTUAL" not in step]
        assert all("customer USING COVERING INDEX" in step for step in scans), (sql, steps)
    owed = next(steps for sql, steps in plans.items() if "sum(" in sql)
    assert owed == ["SEARCH invoice USING INDEX ix_invoice_owed (customer_id=?)"]
    late = next(steps for sql, steps in plans.items() if "EXISTS" in sql)
    assert "customer_id=?" in late[-1]


@contextmanager
def asked(database: SqliteDatabase) -> Iterator[list[tuple[str, Any]]]:
    """Notes the questions put to the database, with their values."""
    found: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, sql: str, values: Any, *_: object) -> None:
        if sql.startswith("SELECT"):
            found.append((sql, values))

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def plan(database: SqliteDatabase, sql: str, values: Any) -> list[str]:
    """The steps in which SQLite answers."""
    with database.reads.customers._source.reading() as connection:  # type: ignore[attr-defined]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    return [row.detail for row in rows]
