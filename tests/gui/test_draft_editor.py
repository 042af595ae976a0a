# SPDX-License-Identifier: MIT
"""The editor of a two_lines, used as a clerk uses it: by keyboard, while the program may die."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.drafting import Column
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.product import Product
from lightar_desktop.gui.dialogs.draft_conflict import DraftConflictDialog
from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.widgets.draft_editor import DraftEditor
from lightar_desktop.services.app import App
from tests.gui.keyboard import CONTROL, KEY, cell, column, press, saved, shown, stored, write

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

ROOT = Path(__file__).parents[2]


@pytest.fixture
def edit(window: MainWindow, qtbot: QtBot) -> Callable[[int], DraftEditor]:
    """Shows a draft in its editor."""

    def show(invoice_id: int) -> DraftEditor:
        window.show_invoice(invoice_id)
        page = window.page
        assert isinstance(page, InvoicePage)
        qtbot.waitUntil(
            lambda: (
                page.editor is not None
                and page.editor.draft is not None
                and page.editor.draft.id == invoice_id
                and not window.tasks.busy
            )
        )
        assert page.editor is not None
        return page.editor

    return show


def new_draft(window: MainWindow, page: SalesInvoicesPage, qtbot: QtBot) -> InvoicePage:
    """Ctrl+N, and the cursor waits for the customer."""
    page.table.setFocus()
    QTest.keyClick(page.table, KEY.Key_N, CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page, InvoicePage))
    invoice_page = window.page
    assert isinstance(invoice_page, InvoicePage)

    def ready() -> bool:
        editor = invoice_page.editor
        return editor is not None and QApplication.focusWidget() is editor.customer

    qtbot.waitUntil(ready)
    return invoice_page


def choose_customer(editor: DraftEditor, text: str, qtbot: QtBot) -> None:
    """Type, and take the first that is found."""
    write(text)
    suggestions = editor.customer.completer().popup()
    assert suggestions is not None
    qtbot.waitUntil(suggestions.isVisible)
    QTest.keyClick(suggestions, KEY.Key_Return)
    qtbot.waitUntil(lambda: editor.draft is not None and editor.draft.customer is not None)


def choose_product(text: str, qtbot: QtBot) -> None:
    """Type into a description, and take the first product; the cursor goes on."""
    write(text)
    field = cell()
    assert field is not None
    assert field.suggestions is not None
    products = field.suggestions.list
    qtbot.waitUntil(products.isVisible)
    QTest.keyClick(products, KEY.Key_Down)
    QTest.keyClick(products, KEY.Key_Return)
    qtbot.waitUntil(lambda: column() is Column.QUANTITY)


def on(*expected: Column) -> None:
    """Enter leads from cell to cell."""
    for one in expected:
        press(KEY.Key_Return)
        assert column() is one


def test_from_a_new_invoice_to_an_opened_one_without_the_mouse(
    window: MainWindow, app: App, page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    product = Product(0, "W-7", "Workshop", "day", Decimal(1450), "NOK", tax_rate=Decimal(25))
    app.database.transactions.write(lambda uow: uow.products.add_many([product]))
    invoice_page = new_draft(window, page, qtbot)
    editor = invoice_page.editor
    assert editor is not None
    choose_customer(editor, "hansen", qtbot)
    for _ in range(7):  # template, currency, dates, terms, reference, and into the lines
        press(KEY.Key_Tab)
    qtbot.waitUntil(lambda: column() is Column.DESCRIPTION)
    choose_product("w-7", qtbot)
    write("2")
    on(Column.UNIT, Column.PRICE, Column.DISCOUNT)
    write("10 %")
    on(Column.VAT, Column.DESCRIPTION)  # behind the last cell: a new line
    write("Travel")
    on(Column.QUANTITY, Column.UNIT, Column.PRICE)
    write("90")
    assert editor.amounts()[-1].replace("\N{NO-BREAK SPACE}", " ") == "3 375.00 NOK"
    press(KEY.Key_Return, CONTROL)
    dialog = shown(OpenInvoicesDialog, window, qtbot)
    assert isinstance(dialog, OpenInvoicesDialog)
    qtbot.waitUntil(dialog.confirm.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    assert editor.draft is not None
    invoice_id = editor.draft.id
    qtbot.waitUntil(lambda: stored(app, invoice_id).status is InvoiceStatus.OPEN, timeout=10_000)
    assert stored(app, invoice_id).totals().total == 3375
    qtbot.waitUntil(lambda: invoice_page.details_place.currentWidget() is invoice_page.details)
    assert "Locked since" in invoice_page.details.lock_note.text()


def test_typing_is_saved_without_asking(
    edit: Callable[[int], DraftEditor], app: App, two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)
    editor.buyer_reference.setFocus()
    write("PO 4711")
    saved(app, two_lines, lambda one: one.buyer_reference == "PO 4711", qtbot)
    qtbot.waitUntil(lambda: editor.saved.text().startswith("Saved "))
    editor.lines.go_to(0, Column.PRICE, typing=True)
    write("200")  # the cell is not even left
    saved(app, two_lines, lambda one: one.lines[0].unit_price == 200, qtbot)
    assert editor.amounts()[-1].startswith("375.00")


def test_leaving_the_page_saves_at_once_and_tells_the_others(
    edit: Callable[[int], DraftEditor], window: MainWindow, app: App, two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)
    editor.note.setFocus()
    write("Thank you")
    window.show_page("sales_invoices")
    saved(app, two_lines, lambda one: one.note == "Thank you", qtbot)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    kinds = [row.kind for row in app.reads.journal.about(two_lines)]
    assert kinds[0] == "invoice.changed"


def test_lines_are_doubled_moved_and_removed_by_keys_and_undone(
    edit: Callable[[int], DraftEditor], two_lines: int
) -> None:
    editor = edit(two_lines)

    def names() -> list[str]:
        assert editor.draft is not None
        return [line.description for line in editor.draft.lines]

    editor.lines.go_to(0, Column.DESCRIPTION)
    press(KEY.Key_D, CONTROL)
    assert names() == ["Design", "Design", "Print"]
    press(KEY.Key_Down, ALT)
    assert names() == ["Design", "Print", "Design"]
    press(KEY.Key_Up, ALT)
    press(KEY.Key_Delete, CONTROL)
    assert names() == ["Design", "Print"]
    for _ in range(4):
        press(KEY.Key_Z, CONTROL)
    assert names() == ["Design", "Print"]
    assert not editor.undo.isEnabled()
    press(KEY.Key_Z, CONTROL | SHIFT)
    assert names() == ["Design", "Design", "Print"]


def test_undo_takes_back_what_was_typed_into_one_place(
    edit: Callable[[int], DraftEditor], two_lines: int
) -> None:
    editor = edit(two_lines)
    editor.lines.go_to(0, Column.QUANTITY, typing=True)
    write("125")
    press(KEY.Key_Return)
    editor.buyer_reference.setFocus()
    write("PO 1")
    press(KEY.Key_Z, CONTROL)
    assert editor.buyer_reference.text() == ""
    assert editor.draft is not None
    assert editor.draft.lines[0].quantity == 125
    press(KEY.Key_Z, CONTROL)
    assert editor.draft.lines[0].quantity == 1


def test_what_is_no_number_stays_as_typed_with_its_reason(
    edit: Callable[[int], DraftEditor], window: MainWindow, app: App, two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)
    editor.lines.go_to(0, Column.QUANTITY, typing=True)
    write("12,,")
    assert "is not a number" in editor.cell_error.text()
    press(KEY.Key_Return)
    index = editor.lines.lines.index(0, Column.QUANTITY)
    assert index.data() == "12,,"
    invoice_page = window.page
    assert isinstance(invoice_page, InvoicePage)
    invoice_page.open_invoice.click()  # leads back to it instead of opening
    assert column() is Column.QUANTITY
    assert not [one for one in window.findChildren(OpenInvoicesDialog) if one.isVisible()]
    write("12")
    saved(app, two_lines, lambda one: one.lines[0].quantity == 12, qtbot)
    editor.discount.setFocus()
    write("110 %")
    assert "no discount" in editor.fields.error("discount")
    editor.due_on.setFocus()
    write("someday")
    assert "no date" in editor.fields.error("due_on")
    write("2020-01-01")
    assert "before the issue date" in editor.fields.error("due_on")


def test_a_reason_is_asked_for_where_no_vat_is_charged(
    edit: Callable[[int], DraftEditor], two_lines: int
) -> None:
    editor = edit(two_lines)
    assert editor.lines.isColumnHidden(Column.REASON)
    editor.lines.go_to(0, Column.VAT, typing=True)
    write("Exempt")
    press(KEY.Key_Return)
    assert column() is Column.REASON
    assert editor.draft is not None
    assert editor.draft.lines[0].tax_reason == "Unntatt fra merverdiavgift."
    write(" ")
    assert any("says not why" in words for words in editor.links.texts())


def test_escape_takes_back_a_cell(edit: Callable[[int], DraftEditor], two_lines: int) -> None:
    editor = edit(two_lines)
    editor.lines.go_to(0, Column.PRICE, typing=True)
    write("999")
    press(KEY.Key_Escape)
    assert editor.draft is not None
    assert editor.draft.lines[0].unit_price == 100
    assert QApplication.focusWidget() is editor.lines


def test_a_customer_that_is_new_is_added_by_its_name(
    edit: Callable[[int], DraftEditor], app: App, two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)
    editor.customer.setFocus()
    choose_customer(editor, "Zimt & Zucker", qtbot)

    def chosen() -> bool:
        one = editor.draft
        return one is not None and one.customer is not None and one.customer.name == "Zimt & Zucker"

    qtbot.waitUntil(chosen)
    assert any("no billing address" in words for words in editor.links.texts())


def test_the_preview_follows_and_can_be_hidden(
    edit: Callable[[int], DraftEditor], two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)
    with qtbot.waitSignal(editor.preview.drawn):
        editor.note.setFocus()
        write("A note")
    press(KEY.Key_F4)
    assert not editor.preview.isVisible()
    with qtbot.assertNotEmitted(editor.preview.drawn, wait=600):
        write(" more")
    with qtbot.waitSignal(editor.preview.drawn):
        press(KEY.Key_F4)


def test_two_workstations_choose_between_both_versions(
    edit: Callable[[int], DraftEditor], window: MainWindow, app: App, two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)

    def other_desk(note: str) -> None:
        app.drafting.save(replace(stored(app, two_lines), note=note))

    for note, answer, left in (("theirs", "mine", ""), ("theirs again", "theirs", "theirs again")):
        other_desk(note)
        editor.terms.selectAll()
        QTest.keyClicks(editor.terms, str(len(note)))
        dialog = shown(DraftConflictDialog, window, qtbot)
        assert isinstance(dialog, DraftConflictDialog)
        model = dialog.table.model()
        rows = [
            [model.index(row, part).data() for part in range(3)] for row in range(model.rowCount())
        ]
        assert any(row[0] == "Note" and row[2] == note for row in rows)
        with qtbot.waitSignal(dialog.finished):
            QTest.keyClick(getattr(dialog, answer), KEY.Key_Space)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        saved(app, two_lines, lambda one, left=left: one.note == left, qtbot)  # type: ignore[misc]
        assert editor.draft is not None
        assert editor.draft.note == left


def test_killed_while_typing_the_program_has_what_was_typed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    program = [sys.executable, "-m", "tests.gui.typing_process", url]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        typed = [line.split() for line in process.stdout]
        assert process.wait() == -9
    from lightar_desktop import bootstrap
    from lightar_desktop.adapters.system.runners import ThreadRunner

    draft_id, reference = typed[-1]
    app = bootstrap.open_app(url, ThreadRunner(1, "worker"))
    try:
        assert stored(app, int(draft_id)).buyer_reference == reference
        assert len(reference) > 20
        assert app.reads.journal.verify().ok
    finally:
        app.close()


def test_five_hundred_lines_are_added_up_within_a_frame() -> None:
    import time

    from tests.builders import draft as built
    from tests.builders import line

    many = built(lines=tuple(line(f"{price}.35", "3") for price in range(500)))
    times = []
    for _ in range(5):
        began = time.perf_counter()
        many.totals()
        times.append(time.perf_counter() - began)
    assert min(times) < 0.016


def test_tab_leaves_the_lines_for_what_follows_them(
    edit: Callable[[int], DraftEditor], two_lines: int, qtbot: QtBot
) -> None:
    editor = edit(two_lines)
    editor.lines.go_to(2, Column.DESCRIPTION, typing=True)  # the room for a new line
    assert cell() is not None
    press(KEY.Key_Tab)
    focused: QWidget | None = QApplication.focusWidget()
    assert focused is editor.discount
    editor.lines.go_to(0, Column.DESCRIPTION, typing=True)
    press(KEY.Key_Backtab, SHIFT)
    assert QApplication.focusWidget() is editor.buyer_reference


def test_what_is_typed_after_a_customer_is_chosen_is_another_customer(
    window: MainWindow, page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    editor = new_draft(window, page, qtbot).editor
    assert editor is not None
    choose_customer(editor, "C1", qtbot)
    qtbot.waitUntil(lambda: editor.customer.selectedText() == editor.customer.text() != "")
    write("C2")
    assert editor.customer.text() == "C2"
