# SPDX-License-Identifier: MIT
"""Invoice templates and what the emails of their invoices say by default."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QStringListModel
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate
from lightar_desktop.gui import formats
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.email_fields import EmailFields
from lightar_desktop.gui.widgets.email_preview import EmailPreviewPane
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import TemplateRow

_EXAMPLES = 20  # invoices to walk through in the preview
_MAY_BE_MISSING = ("no_subject", "no_reply_to")


class InvoiceTemplatesPage(Form, Page):
    """Default Email Subject and Message, Reply-To Email and CC Emails, with a live preview."""

    FORM = "invoice_templates"
    title = "Invoice Templates"

    sides: QStackedWidget
    filled: QWidget
    empty: EmptyState
    template_list: QListView
    template_name: QLabel
    uses: QLabel
    preview: EmailPreviewPane
    revert: QPushButton
    save: QPushButton

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._newest = Newest(context.tasks, self)
        self._rows: list[TemplateRow] = []
        self._at = -1
        self._filled = EmailSettings("", "")
        self._names = QStringListModel(self)
        self.template_list.setModel(self._names)
        self.fields = EmailFields(self, lenient=_MAY_BE_MISSING)
        self.preview.bind(context)
        primary = QAction(self.tr("Save"), self)
        primary.triggered.connect(self._save)
        self.primary = primary
        self.fields.changed.connect(self._on_typed)
        self.fields.entered.connect(self._save)
        self.template_list.selectionModel().currentChanged.connect(self._on_chosen)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._fill)
        words = self.tr("Templates come with the company's first invoices.")
        self.empty.say("templates", self.tr("No templates yet"), words)
        self._show_state()

    @property
    def is_changed(self) -> bool:
        """Whether something was typed and not saved."""
        return self._at >= 0 and self.fields.settings() != self._filled

    def template(self) -> InvoiceTemplate:
        """The chosen template as it is typed."""
        typed = self.fields.settings()
        return replace(
            self._rows[self._at].template,
            subject=typed.subject,
            message=typed.message,
            reply_to=typed.reply_to,
            cc=typed.cc,
        )

    def _read(self) -> None:
        reads = self.context.app.reads

        def work() -> tuple[list[TemplateRow], list[int]]:
            examples = reads.invoices.page(InvoiceFilter(), InvoiceSort(), _EXAMPLES)
            return reads.setup.templates(), [row.id for row in examples]

        self._newest.run(work, self._show)

    def _show(self, found: tuple[list[TemplateRow], list[int]]) -> None:
        rows, examples = found
        if self.is_changed:
            return
        chosen = self._rows[self._at].template.id if self._at >= 0 else 0
        self._rows = rows
        self._names.setStringList([row.template.name for row in rows])
        self.sides.setCurrentWidget(self.filled if rows else self.empty)
        self.preview.show_invoices(examples)
        ids = [row.template.id for row in rows]
        self._at = ids.index(chosen) if chosen in ids else (0 if rows else -1)
        if rows:
            self.template_list.setCurrentIndex(self._names.index(self._at))
            self._fill()

    def _on_chosen(self, index: QModelIndex) -> None:
        if not index.isValid() or index.row() == self._at:
            return
        if not self.may_leave():
            self.template_list.setCurrentIndex(self._names.index(self._at))
            return
        self._at = index.row()
        self._fill()

    def _fill(self) -> None:
        if self._at < 0:
            return
        row = self._rows[self._at]
        one = row.template
        self.template_name.setText(one.name)
        used = self.tr("Used by {0} invoices.").format(formats.count(row.invoices))
        self.uses.setText(used)
        self.fields.fill(EmailSettings(one.subject, one.reply_to, one.cc, one.message))
        self._filled = self.fields.settings()
        self._on_typed()

    def _on_typed(self) -> None:
        self.preview.set_email(self.fields.settings())
        self._show_state()

    def _show_state(self) -> None:
        self.revert.setEnabled(self.is_changed)
        self.save.setEnabled(self.is_changed and not self.fields.problems())

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        setup, template = self.context.app.setup, self.template()
        self.context.tasks.run(
            lambda: setup.save_template(template), lambda _: self._on_saved(template), owner=self
        )

    def _on_saved(self, template: InvoiceTemplate) -> None:
        self._rows = [
            replace(row, template=template) if row.template.id == template.id else row
            for row in self._rows
        ]
        self._filled = self.fields.settings()
        self._show_state()
        self.context.messages.info(self.tr("The template {0} is saved.").format(template.name))
        self.context.feed.poll()

    def activate(self) -> None:
        self._read()
        self.template_list.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        if self.isVisible() and changes.of("template"):
            self._read()

    def may_leave(self) -> bool:
        if not self.is_changed:
            return True
        answer = QMessageBox.question(
            self,
            self.tr("Leave without saving?"),
            self.tr("The changes to {0} are not saved.").format(self.template_name.text()),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Discard:
            self._fill()
            return True
        return False
