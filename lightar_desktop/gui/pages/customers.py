# SPDX-License-Identifier: MIT
"""Customers with what they owe and what of it is late; each opens on a page of its own."""

from datetime import date
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QWidget,
)

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.gui import formats
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.pages.customer import confirm_archive
from lightar_desktop.gui.widgets.customer_list import COLUMNS, CustomerListModel
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.services.filters import CustomerFilter, CustomerSort, Standing

_NAME: Final = 1
_WIDTHS: Final = {0: 110, 2: 250, 3: 120, 4: 150, 5: 150}
_SOON_MS: Final = 150
_CHANGED_MS: Final = 800  # while a batch runs, the sums follow at most this often
_STANDINGS: Final = {
    Standing.ACTIVE: "Active",
    Standing.OVERDUE: "With overdue invoices",
    Standing.ARCHIVED: "Archived",
    Standing.ALL: "All",
}


class CustomersPage(Form, Page):
    """A table to search, filter and sort; Enter shows the customer."""

    FORM = "customers"
    title = "Customers"

    count_label: QLabel
    archive: QPushButton
    import_button: QPushButton
    new_customer: QPushButton
    standing: QComboBox
    search: QLineEdit
    sides: QStackedWidget
    table: QTableView
    empty: EmptyState

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._wanted = 0
        self.model = CustomerListModel(context.app.reads.customers, context.tasks, self.today, self)
        self.table.setModel(self.model)
        set_up_table(self.table, stretch=_NAME, widths=_WIDTHS)
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(*self.model.sorted_by())
        for standing, words in _STANDINGS.items():
            self.standing.addItem(self.tr(words), standing)
        self._typing = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._changed = QTimer(self, singleShot=True, interval=_CHANGED_MS)
        self._add_keys()
        self._connect()
        self._show_archive()

    def today(self) -> date:
        """The day it is for this user."""
        return self.context.app.clock.now().astimezone().date()

    def _add_keys(self) -> None:
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._find),
            (QKeySequence("Ctrl+N"), self._new),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._archive)
        self.primary = QAction(self.tr("New"), self)
        self.primary.triggered.connect(self._new)

    def _connect(self) -> None:
        self._typing.timeout.connect(self._ask)
        self._changed.timeout.connect(self.model.refresh)
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self.table.setFocus)
        self.standing.currentIndexChanged.connect(self._ask)
        self.table.horizontalHeader().sectionClicked.connect(self._sort)
        self.table.activated.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._show_archive)
        self.model.modelAboutToBeReset.connect(self._keep_place)
        self.model.loaded.connect(self._on_loaded)
        self.model.failed.connect(self.context.tasks.report)
        self.import_button.clicked.connect(self._import)
        self.new_customer.clicked.connect(self._new)
        self.archive.clicked.connect(self._archive)
        self.empty.acted.connect(self._import)

    # Asking

    def _ask(self) -> None:
        standing = Standing(self.standing.currentData())
        where = CustomerFilter(standing, self.search.text().strip())
        self.model.show_rows(where, self.model.sorting)

    def _sort(self, section: int) -> None:
        now = self.model.sorting
        down = not now.descending if now.column is COLUMNS[section] else False
        self.model.show_rows(self.model.where, CustomerSort(COLUMNS[section], down))
        self.table.horizontalHeader().setSortIndicator(*self.model.sorted_by())

    def _find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # Showing

    def _keep_place(self) -> None:
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None and not self._wanted:
            self._wanted = row.id

    def _on_loaded(self) -> None:
        self.count_label.setText(formats.count(self.model.count))
        if not self.model.rowCount():
            self._say_empty()
            self.sides.setCurrentWidget(self.empty)
            self._show_archive()
            return
        self.sides.setCurrentWidget(self.table)
        at = self.model.position_of(self._wanted) if self._wanted else -1
        if at >= 0 or self.table.currentIndex().row() < 0:
            self._go_to(max(0, at))
        self._wanted = 0
        self._show_archive()

    def _go_to(self, position: int) -> None:
        index = self.model.index(position, _NAME)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.table.scrollTo(index)

    def _say_empty(self) -> None:
        if self.search.text().strip():
            words = self.tr("Try part of the name, the number or the VAT ID.")
            self.empty.say("search", self.tr("No customer matches"), words)
        elif self.model.where.standing in {Standing.ACTIVE, Standing.ALL}:
            words = self.tr("Import them from your other program, or enter one (Ctrl+N).")
            ask = self.tr("Import customers…")
            self.empty.say("customers", self.tr("No customers yet"), words, ask)
        elif self.model.where.standing is Standing.OVERDUE:
            words = self.tr("No customer owes anything that is late.")
            self.empty.say("circle-check", self.tr("Nothing overdue"), words)
        else:
            words = self.tr("Archived customers are listed here.")
            self.empty.say("customers", self.tr("Nobody is archived"), words)

    def _show_archive(self) -> None:
        row = self.model.row_at(self.table.currentIndex().row())
        self.archive.setEnabled(row is not None)
        again = row is not None and row.archived
        self.archive.setText(self.tr("Reactivate") if again else self.tr("Archive…"))

    # Acting

    def _import(self) -> None:
        self.context.navigator.import_file(ImportKind.CUSTOMERS)

    def _new(self) -> None:
        self.context.navigator.show_customer(0)

    def _open(self) -> None:
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None:
            self.context.navigator.show_customer(row.id)

    def _archive(self) -> None:
        row, customers = (
            self.model.row_at(self.table.currentIndex().row()),
            self.context.app.customers,
        )
        if row is None:
            return
        if row.archived:
            work, words = customers.reactivate, self.tr("{0} is in use again.")
        elif confirm_archive(self, row.name):
            work, words = customers.archive, self.tr("{0} is archived.")
        else:
            return
        customer_id, said = row.id, words.format(row.name)
        self.context.tasks.run(lambda: work(customer_id), lambda _: self._on_done(said), owner=self)

    def _on_done(self, words: str) -> None:
        self.context.messages.info(words)
        self.context.feed.poll()
        self.model.refresh()

    # What the main window tells

    def activate(self) -> None:
        self._keep_place()
        self.model.refresh()
        self.table.setFocus()

    def show_subject(self, subject_id: int, field: str = "") -> None:
        """Choose this customer in the list."""
        self._wanted = subject_id
        self.search.clear()
        self.standing.setCurrentIndex(self.standing.findData(Standing.ALL))
        self._ask()

    def apply_changes(self, changes: Changes) -> None:
        changed = changes.of("customer") or changes.of("import") or changes.invoices
        if self.isVisible() and changed and not self._changed.isActive():
            self._changed.start()
