# SPDX-License-Identifier: MIT
"""The editor of drafts: how soon it is there, and what a keystroke costs among many lines.

python -m tests.benchmarks.editor
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

FRAME_MS = 16.0
OPENING_MS = 100.0
LINES = 500
TURNS = 15


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds of something, and how many there may be."""

    quantity: str
    ms: float
    words: str  # what it is measured beside, in turns
    most: float


@contextmanager
def _window() -> "Iterator[tuple[object, list[int]]]":
    """A window on a new demo company, with two drafts of ten lines and one of very many."""
    from PySide6.QtCore import QSettings

    from lightar_desktop import bootstrap
    from lightar_desktop.domain.tax import InvoiceLine
    from lightar_desktop.gui import theme
    from lightar_desktop.gui.application import make_application
    from lightar_desktop.gui.main_window import MainWindow
    from lightar_desktop.gui.tasks import PoolRunner, Tasks

    application = make_application(["benchmark"])
    theme.current().install(application, "light")
    with tempfile.TemporaryDirectory() as folder:
        app = bootstrap.open_app(f"sqlite:///{folder}/editor.db", PoolRunner(20))
        app.demo.fill(customers=8, invoices=8, broken=0, seed=1)
        memory = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(lambda: app, memory, Tasks())
        window.resize(1280, 800)
        window.show()
        line = InvoiceLine("Design", Decimal(1), Decimal("99.5"), "h", tax_rate=Decimal(25))
        drafts = [app.drafting.new(1, [line] * count) for count in (10, 10, LINES)]
        try:
            wait(lambda: window.page is not None and not window.tasks.busy)
            yield window, drafts
        finally:
            window.tasks.finish()
            window.tasks.close()
            window.close()
            app.close()


def wait(done: Callable[[], bool]) -> None:
    """Run the window until `done`."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)


def _bare_form() -> float:
    """Seconds to load the same form, without anything in it."""
    from PySide6.QtWidgets import QWidget

    from lightar_desktop import paths
    from lightar_desktop.gui.forms import _Loader

    began = time.perf_counter()
    root = QWidget()
    _Loader(root).load(str(paths.form("draft_editor")))
    return time.perf_counter() - began


def run() -> list[Result]:
    """Open two drafts in turns, then type into one of very many lines."""
    from PySide6.QtTest import QTest

    from lightar_desktop.domain.drafting import Column
    from lightar_desktop.gui.main_window import MainWindow
    from lightar_desktop.gui.pages.invoice import InvoicePage

    with _window() as (shown, drafts):
        window = shown
        assert isinstance(window, MainWindow)

        def opened(draft: int) -> float:
            """Seconds from asking until the draft is there, painted and ready for typing."""
            began = time.perf_counter()
            window.show_invoice(draft)
            page = window.page
            assert isinstance(page, InvoicePage)

            def there() -> bool:
                one = page.editor.draft if page.editor is not None else None
                return one is not None and one.id == draft

            wait(there)
            page.repaint()
            return time.perf_counter() - began

        first = opened(drafts[0])
        again, bare = [], []
        for turn in range(TURNS):
            wait(lambda: not window.tasks.busy)
            window.show_page("sales_invoices")
            bare.append(_bare_form() * 1000)
            wait(lambda: not window.tasks.busy)
            again.append(opened(drafts[(turn + 1) % 2]) * 1000)
        opened(drafts[2])
        page = window.page
        assert isinstance(page, InvoicePage)
        assert page.editor is not None
        lines = page.editor.lines
        lines.go_to(0, Column.PRICE, typing=True)
        field = lines.cells.field
        assert field is not None
        keys = []
        for turn in range(40):
            began = time.perf_counter()
            QTest.keyClicks(field, "123456789"[turn % 9])
            keys.append((time.perf_counter() - began) * 1000)
            if turn % 6 == 5:
                field.clear()
    opening = "draft editor, second time"
    return [
        Result(
            opening,
            median(again),
            f"first {first * 1000:.0f} ms, its bare form {median(bare):.0f} ms",
            OPENING_MS,
        ),
        Result(
            f"a keystroke among {LINES} lines", median(keys), f"worst {max(keys):.1f} ms", FRAME_MS
        ),
    ]


if __name__ == "__main__":
    for one in run():
        print(f"{one.quantity:52} {one.ms:8.1f} ms, goal {one.most:.0f}; {one.words}")
