# SPDX-License-Identifier: MIT
"""Draw the pictures of README.md anew: the real window on the demo company, light and dark.

    python packaging/screenshots.py [FOLDER]

Runs without a screen. QT_SCALE_FACTOR=2 gives the pictures of a 4K screen.
"""

# ruff: noqa: E402 - where Qt draws must be said before Qt is loaded

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
os.environ["LIGHTAR_CONFIG"] = tempfile.mkdtemp(prefix="lightar-screenshots-")

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from lightar_desktop.bootstrap.demo import DemoPlace, demo_mail, open_demo
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui import theme
from lightar_desktop.gui.application import make_application, memory
from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.presence import Presence
from lightar_desktop.gui.tasks import PoolRunner, Tasks
from lightar_desktop.gui.work import done_of
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort

INVOICES = 600
LONGEST_MS, STEP_MS = 60_000, 20


def pause(milliseconds: int) -> None:
    """Live on for a while. QTest.qWait would keep Python's lock and stop every other thread."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait(done: Callable[[], bool]) -> None:
    """Run the window until `done`."""
    for _ in range(LONGEST_MS // STEP_MS):
        if done():
            return
        pause(STEP_MS)
    sys.exit("The window did not get there in a minute.")


class Album:
    """Takes the pictures."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.window = MainWindow(lambda: app, memory(), Tasks())
        self.window.resize(1280, 800)
        self.window.show()
        wait(lambda: self.window.page is not None)
        self.page = cast(SalesInvoicesPage, self.window.page)
        self.settle()

    def settle(self) -> None:
        """Wait until all that was asked for has been read and painted."""
        wait(lambda: not self.page.rows.loading and not self.window.tasks.busy)
        pause(250)
        wait(lambda: not self.window.tasks.busy)

    def take(self, name: str, dialog: QDialog | None = None) -> None:
        """Save the window, with a dialog before it if there is one."""
        picture = self.window.grab()
        if dialog is not None:
            _lay_over(picture, dialog.grab())
        scheme = "dark" if theme.current().dark else "light"
        picture.save(str(self.folder / f"{name}_{scheme}.png"))
        print(f"{name}_{scheme}.png")

    def both(self, name: str) -> None:
        """Save it in both schemes."""
        for scheme in ("light", "dark"):
            theme.current().choose(scheme)
            QApplication.processEvents()
            self.take(name)
        theme.current().choose("light")

    def sales_invoices(self) -> None:
        """The table with some drafts checked, while a batch runs."""
        page = self.page
        by_customer = InvoiceSort(InvoiceColumn.CUSTOMER, descending=False)
        page.sort_by(by_customer)
        drafts_only = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))
        drafts = self.app.reads.invoices.ids(drafts_only, by_customer)
        # Some in sight are checked, some are not, and the batch takes its own from all over.
        waiting = drafts[2:6] + drafts[8:10] + drafts[-41:]
        batch_ids = list(drafts[12:512])
        settings = self.app.opening.default_settings(batch_ids)
        batch = self.app.batches.start(OpenInvoices(batch_ids, settings))
        presence = cast(Presence, self.window.presence)
        presence.look_soon()
        page.rows.checks.set(waiting, True)
        page.rows.checks_changed.emit()

        def part_done() -> bool:
            work = presence.watch.last
            return work is not None and any(done_of(b) >= 60 for b in work.under_way)

        wait(part_done)
        page.table.go_to(0)
        self.both("sales_invoices")
        wait(lambda: self.app.batches.wait(batch, 0))
        wait(lambda: not (presence.watch.last and presence.watch.last.busy))

    def open_dialog(self) -> None:
        """How to open what is checked."""
        self.window.open_dialog(self.page.rows.checked_ids())
        dialog = next(d for d in self.window.findChildren(OpenInvoicesDialog) if d.isVisible())
        dialog.send_email.setChecked(True)
        self.settle()
        self.take("open_dialog", dialog)
        dialog.reject()

    def pages(self) -> None:
        """Every page of the sidebar, a draft and an invoice."""
        self.window.message_bar.close_message()
        for name in list(self.window.sidebar.buttons)[1:]:
            self.window.show_page(name)
            self.settle()
            self.both(name)
        drafts = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))
        (draft,) = self.app.reads.invoices.page(drafts, InvoiceSort(), 1)
        self.window.show_invoice(draft.id)
        self.settle()
        self.both("draft")
        sent = self.app.reads.outbox.emails(limit=1)
        if sent:
            self.window.show_invoice(sent[0].invoice_id)
            self.settle()
            self.both("invoice")


def _lay_over(picture: QPixmap, front: QPixmap) -> None:
    """Dim a picture and put another in its middle."""
    ratio = picture.devicePixelRatio()
    width, height = picture.width() / ratio, picture.height() / ratio
    painter = QPainter(picture)
    painter.fillRect(0, 0, round(width), round(height), QColor(0, 0, 0, 90))
    left = (width - front.width() / ratio) / 2
    top = (height - front.height() / ratio) / 2
    painter.drawPixmap(QPoint(round(left), round(top)), front)
    painter.end()


def main() -> int:
    """Take every picture into the folder given, or into resources/screenshots."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application(sys.argv[:1])
    theme.current().install(application, "light")
    place = DemoPlace.new()
    with demo_mail(place) as catcher:
        app = open_demo(place, catcher, PoolRunner(20), invoices=INVOICES)
        try:
            album = Album(app, folder)
            album.sales_invoices()
            album.open_dialog()
            album.pages()
            album.window.tasks.close()
        finally:
            app.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
