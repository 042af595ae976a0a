# SPDX-License-Identifier: MIT
"""Copy as text and PDFs as files: what leaves the window for other programs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QToolTip, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.gui import pdf_files
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages import invoice_copy
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.widgets.copying import as_text, copies_as_text
from lightar_desktop.gui.widgets.invoice_cells import BALANCE, NUMBER, TOTAL
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NOTHING = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def empty_clipboard(dressed: QApplication) -> Iterator[None]:
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


def copied() -> list[list[str]]:
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]


def focus(view: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=5))
def test_every_cell_stays_in_its_place_whatever_it_holds(rows: list[list[str]]) -> None:
    lines = as_text(["A", "B", "C"], rows).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(rows) + 1
    assert all(len(line.split("\t")) == 3 for line in lines)
    assert all(len(line.splitlines()) <= 1 for line in lines)


def test_a_table_gives_its_columns_as_they_stand_with_their_heads(
    dressed: QApplication, qtbot: QtBot
) -> None:
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(["Name", "Hidden", "Note"])
    for name, note in (("Ann", "two\nlines"), ("Bo\tb", "")):
        model.appendRow([QStandardItem(text) for text in (name, "x", note)])
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.hideColumn(1)
    table.horizontalHeader().moveSection(0, 2)
    copies_as_text(table)
    focus(table, qtbot)
    table.selectRow(0)
    QTest.keyClick(table, KEY.Key_C, CONTROL)
    assert copied() == [["Note", "Name"], ["two lines", "Ann"]]
    assert QToolTip.text() == "1 row copied"
    QTest.keyClick(table, KEY.Key_C, CONTROL | ALT)
    assert copied() == [["Note", "Name"], ["two lines", "Ann"], ["", "Bo b"]]


def test_a_tree_gives_what_is_unfolded(dressed: QApplication, qtbot: QtBot) -> None:
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(["Batch"])
    for name in ("one", "two"):
        parent = QStandardItem(name)
        parent.appendRow(QStandardItem(f"{name}, item"))
        model.appendRow(parent)
    tree = QTreeView()
    qtbot.addWidget(tree)
    tree.setModel(model)
    copies_as_text(tree)
    focus(tree, qtbot)
    tree.expand(model.index(1, 0))
    QTest.keyClick(tree, KEY.Key_C, CONTROL | ALT)
    assert copied() == [["Batch"], ["one"], ["two"], ["two, item"]]


def test_checked_invoices_are_copied_whole_or_else_the_current_one(
    page: SalesInvoicesPage, qtbot: QtBot
) -> None:
    page.table.setFocus()
    page.table.go_to(1)
    QTest.keyClick(page.table, KEY.Key_C, CONTROL)
    qtbot.waitUntil(lambda: len(copied()) == 2)
    head, row = copied()
    wanted = ("Number", "Customer", "Issued", "Due", "Total", "Currency", "Status", "Delivery")
    assert head == list(wanted)
    cells = page.rows.cells(1)
    assert cells is not None
    assert row[:2] == ["Draft", cells.row.customer]
    assert row[5] == cells.row.currency
    assert float(row[4].replace(",", ".")) == float(cells.row.total)
    page.table.show_column(BALANCE, True)
    page.table.head.moveSection(page.table.head.visualIndex(TOTAL), NUMBER)
    page.rows.check_all()
    QTest.keyClick(page.table, KEY.Key_C, CONTROL)
    qtbot.waitUntil(lambda: len(copied()) == 31)
    assert copied()[0][:2] == ["Total", "Number"]
    assert copied()[0][5:7] == ["Balance", "Currency"]


def test_too_many_invoices_are_refused_with_a_sentence(
    page: SalesInvoicesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invoice_copy, "MOST", 20)
    page.table.setFocus()
    page.rows.check_all()
    with qtbot.waitSignal(page.context.messages.posted) as said:
        QTest.keyClick(page.table, KEY.Key_C, CONTROL)
    assert said.args is not None
    assert said.args[0].text == "30 invoices are too many to copy as text; check 20 at most."
    assert copied() == []


# PDFs


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the PDFs lie, instead of the folder that goes with the program."""
    folder = tmp_path / "pdfs"
    folder.mkdir()
    monkeypatch.setattr(pdf_files, "_folder", lambda: folder)
    return folder


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """The files of every drag, instead of dragging them."""
    drags: list[list[Path]] = []

    def begin(drag: QDrag, _action: Qt.DropAction) -> Qt.DropAction:
        drags.append([Path(url.toLocalFile()) for url in drag.mimeData().urls()])
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", begin)
    return drags


def move(widget: QWidget, start: QPoint, to: QPoint) -> None:
    """Press at `start` and move; the button stays down."""
    QTest.mousePress(widget, LEFT, NOTHING, start)
    place = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, widget.mapToGlobal(place), LEFT, LEFT, NOTHING
    )
    QApplication.sendEvent(widget, event)


