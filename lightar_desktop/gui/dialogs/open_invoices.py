# SPDX-License-Identifier: MIT
"""Asks how to open one draft or many: emailed or not, with which words, leaving out which."""

from array import array
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import filterfalse

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QStackedWidget, QWidget

from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs.opening_check import OpeningCheck
from lightar_desktop.gui.dialogs.proof_email import Proof, offer_tests
from lightar_desktop.gui.dialogs.save_template import SaveTemplateDialog, Wording
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.attachment_list import AttachmentList
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.email_fields import EmailFields
from lightar_desktop.gui.widgets.email_preview import EmailPreviewPane
from lightar_desktop.gui.widgets.looks import Look
from lightar_desktop.gui.widgets.pill import Pill
from lightar_desktop.gui.widgets.preflight_panel import PreflightPanel
from lightar_desktop.gui.widgets.template_text import TemplateText
from lightar_desktop.gui.widgets.toggle_switch import ToggleSwitch
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.rows import Beginning, EmailPreview, Preflight

_SHOWN_PILLS = 3
_SAMPLE = 200  # enough to tell which template most of them use
_MILD = {"no_email", "bad_email"}  # the invoice itself is fine


def _without(ids: Sequence[int], left: AbstractSet[int]) -> Sequence[int]:
    return array("q", filterfalse(left.__contains__, ids)) if left else ids


