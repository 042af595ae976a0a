# SPDX-License-Identifier: MIT
"""Invoice templates: what the emails of their invoices say by default, and how the PDF looks."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QStringListModel
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QWidget,
)

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs.proof_email import Proof, offer_tests
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.attachment_list import AttachmentList
from lightar_desktop.gui.widgets.email_preview import EmailPreviewPane
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.template_editor import TemplateEditor
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import TemplateRow

T = TypeVar("T")

_EXAMPLES = 120  # invoices among which those for the preview are looked for
_WALKED = 20
_EMAIL, _PDF = 0, 1


@dataclass(frozen=True, slots=True)
class _Found:
    """Templates, the default's id, the company's looks, and invoices by their reader's language."""

    rows: list[TemplateRow] = field(default_factory=list)
    default_id: int = 0
    language: str = "en"
    colour: str = ""
    examples: dict[str, list[int]] = field(default_factory=dict)


class InvoiceTemplatesPage(Form, Page):
    """Default Email Subject and Message, Reply-To Email, CC Emails and the PDF, with a preview."""

    FORM = "invoice_templates"
    title = "Invoice Templates"

    sides: QStackedWidget
    filled: QWidget
    empty: EmptyState
    template_list: QListView
    uses: QLabel
    parts: QTabWidget
    attachments: AttachmentList
    preview: EmailPreviewPane
    new_template: QPushButton
    more: QToolButton
    revert: QPushButton
    save: QPushButton

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._newest = Newest(context.tasks, self)
        self._found = _Found()
        self._at = -1
        self._wanted = 0  # the template to show once it is read
        self._names = QStringListModel(self)
        self.template_list.setModel(self._names)
        self.editor = TemplateEditor(self)
        self.fields = self.editor.fields
        self.preview.bind(context)
        self.attachments.bind(context)
        self._make_menu()
        self._connect()
        words = self.tr("A template says how an invoice looks and what its email says.")
        self.empty.say("templates", self.tr("No templates yet"), words, self.tr("New template"))
        theme.current().changed.connect(self._restyle)
        self._restyle()
        self._show_state()

    @property
    def is_changed(self) -> bool:
        """Whether something was typed and not saved."""
        return self._at >= 0 and self.editor.is_changed

    def template(self) -> InvoiceTemplate:
        """The chosen template as it is typed."""
        return self.editor.template()

    def _connect(self) -> None:
        primary = QAction(self.tr("Save"), self)
        primary.triggered.connect(self._save)
        self.primary = primary
        self.editor.changed.connect(self._on_typed)
        self.editor.language_changed.connect(self._show_examples)
        self.editor.entered.connect(self._save)
        self.parts.currentChanged.connect(self._on_typed)
        self.preview.shown.connect(lambda made: self.attachments.show_pdf(len(made.pdf)))
        offer_tests(self.preview, self.context, self._proof)
        self.template_list.selectionModel().currentChanged.connect(self._on_chosen)
        self.new_template.clicked.connect(self._new)
        self.empty.acted.connect(self._new)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._fill)

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        self.duplicate = menu.addAction(self.tr("Duplicate"))
        self.make_default = menu.addAction(self.tr("Make default"))
        menu.addSeparator()
        self.archive = menu.addAction(self.tr("Archive"))
        self.delete = menu.addAction(self.tr("Delete"))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.duplicate.triggered.connect(self._duplicate)
        self.make_default.triggered.connect(self._make_default)
        self.archive.triggered.connect(self._archive)
        self.delete.triggered.connect(self._delete)

    def _read(self) -> None:
        app = self.context.app
        self._newest.run(lambda: _read(app), self._show)

    def _show(self, found: _Found) -> None:
        if self.is_changed:
            return
        before = self._row() if self._at >= 0 else None
        new, self._wanted = self._wanted, 0
        wanted = new or (before.template.id if before else found.default_id)
        self._found = found
        self._names.setStringList([self._title(row) for row in found.rows])
        self.sides.setCurrentWidget(self.filled if found.rows else self.empty)
        ids = [row.template.id for row in found.rows]
        self._at = ids.index(wanted) if wanted in ids else (0 if ids else -1)
        if found.rows:
            self.template_list.setCurrentIndex(self._names.index(self._at))
            if self._row() != before:  # else the cursor stays where it is
                self._fill()
        if new:
            self.editor.name.setFocus()
            self.editor.name.selectAll()
        self._show_state()

    def _title(self, row: TemplateRow) -> str:
        name = row.template.name
        if row.template.archived:
            return self.tr("{0}  (archived)").format(name)
        is_default = row.template.id == self._found.default_id
        return self.tr("{0}  (default)").format(name) if is_default else name

    def _row(self) -> TemplateRow:
        return self._found.rows[self._at]

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
        row = self._row()
        count = formats.count(row.invoices)
        one = self.tr("Used by 1 invoice.")
        self.uses.setText(
            one if row.invoices == 1 else self.tr("Used by {0} invoices.").format(count)
        )
        self.editor.fill(row.template, self._found.language, self._found.colour)
        self._show_examples()
        self._on_typed()

    def _show_examples(self) -> None:
        """Walk through invoices of customers who read the text that is edited, if there are."""
        reader, others = self.editor.reader, set(self.editor.others)
        by_language = self._found.examples
        fitting = [ids for language, ids in by_language.items() if language == reader]
        if self.editor.languages.current == "":  # all those that have no text of their own
            fitting += [
                ids for one, ids in by_language.items() if one not in others and one != reader
            ]
        chosen = [one for ids in fitting for one in ids]
        every = [one for ids in by_language.values() for one in ids]
        self.preview.show_invoices((chosen or every)[:_WALKED])

    def _on_typed(self) -> None:
        email = self.parts.currentIndex() == _EMAIL
        self.preview.set_email(self.editor.settings() if email else None)
        looks = self.editor.looks
        self.preview.set_looks(None if looks.problems() else looks.layout_choices())
        self._show_state()

    def _show_state(self) -> None:
        chosen = self._at >= 0
        self.revert.setEnabled(self.is_changed)
        self.save.setEnabled(self.is_changed and not self.editor.problems())
        self.more.setEnabled(chosen)
        if not chosen:
            return
        row = self._row()
        archived, is_default = row.template.archived, row.template.id == self._found.default_id
        self.archive.setText(self.tr("Use again") if archived else self.tr("Archive"))
        self.archive.setEnabled(archived or not is_default)
        self.make_default.setEnabled(not is_default)
        self.delete.setEnabled(not row.invoices and not is_default)

    def _proof(self) -> Proof | None:
        invoice_id = self.preview.invoice_id
        new = tuple(self.attachments.new_files())
        if invoice_id is None:
            return None
        template_id = self._row().template.id
        return Proof(invoice_id, self.editor.settings(), new, template_id, shared=True)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        templates, template = self.context.app.templates, self.template()
        new = self.attachments.new_files()
        self.context.tasks.run(
            lambda: templates.save(template, new), self._on_saved, self._on_refused, owner=self
        )

    def _on_saved(self, template: InvoiceTemplate) -> None:
        self.editor.saved(template)
        self.context.messages.info(self.tr("The template {0} is saved.").format(template.name))
        self.context.feed.poll()
        self._read()
        self._show_state()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self.editor.refuse(error.problems)
        if not isinstance(error, DomainError) or not {"name"} >= {p.field for p in error.problems}:
            self.context.tasks.report(error)

    def _new(self) -> None:
        name = self.tr("New template")
        taken = {row.template.name.casefold() for row in self._found.rows}
        number = 1
        while name.casefold() in taken:
            number += 1
            name = self.tr("New template {0}").format(number)
        templates = self.context.app.templates
        self._change(lambda: templates.add(InvoiceTemplate(0, name)), self._on_added)

    def _duplicate(self) -> None:
        templates, template_id = self.context.app.templates, self._row().template.id
        copy = self.tr("{0} (copy)")
        self._change(lambda: templates.duplicate(template_id, copy), self._on_added)

    def _on_added(self, template: InvoiceTemplate) -> None:
        self._wanted = template.id
        self._read()

    def _make_default(self) -> None:
        templates, template_id = self.context.app.templates, self._row().template.id
        self._change(lambda: templates.make_default(template_id), lambda _: self._read())

    def _archive(self) -> None:
        templates, template = self.context.app.templates, self._row().template
        put_away = not template.archived
        self._change(lambda: templates.archive(template.id, put_away), lambda _: self._read())

    def _delete(self) -> None:
        template = self._row().template
        answer = QMessageBox.question(
            self,
            self.tr("Delete {0}?").format(template.name),
            self.tr("Its texts in all languages are lost. No invoice uses it."),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Yes:
            templates = self.context.app.templates
            self._change(lambda: templates.delete(template.id), lambda _: self._read())

    def _change(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Change the list of templates, unless something typed would be lost."""
        if self.may_leave():
            self.context.tasks.run(work, done, owner=self)
            self.context.feed.poll()

    def _restyle(self) -> None:
        self.more.setIcon(theme.icon("more"))

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
            self.tr("The changes to {0} are not saved.").format(self._row().template.name),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Discard:
            self._fill()
            return True
        return False


def _read(app: App) -> _Found:
    reads = app.reads
    company = reads.setup.company()
    rows = sorted(reads.setup.templates(), key=lambda row: row.template.archived)
    page = reads.invoices.page(InvoiceFilter(), InvoiceSort(), _EXAMPLES)
    by_language: dict[str, list[int]] = defaultdict(list)
    for invoice in reads.invoices.load([row.id for row in page]):
        if invoice.customer is not None:
            by_language[invoice.customer.language.partition("_")[0]].append(invoice.id)
    return _Found(
        rows,
        app.templates.default_id(),
        company.language if company else "en",
        company.colour if company else "",
        dict(by_language),
    )
