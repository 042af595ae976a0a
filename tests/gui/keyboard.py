# SPDX-License-Identifier: MIT
"""The window as somebody at the keyboard meets it: keys go to whatever has the focus."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.drafting import Column
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.widgets.line_cells import CellEdit
from lightar_desktop.services.app import App

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def write(text: str) -> None:
    """Type over what the focused field holds."""
    focused = QApplication.focusWidget()
    assert focused is not None
    if isinstance(focused, QLineEdit):
        focused.selectAll()
    QTest.keyClicks(focused, text)


def cell() -> CellEdit | None:
    """The cell one is typing into."""
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, CellEdit) else None


def column() -> Column | None:
    here = cell()
    return here.column if here is not None else None


def stored(app: App, invoice_id: int) -> Invoice:
    (found,) = app.reads.invoices.load([invoice_id])
    return found


def shown(kind: type[QDialog], window: MainWindow, qtbot: QtBot) -> QDialog:
    """The dialog of this kind, once it is there."""
    found: list[QDialog] = []

    def there() -> bool:
        found[:] = [one for one in window.findChildren(kind) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(there)
    return found[0]


def saved(app: App, draft: int, what: Callable[[Invoice], object], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(what(stored(app, draft))), timeout=3000)
