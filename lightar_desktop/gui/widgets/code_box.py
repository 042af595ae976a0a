# SPDX-License-Identifier: MIT
"""A field for a country, a currency, a language: typed as a code or found by its name."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from lightar_desktop.gui.forms import promoted


@promoted
class CodeBox(QComboBox):
    """Offers names while one types; what is not in the list is taken as a code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self._names: dict[str, str] = {}
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)

    def offer(self, names: Mapping[str, str]) -> None:
        """Let one choose of these codes by their names; what is typed stays."""
        if not names or self._names == dict(names):
            return
        code = self.code()
        self.blockSignals(True)
        self._names = dict(names)
        self.clear()
        for known, name in sorted(names.items(), key=lambda pair: pair[1].casefold()):
            self.addItem(name if name == known else f"{name} ({known})", known)
        self.set_code(code)
        self.blockSignals(False)

    def code(self) -> str:
        """The code that is chosen or typed."""
        typed = self.currentText().strip()
        at = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if at >= 0:
            return str(self.itemData(at))
        folded = typed.casefold()
        for known, name in self._names.items():
            if folded in {known.casefold(), name.casefold()}:
                return known
        return typed

    def set_code(self, code: str) -> None:
        """Show this code, by its name where that is known."""
        at = self.findData(code) if code else -1
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText(code)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The beginning of one name only, like `germ`, is that name."""
        super().focusOutEvent(event)
        typed = self.currentText().strip().casefold()
        if not typed or event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self.code() not in self._names:
            begun = [code for code, name in self._names.items() if _begins(name, typed)]
            if len(begun) == 1:
                self.set_code(begun[0])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page past the field changes nothing in it."""
        event.ignore()


def _begins(name: str, typed: str) -> bool:
    return name.casefold().startswith(typed)
