# SPDX-License-Identifier: MIT
"""Customers with what they owe, and their contacts at the side."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QWidget,
)

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.invoice import email_problems
from lightar_desktop.domain.money import ZERO
from lightar_desktop.gui import formats
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.contact_fields import ContactFields
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.rows import CustomerRow

_HEADS = ("Number", "Name", "Email", "City", "Balance")
_WIDTHS = {0: 100, 2: 200, 3: 110, 4: 140}
_LIMIT = 500
_SOON_MS = 150
_ID = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CustomersPage(Form, Page):
    """A table with search; a contact's address can be mended so that invoices can go."""

    FORM = "customers"
    title = "Customers"

    search: QLineEdit
    import_button: QPushButton
    sides: QStackedWidget
    table: QTableView
    empty: EmptyState
    side: QFrame
    name: QLabel
    address: QLabel
    contacts: QWidget
    contacts_note: QLabel
    add_contact: QPushButton
    save_contacts: QPushButton
    balance: QLabel

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.model = QStandardItemModel(self)
        self.table.setModel(self.model)
        self._list = Newest(context.tasks, self)
        self._one = Newest(context.tasks, self)
        self._rows: dict[int, CustomerRow] = {}
        self._shown = 0
        self.fields = ContactFields(self.contacts)
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._read)
        self._set_heads()
        set_up_table(self.table, stretch=1, widths=_WIDTHS)
        self.side.hide()
        self.search.textChanged.connect(self._read_soon)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self.fields.changed.connect(self._show_save)
        self.fields.entered.connect(self._save)
        self.add_contact.clicked.connect(self.fields.add)
        self.import_button.clicked.connect(self._import)
        self.empty.acted.connect(self._import)
        self.save_contacts.clicked.connect(self._save)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)

    def _import(self) -> None:
        self.context.navigator.import_file(ImportKind.CUSTOMERS)

    def _set_heads(self) -> None:
        self.model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        self.model.horizontalHeaderItem(len(_HEADS) - 1).setTextAlignment(_RIGHT)

    def _read_soon(self) -> None:
        self._timer.start()

    def _read(self) -> None:
        people, search = self.context.app.reads.customers, self.search.text().strip()
        self._list.run(lambda: people.page(search, _LIMIT), self._show)

    def _show(self, customers: list[CustomerRow]) -> None:
        self._rows = {row.id: row for row in customers}
        selection = self.table.selectionModel()
        selection.blockSignals(True)  # the rows come back below
        self.model.setRowCount(0)
        at = 0
        for position, row in enumerate(customers):
            self.model.appendRow(_items(row))
            at = position if row.id == self._shown else at
        selection.blockSignals(False)
        self.sides.setCurrentWidget(self.table if customers else self.empty)
        self._say_empty()
        self.side.setVisible(bool(customers))
        if customers:
            self.table.selectRow(at)
            self._on_chosen()

    def _say_empty(self) -> None:
        if self.search.text().strip():
            words = self.tr("Try part of the name, the number or the email address.")
            self.empty.say("search", self.tr("No customer matches"), words)
        else:
            words = self.tr("Import them from your other program; they are listed here.")
            ask = self.tr("Import customers…")
            self.empty.say("customers", self.tr("No customers yet"), words, ask)

    def _on_chosen(self) -> None:
        row = self.table.currentIndex().row()
        if row < 0:
            return
        item = self.model.item(row, 0)
        if item.data(_ID) == self._shown and self.fields.can_save:  # not over what is typed
            return
        people, customer_id = self.context.app.reads.customers, item.data(_ID)
        self._one.run(lambda: people.get(customer_id), self._show_customer)

    def _show_customer(self, customer: Customer | None) -> None:
        if customer is None:
            return
        self._shown = customer.id
        self.name.setText(customer.name)
        place = customer.address
        parts = (place.lines, f"{place.postcode} {place.city}".strip(), place.country)
        self.address.setText("\n".join(part for part in parts if part))
        self.fields.show(customer.contacts)
        trouble = " ".join(str(problem) for problem in email_problems(customer))
        self.contacts_note.setText(trouble)
        self.contacts_note.setVisible(bool(trouble))
        row = self._rows.get(customer.id)
        sums = [formats.money(one.total, one.currency) for one in (row.balances if row else ())]
        self.balance.setText("\n".join(sums) or formats.money(ZERO, customer.currency))

    def _show_save(self) -> None:
        self.save_contacts.setVisible(self.fields.can_save)

    def _save(self) -> None:
        if not self.fields.can_save:
            return
        setup, customer_id, contacts = self.context.app.setup, self._shown, self.fields.contacts()
        self.context.tasks.run(
            lambda: setup.save_contacts(customer_id, contacts), self._on_saved, owner=self
        )

    def _on_saved(self, _: None) -> None:
        self.context.messages.info(
            self.tr("The contacts of {0} are saved.").format(self.name.text())
        )
        self.fields.show(self.fields.contacts())
        self.context.feed.poll()
        self._read()

    def show_subject(self, subject_id: int, field: str = "") -> None:
        """Select this customer; searched for by number, it is there among any number of them."""
        people = self.context.app.reads.customers
        self.context.tasks.run(lambda: people.get(subject_id), self._find)

    def _find(self, customer: Customer | None) -> None:
        if customer is not None:
            self._shown = customer.id
            self.search.setText(customer.number or customer.name)
            self._read()

    def activate(self) -> None:
        self._read()
        self.search.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        changed = changes.of("customer") or changes.of("import")
        if self.isVisible() and changed and not self.fields.can_save:
            self._timer.start()


def _items(row: CustomerRow) -> list[QStandardItem]:
    owed = ", ".join(formats.money(one.total, one.currency) for one in row.balances)
    texts = (row.number, row.name, row.email or "no email", row.city, owed)
    items = [QStandardItem(text) for text in texts]
    for item in items:
        item.setEditable(False)
        item.setData(row.id, _ID)
        if row.archived:
            item.setData("muted", Cell.INK)
    if not row.email:
        items[2].setData("warn", Cell.INK)
    items[-1].setTextAlignment(_RIGHT)
    return items
