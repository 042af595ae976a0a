# SPDX-License-Identifier: MIT
"""The Invoices tab of a customer: the invoice table, of this customer alone."""

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.pages.invoice_table import InvoiceTable
from lightar_desktop.gui.table import RowsModel
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.invoice_cells import BALANCE, CHECK, COLUMNS, CUSTOMER
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort


class OneCustomersTable(InvoiceTable):
    """The table without the customer's name, and without checks: here nothing is done to many."""

    def show_model(self, model: RowsModel, memory: QSettings) -> None:
        super().show_model(model, memory)
        self._lay_out_columns()

    def remember_columns(self) -> None:
        """Nothing: what is remembered are the columns of Sales invoices."""

    def _lay_out_columns(self) -> None:
        super()._lay_out_columns()
        for section in (CHECK, CUSTOMER):
            self.head.setSectionHidden(section, True)
        self.head.setSectionHidden(BALANCE, False)

    def _toggle(self, row: int, *, to_anchor: bool) -> None:
        pass

    def selectAll(self) -> None:
        pass

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_A}:
            event.ignore()
        else:
            super().keyPressEvent(event)


@promoted
class CustomerInvoices(QWidget):
    """Reads the invoices when the tab is first looked at.

    Signals:
        opened(int): an invoice was double-clicked, or Enter was pressed on it.
    """

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: RowsModel | None = None
        self._stale = True
        self.table = OneCustomersTable(self)
        self.table.setAccessibleName(self.tr("Invoices of the customer"))
        self.empty = EmptyState(self)
        words = self.tr("Invoices for this customer are listed here, drafts among them.")
        self.empty.say("invoice", self.tr("No invoices yet"), words)
        self.sides = QStackedWidget(self)
        self.sides.setProperty("role", "surface")
        self.sides.addWidget(self.table)
        self.sides.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 0, 0)  # the text lines up with the page's head
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column.addWidget(self.sides)
        self.table.opened.connect(self.opened)
        self.table.head.sort_asked.connect(self._sort)
        self.setFocusProxy(self.table)

    def bind(self, context: Context) -> None:
        """Say where they are read from; must come first."""
        clock = context.app.clock
        self.rows = RowsModel(
            context.app.reads.invoices,
            context.tasks,
            lambda: clock.now().astimezone().date(),
            self,
        )
        self.rows.loaded.connect(self._on_loaded)
        self.rows.failed.connect(context.tasks.report)
        self.table.show_model(self.rows, context.memory)

    def show_customer(self, customer_id: int) -> None:
        """These invoices, now or when the tab is shown."""
        if self.rows is not None and self.rows.where.customer_id != customer_id:
            self.rows.where = InvoiceFilter(customer_id=customer_id)
            self._stale = True
        self.read()

    def read(self) -> None:
        """Read what is not read yet, if somebody looks."""
        if self.rows is not None and self._stale and self.isVisible():
            self._stale = False
            self.rows.refresh()

    def apply_changes(self, changes: Changes) -> None:
        """Some invoices changed, of whichever customer."""
        if self.rows is not None and changes.invoices:
            self.rows.note_changes(changes.invoices)
            self._stale = True
            self.read()

    def _sort(self, section: int) -> None:
        column = COLUMNS[section]
        if self.rows is not None and column is not None:
            now = self.rows.sorting
            descending = not now.descending if now.column is column else False
            self.rows.show_rows(self.rows.where, InvoiceSort(column, descending))
            self.table.head.setSortIndicator(*self.rows.sorted_by())

    def _on_loaded(self) -> None:
        if self.rows is not None:
            self.sides.setCurrentWidget(self.table if self.rows.rowCount() else self.empty)
