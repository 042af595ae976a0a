# SPDX-License-Identifier: MIT
"""A field for a code, such as a country's: typed, or chosen from a list that names them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from lightar_desktop.domain.codes import COUNTRIES, CURRENCIES, LANGUAGES
from lightar_desktop.gui.forms import promoted

_GAP: Final = "  "
Choices = Sequence[tuple[str, str]]


@promoted
class CodeCombo(QComboBox):
    """An editable list of codes with their names; part of a name finds it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def offer(self, choices: Choices) -> None:
        """Offer these codes; what is typed stays."""
        typed = self.code()
        self.blockSignals(True)
        self.clear()
        for code, name in choices:
            self.addItem(f"{code}{_GAP}{name}" if name else code, code)
        self.blockSignals(False)
        self.set_code(typed)

    def code(self) -> str:
        """The code that is chosen, else what is typed."""
        typed = self.currentText().strip()
        at = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        return str(self.itemData(at)) if at >= 0 else self._known(typed) or typed

    def set_code(self, code: str) -> None:
        """Show this code, with its name if it is known."""
        at = self.findData(self._known(code)) if code else -1
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText(code)
        if (edit := self.lineEdit()) is not None:
            edit.setCursorPosition(0)

    def _known(self, typed: str) -> str:
        """The offered code that is typed in whatever case, or nothing."""
        for spelling in (typed, typed.upper(), typed.lower()):
            if typed and self.findData(spelling) >= 0:
                return spelling
        return ""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self._known(self.code()):
            self.set_code(self.code())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing: scrolling the page must not choose another country."""
        event.ignore()


@lru_cache(maxsize=1)
def countries() -> Choices:
    """Countries by name, as the system's language calls them."""
    names = ((code, QLocale.territoryToString(QLocale.codeToTerritory(code))) for code in COUNTRIES)
    return _by_name(names)


@lru_cache(maxsize=1)
def languages() -> Choices:
    """Languages by name."""
    known = ((code, QLocale.codeToLanguage(code)) for code in LANGUAGES)
    return _by_name(
        (code, QLocale.languageToString(language))
        for code, language in known
        if language != QLocale.Language.AnyLanguage
    )


@lru_cache(maxsize=1)
def currencies() -> Choices:
    """Currencies by code; the usual ones first."""
    usual = ("EUR", "USD", "GBP", "CHF", "NOK", "SEK", "DKK", "PLN")
    return [(code, "") for code in (*usual, *sorted(CURRENCIES - set(usual)))]


def _by_name(names: Iterable[tuple[str, str]]) -> Choices:
    return sorted(names, key=lambda one: one[1])
