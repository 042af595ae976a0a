# SPDX-License-Identifier: MIT
"""An on/off switch: a check box that looks like one, with all of a check box's keyboard."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted

_WIDTH, _HEIGHT = 36, 20


@promoted
class ToggleSwitch(QCheckBox):
    """Shows no text of its own; give it an accessible name or a label as its buddy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 4, _HEIGHT + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(2, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        painter.setBrush(theme.colour("accent" if on else "muted"))
        painter.drawRoundedRect(box, _HEIGHT / 2, _HEIGHT / 2)
        painter.setBrush(theme.colour("on_accent" if on else "surface"))
        x = box.right() - _HEIGHT / 2 if on else box.left() + _HEIGHT / 2
        painter.drawEllipse(QPointF(x, box.center().y()), 7.5, 7.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.drawRoundedRect(box.adjusted(-1.2, -1.2, 1.2, 1.2), 11, 11)
        painter.end()
