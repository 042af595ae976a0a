# SPDX-License-Identifier: MIT
"""Filters with a name: kept, shown with a click or a key, renamed, replaced, deleted."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui.dialogs.name_filter import RenameFilterDialog, SaveFilterDialog
from lightar_desktop.gui.dialogs.palette import Palette
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.widgets.filter_button import FilterButton
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.saved_filters import ChosenFilter, from_json

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
DRAFTS = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))


def names(window: MainWindow) -> list[str]:
    return [button.text() for button in window.named_filters.buttons.values()]


def button(window: MainWindow, name: str) -> FilterButton:
    (found,) = [one for one in window.named_filters.buttons.values() if one.text() == name]
    return found


def save_dialog(window: MainWindow, qtbot: QtBot) -> SaveFilterDialog:
    """Ctrl+S, once the dialog before it is gone."""
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and not window.findChildren(SaveFilterDialog))
    QTest.keyClick(window, KEY.Key_S, CONTROL)
    (dialog,) = window.findChildren(SaveFilterDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def save(window: MainWindow, name: str, qtbot: QtBot) -> None:
    """Ctrl+S, the name, Enter."""
    dialog = save_dialog(window, qtbot)
    dialog.name.clear()
    QTest.keyClicks(dialog.name, name)
    QTest.keyClick(dialog.name, KEY.Key_Return)
    qtbot.waitUntil(lambda: name in names(window))


def test_a_filter_is_saved_and_shown_again_with_a_click(
    window: MainWindow, page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    assert not page.filter_bar.save.isVisible()
    page.filter_bar.status.choose(frozenset({InvoiceStatus.DRAFT}))
    page.filter_bar.due.choose_period("This month")
    assert page.filter_bar.save.isVisible()
    save(window, "Drafts of the month", qtbot)
    assert button(window, "Drafts of the month").isChecked()
    (row,) = app.filters.all()
    assert from_json(row.content, page.today()).due == "This month"
    page.filter_bar.reset()
    assert not button(window, "Drafts of the month").isChecked()
    window.show_page("outbox")
    QTest.mouseClick(button(window, "Drafts of the month"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.filter_bar.active)
    assert window.page is page
    assert page.filter_bar.chosen.due == "This month"
    assert page.filter_bar.chips[3].text() == "Due: this month"
    assert page.rows.where.statuses == {InvoiceStatus.DRAFT}
    assert button(window, "Drafts of the month").isChecked()
    qtbot.waitUntil(lambda: not window.tasks.busy)


def test_every_part_of_a_filter_is_shown_in_its_chip(
    page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    customer = app.reads.customers.page("", 1)[0]
    where = InvoiceFilter(
        statuses=frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID}),
        lights=frozenset({Light.FAILED}),
        customer_id=customer.id,
        issued_from=date(2026, 1, 2),
        issued_to=date(2026, 3, 4),
        due_to=date(2026, 5, 6),
        amount_from=Decimal("1000.50"),
        overdue_on=page.today(),
        search="weber",
    )
    with qtbot.waitSignal(page.filter_bar.changed):
        page.filter_bar.show_filter(ChosenFilter(where), customer.name)
    assert page.filter_bar.filter == where
    assert page.filter_bar.chips[1].text() == customer.name
    assert page.filter_bar.clear.isVisible()
    page.filter_bar.show_filter(ChosenFilter(InvoiceFilter()), "")
    assert page.filter_bar.filter == InvoiceFilter()
    assert not page.filter_bar.active
    qtbot.waitUntil(lambda: not page.context.tasks.busy)


def test_a_name_that_is_taken_replaces_when_saving_and_is_refused_when_renaming(
    window: MainWindow, page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    page.filter_bar.status.choose(DRAFTS.statuses)
    save(window, "Drafts", qtbot)
    page.filter_bar.status.choose(frozenset({InvoiceStatus.PAID}))
    save(window, "Paid", qtbot)
    page.filter_bar.overdue.setChecked(True)
    dialog = save_dialog(window, qtbot)
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(dialog.name, "Paid")
    assert dialog.confirm.text() == "Replace filter"
    QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: button(window, "Paid").isChecked() and not window.tasks.busy)
    assert len(app.filters.all()) == 2
    button(window, "Paid").setFocus()
    QTest.keyClick(button(window, "Paid"), KEY.Key_F2)
    rename = window.findChildren(RenameFilterDialog)[-1]
    assert rename.name.text() == "Paid"
    rename.name.setText("Drafts")
    assert "Another filter is called Drafts" in rename.name.accessibleDescription()
    assert not rename.confirm.isEnabled()
    rename.name.setText("Paid late")
    QTest.keyClick(rename.name, KEY.Key_Return)
    qtbot.waitUntil(lambda: names(window) == ["Drafts", "Paid late"])
    assert window.focusWidget() is button(window, "Paid late")


def test_deleting_asks_and_names_the_filter(
    window: MainWindow, page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    page.filter_bar.overdue.setChecked(True)
    save(window, "Late", qtbot)
    for answer, left in (("Keep", ["Late"]), ("Delete filter", [])):
        QTest.keyClick(button(window, "Late"), KEY.Key_Delete)
        box = window.findChildren(QMessageBox)[-1]
        assert "Late" in box.text()
        assert getattr(box.focusWidget(), "text", str)() == "Keep"  # a stray Enter deletes nothing
        (choice,) = [one for one in box.buttons() if one.text() == answer]
        QTest.mouseClick(choice, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda left=left: names(window) == left)  # type: ignore[misc]
    assert app.filters.all() == []


def test_a_colleague_s_filter_appears_and_the_palette_finds_it(
    window: MainWindow, page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    app.filters.save("From Bo", ChosenFilter(DRAFTS))
    assert window.context is not None
    window.context.feed.poll()
    qtbot.waitUntil(lambda: names(window) == ["From Bo"])
    window.show_palette()
    palette = window.findChildren(Palette)[-1]
    QTest.keyClicks(palette.field, "bo")
    QTest.keyClick(palette.field, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.rows.where == DRAFTS)
    qtbot.waitUntil(lambda: not window.tasks.busy)


def test_the_arrow_keys_pass_through_the_filters(
    window: MainWindow, app: App, qtbot: QtBot
) -> None:
    for name in "ABCDEFGHIJ":
        app.filters.save(f"Filter {name}", ChosenFilter(DRAFTS))
    assert window.context is not None
    window.context.feed.poll()
    qtbot.waitUntil(lambda: len(names(window)) == 10)
    sidebar = window.sidebar
    sidebar.buttons["sales_invoices"].setFocus()
    passed = []
    for _ in range(11):
        focused = window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, KEY.Key_Down)
        passed.append(window.focusWidget())
    assert passed == [*window.named_filters.buttons.values(), sidebar.buttons["customers"]]
    last = list(window.named_filters.buttons.values())[-1]
    assert last.height() >= 24


@pytest.mark.parametrize("words", ["Rename…", "Replace by the present filter", "Delete…"])
def test_the_menu_names_what_the_keys_do(
    window: MainWindow, app: App, qtbot: QtBot, words: str
) -> None:
    shown = FilterButton("Late")
    qtbot.addWidget(shown)
    menu = shown.menu_of()
    asks = {
        "Rename…": shown.rename_asked,
        "Replace by the present filter": shown.replace_asked,
        "Delete…": shown.delete_asked,
    }
    (action,) = [one for one in menu.actions() if words in one.text().replace("&", "")]
    with qtbot.waitSignal(asks[words]):
        action.trigger()
