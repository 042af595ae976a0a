# SPDX-License-Identifier: MIT
"""Starts a window and ends the process at its first paint: `bare`, `frame`, or `rows DATABASE`.

Run as a script, so that nothing is imported that a start does not import.
"""

import os
import sys
from pathlib import Path


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


def product(database: str) -> None:
    """Our window, to its first paint, or with a database to the first paint of its rows."""
    from PySide6.QtCore import QEvent, QObject

    from lightar_desktop.gui import application, main_window

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                end()
            return False

    painted = Painted()
    window_class = main_window.MainWindow
    begin, come_alive = window_class.__init__, window_class._come_alive

    def watched_begin(self: main_window.MainWindow, *arguments: object) -> None:
        begin(self, *arguments)  # type: ignore[arg-type]
        self._blank.installEventFilter(painted)

    def watched_alive(self: main_window.MainWindow, app: object) -> None:
        come_alive(self, app)  # type: ignore[arg-type]
        page = self._shown["sales_invoices"]
        page.rows.loaded.connect(lambda: page.table.viewport().installEventFilter(painted))

    def open_app(workers: object) -> object:
        from lightar_desktop.bootstrap import open_app

        return open_app(database, workers)  # type: ignore[arg-type]

    if database:
        window_class._come_alive = watched_alive  # type: ignore[method-assign, assignment]
    else:
        window_class.__init__ = watched_begin  # type: ignore[method-assign, assignment]
    application.run_window(open_app)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    if sys.argv[1] == "bare":
        bare()
    else:
        product(sys.argv[2] if sys.argv[1] == "rows" else "")
