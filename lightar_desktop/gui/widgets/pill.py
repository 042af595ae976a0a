# SPDX-License-Identifier: MIT
"""A small rounded label that shows a status: icon, word, tint. As a widget and for delegates."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.looks import Look

HEIGHT = 20
_PAD = 9
_ICON = 12
_GAP = 4


def pill_font() -> QFont:
    """Small and strong."""
    return theme.current().font(0.86, QFont.Weight.DemiBold)


def pill_width(look: Look, metrics: QFontMetricsF) -> float:
    """How wide `look` is painted."""
    icon = _ICON + _GAP if look.icon else 0
    return metrics.horizontalAdvance(look.words) + icon + (2 * _PAD if look.tint else 0)


def paint_pill(painter: QPainter, left: float, middle: float, look: Look, font: QFont) -> None:
    """Paint `look` from `left`, centred on the height `middle`. Changes pen, brush and font."""
    painter.setFont(font)
    width = pill_width(look, QFontMetricsF(font))
    x = left
    if look.tint:
        box = QRectF(left, middle - HEIGHT / 2, width, HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(look.tint))
        painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
        x += _PAD
    if look.icon:
        device = painter.device()
        ratio = device.devicePixelRatioF()
        image = theme.pixmap(look.icon, look.ink, _ICON, ratio)
        painter.drawPixmap(QPointF(x, round(middle - _ICON / 2)), image)
        x += _ICON + _GAP
    painter.setPen(theme.colour(look.ink))
    area = QRectF(x, middle - HEIGHT / 2, width, HEIGHT)
    painter.drawText(
        area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), look.words
    )


@promoted
class Pill(QWidget):
    """A status as a widget; screen readers read its word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.update)

    @property
    def words(self) -> str:
        return self._look.words

    def show_look(self, look: Look, tip: str = "") -> None:
        """Show this status; without words the pill is hidden."""
        self._look = look
        self.setAccessibleName(look.words)
        self.setToolTip(tip)
        self.setVisible(bool(look.words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(pill_width(self._look, QFontMetricsF(pill_font())) + 1), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, 0, self.height() / 2, self._look, pill_font())
        painter.end()
