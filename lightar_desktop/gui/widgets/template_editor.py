# SPDX-License-Identifier: MIT
"""One invoice template as it is edited: its text in every language, its files, its looks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from lightar_desktop import i18n
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.layout import PageLayout
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate, TextVariant
from lightar_desktop.gui.forms import FormError
from lightar_desktop.gui.widgets.email_fields import EmailFields
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.language_bar import DEFAULT, LanguageBar
from lightar_desktop.gui.widgets.layout_form import LayoutForm
from lightar_desktop.gui.widgets.placeholder_edit import tidied

W = TypeVar("W", bound=QWidget)

MAY_BE_MISSING = ("no_subject", "no_reply_to")
_ELSEWHERE = ("name", "language")


class TemplateEditor(QObject):
    """Binds the fields of the templates page: fills them, reads them, checks all languages.

    Signals:
        changed(): something was typed or chosen.
        language_changed(): the text of another language is edited now.
        entered(): Enter was pressed in a field of one line.
    """

    changed = Signal()
    language_changed = Signal()
    entered = Signal()

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._template = InvoiceTemplate(0, "")
        self._company_language = i18n.FALLBACK
        self._texts: dict[str, tuple[str, str]] = {DEFAULT: ("", "")}
        self._shown = DEFAULT
        self._filling = False
        self.fields = EmailFields(form, lenient=MAY_BE_MISSING)
        self.name = _child(form, QLineEdit, "name")
        self.languages = _child(form, LanguageBar, "languages")
        self.language = _child(form, QComboBox, "language")
        self._language_label = _child(form, QLabel, "language_label")
        self._variant_note = _child(form, QLabel, "variant_note")
        self.remove_language = _child(form, QPushButton, "remove_language")
        self.looks = _child(form, LayoutForm, "looks")
        self._errors = FieldErrors(form, {"name": self.name, "language": self.language})
        self.fields.changed.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.looks.changed.connect(self._on_changed)
        self.language.currentIndexChanged.connect(self._on_default_language)
        for one in (self.fields.entered, self.name.returnPressed, self.looks.entered):
            one.connect(self.entered)
        self.languages.chosen.connect(self._on_language)
        self.languages.added.connect(self._add_language)
        self.remove_language.clicked.connect(self._remove_language)

    @property
    def is_changed(self) -> bool:
        """Whether what is typed is not what was filled in."""
        return self.template() != self._template

    @property
    def reader(self) -> str:
        """The language of the text that is edited."""
        return self._shown or self._default_language()

    @property
    def others(self) -> list[str]:
        """The languages that have a text of their own."""
        return [language for language in self._texts if language != DEFAULT]

    def template(self) -> InvoiceTemplate:
        """The template as it is typed."""
        typed = self.fields.settings()
        texts = self._texts | {self._shown: (typed.subject, typed.message)}
        subject, message = texts.pop(DEFAULT)
        layout = self.looks.layout_choices()
        same_looks = layout == PageLayout.from_json(self._template.layout)
        return replace(
            self._template,
            name=self.name.text(),
            subject=subject,
            message=message,
            reply_to=typed.reply_to,
            cc=typed.cc,
            attachments=typed.attachments,
            language=self.language.currentData() or "",
            variants=tuple(TextVariant(language, *text) for language, text in texts.items()),
            layout=self._template.layout if same_looks else layout.to_json(),
        )

    def settings(self) -> EmailSettings:
        """What is typed in the language that is edited, as an email says it."""
        return self.fields.settings()

    def fill(self, template: InvoiceTemplate, company_language: str, colour: str) -> None:
        """Show this template: one that was shown before in the language that is edited, another
        in its default language.
        """
        self._filling = True
        same = template.id == self._template.id
        self._company_language = company_language
        self._texts = {DEFAULT: _typed_as(template.subject, template.message)}
        self._texts |= {
            one.language: _typed_as(one.subject, one.message) for one in template.variants
        }
        self.name.setText(template.name)
        self._fill_languages(template.language)
        self._shown = self._shown if same and self._shown in self._texts else DEFAULT
        self._show_languages(self._shown)
        self.fields.fill(template.settings())
        self.fields.fill_text(*self._texts[self._shown])
        self.looks.fill(PageLayout.from_json(template.layout), colour)
        self._filling = False
        self._template = template
        self._template = self._as_typed(template)
        self.check()

    def saved(self, template: InvoiceTemplate) -> None:
        """What is typed is stored as `template` now."""
        self._template = self._as_typed(template)

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps the template from being saved, in all languages."""
        more = self.fields.attachments.problems()
        return (*self.template().problems(self._company_language), *more)

    def check(self) -> bool:
        """Show what is wrong beside the fields and on the languages' tabs."""
        problems = self.problems()
        self.fields.check()
        self.languages.mark(self._wrong_languages())
        self._errors.show(one for one in problems if one.field in _ELSEWHERE)
        return not problems

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Show why it was not saved, beside the name."""
        self._errors.show(one for one in problems if one.field in _ELSEWHERE)

    def _as_typed(self, template: InvoiceTemplate) -> InvoiceTemplate:
        """The template with its texts as the fields write them: chips without blanks."""
        return replace(self.template(), archived=template.archived, id=template.id)

    def _typed(self) -> tuple[str, str]:
        typed = self.fields.settings()
        return typed.subject, typed.message

    def _wrong_languages(self) -> set[str]:
        texts = self._texts | {self._shown: self._typed()}
        found = set()
        for language, (subject, message) in texts.items():
            codes = {one.code for one in EmailSettings(subject, "", (), message).problems()}
            empty = language != DEFAULT and not (subject.strip() and message.strip())
            if empty or codes - set(MAY_BE_MISSING):
                found.add(language)
        return found

    def _default_language(self) -> str:
        return self.language.currentData() or self._company_language

    def _fill_languages(self, chosen: str) -> None:
        """The choices of the default text's language, the company's first."""
        self.language.blockSignals(True)
        self.language.clear()
        company = i18n.language_name(self._company_language)
        self.language.addItem(self.tr("{0} (the company’s)").format(company), "")
        known = {*i18n.LANGUAGES, chosen} - {"", self._company_language}
        for language in sorted(known, key=i18n.language_name):
            self.language.addItem(i18n.language_name(language), language)
        self.language.setCurrentIndex(max(0, self.language.findData(chosen)))
        self.language.blockSignals(False)

    def _show_languages(self, current: str) -> None:
        self.languages.show_languages(self._default_language(), self.others, current)
        default = current == DEFAULT
        for widget in (self._language_label, self.language):
            widget.setVisible(default)
        self._variant_note.setVisible(not default)
        self.remove_language.setVisible(not default)
        if not default:
            name = i18n.language_name(current)
            self._variant_note.setText(self.tr("{0} customers get this text.").format(name))
            self.remove_language.setText(self.tr("Remove {0}").format(name))

    def _on_language(self, language: str) -> None:
        """Put away what was typed, and show the text of another language."""
        self._texts[self._shown] = self._typed()
        self._turn_to(language)

    def _turn_to(self, language: str) -> None:
        self._filling = True
        self._shown = language
        self._show_languages(language)
        self.fields.fill_text(*self._texts[language])
        self._filling = False
        self._on_changed()
        self.language_changed.emit()

    def _add_language(self, language: str) -> None:
        """A text in another language begins as a copy of the one that is shown."""
        self._texts[self._shown] = self._texts[language] = self._typed()
        self._turn_to(language)
        self.fields.subject.setFocus()

    def _remove_language(self) -> None:
        del self._texts[self._shown]
        self._turn_to(DEFAULT)
        self.languages.tabs.setFocus()

    def _on_default_language(self) -> None:
        self._show_languages(self._shown)
        self._on_changed()
        self.language_changed.emit()

    def _on_changed(self) -> None:
        if not self._filling:
            self.check()
            self.changed.emit()


def _typed_as(subject: str, message: str) -> tuple[str, str]:
    """A text as the fields would give it back."""
    return tidied(subject).strip(), tidied(message).strip()


def _child(form: QWidget, kind: type[W], name: str) -> W:
    found = form.findChild(kind, name)
    if not isinstance(found, kind):
        raise FormError(f"{form.objectName()} has no {kind.__name__} called {name!r}")
    return found
