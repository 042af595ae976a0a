# SPDX-License-Identifier: MIT
"""The main job end to end, with the window open: drafts in, accepted emails out.

Product and yardstick run in turns in this process while a window shows the invoices and repaints
them. A 5 ms timer tells how late the main thread is, apart from the frames it paints, which are
measured for themselves. The mail server is another process.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from lightar_desktop.bootstrap import open_app
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.application import SWITCH_SECONDS, collect_less, make_application
from lightar_desktop.gui.changes import ChangeFeed, Changes
from lightar_desktop.gui.pages.invoice_table import InvoiceTable
from lightar_desktop.gui.table import RowsModel
from lightar_desktop.gui.tasks import PoolRunner, Tasks
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.ports import UnitOfWork
from tests.benchmarks import Row
from tests.benchmarks.yardstick import Yardstick

CONNECTIONS = 20
TICK_MS, FRAME_MS = 5, 100
_USUAL = sys.getswitchinterval()  # a straightforward program leaves it as it is
EMAIL = EmailSettings(
    "Invoice {{ number }} from {{ company }}",
    "ar@nordlys.example",
    message="Dear {{ contact }},\n\nplease find attached invoice {{ number }} of {{ total }}.\n",
)


@dataclass(slots=True)
class Felt:
    """What sitting before the window was like: milliseconds late, milliseconds a frame took."""

    seconds: float = 0.0
    late: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    memory: float = 0.0  # the most this process held, in MB

    @property
    def late_p99(self) -> float:
        return sorted(self.late)[int(len(self.late) * 0.99)]

    @property
    def frame(self) -> float:
        return statistics.median(self.frames)


class Table(InvoiceTable):
    """The product's table, telling how long each of its frames took."""

    def __init__(self, painted: Callable[[float], None]) -> None:
        super().__init__()
        self._painted = painted

    def paintEvent(self, event: QPaintEvent) -> None:
        began = time.perf_counter()
        super().paintEvent(event)
        self._painted(began)


class Desk:
    """A window with the invoice table, watched while something goes on behind it."""

    def __init__(self, app: App, folder: Path) -> None:
        self._tasks = Tasks()
        reads = app.reads.invoices
        today = app.clock.now().date()
        self._rows = RowsModel(reads, self._tasks, lambda: today)
        self._felt = Felt()
        self._ticked = 0.0
        self._table = Table(self._painted)
        self._memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self._table.show_model(self._rows, self._memory)
        self._window = QMainWindow()
        self._window.setCentralWidget(self._table)
        self._window.resize(1280, 800)
        self._window.show()
        self._feed = ChangeFeed(app.reads.journal, self._tasks)
        self._feed.changed.connect(self._on_changed)
        self._feed.set_busy(True)
        self._feed.start()
        self._ticks = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._frames = QTimer(interval=FRAME_MS)
        self._frames.timeout.connect(self._frame)
        self.show_rows()

    def show_rows(self) -> None:
        """Show the invoices that are there now."""
        self._rows.refresh()
        self.watch(lambda: time.sleep(0.5))

    def watch(self, work: Callable[[], None]) -> Felt:
        """Run `work` on a thread and live with it until it ends."""
        self._felt = Felt()
        self._ticked = time.perf_counter()
        loop = QEventLoop()
        failure: list[BaseException] = []

        def run() -> None:
            began = time.perf_counter()
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - raised again below
                failure.append(error)
            self._felt.seconds = time.perf_counter() - began

        thread = threading.Thread(target=run)
        ended = QTimer(interval=20)
        ended.timeout.connect(lambda: None if thread.is_alive() else loop.quit())
        thread.start()
        for timer in (self._ticks, self._frames, ended):
            timer.start()
        loop.exec()
        for timer in (self._ticks, self._frames, ended):
            timer.stop()
        if failure:
            raise failure[0]
        return self._felt

    def close(self) -> None:
        self._feed.stop()
        self._tasks.close()
        self._window.close()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._felt.late.append(max(0.0, (now - self._ticked) * 1000 - TICK_MS))
        self._ticked = now

    def _frame(self) -> None:
        self._table.viewport().repaint()
        self._felt.memory = max(self._felt.memory, held())

    def _painted(self, began: float) -> None:
        # A frame is no lateness of the timer's: it has a row of its own in the table.
        now = time.perf_counter()
        self._felt.frames.append((now - began) * 1000)
        self._ticked += now - began

    def _on_changed(self, changes: Changes) -> None:
        self._rows.note_changes(changes.invoices)


