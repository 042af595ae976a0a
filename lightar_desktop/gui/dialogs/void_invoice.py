# SPDX-License-Identifier: MIT
"""Asks why an invoice is voided, and says what that does."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.invoice_view import InvoiceView


class VoidInvoiceDialog(Form, QDialog):
    """The reason stays with the invoice for ever."""

    FORM = "void_invoice"

    what: QLabel
    effect: QLabel
    reason: QLineEdit
    cancel: QPushButton
    confirm: QPushButton

    def __init__(self, context: Context, view: InvoiceView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 520, 300)
        self._context = context
        self._invoice_id = view.row.id
        row = view.row
        self.setWindowTitle(self.tr("Void {0}").format(row.number))
        total = formats.money(row.total, row.currency)
        self.what.setText(self.tr("{0} for {1} over {2}").format(row.number, row.customer, total))
        self.effect.setText(
            self.tr(
                "It keeps its number and is shown as void. Nothing is owed any more, and emails "
                "about it that still wait are not sent. This cannot be undone."
            )
        )
        self.confirm.setText(self.tr("Void {0}").format(row.number))
        self.errors = FieldErrors(self, {"reason": self.reason})
        self.reason.textChanged.connect(self._show_confirm)
        self.reason.returnPressed.connect(self._confirm)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._confirm)
        self._show_confirm()
        self.reason.setFocus()

    def _show_confirm(self) -> None:
        self.confirm.setEnabled(bool(self.reason.text().strip()))
        self.errors.show(())

    def _confirm(self) -> None:
        if not self.confirm.isEnabled():
            return
        drafting, invoice_id, reason = (
            self._context.app.drafting,
            self._invoice_id,
            self.reason.text(),
        )
        self.confirm.setEnabled(False)
        self._context.tasks.run(
            lambda: drafting.void(invoice_id, reason), self._on_done, self._on_failed, owner=self
        )

    def _on_done(self, _nothing: None) -> None:
        self._context.feed.poll()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            said = error.problems[0]
            self.errors.show((Problem(said.code, "reason", said.facts),))
        else:
            self._context.tasks.report(error)
