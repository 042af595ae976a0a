# SPDX-License-Identifier: MIT
"""Whether a send still says what the template says, and which language each customer gets."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QPushButton

from lightar_desktop import i18n
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.widgets.email_fields import EmailFields


class TemplateText(QObject):
    """The fields of a send that begins with a template's text: while subject and message are as
    they were, readers of other languages get the template's text in theirs.

    Signals:
        changed(): other settings hold now.
    """

    changed = Signal()

    def __init__(self, fields: EmailFields, note: QLabel, restore: QPushButton) -> None:
        super().__init__(fields)
        self._fields = fields
        self._note = note
        self._restore = restore
        self._start = EmailSettings("", "")
        self._typed = ("", "")
        self._language = ""
        fields.changed.connect(self._on_typed)
        restore.clicked.connect(self._take_back)
        self._say()

    @property
    def is_own(self) -> bool:
        """Whether the clerk wrote something else than the template says."""
        typed = self._fields.settings()
        return (typed.subject, typed.message) != self._typed

    def begin(self, settings: EmailSettings, language: str = "") -> None:
        """Fill the fields. `language` is that of the variant a single customer gets."""
        self._start, self._language = settings, language
        self._fields.fill(settings)
        self._remember()
        self._say()

    def settings(self) -> EmailSettings:
        """What is sent: with the template's other languages unless its text was changed."""
        typed = self._fields.settings()
        return typed if self.is_own else replace(typed, variants=self._start.variants)

    def _remember(self) -> None:
        typed = self._fields.settings()
        self._typed = (typed.subject, typed.message)

    def _take_back(self) -> None:
        self._fields.fill_text(self._start.subject, self._start.message)
        self._fields.subject.setFocus()

    def _on_typed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        variants, own = self._start.variants, self.is_own
        if variants and own:
            words = self.tr("Everyone gets the text you typed, whatever their language.")
        elif variants:
            readers = listed([i18n.language_name(one.language) for one in variants])
            words = self.tr("{0} customers get the template’s own text.").format(readers)
        elif self._language and not own:
            name = i18n.language_name(self._language)
            words = self.tr("The template’s {0} text, which this customer reads.").format(name)
        else:
            words = ""
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self._restore.setVisible(own and bool(self._start.subject or self._start.message))


def listed(names: Sequence[str]) -> str:
    """`German, French and Spanish`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
