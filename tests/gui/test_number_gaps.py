# SPDX-License-Identifier: MIT
"""The page of number gaps, as an auditor looks at it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.number_gaps import NumberUse, Run, VoidNumber
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.number_gaps import NumberGapsPage
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort


def gaps_page(window: MainWindow, qtbot: QtBot) -> NumberGapsPage:
    window.show_page("number_gaps")
    page = window.page
    assert isinstance(page, NumberGapsPage)
    qtbot.waitUntil(lambda: page.found is not None)
    return page


def test_without_numbers_the_page_says_where_they_come_from(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = gaps_page(window, qtbot)
    assert page.sides.currentWidget() is page.empty
    assert not page.copy.isEnabled()
    assert window.sidebar.buttons["sales_invoices"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is not page


def test_opened_invoices_have_no_gap(window: MainWindow, app: App, qtbot: QtBot) -> None:
    ids = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[:3]
    assert app.batches.wait(app.batches.start(OpenInvoices(ids)), 10)
    page = gaps_page(window, qtbot)
    assert page.summary.text() == "No number is missing."
    assert page.parts.currentWidget() is page.calm
    assert page.series.model().index(0, 4).data() == "3"


def test_missing_and_void_numbers_are_listed_and_copied(
    window: MainWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (series,) = app.reads.setup.series()
    void = VoidNumber("INV-2026-0002", "Ordered twice")
    use = NumberUse(series, 2026, 9, (Run(2, 4), Run(7, 9)), (void,), 1)
    older = replace(use, period=2025, given=3, runs=(Run(1, 3),), voids=())
    monkeypatch.setattr(type(app.reads.numbers), "used", lambda _self: [older, use])
    page = gaps_page(window, qtbot)
    assert "2 numbers are missing" in page.summary.text()
    assert f"{series.name} 2026 starts at INV-2026-0002." in page.summary.text()
    page.series.setFocus()
    QTest.keyClick(page.series, Qt.Key.Key_Down)
    rows = page.gaps.model()
    shown = [[rows.index(r, c).data() for c in range(4)] for r in range(rows.rowCount())]
    assert shown == [
        ["INV-2026-0005 to INV-2026-0006", "Missing", "2", ""],
        ["INV-2026-0002", "Void", "1", "Ordered twice"],
    ]
    assert page.primary is not None
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Ordered twice" in QGuiApplication.clipboard().text())
    text = QGuiApplication.clipboard().text()
    assert f"{series.name}\t2026\tINV-2026-0002\tVoid\t1\tOrdered twice\n" in text
    assert "Series\tYear\tFirst\tLast\tUsed\tMissing\tVoid\tCredit notes\n" in text


def test_of_very_many_void_numbers_the_page_shows_some_and_the_text_has_all(
    window: MainWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (series,) = app.reads.setup.series()
    voids = tuple(VoidNumber(f"INV-2026-{n:04}", "Test") for n in range(1, 1001))
    use = NumberUse(series, 2026, 1000, (Run(1, 1000),), voids)
    monkeypatch.setattr(type(app.reads.numbers), "used", lambda _self: [use])
    QGuiApplication.clipboard().clear()
    page = gaps_page(window, qtbot)
    rows = page.gaps.model()
    assert rows.rowCount() == 301
    assert rows.index(300, 0).data().endswith("more in the report copied as text")
    page.copy.click()
    qtbot.waitUntil(lambda: "INV-2026-1000\tVoid" in QGuiApplication.clipboard().text())
