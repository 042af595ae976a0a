# SPDX-License-Identifier: MIT
"""Products: the catalogue with search, and one product at the side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QWidget,
)

from lightar_desktop import i18n
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.product import Product
from lightar_desktop.gui import formats
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.gui.widgets.product_form import CATEGORIES, ProductForm
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.gui.widgets.typed_number import shown_number

_HEADS: Final = ("Code", "Description", "Unit", "Price", "VAT")
_WIDTHS: Final = {0: 100, 2: 70, 3: 120, 4: 150}
_LIMIT: Final = 500
_SOON_MS: Final = 150
_ID: Final = Qt.ItemDataRole.UserRole
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Found:
    """Products that match, and what the form needs."""

    products: list[Product]
    currency: str
    currencies: dict[str, str]


class ProductsPage(Form, Page):
    """What is sold again and again; a line of an invoice begins with it."""

    FORM = "products"
    title = "Products"

    add: QPushButton
    search: QLineEdit
    archived: QCheckBox
    sides: QStackedWidget
    table: QTableView
    empty: EmptyState
    side: QScrollArea
    product_form: ProductForm

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.model = QStandardItemModel(self)
        self.model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        self.model.horizontalHeaderItem(3).setTextAlignment(_RIGHT)
        self.table.setModel(self.model)
        set_up_table(self.table, stretch=1, widths=_WIDTHS)
        self._list = Newest(context.tasks, self)
        self._products: dict[int, Product] = {}
        self._currency = "EUR"
        self._names: dict[str, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._read)
        self.side.hide()
        primary = QAction(self.tr("Save"), self)
        primary.triggered.connect(self._save)
        self.primary = primary
        self._connect()

    def _connect(self) -> None:
        form = self.product_form
        self.search.textChanged.connect(self._read_soon)
        self.search.returnPressed.connect(self.table.setFocus)
        self.archived.toggled.connect(self._read)
        self.table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self.table.activated.connect(form.begin)
        self.add.clicked.connect(self.new_product)
        self.empty.acted.connect(self.new_product)
        form.save_asked.connect(self._save)
        form.archive_asked.connect(self._archive)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.search.setFocus),
            (QKeySequence(QKeySequence.StandardKey.New), self.new_product),
            (QKeySequence("Esc"), self._cancel),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def new_product(self) -> None:
        """An empty form, unless what is typed wants to be saved first."""
        if self.may_leave():
            self.table.clearSelection()
            self.side.show()
            self.product_form.show_product(Product(0, "", "", currency=self._currency))
            self.product_form.begin()

    # Reading

    def _read_soon(self) -> None:
        self._timer.start()

    def _read(self) -> None:
        reads, search = self.context.app.reads, self.search.text().strip()
        archived, names = self.archived.isChecked(), self._names

        def work() -> Found:
            company = reads.setup.company()
            return Found(
                reads.products.page(search, _LIMIT, archived=archived),
                company.currency if company else "EUR",
                names or i18n.currency_names("en"),
            )

        self._list.run(work, self._show)

    def _show(self, found: Found) -> None:
        self._products = {one.id: one for one in found.products}
        self._currency, self._names = found.currency, found.currencies
        self.product_form.currency.offer(found.currencies)
        selection = self.table.selectionModel()
        selection.blockSignals(True)  # the rows come back below
        self.model.setRowCount(0)
        for product in found.products:
            self.model.appendRow(_items(product))
        selection.blockSignals(False)
        self.sides.setCurrentWidget(self.table if found.products else self.empty)
        self._say_empty()
        self._show_chosen()

    def _show_chosen(self) -> None:
        """The product of the form again, or the first, unless something is typed."""
        form = self.product_form
        writing = self.side.isVisible() and not form.product.id
        if form.is_changed or writing:
            return
        ids = list(self._products)
        self.side.setVisible(bool(ids))
        if ids:
            at = ids.index(form.product.id) if form.product.id in ids else 0
            self.table.selectRow(at)
            form.show_product(self._products[ids[at]])

    def _say_empty(self) -> None:
        if self.search.text().strip():
            words = self.tr("Try part of the description or the code.")
            self.empty.say("search", self.tr("No product matches"), words)
        else:
            words = self.tr("What you sell again and again: a line of an invoice in one step.")
            head, button = self.tr("No products yet"), self.tr("New product")
            self.empty.say("products", head, words, button)

    def _on_chosen(self) -> None:
        row = self.table.currentIndex().row()
        if row < 0:
            return
        product = self._products.get(self.model.item(row, 0).data(_ID))
        form = self.product_form
        if product is None or (product.id == form.product.id and form.is_changed):
            return
        if not self.may_leave():
            self._choose(form.product.id)
            return
        form.show_product(product)
        self.side.show()

    def _choose(self, product_id: int) -> None:
        ids = list(self._products)
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        if product_id in ids:
            self.table.selectRow(ids.index(product_id))
        else:
            self.table.clearSelection()
        selection.blockSignals(False)
        self.table.viewport().update()

    # Changing

    def _save(self) -> None:
        form = self.product_form
        if form.can_save:
            products, typed = self.context.app.products, form.typed()
            form.save.setEnabled(False)
            self._run(lambda: products.save(typed), self.tr("The product {0} is saved."))

    def _archive(self) -> None:
        products, product = self.context.app.products, self.product_form.product
        if not self.may_leave():
            return
        if product.archived:
            words = self.tr("The product {0} is offered again.")
            self._run(lambda: products.reactivate(product), words)
        else:
            words = self.tr("The product {0} is archived.")
            self._run(lambda: products.archive(product), words)

    def _run(self, work: Callable[[], Product], words: str) -> None:
        def done(product: Product) -> None:
            self.context.messages.info(words.format(_short(product)))
            self.product_form.show_product(product)
            self.context.feed.poll()
            self._read()

        self.context.tasks.run(work, done, self._on_failed, owner=self)

    def _on_failed(self, error: Exception) -> None:
        form = self.product_form
        problems = error.problems if isinstance(error, DomainError) else ()
        form.refuse([one for one in problems if one.field])
        if not problems or any(not one.field for one in problems):
            self.context.tasks.report(error)

    def _cancel(self) -> None:
        """Take back what is typed, then go back to the list."""
        form = self.product_form
        form.show_product(form.product)
        if not form.product.id:
            self.side.hide()
            self._show_chosen()
        (self.table if self._products else self.search).setFocus()

    def activate(self) -> None:
        self._read()
        self.search.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        if self.isVisible() and changes.of("product"):
            self._timer.start()

    def may_leave(self) -> bool:
        form = self.product_form
        if not form.is_changed:
            return True
        answer = QMessageBox.question(
            self,
            self.tr("Leave without saving?"),
            self.tr("The changes to the product are not saved."),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Discard:
            form.show_product(form.product)
            return True
        return False


def _short(product: Product) -> str:
    first = product.description.partition("\n")[0]
    return first if len(first) <= 60 else f"{first[:59]}…"


def _items(product: Product) -> list[QStandardItem]:
    vat = CATEGORIES[product.tax_category]
    if product.tax_category.taxed:
        vat = f"{shown_number(product.tax_rate)} %"
    first = product.description.partition("\n")[0]
    price = formats.price(product.unit_price, product.currency)
    price = f"{price}\N{NO-BREAK SPACE}{product.currency}"
    items = [QStandardItem(text) for text in (product.code, first, product.unit, price, vat)]
    for item in items:
        item.setEditable(False)
        item.setData(product.id, _ID)
        if product.archived:
            item.setData("muted", Cell.INK)
    if product.archived:
        items[1].setText(f"{first} (archived)")
    items[3].setTextAlignment(_RIGHT)
    return items
