# SPDX-License-Identifier: MIT
"""Opens the window, types into a new draft, says what must be saved by now, and kills itself."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lightar_desktop import bootstrap
from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.gui.application import make_application
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.tasks import PoolRunner, Tasks

ALLOWED = 0.3  # seconds from a keystroke until it is stored


def main(url: str) -> None:
    application = make_application(["typing"])
    bootstrap.Renderers = lambda **_: InlineRenderers()  # type: ignore[assignment,misc]
    app = bootstrap.open_app(url, PoolRunner(4))
    app.demo.fill(customers=2, invoices=2, broken=0, seed=1)
    folder = Path(tempfile.mkdtemp())
    memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(lambda: app, memory, Tasks())
    window.show()

    def wait(done: object) -> None:
        while not done():  # type: ignore[operator]
            application.processEvents()

    wait(lambda: window.page is not None and not window.tasks.busy)
    draft_id = app.drafting.new(1)
    window.show_invoice(draft_id)
    page = window.page
    assert isinstance(page, InvoicePage)
    wait(lambda: page.editor is not None and not window.tasks.busy)
    assert page.editor is not None
    field = page.editor.buyer_reference
    field.setFocus()
    typed: list[tuple[float, str]] = []
    for number in range(60):
        QTest.keyClick(field, "abcdefghij"[number % 10])
        typed.append((time.monotonic(), field.text()))
        until = time.monotonic() + 0.02
        wait(lambda until=until: time.monotonic() > until)  # type: ignore[misc]
    # The keyboard rests for as long as saving may take; nothing else is done for it.
    until = typed[-1][0] + ALLOWED
    wait(lambda: time.monotonic() > until)
    QApplication.processEvents()
    sys.stdout.write(f"{draft_id} {typed[-1][1]}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
