# SPDX-License-Identifier: MIT
"""Transactions: numbers without gaps, failures that harm nobody else, and one writer."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lightar_desktop.adapters.db import open_database
from lightar_desktop.adapters.db.engine import PostgresDatabase, SqliteDatabase
from lightar_desktop.adapters.db.writer import BESIDE, GROUP
from lightar_desktop.domain.customer import Contact
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import Database, StorageError, UnitOfWork
from tests import databases
from tests.databases import Ground, add_drafts, opening
from tests.fakes import START, FakeClock

WORKERS = 20


class FailedOnPurposeError(Exception):
    pass


def failing(work: Callable[[UnitOfWork], object]) -> Callable[[UnitOfWork], None]:
    def fails(uow: UnitOfWork) -> None:
        work(uow)
        raise FailedOnPurposeError

    return fails


def numbers(database: Database) -> list[int]:
    rows = database.reads.invoices.page(InvoiceFilter(), InvoiceSort(), 10_000)
    return sorted(int(row.number[-4:]) for row in rows if row.number)


def test_twenty_threads_number_without_gap_or_double(database: Database, ground: Ground) -> None:
    invoices = add_drafts(database, ground, 400)

    def open_one(invoice: Invoice) -> None:
        work = opening(invoice, ground)
        if invoice.id % 5 == 0:
            with pytest.raises(FailedOnPurposeError):
                database.transactions.write(failing(work))
        database.transactions.write(work)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(open_one, invoices))

    assert numbers(database) == list(range(1, 401))
    assert database.reads.journal.last() == 400
    assert database.reads.journal.verify().ok


def test_a_failed_write_leaves_nothing_and_gives_its_number_back(
    database: Database, ground: Ground
) -> None:
    bad, good = add_drafts(database, ground, 2)
    with pytest.raises(FailedOnPurposeError):
        database.transactions.write(failing(opening(bad, ground)))
    database.transactions.write(opening(good, ground))

    assert numbers(database) == [1]
    assert database.reads.journal.last() == 1
    assert [row.invoice_id for row in database.reads.outbox.emails()] == [good.id]


def test_an_error_of_the_database_fails_one_write_alone(database: Database, ground: Ground) -> None:
    def breaks_a_rule(uow: UnitOfWork) -> None:
        uow.batches.add([1], None, START, parent_id=12345)  # no such batch

    futures = [database.transactions.submit(breaks_a_rule)]
    futures += [database.transactions.submit(lambda uow: None) for _ in range(3)]
    assert futures[0].exception() is not None
    assert [future.result() for future in futures[1:]] == [None] * 3
    assert database.reads.batches.recent("ann") == []


def test_a_write_inside_a_write_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        database.transactions.write(lambda uow: database.transactions.write(lambda inner: None))


def test_closing_finishes_what_waits_and_refuses_more(database: Database, ground: Ground) -> None:
    drafts = add_drafts(database, ground, 100)
    futures = [
        database.transactions.submit(opening(draft, ground), urgent=draft.id % 2 == 0)
        for draft in drafts
    ]
    database.close()
    assert all(future.result(timeout=0) for future in futures)
    with pytest.raises(StorageError, match="closed"):
        database.transactions.submit(lambda uow: None)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_waits_together_is_committed_together(database: SqliteDatabase) -> None:
    waiting, go = threading.Event(), threading.Event()

    def hold(uow: UnitOfWork) -> None:
        waiting.set()
        assert go.wait(10)

    first = database.transactions.submit(hold)
    assert waiting.wait(10)
    futures = [database.transactions.submit(lambda uow: None) for _ in range(2 * GROUP)]
    go.set()
    for future in (first, *futures):
        future.result(timeout=10)
    assert database.writer.groups == 3


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_urgent_work_overtakes_but_starves_nobody(database: SqliteDatabase) -> None:
    waiting, go = threading.Event(), threading.Event()
    done: list[tuple[int, str]] = []  # after how many commits, which

    def hold(uow: UnitOfWork) -> None:
        waiting.set()
        assert go.wait(10)

    def noting(name: str) -> Callable[[UnitOfWork], None]:
        return lambda uow: done.append((database.writer.groups, name))

    write = database.transactions
    first = write.submit(hold)
    assert waiting.wait(10)
    ordinary = [f"ordinary {n}" for n in range(2 * BESIDE)]
    urgent = [f"urgent {n}" for n in range(GROUP + 1)]
    futures = [first, *(write.submit(noting(name)) for name in ordinary)]
    futures += [write.submit(noting(name), urgent=True) for name in urgent]
    go.set()
    for future in futures:
        future.result(timeout=10)
    assert done == [
        *((1, name) for name in urgent[:GROUP] + ordinary[:BESIDE]),
        *((2, name) for name in urgent[GROUP:] + ordinary[BESIDE:]),
    ]


def test_urgent_work_is_written_as_any_other(database: Database, ground: Ground) -> None:
    drafts = add_drafts(database, ground, 2)
    assert database.transactions.write(opening(drafts[0], ground), urgent=True)
    assert database.transactions.submit(opening(drafts[1], ground), urgent=True).result()
    assert numbers(database) == [1, 2]


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_reader_sees_nothing_before_the_commit(database: SqliteDatabase, ground: Ground) -> None:
    seen: list[int] = []

    def work(uow: UnitOfWork) -> None:
        uow.record(Event("company.saved", Subject.COMPANY, 1))
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(database.reads.journal.last).result())

    database.transactions.write(work)
    assert (seen, database.reads.journal.last()) == ([0], 1)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_full_disk_is_told_and_harms_nothing(database: SqliteDatabase, ground: Ground) -> None:
    (draft,) = add_drafts(database, ground, 1)

    def fills_the_disk(uow: Any) -> None:
        connection = uow._session.core.connection.driver_connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        try:
            for name in range(2000):
                uow.setup.add_asset(f"{name}".encode() * 1000)
        finally:
            connection.execute("PRAGMA max_page_count = 1073741823")

    with pytest.raises(StorageError, match="disk is full"):
        database.transactions.write(fills_the_disk)
    database.transactions.write(opening(draft, ground))
    assert numbers(database) == [1]


def test_a_lost_file_is_told_in_words(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'no' / 'x.sqlite'}", "a", "h", FakeClock())
    with pytest.raises(StorageError, match="folder exists"):
        database.prepare()
    with pytest.raises(StorageError, match="folder exists"):
        database.reads.journal.last()
    database.close()


def test_opening_asks_whether_all_is_as_it_was(database: Database, ground: Ground) -> None:
    invoice, other = add_drafts(database, ground, 2)
    write = database.transactions.write
    write(opening(invoice, ground))
    with pytest.raises(LookupError):  # not a draft any more
        write(opening(invoice, ground))
    write(
        lambda uow: uow.customers.save_contacts(
            ground.customer_id, [Contact("New", "new@weber.example")]
        )
    )
    with pytest.raises(LookupError):  # the customer is another one than was read
        write(opening(other, ground))
    (again,) = database.reads.invoices.load([other.id])
    write(opening(again, ground))
    assert numbers(database) == [1, 2]
    assert write(lambda uow: uow.invoices.status(other.id)) is InvoiceStatus.OPEN
    with pytest.raises(DomainError, match="There is no invoice 99"):
        write(lambda uow: uow.invoices.status(99))


def test_counters_are_kept_by_series_and_year(database: Database, ground: Ground) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        return [uow.numbers.take(ground.series.id, year) for year in (2026, 2026, 2027, 2026)]

    assert database.transactions.write(work) == [1, 2, 1, 3]


def test_documents_are_stored_once_and_let_emails_go(database: Database, ground: Ground) -> None:
    (invoice,) = add_drafts(database, ground, 1)
    write = database.transactions.write
    write(opening(invoice, ground))
    assert database.reads.invoices.without_document(10) == [invoice.id]
    assert database.reads.outbox.due(START) == 0
    first = write(lambda uow: uow.invoices.add_document(invoice.id, b"one", "aa", START))
    second = write(lambda uow: uow.invoices.add_document(invoice.id, b"two", "bb", START))
    assert first == second
    stored = database.reads.invoices.document(invoice.id)
    assert stored is not None
    assert (stored[0].sha256, stored[0].size, stored[1]) == ("aa", 3, b"one")
    assert database.reads.invoices.without_document(10) == []
    assert database.reads.outbox.due(START) == 1


def test_lights_change_after_opening(database: Database, ground: Ground) -> None:
    (invoice_id,) = databases.open_invoices(database, ground, 1)
    database.transactions.write(lambda uow: uow.invoices.set_light(invoice_id, Light.FAILED))
    (row,) = database.reads.invoices.rows([invoice_id])
    assert row.light is Light.FAILED


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_postgresql_repeats_what_only_others_undid(
    database: PostgresDatabase, ground: Ground
) -> None:
    met = threading.Barrier(2)
    tries = []

    def work(first: int, second: int) -> Callable[[UnitOfWork], None]:
        def crosses(uow: UnitOfWork) -> None:
            tries.append(1)
            uow.numbers.take(ground.series.id, first)
            if len(tries) <= 2:
                met.wait(10)
            uow.numbers.take(ground.series.id, second)

        return crosses

    database.transactions.write(lambda uow: [uow.numbers.take(1, year) for year in (1, 2)])
    futures = [database.transactions.submit(work(1, 2)), database.transactions.submit(work(2, 1))]
    for future in futures:
        future.result(timeout=30)
    assert len(tries) == 3  # one of the two was the deadlock's victim
    assert database.transactions.write(lambda uow: uow.numbers.take(1, 1)) == 4


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_long_reader_delays_a_commit_but_does_not_fail_it(
    database: SqliteDatabase, ground: Ground, tmp_path: Path
) -> None:
    reader = sqlite3.connect(tmp_path / "lightar.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM invoice").fetchall()
    future = database.transactions.submit(lambda uow: uow.numbers.take(ground.series.id, 1))
    if database.journal_mode == "truncate":
        with pytest.raises(TimeoutError):
            future.result(timeout=0.05)
    reader.execute("ROLLBACK")
    reader.close()
    assert future.result(timeout=30) == 1


def test_time_is_utc_whatever_it_was_given_in(database: Database, ground: Ground) -> None:
    (invoice_id,) = databases.open_invoices(database, ground, 1)
    (email,) = database.reads.outbox.emails(invoice_id=invoice_id)
    assert email.created_at == START
    assert email.created_at.utcoffset() == timedelta(0)
