# SPDX-License-Identifier: MIT
"""Ctrl+K: type to go to any page, invoice or customer, or to do anything."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from lightar_desktop.gui import matching, theme
from lightar_desktop.gui.tasks import Newest, Tasks
from lightar_desktop.gui.widgets.palette_list import Entry, PaletteList

_WIDTH, _HEIGHT, _TOP = 640, 460, 72
_TYPING_MS: Final = 60
_EACH: Final = 8
_MAYBE: Final = "Perhaps"  # what holds the letters typed, but no word that begins with them
_PAGE: Final = 8
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
Search = Callable[[str], Callable[[], Sequence[Entry]]]


class Palette(QDialog):
    """One field, the results beneath. Enter does what is marked, Esc closes.

    `fixed` are matched here; `search(typed)` makes the work that looks in the database, which runs
    off the main thread.
    """

    def __init__(
        self, fixed: Sequence[Entry], search: Search, tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(self.tr("Go to or do"))
        self._fixed, self._search = tuple(fixed), search
        self._found: Sequence[Entry] = ()
        self._tasks = tasks
        self._newest = Newest(tasks, self)
        self._moved = False
        self._pending = self._wanted = False
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Page, invoice number, customer or action"))
        self.field.setAccessibleName(self.tr("Go to or do"))
        self.field.installEventFilter(self)
        self.list = PaletteList(self)
        self.nothing = QLabel(self.tr("Nothing found"), self)
        self.nothing.setProperty("role", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(parent)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._look)
        self.field.textChanged.connect(self._on_typed)
        self.list.moved.connect(self.field.setAccessibleDescription)
        self.list.chosen.connect(self.accept)
        self._show()
        self._look()

    def _lay_out(self, parent: QWidget) -> None:
        frame = QFrame(self)
        frame.setObjectName("palette")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 10, 1, 6)
        column.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(10, 0, 10, 0)
        top.addWidget(self.field)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        width, height = theme.current().px(_WIDTH), theme.current().px(_HEIGHT)
        self.setFixedSize(width, height)
        left = max(0, (parent.width() - width) // 2)
        self.move(parent.mapToGlobal(QPoint(left, min(_TOP, max(0, parent.height() - height)))))
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def done(self, result: int) -> None:
        """Close, then do what was chosen: it may show a dialog of its own."""
        entry = self.list.entry if result == QDialog.DialogCode.Accepted else None
        self._typing.stop()
        super().done(result)
        if entry is not None:
            entry.act()

    def _on_typed(self) -> None:
        self._moved = self._wanted = False
        self._found = ()
        self._newest.drop()
        self._pending = True
        self._show()
        self._typing.start()

    def _look(self) -> None:
        self._pending = True
        work = self._search(self.field.text().strip())
        self._newest.run(work, self._on_found, self._on_failed)

    def _on_found(self, found: Sequence[Entry]) -> None:
        self._found = found
        self._show()
        self._pending = False
        if self._wanted:
            self._choose()

    def _on_failed(self, error: Exception) -> None:
        self._pending = False
        self._tasks.report(error)

    def _choose(self) -> None:
        """Do what is marked; not before all is found, or another thing might be marked then."""
        self._wanted = self._pending
        if not self._pending and self.list.entry is not None:
            self.accept()

    def _show(self) -> None:
        typed = self.field.text().strip()
        if typed:
            well, maybe = matching.fitting(typed, ((one.words, one) for one in self._fixed))
            entries = [*well, *self._found, *(replace(one, group=_MAYBE) for one in maybe[:_EACH])]
        else:
            entries = [*self._found, *self._fixed]
        self.list.show_entries(entries, self.list.entry if self._moved else None)
        self.list.setVisible(bool(entries))
        self.nothing.setVisible(not entries)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move in the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._moved = True
                self.list.move_by(step)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose()
                return True
        return super().eventFilter(watched, event)
