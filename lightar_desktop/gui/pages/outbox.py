# SPDX-License-Identifier: MIT
"""The outbox: emails that wait, and those that need a person."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QTableView, QWidget

from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.sent_message import SentMessageDialog
from lightar_desktop.gui.dialogs.settle_email import SettleEmailDialog
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.email_rows import OUTBOX, EmailTable, advice_on, outbox_lines
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.services.rows import EmailRow

_SOON_MS = 200
_STATUS = 3
_ORDER = (
    OutgoingState.UNCERTAIN,
    OutgoingState.FAILED,
    OutgoingState.HELD,
    OutgoingState.SENDING,
    OutgoingState.CLAIMED,
    OutgoingState.QUEUED,
)


class OutboxPage(Form, Page):
    """What needs a person comes first, then what waits; sent emails are in their invoices."""

    FORM = "outbox"
    title = "Outbox"

    jump: QPushButton
    show_message: QPushButton
    cancel: QPushButton
    settle: QPushButton
    retry: QPushButton
    trouble: QLabel
    sides: QStackedWidget
    table: QTableView
    empty: EmptyState
    bar: QFrame
    advice: QLabel

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.model = EmailTable(OUTBOX, _STATUS, self)
        self._newest = Newest(context.tasks, self)
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._read)
        self.table.setModel(self.model)
        widths = {0: 170, 1: 180, 2: 220, 3: 110}
        set_up_table(self.table, stretch=4, widths=widths, row=48)
        self.empty.say(
            "outbox",
            self.tr("Nothing waits"),
            self.tr("Emails that wait, failed or must be checked are listed here."),
        )
        primary = QAction(self.tr("Do what is next"), self)
        primary.triggered.connect(self._act)
        self.primary = primary
        self._connect()
        self._show_choice()

    def _connect(self) -> None:
        outbox = self.context.app.outbox
        self.table.selectionModel().currentRowChanged.connect(self._show_choice)
        self.model.dataChanged.connect(self._show_choice)
        self.table.activated.connect(self._act)
        self.jump.clicked.connect(self._jump)
        self.show_message.clicked.connect(self._show_message)
        self.settle.clicked.connect(self._settle)
        self.retry.clicked.connect(self._retry)
        self.cancel.clicked.connect(lambda: self._do(outbox.cancel))

    def _read(self) -> None:
        app = self.context.app

        def work() -> tuple[list[EmailRow], str]:
            emails = app.reads.outbox.emails(states=_ORDER)
            emails.sort(key=lambda email: (_ORDER.index(email.state), -email.id))
            return emails, app.delivery.trouble()

        self._newest.run(work, self._show)

    def _show(self, found: tuple[list[EmailRow], str]) -> None:
        emails, trouble = found
        chosen = self._email()
        self.model.show(outbox_lines(emails))
        self.sides.setCurrentWidget(self.table if emails else self.empty)
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        if emails and self._email() is None:
            row = self.model.row_of(chosen.id) if chosen else 0
            self.table.selectRow(max(0, row))
        self._show_choice()

    def _email(self) -> EmailRow | None:
        return self.model.email_at(self.table.currentIndex().row())

    def _show_choice(self) -> None:
        email = self._email()
        state = email.state if email else None
        for button in (self.jump, self.show_message):
            button.setVisible(email is not None)
        self.settle.setVisible(state is OutgoingState.UNCERTAIN)
        self.settle.setText(self.tr("Settle…"))
        failed = state is OutgoingState.FAILED
        waits = state is OutgoingState.QUEUED and email is not None and bool(email.attempts)
        self.retry.setVisible(failed or waits)
        self.retry.setText(self.tr("Send again…") if failed else self.tr("Send now"))
        self.cancel.setVisible(state is not None and state.cancellable)
        self.bar.setVisible(email is not None)
        if email is not None:
            parts = (f"“{email.subject}”", email.reply, advice_on(email))
            self.advice.setText("  \N{MIDDLE DOT}  ".join(part for part in parts if part))

    def _act(self) -> None:
        """The next step for the chosen email: settle it, send it, or look at its invoice."""
        for button in (self.settle, self.retry, self.jump):
            if button.isVisible():
                button.click()
                return

    def _jump(self) -> None:
        if (email := self._email()) is not None:
            self.context.navigator.show_invoice(email.invoice_id)

    def _show_message(self) -> None:
        if (email := self._email()) is not None:
            ask(SentMessageDialog(self.context, email.id, self.window()))

    def _settle(self) -> None:
        if (email := self._email()) is not None:
            ask(SettleEmailDialog(self.context, email, "", self.window()))

    def _retry(self) -> None:
        email = self._email()
        if email is not None and email.state is OutgoingState.FAILED:
            # What was refused is refused again: the address is looked at first.
            self.context.navigator.send_email(email.invoice_id)
        else:
            self._do(self.context.app.outbox.try_now)

    def _do(self, act: Callable[[int], None]) -> None:
        email = self._email()
        if email is None:
            return
        email_id = email.id

        def done(_: object) -> None:
            self.context.feed.poll()
            self._read()

        self.context.tasks.run(lambda: act(email_id), done, owner=self)

    def activate(self) -> None:
        self._read()
        self.table.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        touched = changes.emails or changes.of("mail_account")
        if self.isVisible() and touched and not self._timer.isActive():
            self._timer.start()
