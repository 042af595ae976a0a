# SPDX-License-Identifier: MIT
"""Drafts from the table, and the two ways an opened invoice is corrected."""

from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from lightar_desktop.gui.dialogs.credit_note import CreditNoteDialog
from lightar_desktop.gui.dialogs.void_invoice import VoidInvoiceDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter
from tests.gui.keyboard import CONTROL, KEY, shown


def action(page: SalesInvoicesPage, words: str) -> QAction:
    """What the menu behind the three dots offers under these words."""
    return next(one for one in page.more.menu.actions() if one.text().replace("&", "") == words)


def test_drafts_are_duplicated_and_deleted_from_the_table(
    window: MainWindow, page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    before = app.reads.invoices.count(InvoiceFilter())
    page.table.setFocus()
    first = page.rows.id_at(0)
    assert first is not None
    action(page, "Duplicate").trigger()
    qtbot.waitUntil(lambda: isinstance(window.page, InvoicePage))
    assert app.reads.invoices.count(InvoiceFilter()) == before + 1
    qtbot.waitUntil(lambda: not window.tasks.busy)
    window.show_page("sales_invoices")
    page.rows.checks.set([first], True)
    page.rows.checks_changed.emit()
    action(page, "Delete drafts…").trigger()
    box = shown(QMessageBox, window, qtbot)
    assert isinstance(box, QMessageBox)
    assert "Their lines are lost" in box.informativeText()
    (delete,) = [one for one in box.findChildren(QPushButton) if "Delete" in one.text()]
    QTest.keyClick(delete, KEY.Key_Space)
    qtbot.waitUntil(lambda: app.reads.invoices.load([first]) == [])
    qtbot.waitUntil(lambda: not window.tasks.busy)


def test_an_opened_invoice_is_credited_and_linked_both_ways(
    window: MainWindow, app: App, two_lines: int, qtbot: QtBot
) -> None:
    assert app.batches.wait(app.batches.start(OpenInvoices([two_lines])), 10)
    window.show_invoice(two_lines)
    page = window.page
    assert isinstance(page, InvoicePage)
    qtbot.waitUntil(lambda: page.view is not None)
    QTest.keyClick(page.details.credit, KEY.Key_Space)
    dialog = shown(CreditNoteDialog, window, qtbot)
    assert isinstance(dialog, CreditNoteDialog)
    qtbot.waitUntil(lambda: "can be credited" in dialog.what.text())
    QTest.keyClick(dialog.lines, KEY.Key_Space)  # not the first line
    assert dialog.sum.text().replace("\N{NO-BREAK SPACE}", " ") == "Credits 125.00 NOK"
    dialog.model.item(1, 1).setText("2")
    assert "up to 1" in dialog.error.text()
    assert not dialog.confirm.isEnabled()
    dialog.model.item(1, 1).setText("1")
    QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.view is not None and page.view.invoice.corrects_id == two_lines)
    assert page.number.text() == "Draft credit note"
    assert page.corrects.text().startswith("Credit note for INV-")
    assert page.view is not None
    note = page.view.row.id
    assert app.batches.wait(app.batches.start(OpenInvoices([note])), 10)
    assert app.reads.invoices.rows([two_lines])[0].balance == 125
    QTest.keyClick(page.corrects, KEY.Key_Space)
    qtbot.waitUntil(lambda: page.view is not None and page.view.row.id == two_lines)
    links = [one.text() for one in page.details.links.findChildren(QPushButton)]
    assert len(links) == 1
    assert "125.00" in links[0]
    assert not page.details.void.isEnabled()


def test_voiding_asks_for_a_reason(
    window: MainWindow, app: App, two_lines: int, qtbot: QtBot
) -> None:
    assert app.batches.wait(app.batches.start(OpenInvoices([two_lines])), 10)
    window.show_invoice(two_lines)
    page = window.page
    assert isinstance(page, InvoicePage)
    qtbot.waitUntil(lambda: page.view is not None)
    QTest.keyClick(page.details.void, KEY.Key_Space)
    dialog = shown(VoidInvoiceDialog, window, qtbot)
    assert isinstance(dialog, VoidInvoiceDialog)
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(dialog.reason, "Wrong customer")
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog.reason, KEY.Key_Return)
    qtbot.waitUntil(lambda: "Wrong customer" in page.details.lock_note.text())
    assert page.status.words == "Void"
