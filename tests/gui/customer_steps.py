# SPDX-License-Identifier: MIT
"""What tests of the customers' pages do again and again."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.customer import (
    Customer,
)
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.customer import CustomerPage
from lightar_desktop.gui.pages.customers import CustomersPage
from lightar_desktop.services.app import App

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.tasks.busy)


def list_page(window: MainWindow, qtbot: QtBot) -> CustomersPage:
    window.show_page("customers")
    page = window.page
    assert isinstance(page, CustomersPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and not window.tasks.busy)
    return page


def shown(window: MainWindow, qtbot: QtBot, customer_id: int, field: str = "") -> CustomerPage:
    window.show_customer(customer_id, field)
    return customer_page(window, qtbot)


def customer_page(window: MainWindow, qtbot: QtBot) -> CustomerPage:
    page = window.page
    assert isinstance(page, CustomerPage)
    qtbot.waitUntil(lambda: page.view is not None and not window.tasks.busy)
    return page


def names(page: CustomersPage) -> list[str]:
    return [str(page.model.index(row, 1).data()) for row in range(page.model.rowCount())]


def first_id(app: App) -> int:
    return app.reads.customers.page("C10001", 1)[0].id


def stored(app: App, customer_id: int) -> Customer:
    found = app.reads.customers.get(customer_id)
    assert found is not None
    return found


def retype(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClick(field, KEY.Key_A, CONTROL)
    QTest.keyClicks(field, text)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
