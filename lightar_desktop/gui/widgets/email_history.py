# SPDX-License-Identifier: MIT
"""The Email History tab: what was sent to whom, what the server said, and what to do about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QTableView, QWidget

from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.email_rows import (
    HISTORY,
    EmailTable,
    advice_on,
    customer_lines,
    history_lines,
)
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.services.rows import EmailRow


@promoted
class EmailHistory(Form, QWidget):
    """A line for each recipient; a double-click shows the message as it was sent.

    Signals:
        message_asked(EmailRow): show this email as it was sent.
        settle_asked(EmailRow, str): ask what became of it, with this choice made.
    """

    FORM = "email_history"
    message_asked = Signal(object)
    settle_asked = Signal(object, str)

    sides: QStackedWidget
    filled: QWidget
    table: QTableView
    bar: QFrame
    detail: QLabel
    show_message: QPushButton
    arrived: QPushButton
    again: QPushButton
    cancel_email: QPushButton
    empty: EmptyState

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._context: Context | None = None
        self._invoice_id = 0
        self._open = False
        self.model = EmailTable(HISTORY, 2, self)
        self.table.setModel(self.model)
        widths = {0: 190, 1: 380, 2: 130, 3: 110, 4: 110}
        set_up_table(self.table, stretch=1, widths=widths, row=48)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.model.dataChanged.connect(self._show_detail)
        self.table.activated.connect(self._show_message)
        self.show_message.clicked.connect(self._show_message)
        self.arrived.clicked.connect(lambda: self._settle("sent"))
        self.again.clicked.connect(self._send_again)
        self.cancel_email.clicked.connect(self._cancel)
        self.empty.acted.connect(self._compose)
        self.setFocusProxy(self.table)

    def bind(self, context: Context) -> None:
        """Say whose emails are shown; must come first."""
        self._context = context

    def show_emails(self, invoice_id: int, emails: Sequence[EmailRow], *, is_open: bool) -> None:
        """Show an invoice's emails, newest first."""
        chosen = self._email()
        self._invoice_id = invoice_id
        self._open = is_open
        self.model.show(history_lines(emails))
        self.sides.setCurrentWidget(self.filled if emails else self.empty)
        if is_open:
            words = self.tr("This invoice is open and was not emailed from here.")
            self.empty.say("mail", self.tr("Nothing sent yet"), words, self.tr("Send Email"))
        else:
            words = self.tr("Emails can be sent as soon as the invoice is open.")
            self.empty.say("mail", self.tr("Nothing sent yet"), words)
        row = self.model.row_of(chosen.id) if chosen is not None else 0
        if emails and self.table.currentIndex().row() < 0:
            self.table.selectRow(max(0, row))
        self._show_detail()

    def show_customer_emails(self, emails: Sequence[EmailRow]) -> None:
        """Show the emails of all of a customer's invoices, newest first."""
        chosen = self._email()
        self._open = True  # as far as is known here; the next dialog looks at the invoice
        self.model.show(customer_lines(emails))
        self.sides.setCurrentWidget(self.filled if emails else self.empty)
        words = self.tr("Emails of this customer’s invoices are listed here.")
        self.empty.say("mail", self.tr("Nothing sent yet"), words)
        row = self.model.row_of(chosen.id) if chosen is not None else 0
        if emails and self.table.currentIndex().row() < 0:
            self.table.selectRow(max(0, row))
        self._show_detail()

    def _email(self) -> EmailRow | None:
        return self.model.email_at(self.table.currentIndex().row())

    def _show_detail(self) -> None:
        email = self._email()
        self.bar.setVisible(email is not None)
        if email is None:
            return
        advice = advice_on(email)
        parts = [f"“{email.subject}”", email.reply, advice]
        self.detail.setText("  \N{MIDDLE DOT}  ".join(part for part in parts if part))
        uncertain = email.state is OutgoingState.UNCERTAIN
        failed = email.state is OutgoingState.FAILED
        self.arrived.setVisible(uncertain)
        self.again.setVisible(uncertain or (failed and self._open))
        self.cancel_email.setVisible(uncertain or email.state.cancellable)

    def _show_message(self) -> None:
        email = self._email()
        if email is not None:
            self.message_asked.emit(email)

    def _settle(self, how: str) -> None:
        email = self._email()
        if email is not None:
            self.settle_asked.emit(email, how)

    def _send_again(self) -> None:
        email = self._email()
        if email is not None and email.state is OutgoingState.UNCERTAIN:
            self._settle("again")
        else:
            self._compose()

    def _cancel(self) -> None:
        email, context = self._email(), self._context
        if email is None or context is None:
            return
        if email.state is OutgoingState.UNCERTAIN:
            self._settle("cancelled")
            return
        email_id = email.id
        context.tasks.run(
            lambda: context.app.outbox.cancel(email_id), lambda _: context.feed.poll(), owner=self
        )

    def _compose(self) -> None:
        email = self._email()
        invoice_id = email.invoice_id if email is not None else self._invoice_id
        if self._context is not None:
            self._context.navigator.send_email(invoice_id)
