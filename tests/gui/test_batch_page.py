# SPDX-License-Identifier: MIT
"""Batch Operations: items, reasons, buttons, folding, filter."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus, batch_status
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.batch_operations import BatchOperationsPage
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.gui.widgets.batch_model import PROGRESS, STATUS, BatchModel
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import BatchItemRow, BatchRow
from tests.gui.conftest import make_app

KEY = Qt.Key
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_batch(
    batch_id: int,
    counts: Mapping[ItemStatus, int],
    control: BatchControl = BatchControl.RUNNING,
    *,
    acknowledged: bool = False,
) -> BatchRow:
    status = batch_status(counts, control)
    return BatchRow(batch_id, status, control, counts, AT, "anna", True, None, acknowledged, None)


def an_item(number: int, status: ItemStatus, *reasons: Problem) -> BatchItemRow:
    return BatchItemRow(number, 1, number, None, "Weber", status, reasons, "")


@pytest.fixture
def model(dressed: object) -> BatchModel:
    made = BatchModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def test_batches_unfold_page_by_page(dressed: object, qtbot: QtBot) -> None:
    model = BatchModel()  # without the tester, which fetches by itself
    model.show([a_batch(1, {ItemStatus.SENT: 3})])
    top = model.index(0, 0)
    assert model.hasChildren(top)
    assert model.canFetchMore(top)
    with qtbot.waitSignal(model.items_wanted) as wanted:
        model.fetchMore(top)
    assert wanted.args == [1, 0]
    assert not model.canFetchMore(top)  # asked already
    model.add_items(1, 0, [an_item(n, ItemStatus.SENT) for n in (1, 2)])
    assert model.rowCount(top) == 2
    assert model.canFetchMore(top)
    model.add_items(1, 1, [an_item(9, ItemStatus.SENT)])  # out of date
    assert model.rowCount(top) == 2
    model.add_items(1, 2, [an_item(3, ItemStatus.SENT)])
    assert not model.canFetchMore(top)


def test_changed_counts_repaint_one_row_and_new_batches_come_on_top(
    model: BatchModel, qtbot: QtBot
) -> None:
    model.show([a_batch(1, {ItemStatus.WAITING: 2})])
    with qtbot.waitSignal(model.dataChanged) as changed, qtbot.assertNotEmitted(model.modelReset):
        assert not model.show([a_batch(1, {ItemStatus.WAITING: 1, ItemStatus.OPENED: 1})])
    assert changed.args[0].row() == 0
    assert model.index(0, PROGRESS).data() == "1 of 2"
    assert model.index(0, PROGRESS).data(Cell.BAR) == 0.5
    assert model.show([a_batch(2, {ItemStatus.OPENED: 1}), a_batch(1, {ItemStatus.OPENED: 2})])
    assert model.index(0, 0).data() == "Batch 2"


def test_acknowledged_batches_fold_under_earlier(model: BatchModel, qtbot: QtBot) -> None:
    done = {ItemStatus.OPENED: 1}
    model.show([a_batch(3, done), a_batch(2, done, acknowledged=True), a_batch(1, done)])
    assert [model.index(n, 0).data() for n in range(3)] == ["Batch 3", "Batch 1", "Earlier (1)"]
    earlier = model.index(2, 0)
    assert model.index(0, 0, earlier).data() == "Batch 2"
    assert model.parent(model.index(0, 0, earlier)) == earlier
    assert model.parent(earlier) == QModelIndex()


def test_a_reason_stands_above_what_to_do(model: BatchModel, qtbot: QtBot) -> None:
    model.show([a_batch(1, {ItemStatus.FAILED: 1})])
    top = model.index(0, 0)
    model.fetchMore(top)
    model.add_items(1, 0, [an_item(5, ItemStatus.FAILED, Problem("no_lines", "lines"))])
    cell = model.index(0, PROGRESS, top)
    assert cell.data() == "The invoice has no lines"
    assert cell.data(Cell.SMALL) == "Add at least one."
    status = model.index(0, STATUS, top)
    assert status.data(Qt.ItemDataRole.AccessibleTextRole) == "Failed"


@pytest.fixture
def app(tmp_path: object) -> object:
    made = make_app(f"sqlite:///{tmp_path}/test.db", invoices=0)
    made.demo.fill(customers=8, invoices=12, broken=3, seed=1)
    yield made
    made.close()


def test_failed_items_are_shown_jumped_to_and_retried(
    window: MainWindow, app: App, qtbot: QtBot
) -> None:
    ids = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())
    batch_id = app.batches.start(OpenInvoices(ids))
    assert app.batches.wait(batch_id, 10)
    found = app.reads.batches.get(batch_id, app.actor)
    assert found is not None
    assert found.status is BatchStatus.FAILED
    window.show_batch(batch_id)
    page = window.page
    assert isinstance(page, BatchOperationsPage)
    model, tree = page.model, page.tree
    qtbot.waitUntil(lambda: model.rowCount(model.index_of(batch_id)) == 12)
    assert page.retry.text() == f"Retry failed ({found.failed})"
    assert page.acknowledge.isVisible()
    assert not page.pause.isVisible()
    with qtbot.waitSignal(model.rowsInserted):
        QTest.keyClick(page.show_failed, KEY.Key_Space)
    top = model.index_of(batch_id)
    assert model.rowCount(top) == found.failed
    page.retry.click()
    qtbot.waitUntil(lambda: model.index_of(batch_id + 1).isValid())
    assert app.batches.wait(batch_id + 1, 10)
    qtbot.waitUntil(lambda: tree.currentIndex().siblingAtColumn(0) == model.index_of(batch_id + 1))
    tree.setCurrentIndex(model.index_of(batch_id))
    QTest.keyClick(tree, KEY.Key_Return)
    tree.setExpanded(model.index_of(batch_id), True)
    qtbot.waitUntil(lambda: model.rowCount(model.index_of(batch_id)) == found.failed)
    item = model.index(0, 0, model.index_of(batch_id))
    tree.setCurrentIndex(item)
    row = model.item_at(item)
    assert row is not None
    QTest.keyClick(tree, KEY.Key_Return)
    assert isinstance(window.page, InvoicePage)
    shown = window.page
    qtbot.waitUntil(lambda: shown.view is not None and shown.view.row.id == row.invoice_id)


def test_acknowledging_folds_the_batch_away(window: MainWindow, app: App, qtbot: QtBot) -> None:
    ids = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())
    batch_id = app.batches.start(OpenInvoices(ids[:2]))
    assert app.batches.wait(batch_id, 10)
    window.show_batch(batch_id)
    page = window.page
    assert isinstance(page, BatchOperationsPage)
    qtbot.waitUntil(page.acknowledge.isVisible)
    QTest.keyClick(page.acknowledge, KEY.Key_Space)
    qtbot.waitUntil(lambda: page.model.index(0, 0).data() == "Earlier (1)")
    assert not page.acknowledge.isVisible()


def test_no_batch_yet(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("batch_operations")
    page = window.page
    assert isinstance(page, BatchOperationsPage)
    qtbot.waitUntil(lambda: page.sides.currentWidget() is page.empty)
    assert page.empty.heading.text() == "No batch yet"
