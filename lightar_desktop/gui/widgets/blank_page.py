# SPDX-License-Identifier: MIT
"""What stands where the first page will be: its title and grey bars, painted at once.

The newest invoices take the bars' places as soon as they can be read, long before the rest of the
program is loaded.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from lightar_desktop.gui import theme

if TYPE_CHECKING:
    from lightar_desktop.services.rows import InvoiceRow

_HEAD = 100
_CHIPS = (78, 100, 80, 64, 88, 78, 90)
_BARS = ((46, 88), (186, 130), (388, 44), (466, 56), (690, 72), (782, 48), (894, 60))  # x, width
_TOTAL = 4  # the bar whose text ends where the bar does


class BlankPage(QWidget):
    """Looks like the page it stands for, without its data.

    Signals:
        painted(): it has been seen.
    """

    painted = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._rows: list[tuple[str, ...]] = []
        self.setAccessibleName(f"{title}, loading")

    def show_rows(self, rows: "Sequence[InvoiceRow]") -> None:
        """Paint these invoices instead of the first bars."""
        from lightar_desktop.gui import formats

        today = date.today()  # noqa: DTZ011 - the user's day
        self._rows = [
            (
                row.number or "Draft",
                row.customer,
                formats.day(row.issued_on, today),
                formats.day(row.due_on, today),
                formats.money(row.total, row.currency),
                row.status.words.capitalize(),
                row.light.words,
            )
            for row in rows
        ]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._fill(painter, "surface", 0, self.height())
        self._fill(painter, "panel", 0, _HEAD)
        self._fill(painter, "line", _HEAD - 1, 1)
        painter.setFont(theme.current().font(1.35, QFont.Weight.DemiBold))
        painter.drawText(QPointF(20, 39), self._title)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        x = 20
        for width in _CHIPS:
            path.addRoundedRect(QRectF(x, 59, width, 26), 13, 13)
            x += width + 8
        first_bar = _HEAD + 46 + len(self._rows) * theme.ROW
        for y in range(first_bar, self.height() - theme.ROW, theme.ROW):
            for left, width in _BARS:
                path.addRoundedRect(QRectF(left, y, width, 10), 4, 4)
        painter.fillPath(path, theme.brush("skeleton"))
        self._paint_rows(painter)
        painter.end()
        self.painted.emit()

    def _fill(self, painter: QPainter, token: str, top: int, height: int) -> None:
        path = QPainterPath()
        path.addRect(QRectF(0, top, self.width(), height))
        painter.fillPath(path, theme.brush(token))

    def _paint_rows(self, painter: QPainter) -> None:
        painter.setFont(self.font())
        metrics = painter.fontMetrics()
        for number, texts in enumerate(self._rows):
            y = _HEAD + 55 + number * theme.ROW
            for place, ((left, width), text) in enumerate(zip(_BARS, texts, strict=True)):
                end = left + width if place == _TOTAL else 0
                x = end - metrics.horizontalAdvance(text) if end else left
                painter.drawText(QPointF(x, y), text)
