# SPDX-License-Identifier: MIT
"""Opens the window, types into a new draft, says what must be saved by now, and kills itself."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest

from lightar_desktop import bootstrap
from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.gui.application import make_application
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.tasks import PoolRunner, Tasks

ALLOWED = 0.3  # seconds from a keystroke until it is stored


def main(url: str) -> None:
    application = make_application(["typing"])
    with mock.patch.object(bootstrap, "Renderers", return_value=InlineRenderers()):
        app = bootstrap.open_app(url, PoolRunner(4))
    app.demo.fill(customers=2, invoices=2, broken=0, seed=1)
    folder = Path(tempfile.mkdtemp())
    memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(lambda: app, memory, Tasks())
    window.show()

    def wait(done: Callable[[], bool]) -> None:
        while not done():
            application.processEvents()

    def rest(seconds: float) -> None:
        until = time.monotonic() + seconds
        wait(lambda: time.monotonic() > until)

    wait(lambda: window.page is not None and not window.tasks.busy)
    draft_id = app.drafting.new(1)
    window.show_invoice(draft_id)
    page = window.page
    assert isinstance(page, InvoicePage)
    wait(lambda: page.editor is not None and not window.tasks.busy)
    assert page.editor is not None
    field = page.editor.buyer_reference
    field.setFocus()
    for number in range(60):
        QTest.keyClicks(field, "abcdefghij"[number % 10])
        rest(0.02)
    # The keyboard rests for as long as saving may take; nothing else is done for it.
    rest(ALLOWED - 0.02)
    sys.stdout.write(f"{draft_id} {field.text()}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
