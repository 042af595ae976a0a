# SPDX-License-Identifier: MIT
"""What stands where there is nothing to show: why, and a button that does something about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted


@promoted
class EmptyState(QWidget):
    """An icon, a heading, a sentence and perhaps a button.

    Signals:
        acted(): the button was pressed.
    """

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = "invoice"
        self.icon = QLabel(self)
        self.heading = QLabel(self)
        self.heading.setProperty("role", "heading")
        self.words = QLabel(self)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setMaximumWidth(420)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        for widget in (self.icon, self.heading, self.words, self.button):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.current().changed.connect(self._draw_icon)

    def say(self, icon: str, heading: str, words: str, button: str = "") -> None:
        """Show this; without `button` there is none."""
        self._icon_name = icon
        self.heading.setText(heading)
        self.words.setText(words)
        self.words.setMinimumWidth(min(420, self.words.fontMetrics().horizontalAdvance(words) + 4))
        self.words.setMinimumHeight(self.words.heightForWidth(self.words.minimumWidth()))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setAccessibleName(heading)
        self._draw_icon()

    def _draw_icon(self) -> None:
        self.icon.setPixmap(theme.icon(self._icon_name, "muted", 36).pixmap(36, 36))
