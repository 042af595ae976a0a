# SPDX-License-Identifier: MIT
"""The window: how soon it paints, how it scrolls and selects with a million invoices.

python -m tests.benchmarks.window [LARGE DATABASE]
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

STARTS = Path(__file__).with_name("window_starts.py")
PAIRS = 9
FRAMES = 60
STOCK_ROWS = 50_000  # selectedRows() takes 13 s for a million; it grows with the rows


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: what was reached, against what, and the goal in the same measure."""

    quantity: str
    reached: float
    goal: str
    words: str


def run(large: Path | None = None) -> list[Result]:
    """Measure everything; builds the large database first if none is given."""
    if large is not None:
        return [*_starts(large), *_table(large)]
    from tests.benchmarks.large import build_large

    with tempfile.TemporaryDirectory() as folder:
        made = build_large(Path(folder) / "large.db")
        return [*_starts(made), *_table(made)]


# Starting: whole processes, from spawn to the first paint, in turns


def _starts(large: Path) -> list[Result]:
    url = f"sqlite:///{large}"
    kinds = {"bare": ("bare",), "frame": ("frame",), "rows": ("rows", url), "table": ("table", url)}
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "LIGHTAR_CONFIG": folder,
            # As installed: compiled once, not at every start.
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def seconds(*arguments: str) -> float:
            began = time.perf_counter()
            command = [sys.executable, str(STARTS), *arguments]
            subprocess.run(command, env=environment, check=True)
            return time.perf_counter() - began

        for arguments in kinds.values():
            seconds(*arguments)
        times: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(PAIRS):
            for name, arguments in kinds.items():
                times[name].append(seconds(*arguments))
    results = []
    for name, goal, quantity in (
        ("frame", "<= 1.5", "first paint / bare QMainWindow"),
        ("rows", "<= 4", "rows of 1,000,000 on screen / bare QMainWindow"),
        ("table", "", "the whole live table / bare QMainWindow"),
    ):
        ratio = median(a / b for a, b in zip(times[name], times["bare"], strict=True))
        words = f"{median(times[name]) * 1000:.0f} ms, bare {median(times['bare']) * 1000:.0f} ms"
        results.append(Result(quantity, ratio, goal, words))
    return results


# The table, in one process


def _table(large: Path) -> list[Result]:
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest

    from lightar_desktop import bootstrap
    from lightar_desktop.gui import theme
    from lightar_desktop.gui.application import make_application
    from lightar_desktop.gui.main_window import MainWindow
    from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
    from lightar_desktop.gui.tasks import PoolRunner, Tasks

    application = make_application(["benchmark"])
    theme.current().install(application, "light")
    app = bootstrap.open_app(f"sqlite:///{large}", PoolRunner(20))
    with tempfile.TemporaryDirectory() as folder:
        memory = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(lambda: app, memory, Tasks())
        window.resize(1280, 800)
        window.show()

        def wait(done: Callable[[], bool]) -> None:
            while not done():
                QTest.qWait(5)

        wait(lambda: isinstance(window.page, SalesInvoicesPage))
        page = window.page
        assert isinstance(page, SalesInvoicesPage)
        wait(lambda: page.rows.ids is not None and not window.tasks.busy)
        try:
            return [*_frames(page, wait), *_selection(page)]
        finally:
            window.tasks.close()
            window.close()
            app.close()


def _paint(page: object) -> float:
    """Seconds to repaint the visible rows."""
    from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage

    assert isinstance(page, SalesInvoicesPage)
    began = time.perf_counter()
    page.table.viewport().repaint()
    return time.perf_counter() - began


def _frames(page: object, wait: Callable[[Callable[[], bool]], None]) -> list[Result]:
    from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage

    assert isinstance(page, SalesInvoicesPage)
    rows, table = page.rows, page.table
    still = [_paint(page) for _ in range(FRAMES)]
    chance = Random(1)
    jumps, arrivals = [], []
    for _ in range(20):
        target = chance.randrange(rows.rowCount())
        began = time.perf_counter()
        table.verticalScrollBar().setValue(target * table.rowHeight(0))
        jumps.append(_paint(page))
        top = table.rowAt(5)
        wait(lambda top=top: rows.cells(top) is not None)  # type: ignore[misc]
        arrivals.append(time.perf_counter() - began)
    return [
        Result(
            "table frame, ms",
            median(still) * 1000,
            "one frame (16)",
            f"p50 still; right after a jump {median(jumps) * 1000:.1f}",
        ),
        Result(
            "rows after a random jump, ms",
            median(arrivals) * 1000,
            "whatever the depth",
            f"worst of 20: {max(arrivals) * 1000:.0f}",
        ),
    ]


def _selection(page: object) -> list[Result]:
    from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage

    assert isinstance(page, SalesInvoicesPage)
    rows = page.rows
    frame = median(_paint(page) for _ in range(20))
    selects, ids = [], []
    for _ in range(7):
        rows.uncheck_all()
        _paint(page)
        began = time.perf_counter()
        rows.check_all()
        _paint(page)
        selects.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = rows.checked_ids()
        ids.append(time.perf_counter() - began)
        assert len(found) == rows.rowCount()
    stock = _selected_rows_each() * rows.rowCount()
    return [
        Result(
            "select all of 1,000,000, frames",
            median(selects) / frame,
            "<= 3",
            f"{median(selects) * 1000:.1f} ms with its repaint",
        ),
        Result(
            "ids of the selection, times selectedRows()",
            stock / median(ids),
            ">= 400",
            f"{median(ids) * 1000:.2f} ms, selectedRows() {stock * 1000:.0f} ms",
        ),
    ]


def _selected_rows_each() -> float:
    """Seconds a row that Qt's own way takes on a Python model, with its headers kept quiet."""
    from PySide6.QtCore import QAbstractTableModel, QItemSelection, QItemSelectionModel, QModelIndex

    class Plain(QAbstractTableModel):
        def rowCount(self, parent: object = None) -> int:
            return STOCK_ROWS

        def columnCount(self, parent: object = None) -> int:
            return 8

        def data(self, index: object, role: int = 0) -> None:
            return None

    model = Plain()
    chosen = QItemSelectionModel(model)
    chosen.select(
        QItemSelection(model.index(0, 0, QModelIndex()), model.index(STOCK_ROWS - 1, 7)),
        QItemSelectionModel.SelectionFlag.Select,
    )
    began = time.perf_counter()
    assert len(chosen.selectedRows()) == STOCK_ROWS
    return (time.perf_counter() - began) / STOCK_ROWS


def main() -> None:
    """Print the table."""
    large = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for result in run(large):
        print(f"{result.quantity:48} {result.reached:10.2f}  goal {result.goal:18} {result.words}")


if __name__ == "__main__":
    main()
