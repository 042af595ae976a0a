# SPDX-License-Identifier: MIT
"""Sales invoices, used by keyboard as a clerk does."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.widgets.filter_popups import parsed_amount, parsed_day
from lightar_desktop.gui.widgets.invoice_cells import BALANCE, CUSTOMER, TOTAL
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from lightar_desktop.services.periods import PERIODS

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def settle(page: SalesInvoicesPage, qtbot: QtBot) -> None:
    """Wait until all that was asked for has been read."""
    qtbot.waitUntil(
        lambda: (
            not page._summing.isActive() and not page.rows.loading and not page.context.tasks.busy
        )
    )


def test_space_and_shift_space_check_and_the_bar_adds_up(
    page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    assert not page.open_button.isEnabled()
    assert "Select the drafts" in page.open_button.toolTip()
    table = page.table
    table.setFocus()
    QTest.keyClick(table, KEY.Key_Space)
    for _ in range(3):
        QTest.keyClick(table, KEY.Key_Down)
    QTest.keyClick(table, KEY.Key_Space, SHIFT)
    assert page.rows.checked_count == 4
    settle(page, qtbot)
    assert page.selection_bar.isVisible()
    assert page.selection_bar.count.text() == "4 selected"
    assert page.open_button.text() == "Open 4…"
    sums = page.context.app.reads.invoices.sums(list(page.rows.checked_ids()))
    assert all(one.currency in page.selection_bar.sums.text() for one in sums)
    QTest.keyClick(table, KEY.Key_A, CONTROL | SHIFT)
    settle(page, qtbot)
    assert not page.selection_bar.isVisible()
    assert not page.open_button.isEnabled()


def test_ctrl_a_checks_all_that_match_and_checks_survive_filter_and_sort(
    page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    table = page.table
    table.setFocus()
    QTest.keyClick(table, KEY.Key_A, CONTROL)
    settle(page, qtbot)
    assert page.rows.all_checked
    assert page.open_button.text() == "Open 30…"
    assert not page.selection_bar.all.isVisible()
    page.sort_by(InvoiceSort(InvoiceColumn.TOTAL, descending=False))
    settle(page, qtbot)
    assert page.rows.checked_count == 30
    assert page.rows.all_checked
    QTest.keyClick(table, KEY.Key_Space)
    settle(page, qtbot)
    assert page.rows.checked_count == 29
    page.filter_bar.amount.set_texts("1000", "")
    settle(page, qtbot)
    assert page.rows.rowCount() < 30
    assert page.rows.checked_count == 29
    assert len(page.rows.checked_ids()) == 29


def test_search_with_ctrl_f_finds_by_customer_and_clears(
    window: MainWindow, page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    cells = page.rows.cells(0)
    assert cells is not None
    page.search.setFocus()
    QTest.keyClicks(page.search, cells.row.customer[:6])
    QTest.keyClick(page.search, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.rows.where.search == cells.row.customer[:6])
    settle(page, qtbot)
    assert 0 < page.rows.rowCount() < 30
    assert page.filter_bar.clear.isVisible()
    page.search.setText("")
    QTest.keyClicks(page.search, "nobody at all")
    QTest.keyClick(page.search, KEY.Key_Return)
    settle(page, qtbot)
    assert page.body.currentWidget() is page.empty
    assert page.empty.heading.text() == "No invoice matches"
    QTest.keyClick(page.empty.button, KEY.Key_Space)
    settle(page, qtbot)
    assert page.rows.rowCount() == 30


def test_status_chip_is_used_by_keyboard_and_says_its_value(
    page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    chip, popup = page.filter_bar.chips[0], page.filter_bar.status
    chip.setFocus()
    QTest.keyClick(chip, KEY.Key_Return)
    assert popup.isVisible()
    QTest.keyClick(popup.boxes[InvoiceStatus.DRAFT], KEY.Key_Space)
    QTest.keyClick(popup, KEY.Key_Escape)
    assert not popup.isVisible()
    assert chip.text() == "Draft"
    assert chip.accessibleName() == "Status: Draft"
    settle(page, qtbot)
    assert page.rows.where == InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))


def test_customer_chip_finds_by_typing(page: SalesInvoicesPage, qtbot: QtBot) -> None:
    chip, popup = page.filter_bar.chips[1], page.filter_bar.customer
    chip.open_popup()
    qtbot.waitUntil(lambda: popup.list.count() > 1)
    QTest.keyClick(popup.search, KEY.Key_Down)
    item = popup.list.currentItem()
    assert item is not None
    name = item.text()
    QTest.keyClick(popup.search, KEY.Key_Return)
    settle(page, qtbot)
    assert chip.text() == name
    cells = page.rows.cells(0)
    assert cells is None or cells.row.customer == name


def test_a_wrong_date_is_said_beside_its_field(page: SalesInvoicesPage, qtbot: QtBot) -> None:
    popup = page.filter_bar.due
    page.filter_bar.chips[3].open_popup()
    QTest.keyClicks(popup.fields[0], "someday")
    assert popup.error.isVisible()
    popup.reset()
    popup.choose_period("This month")
    assert popup.words() == "Due: this month"


def test_periods_and_what_people_type() -> None:
    assert PERIODS["Last month"](date(2026, 1, 15)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert PERIODS["This month"](date(2026, 12, 15)) == (date(2026, 12, 1), date(2026, 12, 31))
    assert parsed_day("2026-02-28") == date(2026, 2, 28)
    assert parsed_day("tomorrow") is None
    assert parsed_amount("1 250.50") == Decimal("1250.50")
    assert parsed_amount("a lot") is None


def test_enter_shows_the_invoice(page: SalesInvoicesPage, qtbot: QtBot) -> None:
    page.table.setFocus()
    page.table.go_to(2)
    page.table.opened.disconnect()  # the invoice page is not this test's
    with qtbot.waitSignal(page.table.opened) as asked:
        QTest.keyClick(page.table, KEY.Key_Return)
    assert asked.args == [page.rows.id_at(2)]


def test_columns_are_remembered(page: SalesInvoicesPage, memory: QSettings, qtbot: QtBot) -> None:
    page.table.show_column(BALANCE, True)
    page.table.head.resizeSection(CUSTOMER, 301)
    page.table.set_compact(True)
    again = SalesInvoicesPage(page.context)
    qtbot.addWidget(again)
    assert not again.table.isColumnHidden(BALANCE)
    assert again.table.columnWidth(CUSTOMER) == 301
    assert again.table.compact
    settle(again, qtbot)
    again.table.reset_columns()
    assert again.table.isColumnHidden(BALANCE)
    third = SalesInvoicesPage(page.context)
    qtbot.addWidget(third)
    assert third.table.isColumnHidden(BALANCE)
    settle(third, qtbot)


def test_view_menu_sorts_by_keyboard(page: SalesInvoicesPage, qtbot: QtBot) -> None:
    page._on_sort_asked(TOTAL)
    settle(page, qtbot)
    first, second = page.rows.cells(0), page.rows.cells(1)
    assert first is not None
    assert second is not None
    assert first.row.total <= second.row.total
    assert page.table.head.sortIndicatorSection() == TOTAL
    menu = page.view_menu()
    assert [action.text() for action in menu.actions()][:2] == ["&Columns", "&Sort by"]


def test_rows_change_when_the_journal_names_them(
    page: SalesInvoicesPage, app: App, qtbot: QtBot
) -> None:
    invoice_id = page.rows.id_at(0)
    assert invoice_id is not None
    app.batches.wait(app.batches.start(OpenInvoices([invoice_id])), 10)
    page.context.feed.poll()

    def opened() -> bool:
        position = page.rows.position_of(invoice_id)
        cells = page.rows.cells(position) if position is not None else None
        return cells is not None and cells.row.status is InvoiceStatus.OPEN

    qtbot.waitUntil(opened)
