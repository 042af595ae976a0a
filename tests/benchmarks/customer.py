# SPDX-License-Identifier: MIT
"""Opening a customer with 20,000 invoices beside one with ten: what is read, and in the window."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, QSettings
from PySide6.QtWidgets import QApplication

from lightar_desktop import bootstrap
from lightar_desktop.adapters.db.engine import SqliteDatabase
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.gui import theme
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.customer import CustomerPage
from lightar_desktop.gui.tasks import PoolRunner, Tasks
from lightar_desktop.gui.widgets.customer_view import read_customer
from lightar_desktop.services.app import App
from lightar_desktop.services.ports import UnitOfWork
from tests import builders, databases
from tests.benchmarks import Row

MANY, FEW = 20_000, 10
GOAL = 1.5


def run(*, quick: bool) -> Iterator[Row]:
    """What is read, then the page until it is painted, then its table of invoices."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.current().install(application, "light")
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/customers.db"
        many, few = _fill(url, 2_000 if quick else MANY)
        app = bootstrap.open_app(url, PoolRunner(4))
        try:
            turns = 5 if quick else 21
            read = _in_turns(lambda i: lambda: read_customer(app, i), many, few, turns)
            yield _row("customer of 20,000 invoices, read", *read)
            window = _window(app, Path(folder))
            yield _row("  shown in the window", *_in_turns(_shows(window, 0), many, few, turns))
            yield _row("  its invoices as well", *_in_turns(_shows(window, 1), many, few, turns))
            window.close()
            window.tasks.close()
        finally:
            app.close()


def _row(name: str, many: float, few: float) -> Row:
    ratio = many / few
    goal = f"<= {GOAL:g} times ten"
    return Row(name, f"{many:.1f} ms", f"of ten {few:.1f} ms", ratio, goal, ratio <= GOAL)


def _in_turns(
    does: Callable[[int], Callable[[], object]], many: int, few: int, turns: int
) -> tuple[float, float]:
    """Milliseconds for each, in the middle, both by turns."""
    took: dict[int, list[float]] = {many: [], few: []}
    for turn in range(turns + 1):
        for customer_id in (many, few):
            began = time.perf_counter()
            does(customer_id)()
            if turn:  # the first fills the caches
                took[customer_id].append((time.perf_counter() - began) * 1000)
    return median(took[many]), median(took[few])


def _window(app: App, folder: Path) -> MainWindow:
    memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(lambda: app, memory, Tasks(PoolRunner(4)))
    window.resize(1280, 800)
    window.show()
    _until(lambda: window.page is not None and not window.tasks.busy)
    return window


def _shows(window: MainWindow, tab: int) -> Callable[[int], Callable[[], object]]:
    def show(customer_id: int) -> Callable[[], object]:
        def work() -> None:
            window.show_customer(customer_id)
            page = window.page
            assert isinstance(page, CustomerPage)
            page.tabs.setCurrentIndex(tab)
            _until(lambda: page.view is not None and page.view.customer.id == customer_id)
            rows = page.invoices.rows
            if tab and rows is not None:
                _until(lambda: not rows.loading and rows.where.customer_id == customer_id)
            page.repaint()

        return work

    return show


def _until(done: Callable[[], bool]) -> None:
    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)


def _fill(url: str, count: int) -> tuple[int, int]:
    """A customer with `count` invoices in every status and one with ten; their ids."""
    chance = Random(3)
    with databases.opened(url) as database:
        assert isinstance(database, SqliteDatabase)
        ground = databases.lay_ground(database)
        (few,) = database.transactions.write(
            lambda uow: uow.customers.add_many([builders.customer(name="Few", number="C2")])
        )
        many = ground.customer_id
        for customer_id, wanted in ((many, count), (few, FEW)):
            one = database.reads.customers.get(customer_id)
            draft = builders.draft(customer=one, template=None, due_on=date(2026, 12, 24))
            drafts = [draft] * wanted
            database.transactions.write(partial(_add, drafts))
    _open_raw(url, chance)
    return many, few


def _add(drafts: list[Invoice], uow: UnitOfWork) -> None:
    for start in range(0, len(drafts), 1000):
        uow.drafts.add_many(drafts[start : start + 1000])


def _open_raw(url: str, chance: Random) -> None:
    """Most of them opened and paid, the fast way; the page reads no more of them than this."""
    import sqlite3
    from contextlib import closing

    from sqlalchemy import create_engine

    from lightar_desktop.adapters.db import triggers

    engine = create_engine(url)
    with engine.connect() as connection:
        triggers.drop(connection)
        connection.commit()
    statuses = [InvoiceStatus.PAID, InvoiceStatus.OPEN, InvoiceStatus.PARTIALLY_PAID]
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as raw:
        ids = [row[0] for row in raw.execute("SELECT id FROM invoice")]
        values = [
            (chance.choices(statuses, (90, 7, 3))[0], f"INV-{i:07}", f"{i:07}", 1, i) for i in ids
        ]
        raw.executemany(
            "UPDATE invoice SET status = ?, number = ?, number_key = ?, opened_at = ? WHERE id = ?",
            values,
        )
        raw.commit()
    with engine.connect() as connection:
        triggers.create(connection)
        connection.commit()
    engine.dispose()
