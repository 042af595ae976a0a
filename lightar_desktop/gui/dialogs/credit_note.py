# SPDX-License-Identifier: MIT
"""Asks which lines of an opened invoice, and how much of them, a credit note takes back."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from lightar_desktop.domain.crediting import Credited, credit_note
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.invoice_view import InvoiceView
from lightar_desktop.gui.widgets.plain_table import set_up_table

_LINE, _QUANTITY, _OF, _AMOUNT = range(4)
_HEADS: Final = ("Line", "Credit", "Of", "Amount")
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CreditNoteDialog(Form, QDialog):
    """Makes a draft; nothing is credited before that is opened."""

    FORM = "credit_note"

    what: QLabel
    lines: QTableView
    sum: QLabel
    error: QLabel
    all: QPushButton
    none: QPushButton
    cancel: QPushButton
    confirm: QPushButton

    def __init__(
        self,
        context: Context,
        view: InvoiceView,
        then: Callable[[int], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 660, 460)
        self._context, self._view, self._then = context, view, then
        self._credited: Credited | None = None
        self._style = formats.number_style()
        self.setWindowTitle(self.tr("Credit note for {0}").format(view.row.number))
        self.model = QStandardItemModel(self)
        self.model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        for column in (_QUANTITY, _OF, _AMOUNT):
            self.model.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
        self._fill()
        self.lines.setModel(self.model)
        set_up_table(
            self.lines, stretch=_LINE, widths={_QUANTITY: 90, _OF: 90, _AMOUNT: 120}, edge="inner"
        )
        self.lines.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.lines.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.model.itemChanged.connect(self._show_sum)
        self.all.clicked.connect(lambda: self._check(Qt.CheckState.Checked))
        self.none.clicked.connect(lambda: self._check(Qt.CheckState.Unchecked))
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._confirm)
        invoice_id = view.row.id
        reads = context.app.reads.invoices
        context.tasks.run(
            lambda: reads.credited([invoice_id])[invoice_id], self._on_credited, owner=self
        )
        self._show_sum()
        self.lines.setCurrentIndex(self.model.index(0, _LINE))
        self.lines.setFocus()

    def _fill(self) -> None:
        for line in self._view.invoice.lines:
            name = QStandardItem(line.description)
            name.setCheckable(True)
            name.setCheckState(Qt.CheckState.Checked)
            name.setEditable(False)
            quantity = QStandardItem(self._style.text(line.quantity))
            of = QStandardItem(f"{self._style.text(line.quantity)} {line.unit}".strip())
            amount = QStandardItem()
            for item in (quantity, of, amount):
                item.setTextAlignment(_RIGHT)
            for item in (of, amount):
                item.setEditable(False)
            self.model.appendRow([name, quantity, of, amount])

    def _on_credited(self, credited: Credited) -> None:
        self._credited = credited
        left = formats.money(credited.left, credited.currency)
        total = formats.money(credited.total, credited.currency)
        self.what.setText(
            self.tr("{0} over {1}; {2} of it can be credited. Choose lines with Space.").format(
                credited.number, total, left
            )
        )
        self._show_sum()

    def _check(self, state: Qt.CheckState) -> None:
        for row in range(self.model.rowCount()):
            self.model.item(row, _LINE).setCheckState(state)

    def chosen(self) -> dict[int, Decimal]:
        """Quantities by the positions of the lines that are chosen; refuses what is no number."""
        return {
            row: self._style.number(self.model.item(row, _QUANTITY).text())
            for row in range(self.model.rowCount())
            if self.model.item(row, _LINE).checkState() is Qt.CheckState.Checked
        }

    def _show_sum(self, *_changed: object) -> None:
        currency, words = self._view.row.currency, ""
        self.model.blockSignals(True)
        try:
            chosen = self.chosen()
            note = credit_note(self._view.invoice, 0, chosen)
        except DomainError as refused:
            words = str(refused)
            self.sum.setText("")
        else:
            nets = dict(zip(sorted(chosen), note.lines, strict=True))
            for row in range(self.model.rowCount()):
                net = nets[row].net(currency) if row in nets else Decimal(0)
                self.model.item(row, _AMOUNT).setText(formats.amount(net, currency))
            total = note.totals().total
            self.sum.setText(self.tr("Credits {0}").format(formats.money(total, currency)))
            if self._credited is not None and (problems := self._credited.problems(total)):
                words = str(problems[0])
        finally:
            self.model.blockSignals(False)
        self.lines.viewport().update()
        self.error.setText(words)
        self.error.setVisible(bool(words))
        self.confirm.setEnabled(not words)

    def _confirm(self) -> None:
        if not self.confirm.isEnabled():
            return
        drafting, invoice_id, chosen = (
            self._context.app.drafting,
            self._view.row.id,
            self.chosen(),
        )
        self.confirm.setEnabled(False)
        self._context.tasks.run(
            lambda: drafting.credit_note(invoice_id, chosen),
            self._on_done,
            self._on_failed,
            owner=self,
        )

    def _on_done(self, note_id: int) -> None:
        self._context.feed.poll()
        self.accept()
        self._then(note_id)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self.error.setText(str(error))
            self.error.setVisible(True)
        else:
            self._context.tasks.report(error)
