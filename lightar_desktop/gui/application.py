# SPDX-License-Identifier: MIT
"""Runs the window from its first paint to its end."""

import gc
import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from lightar_desktop import paths
from lightar_desktop.gui import theme
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.tasks import PoolRunner, Tasks

if TYPE_CHECKING:
    from lightar_desktop.gui.crash import CrashDialog
    from lightar_desktop.gui.main_window import FirstRows
    from lightar_desktop.services.app import App
    from lightar_desktop.services.ports import Runner

WORKERS = 20  # the product document: groups of up to 20 at a time

# The main thread waits so long for a busy thread to make way, each time it needs the interpreter.
SWITCH_SECONDS = 0.0005

_log = logging.getLogger(__name__)


def memory() -> QSettings:
    """Where looks are remembered: an ini file in the user's configuration folder."""
    return QSettings(str(paths.config_folder() / "window.ini"), QSettings.Format.IniFormat)


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication, dressed; threads give way to it soon."""
    sys.setswitchinterval(SWITCH_SECONDS)
    QApplication.setApplicationName(paths.APP_NAME)
    QApplication.setApplicationDisplayName(paths.APP_NAME)
    QApplication.setDesktopFileName("lightar-desktop")
    app = QApplication(arguments)
    app.setQuitOnLastWindowClosed(False)  # closing may first ask
    app.setWindowIcon(QIcon(str(paths.resource("icons/lightar.svg"))))
    return app


def collect_less() -> None:
    """Looking through everything for garbage stops the window for a tenth of a second. What is
    loaded by now stays to the end and is looked through no more; the rest, less often.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


class Bugs(QObject):
    """Shows the one crash dialog."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: CrashDialog | None = None

    def show(self, error: BaseException) -> None:
        """Show a bug, or add it to the dialog that stands already."""
        from lightar_desktop.gui.crash import CrashDialog

        _log.error("A bug", exc_info=error)
        if self._dialog is not None:
            self._dialog.add(error)
            return
        self._dialog = CrashDialog(error, self._window)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    def hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """For `sys.excepthook`: what a slot raises arrives here."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            self.show(error.with_traceback(trace))

    def _forget(self) -> None:
        self._dialog = None


def run_window(
    open_app: "Callable[[Runner], App]",
    first_rows: "FirstRows" = tuple,
    kind: type[MainWindow] = MainWindow,
) -> int:
    """Show the window, then its first rows, then open the App on a thread; the exit status."""
    app = make_application(sys.argv[:1])
    settings = memory()
    theme.current().install(app, str(settings.value("window/scheme", "system")))
    workers = PoolRunner(WORKERS)
    window = kind(lambda: open_app(workers), settings, Tasks(parent=app), first_rows)
    bugs = Bugs(window)
    window.tasks.broke.connect(bugs.show)
    sys.excepthook = bugs.hook
    window.alive.connect(collect_less)
    window.show()
    status = app.exec()
    sys.excepthook = sys.__excepthook__
    window.hide()
    opened = window.app
    window.tasks.finish()
    window.tasks.close()
    if opened is not None:
        opened.close()
    settings.sync()
    return status
