# SPDX-License-Identifier: MIT
"""Sales invoices: the table one filters, checks and opens from."""

from array import array
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.pages.draft_commands import DraftCommands
from lightar_desktop.gui.pages.invoice_more import InvoiceMore
from lightar_desktop.gui.pages.invoice_table import InvoiceTable
from lightar_desktop.gui.table import RowsModel
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.filter_bar import FilterBar
from lightar_desktop.gui.widgets.invoice_cells import CHECK, COLUMNS, TITLES
from lightar_desktop.gui.widgets.selection_bar import SelectionBar
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import CurrencySum

_DRAFT: Final = frozenset({InvoiceStatus.DRAFT})
_SORT: Final = "sales_invoices/sort"
_SUMS_MS: Final = 40  # a range checked by holding a key is summed once
_REFRESH_MS: Final = 800  # rows that left the filter go at most this often
_COME_OR_GO: Final = frozenset({"invoice.added", "invoice.deleted"})
# What sorting by these rests on does not change while a batch runs.
_STILL: Final = {InvoiceColumn.ID, InvoiceColumn.CUSTOMER, InvoiceColumn.TOTAL}


class SalesInvoicesPage(Form, Page):
    """Filters, table, selection bar, and the button that opens what is checked."""

    FORM = "sales_invoices"
    title = "Sales invoices"

    count_label: QLabel
    new_button: QPushButton
    view_button: QPushButton
    more_button: QToolButton
    open_button: QPushButton
    filter_bar: FilterBar
    search: QLineEdit
    body: QStackedWidget
    table: InvoiceTable
    empty: EmptyState
    selection_bar: SelectionBar

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._drafts: array[int] = array("q")
        self._sums = Newest(context.tasks, self)
        self.rows = RowsModel(context.app.reads.invoices, context.tasks, self.today, self)
        self.rows.sorting = self._remembered_sort()
        self.filter_bar.set_up(context.app.reads.customers, context.tasks, self.today, self.search)
        self.table.show_model(self.rows, context.memory)
        self.more = InvoiceMore(self, self.table, self.more_button)
        self.open_action = QAction("Open…", self)
        self.primary = self.open_action
        self.commands = DraftCommands(context, self)
        self._summing = QTimer(self, singleShot=True, interval=_SUMS_MS)
        self._refreshing = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._connect()
        self._show_button()
        self.rows.refresh()

    def today(self) -> date:
        """The day it is for this user."""
        return self.context.app.clock.now().astimezone().date()

    def _connect(self) -> None:
        self._summing.timeout.connect(self._sum)
        self._refreshing.timeout.connect(self.rows.refresh)
        self.filter_bar.changed.connect(self._on_filter)
        self.rows.loaded.connect(self._on_loaded)
        self.rows.completed.connect(self._show_counts)
        self.rows.checks_changed.connect(self._on_checks)
        self.rows.failed.connect(self._on_failed)
        self.table.opened.connect(self.context.navigator.show_invoice)
        self.table.head.sort_asked.connect(self._on_sort_asked)
        self.table.head.customContextMenuRequested.connect(self._on_head_menu)
        self.selection_bar.all_asked.connect(self.rows.check_all)
        self.selection_bar.none_asked.connect(self.rows.uncheck_all)
        self.empty.acted.connect(self._on_empty_acted)
        self.new_button.clicked.connect(self.commands.new)
        self.more.add_draft_actions(self.commands)
        self.commands.deleted.connect(lambda _: self.rows.uncheck_all())
        self.view_button.clicked.connect(self._on_view)
        self.open_button.clicked.connect(self.open_action.trigger)
        self.open_action.triggered.connect(self._open_checked)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._find)
        everything = QShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll), self)
        everything.activated.connect(self.rows.check_all)
        theme.current().changed.connect(self._show_icons)
        self._show_icons()

    # Opening

    def _open_checked(self) -> None:
        if len(self._drafts):
            self.context.navigator.open_dialog(self._drafts)

    def _show_button(self) -> None:
        """The button says how many would be opened, or its tooltip says why none."""
        checked, drafts = self.rows.checked_count, len(self._drafts)
        self.open_button.setText(f"Open {formats.count(drafts)}…" if drafts else "Open…")
        if drafts:
            others = checked - drafts
            tip = f"{formats.count(others)} of those selected are open already" if others else ""
            tip = tip or "Open the selected drafts (Ctrl+Enter)"
        elif checked:
            tip = "Only drafts can be opened; none of those selected is a draft"
        else:
            tip = "Select the drafts to open: Space, or Ctrl+A for all that match"
        self.open_button.setToolTip(tip)
        self.open_button.setEnabled(bool(drafts))
        self.open_action.setEnabled(bool(drafts))

    def _sum(self) -> None:
        """Add up what is checked and find the drafts in it, off the main thread."""
        reads, where = self.context.app.reads.invoices, self.rows.where
        everything, sorting = self.rows.all_checked, self.rows.sorting
        checks, shown = self.rows.checks.snapshot(), self.rows.ids
        if not self.rows.checked_count:
            self._on_sums(([], array("q")))
            return

        def work() -> "tuple[list[CurrencySum], array[int]]":
            if everything:
                drafts = replace(where, statuses=_DRAFT)
                none = where.statuses and InvoiceStatus.DRAFT not in where.statuses
                ids = array("q") if none else reads.ids(drafts, sorting)
                return reads.sums_where(where), ids
            ids = checks.ids(shown)
            return reads.sums(ids), _drafts_of(ids, reads.ids(_ALL_DRAFTS, sorting))

        self._sums.run(work, self._on_sums)

    def _on_sums(self, result: "tuple[list[CurrencySum], array[int]]") -> None:
        sums, self._drafts = result
        self.selection_bar.show_sums(sums)
        self._show_button()

    def _on_checks(self) -> None:
        self._show_counts()
        self._summing.start()

    # Filtering and sorting

    def _on_filter(self) -> None:
        self.rows.show_rows(self.filter_bar.filter, self.rows.sorting)

    def show_drafts(self) -> None:
        """Show the drafts alone."""
        self.filter_bar.reset()
        self.filter_bar.status.choose(_DRAFT)

    def _on_sort_asked(self, section: int) -> None:
        column = COLUMNS[section]
        if column is not None:
            now = self.rows.sorting
            descending = not now.descending if now.column is column else False
            self.sort_by(InvoiceSort(column, descending))

    def sort_by(self, sorting: InvoiceSort) -> None:
        """Sort, and do so at the next start too."""
        self.context.memory.setValue(_SORT, f"{sorting.column} {int(sorting.descending)}")
        self.rows.show_rows(self.rows.where, sorting)
        self.table.head.setSortIndicator(*self.rows.sorted_by())

    def _remembered_sort(self) -> InvoiceSort:
        column, _, descending = str(self.context.memory.value(_SORT, "id 1")).partition(" ")
        if column not in set(InvoiceColumn):
            return InvoiceSort()
        return InvoiceSort(InvoiceColumn(column), descending == "1")

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # Showing

    def _on_loaded(self) -> None:
        self._show_counts()
        if self.rows.rowCount():
            self.body.setCurrentWidget(self.table)
            return
        if self.filter_bar.active:
            self.empty.say(
                "search", "No invoice matches", "Change the filter to see more.", "Clear filters"
            )
        else:
            self.empty.say(
                "invoice",
                "No invoices yet",
                "Write the first one, or import them from your other program (Ctrl+I).",
                "New invoice",
            )
        self.body.setCurrentWidget(self.empty)

    def _show_counts(self) -> None:
        matching, checked = self.rows.rowCount(), self.rows.checked_count
        self.count_label.setText(formats.count(matching) if not self.rows.loading else "")
        self.selection_bar.show_count(checked, matching, everything=self.rows.all_checked)

    def _on_empty_acted(self) -> None:
        if not self.filter_bar.active:
            self.commands.new()
            return
        self.filter_bar.reset()
        self.table.setFocus()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self.context.messages.error(str(error), "Try again", self.rows.refresh)
        else:
            self.context.tasks.report(error)

    def _show_icons(self) -> None:
        self.view_button.setIcon(theme.icon("columns", "text"))
        self.new_button.setIcon(theme.icon("plus", "text"))
        for action in self.search.actions():
            self.search.removeAction(action)
        icon = theme.icon("search")
        glass = self.search.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        glass.triggered.connect(self.search.selectAll)
        for button in self.search.findChildren(QToolButton):
            is_glass = button.defaultAction() is glass
            button.setAccessibleName("Search" if is_glass else "Clear search")

    def _on_view(self) -> None:
        self.view_menu().exec(
            self.view_button.mapToGlobal(QPoint(0, self.view_button.height() + 2))
        )

    def _on_head_menu(self, point: QPoint) -> None:
        self.view_menu().exec(self.table.head.mapToGlobal(point))

    def view_menu(self) -> QMenu:
        """Columns, sorting and row height, all by keyboard."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        columns = menu.addMenu("&Columns")
        sorting = menu.addMenu("&Sort by")
        group = QActionGroup(menu)
        for section, column in enumerate(COLUMNS):
            if section == CHECK or column is None:
                continue
            shown = columns.addAction(TITLES[section])
            shown.setCheckable(True)
            shown.setChecked(not self.table.isColumnHidden(section))
            shown.toggled.connect(lambda on, s=section: self.table.show_column(s, on))
            by = group.addAction(sorting.addAction(TITLES[section]))
            by.setCheckable(True)
            by.setChecked(self.rows.sorting.column is column)
            by.triggered.connect(lambda _=False, s=section: self._on_sort_asked(s))
        newest = group.addAction(sorting.addAction("Newest first"))
        newest.setCheckable(True)
        newest.setChecked(self.rows.sorting == InvoiceSort())
        newest.triggered.connect(lambda: self.sort_by(InvoiceSort()))
        compact = menu.addAction("Com&pact rows")
        compact.setCheckable(True)
        compact.setChecked(self.table.compact)
        compact.toggled.connect(self.table.set_compact)
        menu.addAction("&Reset columns").triggered.connect(self.table.reset_columns)
        return menu

    # What the main window tells

    def activate(self) -> None:
        self.table.setFocus()

    def finish(self) -> None:
        self.rows.uncheck_all()

    def apply_changes(self, changes: Changes) -> None:
        everyone = bool(changes.of("customer"))
        self.rows.note_changes(changes.invoices, all_rows=everyone)
        came_or_went = bool(changes.of("import")) or not changes.kinds.isdisjoint(_COME_OR_GO)
        moved = came_or_went or (changes.invoices and self._may_move())
        if moved and not self._refreshing.isActive():
            self._refreshing.start()
        if changes.invoices and self.rows.checked_count:
            self._summing.start()

    def _may_move(self) -> bool:
        """Whether a changed invoice may enter or leave the filter, or change its place."""
        where = self.rows.where
        free = replace(where, customer_id=None, amount_from=None, amount_to=None)
        return free != InvoiceFilter() or self.rows.sorting.column not in _STILL


_ALL_DRAFTS: Final = InvoiceFilter(statuses=_DRAFT)


def _drafts_of(ids: "array[int]", drafts: "array[int]") -> "array[int]":
    """Those of the checked `ids` that are drafts, in their order."""
    return array("q", filter(frozenset(drafts).__contains__, ids))
