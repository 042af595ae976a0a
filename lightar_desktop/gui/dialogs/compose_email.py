# SPDX-License-Identifier: MIT
"""Composes the email of an invoice that is open, for the first time or again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs.proof_email import Proof, offer_tests
from lightar_desktop.gui.dialogs.save_template import SaveTemplateDialog, Wording
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.attachment_list import AttachmentList
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.email_fields import EmailFields
from lightar_desktop.gui.widgets.email_preview import EmailPreviewPane
from lightar_desktop.gui.widgets.recipient_field import RecipientField
from lightar_desktop.gui.widgets.template_text import TemplateText
from lightar_desktop.services.commands import SendEmail
from lightar_desktop.services.rows import Beginning


@dataclass(frozen=True, slots=True)
class _Start:
    """What the dialog begins with: the invoice if it is there, and its template's text."""

    invoices: list[Invoice]
    beginning: Beginning
    has_account: bool = False


class ComposeEmailDialog(Form, QDialog):
    """Subject, Reply-To, Recipients, CC and message of one email, with a live preview."""

    FORM = "compose_email"

    title: QLabel
    to: RecipientField
    attachments: AttachmentList
    language_note: QLabel
    restore: QPushButton
    preview: EmailPreviewPane
    save_template: QPushButton
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
        self._beginning = Beginning(EmailSettings("", ""))
        self.fields = EmailFields(self)
        self.fields.check_also(self._recipient_problems)
        self.text = TemplateText(self.fields, self.language_note, self.restore)
        self.text.changed.connect(self._on_typed)
        self.fields.entered.connect(self._send)
        self.cancel.clicked.connect(self.reject)
        self.send.clicked.connect(self._send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._send)
        self.preview.bind(context)
        self.attachments.bind(context)
        self.preview.shown.connect(lambda made: self.attachments.show_pdf(len(made.pdf)))
        offer_tests(self.preview, context, self._proof)
        self.save_template.clicked.connect(self._save_template)
        self._show_state()
        self._read()

    def command(self) -> SendEmail:
        """What pressing Send asks for."""
        return SendEmail(
            self._invoice_id,
            self.text.settings(),
            self._key,
            to=self.to.addresses(),
            again=self._again,
        )

    def _read(self) -> None:
        app, invoice_id = self._context.app, self._invoice_id

        def work() -> _Start:
            found = app.reads.invoices.load([invoice_id])
            beginning = app.opening.beginning([invoice_id])
            return _Start(found, beginning, app.reads.setup.account() is not None)

        self._context.tasks.run(work, self._fill, self._on_failed, owner=self)

    def _fill(self, start: _Start) -> None:
        self._beginning = begun = start.beginning
        invoices = start.invoices
        self._blocked = ""
        if not invoices:
            self._blocked = str(Problem("not_found", "", {"what": "invoice", "id": "?"}))
        elif not invoices[0].status.owed:
            self._blocked = str(Problem("not_open", "", {"status": invoices[0].status.words}))
        elif not start.has_account:
            self._blocked = str(Problem("no_mail_account"))
        if invoices:
            self._fill_recipients(invoices[0])
        self.text.begin(begun.settings, begun.language)
        self.preview.show_one(self._invoice_id)
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
        self.preview.set_email(self.text.settings(), self.to.addresses())
        self._show_state()

    def _show_state(self, warning: str = "") -> None:
        ready = not self._blocked and not self._sending and not self.fields.problems()
        self.send.setEnabled(ready)
        self.send.setText(self.tr("Send again") if self._again else self.tr("Send"))
        self.note.setText(warning or self._blocked)
        self.save_template.setEnabled(not self.fields.problems())

    def _proof(self) -> Proof | None:
        new = tuple(self.attachments.new_files())
        return Proof(self._invoice_id, self.text.settings(), new)

    def _save_template(self) -> None:
        new, begun = tuple(self.attachments.new_files()), self._beginning
        kept = begun.for_template(self.text.settings())
        said = Wording(kept, begun.template, begun.language, new)
        SaveTemplateDialog(self._context, said, self).open()

    def _send(self) -> None:
        if not self.send.isEnabled():
            return
        self._sending = True
        self._show_state()
        app, command, new = self._context.app, self.command(), self.attachments.new_files()

        def work() -> int:
            app.outbox.check(command)
            app.files.keep(new)
            return app.outbox.send(command)

        self._context.tasks.run(work, self._on_sent, self._on_failed, owner=self)

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
