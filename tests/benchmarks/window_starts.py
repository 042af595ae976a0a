# SPDX-License-Identifier: MIT
"""Starts a window and ends the process when something is painted.

`bare`, `frame`, `rows DATABASE` or `table DATABASE` says what.

Run as a script, so that nothing is imported that a start does not import.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QSettings

    from lightar_desktop.gui.main_window import FirstRows
    from lightar_desktop.gui.tasks import Tasks
    from lightar_desktop.services.app import App
    from lightar_desktop.services.ports import Runner
    from lightar_desktop.services.rows import InvoiceRow


def end() -> None:
    """End at once: what comes after the paint is not measured."""
    os._exit(0)


def bare() -> None:
    """The floor: what any Qt window from Python costs."""
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Bare(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            end()

    app = QApplication([])
    window = Bare()
    window.resize(1280, 800)
    window.show()
    app.exec()


def product(until: str, database: str) -> None:
    """Our window, until its `frame`, its first `rows` or the whole live `table` is painted."""
    from PySide6.QtCore import QEvent, QObject

    from lightar_desktop.gui import application, main_window

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                end()
            return False

    painted = Painted()

    class Measured(main_window.MainWindow):
        def __init__(
            self,
            open_app: "Callable[[], App]",
            memory: "QSettings",
            tasks: "Tasks",
            first_rows: "FirstRows",
        ) -> None:
            super().__init__(open_app, memory, tasks, first_rows)
            if until == "table":
                self.alive.connect(self._on_alive)
            elif until == "frame":
                self.blank.painted.connect(end)

        def _on_first_rows(self, rows: "Sequence[InvoiceRow]") -> None:
            if until == "rows":
                assert rows
                self.blank.painted.connect(end)
            super()._on_first_rows(rows)

        def _on_alive(self) -> None:
            from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage

            page = self.page
            assert isinstance(page, SalesInvoicesPage)
            page.rows.loaded.connect(lambda: page.table.viewport().installEventFilter(painted))

    application.run_window(
        lambda workers: _open_app(database, workers), lambda: _first_rows(database), Measured
    )


def _open_app(database: str, workers: "Runner") -> "App":
    from lightar_desktop.bootstrap import open_app

    return open_app(database, workers)


def _first_rows(database: str) -> "Sequence[InvoiceRow]":
    from lightar_desktop.adapters.db import boot

    return boot.first_rows(Path(database.removeprefix("sqlite:///")), 20) or ()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    if sys.argv[1] == "bare":
        bare()
    else:
        product(sys.argv[1], "".join(sys.argv[2:]))
