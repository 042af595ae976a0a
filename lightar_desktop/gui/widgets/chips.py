# SPDX-License-Identifier: MIT
"""Filter chips: small buttons that say their value and open a popup to change it."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from lightar_desktop.gui import theme


class ChipPopup(QFrame):
    """The little window under a chip. Esc and a click outside close it; Tab stays inside.

    Signals:
        changed(): the value is different now.
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.setSpacing(6)

    def words(self) -> str:
        """The value for the chip; empty when nothing is restricted."""
        raise NotImplementedError

    def reset(self) -> None:
        """Restrict nothing, silently."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the cursor where one goes on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            self.close()
            event.accept()
        else:
            super().keyPressEvent(event)


class Chip(QPushButton):
    """A filter's name, or its value when it has one."""

    def __init__(self, name: str, popup: ChipPopup | None, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._name = name
        self.popup = popup
        self.setProperty("chip", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if popup is None:
            self.setCheckable(True)
            self.toggled.connect(self.show_value)
        else:
            self.clicked.connect(self.open_popup)
            popup.changed.connect(self.show_value)
        theme.current().changed.connect(self.update)
        self.show_value()

    @property
    def active(self) -> bool:
        """Whether it restricts what is shown."""
        return self.isChecked() if self.popup is None else bool(self.popup.words())

    def reset(self) -> None:
        """Restrict nothing, silently."""
        self.blockSignals(True)
        self.setChecked(False)
        self.blockSignals(False)
        if self.popup is not None:
            self.popup.reset()
        self.show_value()

    def show_value(self) -> None:
        """Say the value."""
        words = self.popup.words() if self.popup is not None else ""
        self.setText(words or self._name)
        spoken = words or ("on" if self.active else "any")
        self.setAccessibleName(f"{self._name}: {spoken}")
        self.setProperty("active", self.active)
        self.style().unpolish(self)
        self.style().polish(self)
        self.updateGeometry()

    def open_popup(self) -> None:
        """Show the popup under the chip."""
        popup = self.popup
        if popup is not None:
            popup.adjustSize()
            popup.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
            popup.show()
            popup.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.popup is not None and event.key() in {
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Down,
        }:
            self.open_popup()
            event.accept()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        arrow = 14 if self.popup is not None else 0
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 26 + arrow, 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 26)

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if self.popup is not None:
            painter = QPainter(self)
            ink = "accent" if self.active else "muted"
            image = theme.pixmap("chevron-down", ink, 12, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - 22, (self.height() - 12) // 2 + 1, image)
            painter.end()
