# SPDX-License-Identifier: MIT
"""The window as a clerk meets it: from the first paint to closing."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.gui import theme
from lightar_desktop.gui.actions import KeysDialog
from lightar_desktop.gui.dialogs.ask_password import AskPasswordDialog
from lightar_desktop.gui.main_window import PAGES, MainWindow
from lightar_desktop.gui.pages.first_run import FirstRunPage
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.presence import Presence
from lightar_desktop.gui.tasks import Tasks
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests.gui.conftest import make_app

_FIRST_PAINT = """
import os
import sys
from PySide6.QtCore import QSettings
from lightar_desktop.gui import theme
from lightar_desktop.gui.application import make_application
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.tasks import Tasks

def report():
    heavy = "sqlalchemy jinja2 reportlab keyring alembic babel email_validator smtplib"
    print("loaded:", *(name for name in heavy.split() if name in sys.modules))
    print("switches after", sys.getswitchinterval(), "s", flush=True)
    os._exit(0)

app = make_application(["test"])
theme.current().install(app)
window = MainWindow(lambda: None, QSettings(sys.argv[1], QSettings.Format.IniFormat), Tasks())
window.blank.painted.connect(report)
window.show()
app.exec()
"""


_ALIVE = """
import gc
import os
import sys
from lightar_desktop.bootstrap import open_app
from lightar_desktop.gui import application
from lightar_desktop.gui.main_window import MainWindow

class Watched(MainWindow):
    def _come_alive(self, app):
        super()._come_alive(app)
        # More than a thousand objects, and none of them is looked through again.
        print(gc.get_freeze_count() > 1000, gc.get_threshold()[0] >= 10_000, flush=True)
        os._exit(0)

