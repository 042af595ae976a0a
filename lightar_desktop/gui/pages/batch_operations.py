# SPDX-License-Identifier: MIT
"""Batch Operations: what runs, what became of it, invoice by invoice, and what to do about it."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus
from lightar_desktop.gui import formats
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.batch_model import PAGE, PROGRESS, BatchModel
from lightar_desktop.gui.widgets.batch_tree import BatchTree
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.services.rows import BatchRow

T = TypeVar("T")
_SOON_MS = 120  # changes that come close together are read once
_WIDTHS = {0: 300, 1: 170, 3: 160}


class BatchOperationsPage(Form, Page):
    """Batches with live progress; each opens into its invoices with their reasons."""

    FORM = "batch_operations"
    title = "Batch Operations"

    pause: QPushButton
    resume: QPushButton
    cancel: QPushButton
    retry: QPushButton
    acknowledge: QPushButton
    show_all: QPushButton
    show_failed: QPushButton
    summary: QLabel
    sides: QStackedWidget
    tree: BatchTree
    empty: EmptyState

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.model = BatchModel(self)
        self._newest = Newest(context.tasks, self)
        self._running: frozenset[int] = frozenset()
        self._wanted = 0  # the batch to show as soon as it is there
        self._loaded = False
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._read)
        self.tree.setModel(self.model)
        self.tree.set_widths(_WIDTHS, stretch=PROGRESS)
        self.empty.say(
            "batches",
            self.tr("No batch yet"),
            self.tr("Select drafts under Sales invoices and open them; each batch is listed here."),
            self.tr("Sales invoices"),
        )
        primary = QAction(self.tr("Retry failed"), self)
        primary.triggered.connect(self._retry)
        self.primary = primary
        self._connect()
        self._show_buttons()

    def _connect(self) -> None:
        self.model.items_wanted.connect(self._read_items)
        self.tree.activated.connect(self._on_activated)
        self.tree.selectionModel().currentRowChanged.connect(self._show_buttons)
        self.model.dataChanged.connect(self._show_buttons)
        self.pause.clicked.connect(lambda: self._do(self.context.app.batches.pause))
        self.resume.clicked.connect(lambda: self._do(self.context.app.batches.resume))
        self.acknowledge.clicked.connect(lambda: self._do(self.context.app.batches.acknowledge))
        self.cancel.clicked.connect(self._cancel)
        self.retry.clicked.connect(self._retry)
        self.show_all.clicked.connect(lambda: self._filter(False))
        self.show_failed.clicked.connect(lambda: self._filter(True))
        self.empty.acted.connect(lambda: self.context.navigator.show_page("sales_invoices"))

    # Reading

    def _read(self) -> None:
        app = self.context.app

        def work() -> tuple[list[BatchRow], frozenset[int]]:
            return app.reads.batches.recent(app.actor), frozenset(app.batches.running())

        self._newest.run(work, self._show)

    def _show(self, found: tuple[list[BatchRow], frozenset[int]]) -> None:
        batches, self._running = found
        current, expanded = self._batch(), self._expanded()
        if self.model.show(batches):
            for batch_id in expanded:
                self.tree.setExpanded(self.model.index_of(batch_id), True)
            self._select(current.id if current else 0)
        self._loaded = True
        self.sides.setCurrentWidget(self.tree if batches else self.empty)
        open_ones = sum(not batch.acknowledged for batch in batches)
        self.summary.setText(
            self.tr("{0} not acknowledged").format(formats.count(open_ones)) if open_ones else ""
        )
        if self._wanted:
            self._reveal(self._wanted)
        for batch_id in self._expanded():
            self._refresh_items(batch_id)
        self._show_buttons()

    def _read_items(self, batch_id: int, after: int) -> None:
        reads = self.context.app.reads.batches
        status = ItemStatus.FAILED if self.model.failed_only else None
        self.context.tasks.run(
            lambda: reads.items(batch_id, status, after, PAGE),
            lambda items: self.model.add_items(batch_id, after, items),
            owner=self,
        )

    def _refresh_items(self, batch_id: int) -> None:
        """Read the items of a batch anew that can be seen, and no others."""
        parent = self.model.index_of(batch_id)
        loaded = self.model.rowCount(parent)
        if not loaded:
            return
        first, last = self._visible_rows(parent, loaded)
        if self.model.canFetchMore(parent) and last >= loaded - 1:
            self.model.ask_for_more(batch_id)
        if last < first:
            return
        after = self.model.item_before(batch_id, first)
        reads = self.context.app.reads.batches
        status = ItemStatus.FAILED if self.model.failed_only else None
        self.context.tasks.run(
            lambda: reads.items(batch_id, status, after, last - first + 1),
            lambda items: self.model.update_items(batch_id, first, items),
            owner=self,
        )

    def _visible_rows(self, parent: QModelIndex, loaded: int) -> tuple[int, int]:
        """First and last row of a batch's items in the viewport; last < first when none is."""
        view = self.tree.viewport().rect()
        height = max(1, self.tree.rowHeight(parent))
        top = self.tree.visualRect(self.model.index(0, 0, parent)).top()
        first = max(0, (view.top() - top) // height)
        last = min(loaded - 1, (view.bottom() - top) // height)
        return first, last

    # The chosen batch

    def _batch(self) -> BatchRow | None:
        return self.model.batch_at(self.tree.currentIndex())

    def _expanded(self) -> list[int]:
        found = []
        index = self.tree.indexAt(QPoint(1, 1))
        roots = [self.model.index(row, 0) for row in range(self.model.rowCount())]
        for root in roots if index.isValid() else []:
            batch = self.model.batch_at(root)
            if batch is None and self.tree.isExpanded(root):
                inner = [self.model.index(n, 0, root) for n in range(self.model.rowCount(root))]
                found += [i for i in inner if self.tree.isExpanded(i)]
            elif batch is not None and self.tree.isExpanded(root):
                found.append(root)
        return [batch.id for i in found if (batch := self.model.batch_at(i)) is not None]

    def _select(self, batch_id: int) -> None:
        index = self.model.index_of(batch_id)
        if not index.isValid():
            index = self.model.index(0, 0)
        if index.isValid():
            self.tree.setCurrentIndex(index)

    def _reveal(self, batch_id: int) -> None:
        index = self.model.index_of(batch_id)
        if not index.isValid():
            return
        self._wanted = 0
        self.tree.setCurrentIndex(index)
        self.tree.expand(index)
        self.tree.scrollTo(index)

    def _show_buttons(self) -> None:
        batch = self._batch()
        waiting = batch.counts.get(ItemStatus.WAITING, 0) if batch else 0
        going = batch is not None and batch.id in self._running
        stopped = batch is not None and waiting > 0 and not going
        ended = batch is not None and batch.status is not BatchStatus.IN_PROGRESS
        failed = batch.failed if batch is not None and ended else 0
        running = batch is not None and batch.control is BatchControl.RUNNING
        self.pause.setVisible(waiting > 0 and running and going)
        self.resume.setVisible(stopped)
        self.cancel.setVisible(waiting > 0 and not ended)
        self.acknowledge.setVisible(bool(batch and ended and not batch.acknowledged))
        self.retry.setVisible(failed > 0)
        self.retry.setText(self.tr("Retry failed ({0})").format(formats.count(failed)))

    def _do(self, act: Callable[[int], T], then: Callable[[T], None] | None = None) -> None:
        """Do something to the chosen batch, then look at it again."""
        batch = self._batch()
        if batch is None:
            return
        batch_id = batch.id

        def done(result: T) -> None:
            if then is not None:
                then(result)
            self.context.feed.poll()
            self._read()

        self.context.tasks.run(lambda: act(batch_id), done, owner=self)

    def _cancel(self) -> None:
        batch = self._batch()
        if batch is None:
            return
        count = formats.count(batch.counts.get(ItemStatus.WAITING, 0))
        words = self.tr("Batch {0} is cancelled: {1} invoices stay drafts. You can resume it.")
        said = words.format(batch.id, count)
        self._do(self.context.app.batches.cancel, lambda _: self.context.messages.info(said))

    def _retry(self) -> None:
        if self.retry.isVisible():
            self._do(self.context.app.batches.retry, self._on_retried)

    def _on_retried(self, child_id: int) -> None:
        self._wanted = child_id

    def _filter(self, failed_only: bool) -> None:
        self.show_all.setChecked(not failed_only)
        self.show_failed.setChecked(failed_only)
        if failed_only == self.model.failed_only:
            return
        current, expanded = self._batch(), self._expanded()
        self.model.show_failed_only(failed_only)
        self._select(current.id if current else 0)
        for batch_id in expanded or ([current.id] if current else []):
            self.tree.expand(self.model.index_of(batch_id))

    def _on_activated(self, index: QModelIndex) -> None:
        item = self.model.item_at(index)
        if item is None:
            first = index.siblingAtColumn(0)
            self.tree.setExpanded(first, not self.tree.isExpanded(first))
            return
        field = next((reason.field for reason in item.reasons if reason.field), "")
        self.context.navigator.show_invoice(item.invoice_id, field)

    # Page

    def activate(self) -> None:
        self._read()
        self.tree.setFocus()

    def show_subject(self, subject_id: int, field: str = "") -> None:
        self._wanted = subject_id
        self._read()

    def apply_changes(self, changes: Changes) -> None:
        touched = changes.batches or changes.invoices or changes.emails
        if self.isVisible() and touched and not self._timer.isActive():
            self._timer.start()
