# SPDX-License-Identifier: MIT
"""The database: durable opens beside twenty contending threads, and a table of a million rows.

The contending threads run the very same statements; they only begin and commit for themselves. A
slow disk is imitated by a pause before each commit, in both ways.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from threading import local
from typing import Any

from lightar_desktop.adapters.db import open_database
from lightar_desktop.adapters.db.engine import SqliteDatabase
from lightar_desktop.adapters.db.unit import Unit
from lightar_desktop.adapters.system.clock import SystemClock
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import InvoiceReads, UnitOfWork
from tests import databases
from tests.benchmarks import Row
from tests.benchmarks.large import cached_large

THREADS = 20
SLOW_DISK = 0.005
FRAME_MS = 16

Work = Callable[[UnitOfWork], object]


def run(*, quick: bool = False) -> Iterator[Row]:
    """All rows of this subject."""
    yield from opens(quick=quick)
    yield verified(10_000 if quick else 100_000)
    yield from table(cached_large(100_000 if quick else 1_000_000))


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast some opens went."""

    per_second: float
    waits: list[float]  # milliseconds, each open


def opens(*, quick: bool) -> Iterator[Row]:
    """Durable opens a second: number, lock, journal, outgoing email and batch item."""
    for pause, goal in ((0.0, 2.5), (SLOW_DISK, 10.0)):
        name = "durable open" + (", commits 5 ms slower" if pause else "")
        rounds = [opens_once(100 if quick else 400, pause) for _ in range(3 if quick else 7)]
        product = median(ours.per_second for ours, _ in rounds)
        other = median(theirs.per_second for _, theirs in rounds)
        ratio = median(ours.per_second / theirs.per_second for ours, theirs in rounds)
        shown = (f"{product:.0f}/s", f"{other:.0f}/s contending")
        yield Row(name, *shown, ratio, f">= {goal:g} times", ratio >= goal)
        p99 = [median(_p99(round_[way].waits) for round_ in rounds) for way in (0, 1)]
        shown = (f"{p99[0]:.1f} ms", f"{p99[1]:.1f} ms contending")
        ratio = p99[1] / p99[0]
        yield Row("  p99 wait", *shown, ratio, ">= 20 times less", ratio >= 20)


def _p99(waits: list[float]) -> float:
    return quantiles(waits, n=100)[98]


def opens_once(count: int, pause: float) -> tuple[Speed, Speed]:
    """`count` opens by the product, and as many by contending threads, on the same file."""
    with tempfile.TemporaryDirectory() as folder:
        url = databases.sqlite_url(Path(folder))
        with databases.opened(url, SystemClock()) as database:
            assert isinstance(database, SqliteDatabase)
            work = _work(database, 2 * count)
            _slow_down(database, pause)
            database.transactions.write(lambda uow: None)
            ours = _timed(work[:count], database.transactions.write)
            with closing(_Contending(database, pause)) as contending:
                return ours, _timed(work[count:], contending.write)


def _work(database: SqliteDatabase, count: int) -> list[Work]:
    ground = databases.lay_ground(database)
    invoices = databases.add_drafts(database, ground, count, lines=10)
    ids = [invoice.id for invoice in invoices]
    batch_id = database.transactions.write(
        lambda uow: uow.batches.add(ids, databases.SETTINGS, SystemClock().now())
    )
    items = database.reads.batches.waiting(batch_id, 0, count)
    return [
        databases.opening_of_batch(invoice, ground, item_id)
        for invoice, (item_id, _) in zip(invoices, items, strict=True)
    ]


def _slow_down(database: SqliteDatabase, pause: float) -> None:
    quick = database.writer._make_durable

    def slow(driver: Any) -> None:
        time.sleep(pause)
        quick(driver)

    if pause:
        database.writer._make_durable = slow  # type: ignore[method-assign]


def _timed(work: Sequence[Work], write: Callable[[Work], object]) -> Speed:
    def once(one: Work) -> float:
        began = time.perf_counter()
        write(one)
        return (time.perf_counter() - began) * 1000

    with ThreadPoolExecutor(THREADS) as pool:
        began = time.perf_counter()
        waits = list(pool.map(once, work))
        return Speed(len(work) / (time.perf_counter() - began), waits)


class _Contending:
    """Each thread has its own connection and transaction; SQLite's lock decides who is next."""

    def __init__(self, database: SqliteDatabase, pause: float) -> None:
        self._database = database
        self._pause = pause
        self._mine = local()
        self._open: list[Any] = []

    def close(self) -> None:
        for connection in self._open:
            connection.close()

    def write(self, work: Work) -> None:
        driver, unit = self._connected()
        driver.execute("BEGIN IMMEDIATE")
        unit.begin()
        work(unit)
        unit.finish()
        time.sleep(self._pause)
        driver.execute("COMMIT")

    def _connected(self) -> tuple[Any, Unit]:
        if not hasattr(self._mine, "unit"):
            connection = self._database.writer._connect()
            self._open.append(connection)
            self._mine.unit = self._database.writer._unit(connection)
            self._mine.driver = connection.connection.driver_connection
        return self._mine.driver, self._mine.unit