class OpenInvoicesDialog(Form, QDialog):
    """Opens drafts, and emails them when asked; closes at once, the work goes on without it."""

    FORM = "open_invoices"

    title: QLabel
    send_email: ToggleSwitch
    email_fields: QWidget
    no_email_note: QLabel
    recipients_note: QLabel
    language_note: QLabel
    restore: QPushButton
    attachments: AttachmentList
    save_template: QPushButton
    einvoice: ToggleSwitch
    sides: QStackedWidget
    preview: EmailPreviewPane
    preflight: PreflightPanel
    pills: QWidget
    progress_note: QLabel
    show_problems: QPushButton
    cancel: QPushButton
    confirm: QPushButton

    def __init__(
        self, context: Context, invoice_ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 1040, 690)
        self._context = context
        self._ids = invoice_ids
        self._account_missing = False
        self._refused = ""
        self._pills: list[Pill] = []
        self._beginning = Beginning(EmailSettings("", ""))
        self.fields = EmailFields(self)
        self.text = TemplateText(self.fields, self.language_note, self.restore)
        self.check = OpeningCheck(context, invoice_ids, self)
        self._say_title()
        self._connect()
        self.preview.bind(context)
        self.attachments.bind(context)
        self.preflight.bind(context)
        self._show_email_choice()
        if len(invoice_ids) == 1:
            self.preview.show_one(invoice_ids[0])
        else:
            self.preview.show_invoices(invoice_ids)
        self._read_defaults()
        self.check.run(email=False)
        self.send_email.setFocus()

    def ids_to_open(self) -> Sequence[int]:
        """The selection without what is left out."""
        return _without(self._ids, self.preflight.model.left_out)

    def _say_title(self) -> None:
        count = len(self._ids)
        one = self.tr("Open invoice")
        words = one if count == 1 else self.tr("Open {0} invoices").format(formats.count(count))
        self.setWindowTitle(words)
        self.title.setText(words)

    def _connect(self) -> None:
        self.send_email.toggled.connect(self._on_email_toggled)
        self.text.changed.connect(self._on_typed)
        self.fields.entered.connect(self._confirm)
        self.check.advanced.connect(self._show_check)
        self.check.failed.connect(self._show_refusal)
        self.preview.shown.connect(self._on_preview)
        offer_tests(self.preview, self._context, self._proof)
        self.save_template.clicked.connect(self._save_template)
        self.preflight.closed.connect(lambda: self.sides.setCurrentWidget(self.preview))
        self.preflight.jumped.connect(self._jump)
        self.preflight.model.left_out_changed.connect(self._show_confirm)
        self.show_problems.clicked.connect(self._toggle_side)
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._confirm)

    def _read_defaults(self) -> None:
        app, some = self._context.app, self._ids[:_SAMPLE]

        def work() -> tuple[Beginning, bool]:
            return app.opening.beginning(some), app.reads.setup.account() is None

        self._context.tasks.run(work, self._fill, self._show_refusal, owner=self)

    def _fill(self, found: tuple[Beginning, bool]) -> None:
        begun, self._account_missing = found
        self._beginning = begun
        self.text.begin(begun.settings, begun.language)
        self._on_typed()

    def _on_email_toggled(self) -> None:
        self._show_email_choice()
        self.check.run(email=self.send_email.isChecked(), text=self.text.settings())
        self._on_typed()
        if self.send_email.isChecked() and self.send_email.hasFocus():
            self.fields.check()

    def _show_email_choice(self) -> None:
        on = self.send_email.isChecked()
        self.email_fields.setVisible(on)
        self.no_email_note.setVisible(not on)
        self._show_confirm()

    def _on_typed(self) -> None:
        on = self.send_email.isChecked()
        settings = self.text.settings()
        self.preview.set_email(settings if on else None)
        self.check.follow(settings)
        self._show_confirm()

    def _proof(self) -> Proof | None:
        invoice_id = self.preview.invoice_id
        new = tuple(self.attachments.new_files())
        shared = len(self._ids) > 1
        settings = self.text.settings()
        return Proof(invoice_id, settings, new, shared=shared) if invoice_id else None

    def _save_template(self) -> None:
        new, begun = tuple(self.attachments.new_files()), self._beginning
        kept = begun.for_template(self.text.settings())
        said = Wording(kept, begun.template, begun.language, new)
        SaveTemplateDialog(self._context, said, self).open()

    def _on_preview(self, preview: EmailPreview) -> None:
        self.attachments.show_pdf(len(preview.pdf))
        if len(self._ids) == 1:
            to = ", ".join(preview.to)
            nobody = self.tr("{0} has no contact with an email address.").format(preview.customer)
            self.recipients_note.setText(self.tr("Goes to {0}").format(to) if to else nobody)
        elif not self.recipients_note.text():
            self._say_recipients()

    def _say_recipients(self) -> None:
        words = self.tr("Each goes to its own customer’s contacts.")
        result = self.check.result
        missing = sum(
            len(line.invoice_ids) for line in (result.lines if result else ()) if line.code in _MILD
        )
        if missing:
            words += " " + self.tr("{0} cannot be reached.").format(formats.count(missing))
        self.recipients_note.setText(words)

    def _show_check(self, result: Preflight) -> None:
        self._refused = ""
        lines = [line for line in result.lines if line.invoice_ids]
        looks = [
            Look(self.tr("{0} ready").format(formats.count(result.ready)), "good", "good_tint")
        ]
        for line in lines[:_SHOWN_PILLS]:
            tone = "warn" if line.code in _MILD else "bad"
            count = formats.count(len(line.invoice_ids))
            looks.append(Look(f"{count} {line.words}", tone, f"{tone}_tint"))
        rest = sum(len(line.invoice_ids) for line in lines[_SHOWN_PILLS:])
        if rest:
            words = self.tr("{0} more").format(formats.count(rest))
            looks.append(Look(words, "bad", "bad_tint"))
        self._show_pills(looks)
        self.show_problems.setVisible(bool(lines))
        if self.check.complete:  # before, the list would jump about under the cursor
            self.preflight.model.show(result)
        if not lines and self.sides.currentWidget() is self.preflight and self.check.complete:
            self.sides.setCurrentWidget(self.preview)
        checking = self.tr("Checked {0} of {1}").format(
            formats.count(result.looked_at), formats.count(result.total)
        )
        self.progress_note.setText("" if self.check.complete else checking)
        if len(self._ids) > 1:
            self._say_recipients()
        self._show_confirm()

    def _show_pills(self, looks: Sequence[Look]) -> None:
        while len(self._pills) < len(looks):
            pill = Pill(self.pills)
            layout = self.pills.layout()
            assert layout is not None  # noqa: S101 - the form has one
            layout.addWidget(pill)
            self._pills.append(pill)
        for number, pill in enumerate(self._pills):
            pill.show_look(looks[number] if number < len(looks) else Look(""))

    def _show_refusal(self, error: Exception) -> None:
        self._refused = str(error)
        self._show_confirm()

    def _show_confirm(self) -> None:
        on = self.send_email.isChecked()
        count = self._ready_count()
        verb = self.tr("Open and send") if on else self.tr("Open")
        single = len(self._ids) == 1
        self.confirm.setText(verb if single else f"{verb} {formats.count(count)}")
        why = self._why_not(on, count)
        self.confirm.setEnabled(not why)
        self.save_template.setEnabled(not self.fields.problems())
        self.confirm.setToolTip(why or self.tr("Ctrl+Enter"))
        if self._refused or (on and self._account_missing):
            self.progress_note.setText(why)
        self.progress_note.setProperty("role", "bad" if self._refused or why else "muted")
        self.progress_note.style().polish(self.progress_note)

    def _ready_count(self) -> int:
        """How many will be opened, as far as is known."""
        result = self.check.result
        if result is None:
            return len(self._ids)
        if self.check.complete:
            return result.ready
        return result.total - sum(len(line.invoice_ids) for line in result.lines)

    def _why_not(self, email: bool, count: int) -> str:
        if self._refused:
            return self._refused
        if email and self._account_missing:
            return self.tr("No mail account is set up; set one up under AR Settings.")
        if email and self.fields.problems():
            return str(self.fields.problems()[0])
        if not count:
            return self.tr("No invoice is ready.")
        return ""

    def _toggle_side(self) -> None:
        listing = self.sides.currentWidget() is self.preflight
        if not listing and self.check.result is not None:
            self.preflight.model.show(self.check.result)
        self.sides.setCurrentWidget(self.preview if listing else self.preflight)
        if not listing:
            self.preflight.table.setFocus()

    def _jump(self, invoice_id: int) -> None:
        navigator = self._context.navigator
        self.reject()
        navigator.show_invoice(invoice_id)

    def _confirm(self) -> None:
        if not self.confirm.isEnabled():
            return
        context, ids, left = self._context, self._ids, set(self.preflight.model.left_out)
        email = self.text.settings() if self.send_email.isChecked() else None
        new = self.attachments.new_files() if email else []
        again = self.tr("Open again…")  # this dialog is gone by then

        def refused(error: Exception) -> None:
            context.messages.error(str(error), again, lambda: context.navigator.open_dialog(ids))

        def work() -> int:
            context.app.files.keep(new)
            opened, own = _without(ids, left), email
            if own is not None and len(opened) == 1 < len(ids):  # they were meant for many
                own = context.app.opening.own_settings(opened[0], own)
            return context.app.batches.start(OpenInvoices(opened, own))

        context.tasks.run(
            work,
            lambda _batch_id: context.feed.poll(),
            refused,
            owner=context.feed,
        )
        self.accept()

    def keyPressEvent(self, event: object) -> None:
        """Enter in a field confirms by itself; QDialog's own rule would press a button."""
        key = getattr(event, "key", int)()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]
