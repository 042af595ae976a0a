# SPDX-License-Identifier: MIT
"""Importing drafts of ten lines, beside plain batched inserts of the same rows in the same run.

The inserts have their rows ready; the import also reads the file, understands it, adds up and
remembers what it added. Its file is looked through within the time.
"""

import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from sqlalchemy import insert

from lightar_desktop.adapters.db.engine import SqliteDatabase
from lightar_desktop.adapters.db.store_drafts import draft_row, line_row
from lightar_desktop.adapters.db.tables import invoice, invoice_line
from lightar_desktop.adapters.system.clock import SystemClock
from lightar_desktop.adapters.system.renderers import Renderers
from lightar_desktop.bootstrap.files import TABLES
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.importing.outcome import ImportCommand
from lightar_desktop.services.importing.service import ImportService
from lightar_desktop.services.ports import Database
from tests import builders, databases
from tests.benchmarks import Row

LINES = 10
AT_ONCE = 1_000
GOAL = 0.5
MOST_MB = 300
TICK = 0.002
_NEW = {"version": 0, "status": InvoiceStatus.DRAFT, "light": Light.NOT_SENT}


def run(*, quick: bool = False) -> Iterator[Row]:
    """Rate, memory, and how late a timer in the same process is."""
    count = 10_000 if quick else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write_file(path, count)
        plain = _in_a_database(lambda database: inserts(database, path, count))
        before = _peak_mb()
        with _LateTimer() as timer:
            ours = _in_a_database(lambda database: imports(database, path, count))
        more = _peak_mb() - before
    ratio = plain / ours
    shown = (f"{count / ours:,.0f}/s", f"{count / plain:,.0f}/s plain inserts")
    yield Row(f"import of {count:,} drafts", *shown, ratio, f">= {GOAL:g}", ratio >= GOAL)
    reached = more <= MOST_MB
    yield Row("  more memory", f"{more:.0f} MB", "", None, f"<= {MOST_MB} MB", reached)
    yield Row("  timer late, p99 and worst", timer.words, "", None, "", None)


def write_file(path: Path, count: int) -> None:
    """A file as other programs export it: a row for each line."""
    heads = "Invoice number,Customer number,Invoice date,Due date,Currency,Description,Quantity"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{heads},Unit,Unit price,VAT rate\n")
        for number in range(count):
            day = 1 + number % 28
            file.writelines(
                f"R{number:06},C10001,2026-01-{day:02},2026-02-{day:02},EUR,Concept and design {n},"
                f"{1 + (number + n) % 40},h,{100 + (number * 7 + n) % 90_000 / 100:.2f},25\n"
                for n in range(LINES)
            )


def inserts(database: SqliteDatabase, path: Path, count: int) -> float:
    """Seconds that batched inserts of the rows take, with SQLAlchemy as its manual shows it."""
    draft = _draft(database)
    head, lines = _NEW | draft_row(draft), list(enumerate(draft.lines, 1))
    began = time.perf_counter()

    def work(uow: Any) -> None:
        core = uow._session.core
        adding = insert(invoice).returning(invoice.c.id, sort_by_parameter_order=True)
        ids = core.execute(adding, [head] * AT_ONCE).scalars().all()
        core.execute(
            insert(invoice_line),
            [line_row(draft_id, place, line) for draft_id in ids for place, line in lines],
        )

    for _ in range(0, count, AT_ONCE):
        database.transactions.write(work)
    took = time.perf_counter() - began
    _expect(database, count)
    return took


def imports(database: SqliteDatabase, path: Path, count: int) -> float:
    """Seconds that the import takes, from the file's name to the last row stored."""
    renderers = Renderers()
    service = ImportService(database, TABLES, renderers, SystemClock(), lambda _: False)
    renderers.warm_up()
    try:
        began = time.perf_counter()
        table = service.look(path)
        columns = service.mapping(ImportKind.INVOICES, table)
        outcome = service.run(ImportCommand(ImportKind.INVOICES, table, columns))
        took = time.perf_counter() - began
    finally:
        service.close()
        renderers.close()
    assert outcome.new == count
    _expect(database, count)
    return took


def _draft(database: Database) -> Invoice:
    buyer = database.reads.customers.get(1)
    lines = tuple(
        replace(builders.line(f"{100 + n}.25"), description=f"Concept and design {n}", unit="h")
        for n in range(LINES)
    )
    template = database.reads.setup.templates()[0].template
    return builders.draft(customer=buyer, template=template, series_id=1, lines=lines)


def _in_a_database(work: Callable[[SqliteDatabase], float]) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        databases.opened(databases.sqlite_url(Path(folder)), SystemClock()) as database,
    ):
        assert isinstance(database, SqliteDatabase)
        databases.lay_ground(database)
        return work(database)


def _expect(database: Database, count: int) -> None:
    assert database.reads.invoices.count(InvoiceFilter()) == count


def _peak_mb() -> float:
    """The most memory this process and the largest of its children had so far."""
    who: Sequence[int] = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(one).ru_maxrss for one in who) / 1024


class _LateTimer:
    """Stands for the window: wakes again and again, and notes how late."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    @property
    def words(self) -> str:
        late = sorted(self._late)
        return f"{late[int(len(late) * 0.99)]:.0f} and {late[-1]:.0f} ms"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._over.is_set():
            began = time.perf_counter()
            self._over.wait(TICK)
            self._late.append((time.perf_counter() - began - TICK) * 1000)
