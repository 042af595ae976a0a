# SPDX-License-Identifier: MIT
"""The field an invoice's customer is chosen in: type a name or number, take one that is found."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.line_cells import is_ours
from lightar_desktop.gui.widgets.suggestions import Suggestions

if TYPE_CHECKING:
    from lightar_desktop.gui.context import Context
    from lightar_desktop.services.rows import CustomerRow

_TYPING_MS: Final = 120
_MOST: Final = 12


@promoted
class CustomerField(QLineEdit):
    """What is typed only searches; the customer changes when one is chosen.

    Signals:
        chosen(int): the id of the customer that was chosen; 0 for none.
        new_asked(str): a new customer of this name is wanted.
    """

    chosen = Signal(int)
    new_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._searched = ""
        self._rows: list[CustomerRow] = []
        self._context: Context | None = None
        self._newest: Newest | None = None
        self._found = QStringListModel(self)
        self._suggestions = Suggestions(self._found, self)
        self._suggestions.taken.connect(self._on_chosen)
        self.setCompleter(self._suggestions)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._find)
        self.textEdited.connect(self._typing.start)

    def bind(self, context: "Context") -> None:
        """Say where customers are found; must come first."""
        self._context = context
        self._newest = Newest(context.tasks, self)

    def show_customer(self, name: str) -> None:
        """Show this customer, unless somebody is typing another."""
        self._name = name
        if not self.isModified() and self.text() != name:
            self.setText(name)
            self.setCursorPosition(0)

    def _find(self) -> None:
        if self._context is None or self._newest is None:
            return
        reads, text = self._context.app.reads.customers, self.text().strip()
        self._searched = text
        self._newest.run(lambda: reads.page(text, _MOST), self._show_found)

    def _show_found(self, rows: "list[CustomerRow]") -> None:
        self._rows = [row for row in rows if not row.archived]
        dot = " \N{MIDDLE DOT} "
        words = [dot.join(filter(None, (r.name, r.number, r.city))) for r in self._rows]
        if self._searched:
            words.append(self.tr("New customer “{0}”").format(self._searched))
        self._found.setStringList(words)
        if self.hasFocus() and words:
            self._suggestions.complete()
            self._suggestions.mark_first()

    def _on_chosen(self, at: int, _words: str) -> None:
        self.setModified(False)
        if at < len(self._rows):
            row = self._rows[at]
            self._name = row.name
            self.chosen.emit(row.id)
        else:
            self._name = self._searched
            self.new_asked.emit(self._searched)
        # The completer puts its own words into the field after this.
        QTimer.singleShot(0, self, self._show_chosen)

    def _show_chosen(self) -> None:
        """What is typed next is another customer, not a part of this one's name."""
        self.setText(self._name)
        self.selectAll()

    def event(self, arg__1: QEvent) -> bool:
        if is_ours(arg__1):
            arg__1.ignore()
            return True
        return super().event(arg__1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._suggestions.shown:
            self._find()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self.isModified() and not self.text().strip() and self._name:
            self._name = ""
            self.chosen.emit(0)
        self.setModified(False)
        self.setText(self._name)