application.run_window(lambda workers: open_app(sys.argv[1], workers), kind=Watched)
"""


def presence_of(window: MainWindow) -> Presence:
    assert window.presence is not None
    return window.presence


def test_nothing_heavy_is_loaded_at_the_first_paint_and_threads_give_way(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT, str(tmp_path / "w.ini")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert result.stdout.splitlines() == ["loaded:", "switches after 0.0005 s"]


def test_collecting_garbage_does_not_stop_the_window(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _ALIVE, f"sqlite:///{tmp_path / 'alive.db'}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert result.stdout.split() == ["True", "True"]


def test_a_password_no_keyring_keeps_is_asked_for_at_the_start(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'asks.db'}", 1)
    account = MailAccount(
        0, "localhost", 2525, Security.NONE, "anna", "ar@nordlys.example", "Nordlys"
    )
    app.setup.save_mail_account(account)
    memory = QSettings(str(tmp_path / "asks.ini"), QSettings.Format.IniFormat)
    window = MainWindow(lambda: app, memory, Tasks())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.findChild(AskPasswordDialog) is not None)
    dialog = window.findChild(AskPasswordDialog)
    assert dialog is not None
    assert "anna" in dialog.labelText()
    dialog.setTextValue("s3cret")
    dialog.accept()
    qtbot.waitUntil(lambda: app.setup.account_without_password() is None)
    assert app.delivery.trouble() == ""
    presence_of(window).stop()
    window.tasks.close()
    app.close()


def test_sidebar_has_the_names_of_the_product_document_and_counts(window: MainWindow) -> None:
    words = [button.text() for button in window.sidebar.buttons.values()]
    assert words == [page.title for page in PAGES]
    assert "Batch Operations" in words
    assert window.sidebar.buttons["sales_invoices"].count == "30"
    assert "Nordlys" in window.sidebar.user.toolTip()


def test_a_page_without_its_app_says_why_and_tries_again(
    qtbot: QtBot, memory: QSettings, tasks: Tasks
) -> None:
    answers = iter([OSError("The disk is full."), OSError("Still full.")])

    def refuse() -> App:
        raise next(answers)

    window = MainWindow(refuse, memory, tasks)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: hasattr(window, "waiting_room"))
    room = window.waiting_room
    qtbot.waitUntil(lambda: room.words.text() == "The disk is full.")
    assert room.button.text() == "Try again"
    room.button.click()
    qtbot.waitUntil(lambda: room.words.text() == "Still full.")


def test_f1_shows_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is not None)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_appearance_is_chosen_and_remembered(window: MainWindow) -> None:
    window.choose_scheme("dark")
    assert theme.current().dark
    assert window.memory.value("window/scheme") == "dark"
    window.choose_scheme("light")
    assert not theme.current().dark


def test_a_batch_shows_in_the_strip_and_ends_with_a_sentence(
    window: MainWindow, page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    presence = presence_of(window)
    with qtbot.waitSignal(presence.watch.finished, timeout=20_000):
        page.table.selectAll()
        qtbot.waitUntil(lambda: page.open_button.text() == "Open 30…")
        ids = list(page.rows.checked_ids())
        assert len(ids) == 30
        window.tasks.run(
            lambda: app.batches.start(OpenInvoices(ids)), lambda _: presence.look_soon()
        )
        qtbot.waitUntil(lambda: presence.watch.last is not None and presence.watch.last.busy)
    message = window.message_bar.message
    assert message is not None
    assert "30 of 30 opened" in message.text
    qtbot.waitUntil(lambda: window.sidebar.buttons["sales_invoices"].count == "")


def test_closing_with_work_under_way_asks(
    window: MainWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence = presence_of(window)
    work = presence.watch.last
    assert work is not None
    monkeypatch.setattr(type(work), "busy", property(lambda _self: True))
    assert not window.close()
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "goes on when LightAR is started again" in box.informativeText()
    buttons = {button.text(): button for button in box.buttons()}
    assert buttons.keys() == {"Finish, then close", "Stop and close", "Stay"}
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(buttons["Stop and close"], Qt.Key.Key_Space)


def test_interrupted_batch_goes_on_at_the_next_start(
    open_window: Callable[[App], MainWindow], app: App, qtbot: QtBot
) -> None:
    ids = list(app.reads.invoices.ids(InvoiceFilter(), InvoiceSort()))
    gate, original = threading.Event(), app.opening.open

    def held(*arguments: Any) -> Any:
        assert gate.wait(30)
        return original(*arguments)

    app.opening.open = held  # type: ignore[method-assign, assignment]
    batch_id = app.batches.start(OpenInvoices(ids))
    closing = threading.Thread(target=app.batches.stop_all)  # as when the program closes
    closing.start()
    qtbot.waitUntil(lambda: app.batches._runs[batch_id].stopping)
    gate.set()
    closing.join()
    app.opening.open = original  # type: ignore[method-assign]
    assert batch_id in app.batches.interrupted()
    window = open_window(app)
    qtbot.waitUntil(lambda: window.message_bar.message is not None)
    qtbot.waitUntil(lambda: batch_id not in app.batches.interrupted(), timeout=20_000)


def test_geometry_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()
    assert window.memory.value("window/geometry") is not None


def test_empty_database_says_what_to_do(
    open_window: Callable[[App], MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'empty.db'}", invoices=0)
    try:
        window = open_window(app)
        qtbot.waitUntil(lambda: isinstance(window.page, FirstRunPage))
        window.show_page("sales_invoices")
        page = window.page
        assert isinstance(page, SalesInvoicesPage)
        assert page.body.currentWidget() is page.empty
        assert page.empty.heading.text() == "No invoices yet"
    finally:
        app.close()


def test_every_control_has_a_name_for_screen_readers(window: MainWindow) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for kind in (QAbstractButton, QLineEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible() and not (widget.accessibleName() or _text_of(widget))
    ]
    assert nameless == []


def _text_of(widget: object) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


def test_ctrl_and_a_digit_goes_to_each_page(window: MainWindow, qtbot: QtBot) -> None:
    digits = [Qt.Key(Qt.Key.Key_1 + at) for at in range(len(PAGES))]
    for digit, entry in reversed(list(zip(digits, PAGES, strict=True))):
        QTest.keyClick(window, digit, Qt.KeyboardModifier.ControlModifier)
        assert window.page is not None
        assert window.page.title == entry.title
        assert window.sidebar.buttons[entry.name].isChecked()
        qtbot.waitUntil(lambda: not window.tasks.busy)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is not None
    assert window.page.title == PAGES[1].title
