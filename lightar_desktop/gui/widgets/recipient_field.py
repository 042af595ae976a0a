# SPDX-License-Identifier: MIT
"""A field for one or more email addresses."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from lightar_desktop.domain.address import parsed
from lightar_desktop.gui.forms import promoted


@promoted
class RecipientField(QLineEdit):
    """Addresses with commas between them; offers known ones while typing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = QStringListModel(self)
        self._completer = QCompleter(self._known, self)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setWidget(self)
        self._popup.setAccessibleName(self.tr("Known addresses"))
        self._completer.activated.connect(self._on_chosen)
        self.textEdited.connect(self._offer)

    def addresses(self) -> tuple[str, ...]:
        """What was typed, as single addresses in order, each once."""
        return tuple(dict.fromkeys(parsed(self.text())))

    def set_addresses(self, addresses: Sequence[str]) -> None:
        self.setText(", ".join(addresses))
        self.setCursorPosition(0)

    def offer(self, known: Sequence[str]) -> None:
        """Addresses to offer, such as those of the customer's contacts."""
        self._known.setStringList(list(known))

    def _begun(self) -> tuple[int, str]:
        before = self.text()[: self.cursorPosition()]
        start = max(before.rfind(","), before.rfind(";")) + 1
        return start, before[start:].strip()

    def _offer(self) -> None:
        _, begun = self._begun()
        if not begun or not self._known.rowCount():
            self._popup.hide()
            return
        self._completer.setCompletionPrefix(begun)
        self._completer.complete()

    def _on_chosen(self, address: str) -> None:
        start, _ = self._begun()
        before, after = self.text()[:start], self.text()[self.cursorPosition() :]
        lead = f"{before} " if before else ""
        self.setText(f"{lead}{address}{after}")
        self.setCursorPosition(len(lead) + len(address))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()  # the popup takes it
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        tidy = ", ".join(self.addresses())
        if tidy != self.text() and not self._popup.isVisible():
            self.setText(tidy)