def clipboard_files() -> list[Path]:
    # While the clipboard is handed over there is nothing on it, whatever the types say.
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return [Path(url.toLocalFile()) for url in data.urls()] if data is not None else []


def open_first(app: App) -> int:
    invoice_id = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0]
    assert app.batches.wait(app.batches.start(OpenInvoices([invoice_id])), 10)
    return invoice_id


def test_a_pdf_is_dragged_out_of_the_invoice_page(
    window: MainWindow, app: App, qtbot: QtBot, files: Path, dragged: list[list[Path]]
) -> None:
    invoice_id = open_first(app)
    window.show_invoice(invoice_id)
    page = window.page
    assert isinstance(page, InvoicePage)
    qtbot.waitUntil(lambda: page.view is not None)
    with qtbot.waitSignal(page.pdf.view.drawn):
        page.tabs.setCurrentIndex(1)
    move(page.pdf.view.stack, QPoint(50, 50), QPoint(90, 90))
    qtbot.waitUntil(lambda: bool(dragged))
    ((file,),) = dragged
    (row,) = app.reads.invoices.rows([invoice_id])
    assert row.number is not None
    assert file.name.startswith(row.number)
    assert file.suffix == ".pdf"
    assert file.read_bytes() == app.documents.pdf(invoice_id)
    assert files in file.parents


def test_checked_rows_are_dragged_together_and_others_alone(
    page: SalesInvoicesPage, qtbot: QtBot, files: Path, dragged: list[list[Path]]
) -> None:
    table = page.table
    page.rows.set_checked(0, 2, True)
    middle = [table.visualRect(page.rows.index(row, NUMBER)).center() for row in range(5)]
    move(table.viewport(), middle[1], middle[3])
    qtbot.waitUntil(lambda: len(dragged) == 1)
    QTest.mouseRelease(table.viewport(), LEFT, NOTHING, middle[3])
    assert len({file.parent for file in dragged[0]}) == 3
    assert all(file.name.startswith("Draft") for file in dragged[0])
    move(table.viewport(), middle[4], middle[0])
    qtbot.waitUntil(lambda: len(dragged) == 2)
    (file,) = dragged[1]
    assert file.parent.name == str(page.rows.id_at(4))
    assert page.rows.checked_count == 3


def test_nothing_is_dragged_when_the_mouse_was_let_go_before(
    page: SalesInvoicesPage, qtbot: QtBot, files: Path, dragged: list[list[Path]]
) -> None:
    viewport = page.table.viewport()
    start = page.table.visualRect(page.rows.index(1, NUMBER)).center()
    move(viewport, start, start + QPoint(40, 0))
    QTest.mouseRelease(viewport, LEFT, NOTHING, start)
    qtbot.waitUntil(lambda: bool(list(files.rglob("*.pdf"))) and not page.context.tasks.busy)
    assert dragged == []


def test_pdfs_are_copied_as_files(
    page: SalesInvoicesPage, window: MainWindow, app: App, qtbot: QtBot, files: Path
) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, KEY.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: len(clipboard_files()) == 1)
    page.rows.set_checked(0, 1, True)
    QTest.keyClick(page.table, KEY.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: len(clipboard_files()) == 2)
    assert all(file.read_bytes().startswith(b"%PDF") for file in clipboard_files())
    invoice_id = open_first(app)
    window.show_invoice(invoice_id)
    shown = window.page
    assert isinstance(shown, InvoicePage)
    qtbot.waitUntil(lambda: shown.view is not None)
    QTest.keyClick(shown, KEY.Key_C, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: [f.parent.name for f in clipboard_files()] == [str(invoice_id)])


def test_too_many_pdfs_are_refused_with_a_sentence(
    page: SalesInvoicesPage, qtbot: QtBot, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_files, "MOST", 20)
    page.rows.check_all()
    page.table.setFocus()
    with qtbot.waitSignal(page.context.messages.posted) as said:
        QTest.keyClick(page.table, KEY.Key_C, CONTROL | SHIFT)
    assert said.args is not None
    assert said.args[0].text == "30 PDFs are too many at once; check 20 at most."
    assert list(files.iterdir()) == []


def test_the_files_go_when_the_program_ends_and_after_a_crash_at_a_later_start(
    tmp_path: Path,
) -> None:
    crashed, running = tmp_path / "lightar-pdfs-crashed", tmp_path / "lightar-pdfs-running"
    for folder in (crashed, running):
        folder.mkdir()
    os.utime(crashed, (0, 0))
    code = "from lightar_desktop.gui import pdf_files; print(pdf_files._folder())"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert Path(ended.stdout.strip()).parent == tmp_path
    assert list(tmp_path.iterdir()) == [running]
