# SPDX-License-Identifier: MIT
"""Keeps what a send says as a template: the one it began with, or a new one."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from lightar_desktop import i18n
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.services.attaching import NewFile


@dataclass(frozen=True, slots=True)
class Wording:
    """What a send says, the template it began with, and the language of the variant it is."""

    settings: EmailSettings
    template: InvoiceTemplate | None
    language: str = ""
    new: tuple[NewFile, ...] = ()


class SaveTemplateDialog(Form, QDialog):
    """Update the template, or save a new one under a name."""

    FORM = "save_template"

    change: QRadioButton
    change_note: QLabel
    make_new: QRadioButton
    name: QLineEdit
    problem: QLabel
    cancel: QPushButton
    save: QPushButton

    def __init__(self, context: Context, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 480, 340)
        self._context = context
        self._wording = wording
        self._saving = False
        self._errors = FieldErrors(self, {"name": self.name})
        for label in (self.change_note, self.problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._say_choices()
        self.change.toggled.connect(self._show_state)
        self.name.textChanged.connect(self._on_typed)
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._save)
        self._show_state()

    def _say_choices(self) -> None:
        template, language = self._wording.template, self._wording.language
        self.change.setVisible(template is not None)
        self.change_note.setVisible(template is not None)
        self.make_new.setVisible(template is not None)
        (self.make_new if template is None else self.change).setChecked(True)
        if template is None:
            self.name.setFocus()
            return
        self.change.setText(self.tr("Change {0}").format(template.name.replace("&", "&&")))
        words = self.tr("Emails of its invoices begin with this text from now on.")
        if language:
            name = i18n.language_name(language)
            words = self.tr("Its {0} text; the other languages stay.").format(name)
        self.change_note.setText(words)
        self.change.setFocus()

    def _on_typed(self) -> None:
        if self.name.text():
            self.make_new.setChecked(True)
        self._show_state()

    def _problems(self) -> list[Problem]:
        if self.change.isChecked() or self.name.text().strip():
            return []
        return [Problem("no_template_name", "name")]

    def _show_state(self) -> None:
        self._errors.show([])
        self.problem.hide()
        self.save.setEnabled(not self._problems() and not self._saving)

    def _work(self) -> Callable[[], InvoiceTemplate]:
        templates, said, name = self._context.app.templates, self._wording, self.name.text()
        template_id = said.template.id if said.template else 0
        if self.change.isChecked():
            return lambda: templates.take_over(template_id, said.settings, said.language, said.new)
        return lambda: templates.add_from(template_id, name, said.settings, said.language, said.new)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        self._saving = True
        self._show_state()
        self._context.tasks.run(self._work(), self._on_saved, self._on_failed, owner=self)

    def _on_saved(self, template: InvoiceTemplate) -> None:
        self._context.feed.poll()
        words = self.tr("The template {0} is saved.").format(template.name)
        self._context.messages.info(words)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._saving = False
        self._show_state()
        if not isinstance(error, DomainError):
            self._context.tasks.report(error)
            return
        self._errors.show(error.problems)
        elsewhere = " ".join(str(one) for one in error.problems if one.field != "name")
        self.problem.setText(elsewhere)
        self.problem.setVisible(bool(elsewhere))
