# SPDX-License-Identifier: MIT
"""One product at the side of the list: new, changed or archived."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.tax import TaxCategory
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.code_box import CodeBox
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.typed_number import shown_number, typed_number

CATEGORIES: Final = {
    TaxCategory.STANDARD: "VAT is charged",
    TaxCategory.ZERO_RATED: "Zero rate",
    TaxCategory.EXEMPT: "Exempt",
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Goods to another EU country",
    TaxCategory.EXPORT: "Export",
    TaxCategory.OUTSIDE_SCOPE: "Outside VAT",
}
# What invoices usually say; the clerk may say more.
_REASONS: Final = {
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Intra-community supply",
    TaxCategory.EXPORT: "Export outside the EU",
}


@promoted
class ProductForm(Form, QWidget):
    """Edits one product.

    Signals:
        save_asked(): save what is typed.
        archive_asked(): archive or reactivate the stored product.
    """

    FORM = "product_form"
    save_asked = Signal()
    archive_asked = Signal()

    heading: QLabel
    archived_note: QLabel
    code: QLineEdit
    description: QPlainTextEdit
    unit_price: QLineEdit
    unit: QLineEdit
    currency: CodeBox
    tax_category: QComboBox
    tax_rate: QLineEdit
    reason_place: QWidget
    tax_reason: QLineEdit
    save: QPushButton
    revert: QPushButton
    archive: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self.product = Product(0, "", "")
        self._refused: tuple[Problem, ...] = ()
        self._touched = False
        for category, words in CATEGORIES.items():
            self.tax_category.addItem(self.tr(words), category.value)
        self._edits = (self.code, self.unit_price, self.unit, self.tax_rate, self.tax_reason)
        fields: dict[str, QWidget] = {edit.objectName(): edit for edit in self._edits}
        fields |= {"description": self.description, "currency": self.currency}
        self._errors = FieldErrors(self, fields)
        self.description.setTabChangesFocus(True)
        for edit in self._edits:
            edit.textChanged.connect(self._on_typed)
            edit.returnPressed.connect(self._ask_save)
        self.description.textChanged.connect(self._on_typed)
        self.currency.currentTextChanged.connect(self._on_typed)
        self.tax_category.activated.connect(self._suggest)
        self.tax_category.currentIndexChanged.connect(self._on_typed)
        self.save.clicked.connect(self._ask_save)
        self.revert.clicked.connect(lambda: self.show_product(self.product))
        self.archive.clicked.connect(self.archive_asked)
        self.show_product(self.product)

    def show_product(self, product: Product) -> None:
        """Edit this product; id 0 is a new one."""
        self.product, self._refused = product, ()
        self.heading.setText(self.tr("Product") if product.id else self.tr("New product"))
        self.code.setText(product.code)
        self.description.setPlainText(product.description)
        self.unit_price.setText(shown_number(product.unit_price) if product.id else "")
        self.unit.setText(product.unit)
        self.currency.set_code(product.currency)
        self.tax_category.setCurrentIndex(self.tax_category.findData(product.tax_category.value))
        self.tax_rate.setText(shown_number(product.tax_rate))
        self.tax_reason.setText(product.tax_reason)
        for edit in self._edits:
            edit.setCursorPosition(0)
        self.archived_note.setVisible(product.archived)
        self.archive.setText(self.tr("Reactivate") if product.archived else self.tr("Archive"))
        self.archive.setVisible(bool(product.id))
        self.save.setText(self.tr("Save") if product.id else self.tr("Add"))
        self._touched = False
        self._show_state()

    def typed(self) -> Product:
        """The product as it is typed."""
        category = TaxCategory(self.tax_category.currentData())
        return replace(
            self.product,
            code=self.code.text().strip(),
            description=self.description.toPlainText().strip(),
            unit=self.unit.text().strip(),
            unit_price=typed_number(self.unit_price.text()),
            currency=self.currency.code().upper(),
            tax_category=category,
            tax_rate=typed_number(self.tax_rate.text()),
            tax_reason=self.tax_reason.text().strip() if category.needs_reason else "",
        )

    @property
    def is_changed(self) -> bool:
        """Whether something was typed and not saved."""
        return self._touched and self.typed() != self.product

    @property
    def can_save(self) -> bool:
        """Whether something changed and nothing is wrong."""
        return self.is_changed and not self._problems()

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Say why it was not saved, until something is typed."""
        self._refused = tuple(problems)
        self._show_state()

    def begin(self) -> None:
        """Take the focus."""
        (self.description if self.product.id else self.code).setFocus()

    def _problems(self) -> list[Problem]:
        return [*self.typed().problems(), *self._refused]

    def _suggest(self) -> None:
        """Another kind of sale has another rate, and often its usual reason."""
        category = TaxCategory(self.tax_category.currentData())
        usual = self.tax_reason.text() in {"", *_REASONS.values()}
        if category.needs_reason and usual:
            self.tax_reason.setText(_REASONS.get(category, ""))
        if not category.taxed:
            self.tax_rate.setText("0")

    def _on_typed(self) -> None:
        self._touched, self._refused = True, ()
        self._show_state()

    def _show_state(self) -> None:
        category = TaxCategory(self.tax_category.currentData())
        self.tax_rate.setEnabled(category.taxed)
        self.reason_place.setVisible(category.needs_reason)
        # An empty form is not full of mistakes yet.
        self._errors.show(self._problems() if self.is_changed or self._refused else [])
        self.save.setEnabled(self.can_save)
        self.revert.setEnabled(self.is_changed)

    def _ask_save(self) -> None:
        if self.can_save:
            self.save_asked.emit()