def held() -> float:
    """Megabytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def sink(delay_ms: float = 0) -> Iterator[int]:
    """A mail server that takes everything, each answer a round trip late; gives its port."""
    command = [sys.executable, "-m", "tests.smtp_servers", "--sink", "--delay-ms", str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


@contextmanager
def program(folder: Path) -> Iterator[App]:
    """The product on a database of its own, as the window runs it, its processes warm."""
    app = open_app(f"sqlite:///{folder / 'product.db'}", PoolRunner())
    try:
        app.demo.fill(customers=100, invoices=0, broken=0, seed=1)
        app.warm_up()
        time.sleep(2)
        yield app
    finally:
        app.close()


def mail_through(app: App, port: int) -> None:
    """Have the product send through the server at `port`."""
    known = app.reads.setup.account()
    app.setup.save_mail_account(
        MailAccount(
            id=known.id if known else 0,
            host="127.0.0.1",
            port=port,
            security=Security.NONE,
            username="",
            from_address="ar@nordlys.example",
            from_name="Nordlys Design AS",
            connections=CONNECTIONS,
        )
    )


def drafts(app: App, count: int) -> list[int]:
    """Add drafts of ten lines for customers in turn; returns their ids."""
    reads = app.reads.setup
    rows = [row for row in app.reads.customers.page("", 1000) if row.number.startswith("C")]
    people = [one for row in rows if (one := app.reads.customers.get(row.id))]
    template, series_id = reads.templates()[0].template, reads.series()[0].id
    lines = tuple(
        InvoiceLine(
            f"Concept and design, part {place + 1}",
            Decimal(place % 7 + 1),
            Decimal("117.35") + place,
            "h",
            tax_rate=Decimal(25 if place % 3 else 15),
        )
        for place in range(10)
    )
    ids: list[int] = []
    for start in range(0, count, 1000):  # in pieces, or they would count as the batch's memory
        some = [
            Invoice(0, 0, InvoiceStatus.DRAFT, person, template, series_id, "EUR", lines)
            for n in range(start, min(start + 1000, count))
            for person in [people[n % len(people)]]
        ]

        def work(uow: UnitOfWork, some: list[Invoice] = some) -> list[int]:
            return uow.drafts.add_many(some)

        ids += app.database.transactions.write(work)
    return ids


def open_and_send(app: App, ids: list[int]) -> None:
    """The whole job: until the last email is accepted and recorded."""
    app.delivery.start()
    batch = app.batches.start(OpenInvoices(ids, EMAIL))
    app.batches.wait(batch)
    while (row := app.reads.batches.get(batch, app.actor)) and row.finished_at is None:
        time.sleep(0.05)
    app.delivery.stop()
    if row is None or row.succeeded != len(ids):
        raise RuntimeError(f"not all were sent: {row.words if row else 'no batch'}")


def run(*, quick: bool = False) -> list[Row]:
    """Measure everything of the main job."""
    QApplication.instance() or make_application(["benchmark", "-platform", "offscreen"])
    with tempfile.TemporaryDirectory(prefix="lightar-bench-") as name, sink() as port:
        folder = Path(name)
        yardstick = Yardstick(folder / "yardstick.db", port)
        with program(folder) as app:
            mail_through(app, port)
            desk = Desk(app, folder)
            collect_less()  # as the window does once it is there
            try:
                rows = side_by_side(app, yardstick, desk, quick=quick)
                rows += [far_away(app, desk, delay, quick=quick) for delay in (50, 200)]
                mail_through(app, port)
                rows.append(memory(app, desk, quick=quick))
            finally:
                desk.close()
                yardstick.close()
    return rows


def side_by_side(app: App, yardstick: Yardstick, desk: Desk, *, quick: bool) -> list[Row]:
    """The product and the yardstick in turns, with an instant mail server."""
    count, turns = (300, 2) if quick else (2000, 3)
    drafts(app, count)
    desk.show_rows()
    idle = desk.watch(lambda: time.sleep(2))
    ours, theirs = [], []
    for _ in range(turns):
        plain = yardstick.add(count // 4)  # its pace does not depend on the number
        sys.setswitchinterval(_USUAL)
        theirs.append(desk.watch(lambda plain=plain: yardstick.send_all(plain)))  # type: ignore[misc]
        sys.setswitchinterval(SWITCH_SECONDS)
        ids = drafts(app, count)
        desk.show_rows()
        gc.collect()
        ours.append(desk.watch(lambda ids=ids: open_and_send(app, ids)))  # type: ignore[misc]
    fast = statistics.median(count / felt.seconds for felt in ours)
    slow = statistics.median(count // 4 / felt.seconds for felt in theirs)
    late, theirs_late = (statistics.median(f.late_p99 for f in some) for some in (ours, theirs))
    worst, theirs_worst = (max(max(f.late) for f in some) for some in (ours, theirs))
    frame, theirs_frame = (statistics.median(f.frame for f in some) for some in (ours, theirs))
    return [
        Row(
            "batch, instant server",
            f"{fast:.0f} inv/s",
            f"{slow:.0f} inv/s",
            fast / slow,
            ">= 8 x",
            fast >= 8 * slow,
        ),
        Row(
            "timer late, p99, in the batch",
            f"{late:.1f} ms",
            f"{theirs_late:.1f} ms",
            late / theirs_late,
            "<= 5 ms",
            late <= 5,
        ),
        Row(
            "timer late, worst, in the batch",
            f"{worst:.1f} ms",
            f"{theirs_worst:.1f} ms",
            worst / theirs_worst,
            "<= 50 ms",
            worst <= 50,
        ),
        Row(
            "table frame in the batch",
            f"{frame:.1f} ms",
            f"idle {idle.frame:.1f}, yardstick {theirs_frame:.1f} ms",
            frame / idle.frame,
            "<= 3 x idle",
            frame <= 3 * idle.frame,
        ),
    ]


def far_away(app: App, desk: Desk, delay: int, *, quick: bool) -> Row:
    """The product with a mail server `delay` ms away, against what its connections allow."""
    limit = CONNECTIONS / (2 * delay / 1000)
    count = int(limit * (6 if quick else 20))  # seconds, so that the beginning weighs little
    with sink(delay) as port:
        mail_through(app, port)
        ids = drafts(app, count)
        felt = desk.watch(lambda: open_and_send(app, ids))
    pace = count / felt.seconds
    return Row(
        f"batch, {delay} ms away, {CONNECTIONS} connections",
        f"{pace:.1f} inv/s",
        f"limit {limit:.0f} inv/s",
        pace / limit,
        ">= 0.85 x",
        pace >= 0.85 * limit,
    )


def memory(app: App, desk: Desk, *, quick: bool) -> Row:
    """The most memory this process held during a small and a fifty times larger batch."""
    small, large = (100, 1000) if quick else (1000, 50_000)
    most = []
    for count in (small, large):
        ids = drafts(app, count)
        gc.collect()
        most.append(desk.watch(lambda ids=ids: open_and_send(app, ids)).memory)  # type: ignore[misc]
    grown = most[1] - most[0]
    return Row(
        f"memory, {large} invoices against {small}",
        f"{most[1]:.0f} MB",
        f"{most[0]:.0f} MB",
        most[1] / most[0],
        "<= 20 MB more",
        grown <= 20,
    )
