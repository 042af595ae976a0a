# SPDX-License-Identifier: MIT
"""Composes the email of an invoice that is open, for the first time or again."""

import uuid
from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.email_fields import EmailFields
from lightar_desktop.gui.widgets.email_preview import EmailPreviewPane
from lightar_desktop.gui.widgets.recipient_field import RecipientField
from lightar_desktop.services.commands import SendEmail


class ComposeEmailDialog(Form, QDialog):
    """Subject, Reply-To, Recipients, CC and message of one email, with a live preview."""

    FORM = "compose_email"

    title: QLabel
    to: RecipientField
    preview: EmailPreviewPane
    note: QLabel
    cancel: QPushButton
    send: QPushButton

    def __init__(self, context: Context, invoice_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 1040, 690)
        self._context = context
        self._invoice_id = invoice_id
        self._key = uuid.uuid4().hex  # a double click sends nothing twice
        self._blocked = self.tr("One moment…")
        self._again = False
        self._sending = False
        self.fields = EmailFields(self)
        self.fields.check_also(self._recipient_problems)
        self.fields.changed.connect(self._on_typed)
        self.fields.entered.connect(self._send)
        self.cancel.clicked.connect(self.reject)
        self.send.clicked.connect(self._send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._send)
        self.preview.bind(context)
        self._show_state()
        self._read()

    def command(self) -> SendEmail:
        """What pressing Send asks for."""
        return SendEmail(
            self._invoice_id,
            self.fields.settings(),
            self._key,
            to=self.to.addresses(),
            again=self._again,
        )

    def _read(self) -> None:
        app, invoice_id = self._context.app, self._invoice_id

        def work() -> tuple[list[Invoice], EmailSettings, bool]:
            found = app.reads.invoices.load([invoice_id])
            account = app.reads.setup.account() is not None
            return found, app.opening.default_settings([invoice_id]), account

        self._context.tasks.run(work, self._fill, self._on_failed, owner=self)

    def _fill(self, found: tuple[list[Invoice], EmailSettings, bool]) -> None:
        invoices, settings, has_account = found
        self._blocked = ""
        if not invoices:
            self._blocked = str(Problem("not_found", "", {"what": "invoice", "id": "?"}))
        elif not invoices[0].status.owed:
            self._blocked = str(Problem("not_open", "", {"status": invoices[0].status.words}))
        elif not has_account:
            self._blocked = str(Problem("no_mail_account"))
        if invoices:
            self._fill_recipients(invoices[0])
        self.fields.fill(settings)
        self.preview.show_invoices([self._invoice_id])
        self._on_typed()
        self.fields.subject.setFocus()

    def _fill_recipients(self, invoice: Invoice) -> None:
        name = invoice.number or self.tr("draft")
        self.title.setText(self.tr("Send {0} by email").format(name))
        self.setWindowTitle(self.title.text())
        customer = invoice.customer
        if customer is None:
            return
        known = [contact.email for contact in customer.contacts if contact.email]
        self.to.offer(known)
        self.fields.cc.offer(known)
        self.to.set_addresses([contact.email for contact in customer.recipients()])

    def _recipient_problems(self) -> Sequence[Problem]:
        addresses = self.to.addresses()
        if not addresses:
            return [Problem("no_recipients", "to")]
        return [
            Problem("bad_address", "to", {"address": address, "why": why})
            for address in addresses
            if (why := problem_with(address))
        ]

    def _on_typed(self) -> None:
        if self._again:  # what was confirmed is no longer what would be sent
            self._again = False
        self.preview.set_email(self.fields.settings(), self.to.addresses())
        self._show_state()

    def _show_state(self, warning: str = "") -> None:
        ready = not self._blocked and not self._sending and not self.fields.problems()
        self.send.setEnabled(ready)
        self.send.setText(self.tr("Send again") if self._again else self.tr("Send"))
        self.note.setText(warning or self._blocked)

    def _send(self) -> None:
        if not self.send.isEnabled():
            return
        self._sending = True
        self._show_state()
        outbox, command = self._context.app.outbox, self.command()
        self._context.tasks.run(
            lambda: outbox.send(command), self._on_sent, self._on_failed, owner=self
        )

    def _on_sent(self, _email_id: int) -> None:
        self._context.feed.poll()
        self._context.messages.info(self.tr("The email is on its way; see Email History."))
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._sending = False
        if not isinstance(error, DomainError):
            self._show_state()
            self._context.tasks.report(error)
            return
        self._again = "already_sent" in error.codes
        self._show_state(str(error))
        if self._again:
            self.send.setFocus()
