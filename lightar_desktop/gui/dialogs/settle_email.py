# SPDX-License-Identifier: MIT
"""Asks a person what became of an email when the server's answer was lost."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from lightar_desktop.domain.outgoing import RecipientRole
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.services.rows import EmailRow

CHOICES = ("sent", "again", "cancelled")


class SettleEmailDialog(Form, QDialog):
    """It arrived, send it again, or leave it: with a reason, for the journal."""

    FORM = "settle_email"

    what: QLabel
    why: QLabel
    arrived: QRadioButton
    again: QRadioButton
    cancelled: QRadioButton
    reason: QLineEdit
    cancel: QPushButton
    confirm: QPushButton

    def __init__(
        self, context: Context, email: EmailRow, choice: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 520, 330)
        self._context = context
        self._email = email
        self._buttons = dict(zip(CHOICES, (self.arrived, self.again, self.cancelled), strict=True))
        to = ", ".join(email.addresses(RecipientRole.TO))
        self.what.setText(
            self.tr("“{0}” to {1}, {2}").format(
                email.subject, to, formats.moment(email.sent_at or email.created_at)
            )
        )
        self.why.setText(email.reply)
        for button in self._buttons.values():
            button.toggled.connect(self._show_confirm)
        if choice in self._buttons:
            self._buttons[choice].setChecked(True)
        self.reason.textChanged.connect(self._show_confirm)
        self.reason.returnPressed.connect(self._confirm)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._confirm)
        self._show_confirm()
        (self.reason if choice else self.arrived).setFocus()

    @property
    def choice(self) -> str:
        """`sent`, `again`, `cancelled`, or nothing yet."""
        return next((name for name, button in self._buttons.items() if button.isChecked()), "")

    def _show_confirm(self) -> None:
        words = {
            "sent": self.tr("It arrived"),
            "again": self.tr("Send again"),
            "cancelled": self.tr("Do not send"),
        }
        self.confirm.setText(words.get(self.choice, self.tr("Confirm")))
        self.confirm.setEnabled(bool(self.choice) and bool(self.reason.text().strip()))

    def _confirm(self) -> None:
        if not self.confirm.isEnabled():
            return
        context, email_id = self._context, self._email.id
        how, reason = self.choice, self.reason.text().strip()
        context.tasks.run(
            lambda: context.app.outbox.settle(email_id, how, reason),
            lambda _id: context.feed.poll(),
            owner=context.feed,
        )
        self.accept()
