# SPDX-License-Identifier: MIT
"""What the user is told: one sentence at a time, in one bar, as values that tests can read."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from lightar_desktop.gui import theme

INFO_MS = 8000


class Level(StrEnum):
    """How much a message matters; an information goes away by itself."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that says what happened, why and what to do; perhaps a button that does it."""

    level: Level
    text: str
    action: str = ""
    act: Callable[[], None] | None = None


class Messages(QObject):
    """The one place to say something to the user.

    Signals:
        posted(Message): show this.
        withdrawn(): what was shown no longer holds.
    """

    posted = Signal(object)
    withdrawn = Signal()

    def info(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Something went well."""
        self.posted.emit(Message(Level.INFO, text, action, act))

    def warning(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Something needs a look."""
        self.posted.emit(Message(Level.WARNING, text, action, act))

    def error(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Something asked for was not done."""
        self.posted.emit(Message(Level.ERROR, text, action, act))

    def withdraw(self) -> None:
        """Take back what is shown."""
        self.withdrawn.emit()


_ICONS = {
    Level.INFO: ("circle-check", "good"),
    Level.WARNING: ("circle-alert", "warn"),
    Level.ERROR: ("circle-alert", "bad"),
}


class MessageBar(QFrame):
    """Shows the newest message above the page, with its action and a button to close it."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message: Message | None = None
        self.icon = QLabel(self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.action = QPushButton(self)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Close message"))
        self.close_button.setToolTip(self.tr("Close message"))
        self.close_button.setIconSize(QSize(14, 14))
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 8, 12, 8)
        line.setSpacing(10)
        line.addWidget(self.icon)
        line.addWidget(self.text, 1)
        line.addWidget(self.action)
        line.addWidget(self.close_button)
        self._timer = QTimer(self, singleShot=True, interval=INFO_MS)
        self._timer.timeout.connect(self.close_message)
        self.action.clicked.connect(self._on_action)
        self.close_button.clicked.connect(self.close_message)
        messages.posted.connect(self.show_message)
        messages.withdrawn.connect(self.close_message)
        theme.current().changed.connect(self._restyle)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show `message` in place of what stands there."""
        self.message = message
        self.text.setText(message.text)
        self.action.setText(message.action)
        self.action.setVisible(bool(message.action))
        self.setProperty("level", str(message.level))
        self.setAccessibleName(message.text)
        self._restyle()
        self.show()
        self._timer.stop()
        if message.level is Level.INFO:
            self._timer.start()

    def close_message(self) -> None:
        """Take the message away."""
        self.message = None
        self._timer.stop()
        self.hide()

    def _on_action(self) -> None:
        message = self.message
        self.close_message()
        if message is not None and message.act is not None:
            message.act()

    def _restyle(self) -> None:
        level = self.message.level if self.message else Level.INFO
        name, token = _ICONS[level]
        self.icon.setPixmap(theme.icon(name, token).pixmap(16, 16))
        self.close_button.setIcon(theme.icon("x"))
        self.style().unpolish(self)
        self.style().polish(self)