def verified(count: int) -> Row:
    """Checking the whole journal."""
    with tempfile.TemporaryDirectory() as folder:
        url = databases.sqlite_url(Path(folder))
        with databases.opened(url, SystemClock()) as database:
            event = Event(
                "email.sent", Subject.EMAIL, 7, 7, {"to": ["a@b.example"], "reply": "250"}
            )
            database.transactions.write(lambda uow: uow.record(*[event] * count))
            began = time.perf_counter()
            assert database.reads.journal.verify().ok
            took = time.perf_counter() - began
    limit = 3.0 * count / 100_000
    name = f"journal of {count:,} entries verified"
    return Row(name, f"{took:.2f} s", "", None, f"< {limit:g} s", took < limit)


FILTERS = {
    "everything": InvoiceFilter(),
    "drafts": InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT})),
    "owed": InvoiceFilter(statuses=frozenset({InvoiceStatus.OPEN, InvoiceStatus.PARTIALLY_PAID})),
    "paid": InvoiceFilter(statuses=frozenset({InvoiceStatus.PAID})),
    "failed emails": InvoiceFilter(lights=frozenset({Light.FAILED})),
    "overdue": InvoiceFilter(overdue_on=date(2026, 6, 1)),
    "due in a month": InvoiceFilter(due_from=date(2025, 1, 1), due_to=date(2025, 1, 31)),
    "amounts": InvoiceFilter(amount_from=Decimal(100), amount_to=Decimal(110)),
    "customer": InvoiceFilter(customer_id=77),
    "search": InvoiceFilter(search="hansen media"),
}


def table(path: Path) -> Iterator[Row]:
    """The invoice table on a large database."""
    database = open_database(f"sqlite:///{path}", "bench", "bench", SystemClock())
    try:
        reads = database.reads.invoices
        for name, where in FILTERS.items():
            yield _filtered(reads, name, where)
        with closing(sqlite3.connect(path)) as raw:
            yield _searched(reads, raw)
            yield _deep(reads, raw)
    finally:
        database.close()


def _filtered(reads: InvoiceReads, name: str, where: InvoiceFilter) -> Row:
    """Count and first page, newest first; beside it the worst of all columns."""
    count = _ms(lambda: reads.count(where))
    sorts = [InvoiceSort(column, down) for column in InvoiceColumn for down in (True, False)]
    pages = {sort: _ms(partial(reads.page, where, sort, 100)) for sort in sorts}
    total = count + pages[InvoiceSort()]
    sort, worst = max(pages.items(), key=lambda item: item[1])
    return Row(
        f"{name}: count and first page",
        f"{total:.1f} ms",
        f"worst page {worst:.1f} ms ({sort.column})",
        None,
        f"<= {FRAME_MS} ms",
        total <= FRAME_MS,
    )


def _searched(reads: InvoiceReads, raw: sqlite3.Connection) -> Row:
    where = FILTERS["search"]
    ours = _ms(lambda: reads.count(where))
    like = (
        "SELECT count(*) FROM invoice WHERE (customer_name LIKE '%hansen%' "
        "AND customer_name LIKE '%media%') OR number LIKE '%hansen media%'"
    )
    theirs = _ms(lambda: raw.execute(like).fetchall())
    ratio = theirs / ours
    return Row(
        "search", f"{ours:.2f} ms", f"LIKE {theirs:.0f} ms", ratio, ">= 100 times", ratio >= 100
    )


def _deep(reads: InvoiceReads, raw: sqlite3.Connection) -> Row:
    ids = reads.ids(InvoiceFilter(), InvoiceSort())
    start = len(ids) * 9 // 10
    ours = _ms(lambda: reads.rows(ids[start : start + 100]))
    first = _ms(lambda: reads.rows(ids[:100]))
    offset = f"SELECT * FROM invoice ORDER BY id DESC LIMIT 100 OFFSET {start}"
    theirs = _ms(lambda: raw.execute(offset).fetchall())
    return Row(
        "deep page",
        f"{ours:.2f} ms (first {first:.2f})",
        f"OFFSET {theirs:.1f} ms",
        theirs / ours,
        "as the first, +-2 times",
        ours <= 2 * first,
    )


def _ms(question: Callable[[], object], times: int = 5) -> float:
    """Milliseconds, in the middle, with everything in memory."""
    question()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        question()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)
