# SPDX-License-Identifier: MIT
"""What stands where the first page will be: its title and grey bars, painted at once."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from lightar_desktop.gui import theme

_HEAD = 100
_CHIPS = (78, 100, 80, 64, 88, 78, 90)
_BARS = ((46, 88), (186, 130), (388, 44), (466, 56), (690, 72), (782, 48), (894, 60))  # x, width


class BlankPage(QWidget):
    """Looks like the page it stands for, without its data.

    Signals:
        painted(): it has been seen.
    """

    painted = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setAccessibleName(f"{title}, loading")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.fillRect(0, 0, self.width(), _HEAD, theme.colour("panel"))
        painter.fillRect(0, _HEAD - 1, self.width(), 1, theme.colour("line"))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.current().font(1.35, QFont.Weight.DemiBold))
        painter.drawText(QPointF(20, 39), self._title)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        x = 20
        for width in _CHIPS:
            path.addRoundedRect(QRectF(x, 59, width, 26), 13, 13)
            x += width + 8
        for y in range(_HEAD + 46, self.height() - theme.ROW, theme.ROW):
            for left, width in _BARS:
                path.addRoundedRect(QRectF(left, y, width, 10), 4, 4)
        painter.fillPath(path, theme.colour("skeleton"))
        painter.end()
        self.painted.emit()
