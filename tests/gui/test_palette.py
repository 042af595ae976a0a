# SPDX-License-Identifier: MIT
"""Ctrl+K: anything in the program in a few letters, without the mouse."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.gui.actions import KeysDialog
from lightar_desktop.gui.dialogs.palette import Palette
from lightar_desktop.gui.main_window import PAGES, MainWindow
from lightar_desktop.gui.pages.customer import CustomerPage
from lightar_desktop.gui.pages.customers import CustomersPage
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import InvoiceRow

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
Ask = Callable[[], Palette]


@pytest.fixture
def ask(window: MainWindow, qtbot: QtBot) -> Ask:
    def press() -> Palette:
        before = window.findChildren(Palette)
        QTest.keyClick(window, KEY.Key_K, CONTROL)
        (palette,) = [one for one in window.findChildren(Palette) if one not in before]
        qtbot.waitUntil(lambda: not palette._pending)
        return palette

    return press


def type_into(palette: Palette, text: str, qtbot: QtBot) -> None:
    palette.field.insert(text)  # QTest types ASCII only
    qtbot.waitUntil(lambda: not palette._pending)


def groups(palette: Palette) -> list[str]:
    return list(dict.fromkeys(entry.group for entry in palette.list.entries))


def words(palette: Palette, group: str) -> list[str]:
    return [entry.words for entry in palette.list.entries if entry.group == group]


def opened(app: App) -> InvoiceRow:
    """An invoice with a number."""
    ids = [app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0]]
    assert app.batches.wait(app.batches.start(OpenInvoices(ids)), 10)
    return app.reads.invoices.rows(ids)[0]


def test_it_lists_pages_and_what_can_be_done_here(ask: Ask) -> None:
    palette = ask()
    assert palette.field.hasFocus()
    assert groups(palette) == ["Actions", "Pages"]
    assert {page.title for page in PAGES} < set(words(palette, "Pages"))
    assert {"Copy PDF as file", "Number gaps", "Quit"} < set(words(palette, "Actions"))
    assert "Open" not in words(palette, "Actions")  # nothing is checked
    QTest.keyClick(palette.field, KEY.Key_Escape)
    assert not palette.isVisible()


def test_a_page_is_gone_to(window: MainWindow, ask: Ask, qtbot: QtBot) -> None:
    palette = ask()
    type_into(palette, "custo", qtbot)
    QTest.keyClick(palette.field, KEY.Key_Return)
    assert isinstance(window.page, CustomersPage)
    qtbot.waitUntil(lambda: not window.tasks.busy)


def test_an_invoice_number_leads_to_its_page_even_when_enter_comes_first(
    window: MainWindow, app: App, ask: Ask, qtbot: QtBot
) -> None:
    row = opened(app)
    assert row.number is not None
    palette = ask()
    QTest.keyClicks(palette.field, row.number.lower())
    QTest.keyClick(palette.field, KEY.Key_Return)  # before the database has answered
    qtbot.waitUntil(lambda: isinstance(window.page, InvoicePage))
    page = window.page
    assert isinstance(page, InvoicePage)
    qtbot.waitUntil(lambda: page.view is not None and page.view.row.id == row.id)


def test_the_end_of_a_number_comes_before_a_customers_number(
    app: App, ask: Ask, qtbot: QtBot
) -> None:
    row = opened(app)
    assert row.number is not None
    (first,) = app.reads.customers.by_number(["C10001"]).values()
    app.drafting.new(first)  # newer, and found by the customer's number
    palette = ask()
    type_into(palette, row.number[-4:], qtbot)
    found = words(palette, "Invoices")
    assert row.number in found[0]
    assert len(found) > 1


def test_a_customer_is_found_by_name_and_shown(
    window: MainWindow, app: App, ask: Ask, qtbot: QtBot
) -> None:
    customer = app.reads.customers.page("", 10)[-1]
    palette = ask()
    type_into(palette, customer.name, qtbot)
    assert customer.name in words(palette, "Customers")
    assert palette.list.entry is not None
    assert (palette.list.entry.group, palette.list.entry.words) == ("Customers", customer.name)
    QTest.keyClick(palette.field, KEY.Key_Return)
    page = window.page
    assert isinstance(page, CustomerPage)
    qtbot.waitUntil(lambda: page.name_title.text() == customer.name and not window.tasks.busy)


def test_the_arrow_keys_choose_and_a_screen_reader_hears_what(ask: Ask, qtbot: QtBot) -> None:
    palette = ask()
    first = palette.list.entry
    QTest.keyClick(palette.field, KEY.Key_Down)
    second = palette.list.entry
    assert first is not None
    assert second is not None
    assert palette.list.entries[:2] == [first, second]
    assert palette.field.accessibleDescription().startswith(f"Actions: {second.words}")
    QTest.keyClick(palette.field, KEY.Key_Up)
    QTest.keyClick(palette.field, KEY.Key_Up)
    assert palette.list.entry == palette.list.entries[-1]
    type_into(palette, "nothing is called so", qtbot)
    assert palette.list.entries == []
    assert palette.nothing.isVisible()
    QTest.keyClick(palette.field, KEY.Key_Return)
    assert palette.isVisible()


def test_the_answer_to_what_was_typed_before_is_dropped(ask: Ask, app: App, qtbot: QtBot) -> None:
    palette = ask()
    name = app.reads.customers.page("", 1)[0].name
    palette.field.insert(name)
    palette._look()
    type_into(palette, "zz", qtbot)
    qtbot.waitUntil(lambda: not palette._tasks.busy)
    assert palette.list.entries == []


def test_the_buttons_of_the_page_are_actions(
    window: MainWindow, page: SalesInvoicesPage, ask: Ask, qtbot: QtBot
) -> None:
    page.table.selectAll()
    qtbot.waitUntil(lambda: page.open_button.text() == "Open 30…")
    palette = ask()
    assert "Open 30" in words(palette, "Actions")
    assert "All 30" not in words(palette, "Actions")
    type_into(palette, "copy as text", qtbot)
    QTest.keyClick(palette.field, KEY.Key_Return)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("Number\t"))
    assert len(QGuiApplication.clipboard().text().splitlines()) == 31


def test_keys_can_be_asked_for_and_come_as_a_dialog_of_their_own(
    window: MainWindow, ask: Ask, qtbot: QtBot
) -> None:
    palette = ask()
    type_into(palette, "keys", qtbot)
    QTest.keyClick(palette.field, KEY.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is not None)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    assert [group.heading for group in dialog.groups][:2] == ["Sales invoices", "Everywhere"]
    QTest.keyClick(dialog, KEY.Key_Escape)


def begins_with_recent(palette: Palette) -> bool:
    return bool(palette.list.entries) and palette.list.entries[0].group == "Recent"


def test_what_was_shown_last_is_offered_first_and_remembered(
    open_window: Callable[[App], MainWindow], app: App, qtbot: QtBot
) -> None:
    first = open_window(app)
    row = opened(app)
    customer = app.reads.customers.page("", 3)[-1]
    first.show_invoice(row.id)
    first.show_customer(customer.id)
    first.show_invoice(row.id)
    qtbot.waitUntil(lambda: not first.tasks.busy)
    for window in (first, open_window(app)):
        window.show_palette()
        palette = window.findChildren(Palette)[-1]
        qtbot.waitUntil(partial(begins_with_recent, palette))
        assert words(palette, "Recent") == [f"{row.number}  {row.customer}", customer.name]
        palette.reject()


def test_at_most_twelve_are_remembered_and_no_name(
    window: MainWindow, app: App, qtbot: QtBot
) -> None:
    assert window.quick_access is not None
    ids = list(app.reads.invoices.ids(InvoiceFilter(), InvoiceSort()))
    qtbot.waitUntil(lambda: not window.tasks.busy)
    for invoice_id in ids[:20]:
        window.quick_access.note("invoice", invoice_id)
    assert len(window.quick_access.recent.subjects) == 12
    (key,) = [key for key in window.memory.allKeys() if key.startswith("recent/")]
    assert str(window.memory.value(key)).split() == [f"invoice:{i}" for i in reversed(ids[8:20])]


def test_f1_shows_the_keys_of_the_page_first(window: MainWindow, app: App, qtbot: QtBot) -> None:
    window.show_invoice(app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0])
    qtbot.waitUntil(lambda: not window.tasks.busy)
    QTest.keyClick(window, KEY.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    assert dialog.groups[0].heading == "Invoice"
    assert "Ctrl+Shift+C" in [keys for key in dialog.groups[0].keys for keys in key.keys]
    assert dialog.width() <= 1280
    assert dialog.height() <= 800
    QTest.keyClick(dialog, KEY.Key_Escape)
