# SPDX-License-Identifier: MIT
"""Paints the cells of lists of batches, emails and the like: text, small second line, pill, bar."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from lightar_desktop.gui import theme
from lightar_desktop.gui.widgets.looks import Look
from lightar_desktop.gui.widgets.pill import paint_pill, pill_font, pill_width

_PAD = 10
_BAR_WIDTH = 120
Index = QModelIndex | QPersistentModelIndex


class Cell(IntEnum):
    """Roles a model may answer besides Qt's own; each is None where it does not apply."""

    LOOK = Qt.ItemDataRole.UserRole + 10  # Look: a pill, before the text
    SMALL = Qt.ItemDataRole.UserRole + 11  # str: a second, small line
    INK = Qt.ItemDataRole.UserRole + 12  # str: token of the text's colour
    STRONG = Qt.ItemDataRole.UserRole + 13  # bool: strong text
    BAR = Qt.ItemDataRole.UserRole + 14  # float: progress from 0 to 1, before the text
    BAR_INK = Qt.ItemDataRole.UserRole + 15  # str: token of the bar's colour
    BAR_BAD = Qt.ItemDataRole.UserRole + 16  # float: how much failed, drawn behind the progress


class StatusCells(QStyledItemDelegate):
    """Paints rows with a hairline beneath, calm hover and selection, and a visible focus."""

    def __init__(self, parent: QObject, first: int = _PAD) -> None:
        """`first`: room to the left of the first column."""
        super().__init__(parent)
        self._first = first

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        pad = _PAD if index.column() else self._first
        area = option.rect.adjusted(pad, 0, -_PAD, 0)
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            _paint_check(painter, _check_box(option.rect), checked)
            area.setLeft(_check_box(option.rect).right() + 8)
        done = index.data(Cell.BAR)
        if done is not None:
            ink, bad = index.data(Cell.BAR_INK) or "accent", index.data(Cell.BAR_BAD) or 0.0
            area.setLeft(_paint_bar(painter, area, done, ink, bad))
        look = index.data(Cell.LOOK)
        if isinstance(look, Look):
            font = pill_font()
            paint_pill(painter, area.left(), area.center().y() + 0.5, look, font)
            area.setLeft(area.left() + round(pill_width(look, QFontMetricsF(font))) + 8)
        _paint_text(painter, area, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("hover"))
        painter.setPen(theme.colour("line"))
        bottom = option.rect.bottom()
        painter.drawLine(option.rect.left(), bottom, option.rect.right(), bottom)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -2), 4, 4)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Check and uncheck with the mouse on the whole cell and with Space."""
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        pressed = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        )
        if not (pressed or clicked):
            return False
        was = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        now = Qt.CheckState.Unchecked if was is Qt.CheckState.Checked else Qt.CheckState.Checked
        here = model.index(index.row(), index.column(), index.parent())
        return model.setData(here, now, Qt.ItemDataRole.CheckStateRole)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        look = index.data(Cell.LOOK)
        extra = pill_width(look, QFontMetricsF(pill_font())) if isinstance(look, Look) else 0.0
        small = 18 if index.data(Cell.SMALL) else 0
        return QSize(size.width() + round(extra) + 2 * _PAD, theme.current().px(theme.ROW) + small)


def _check_box(cell: QRect) -> QRect:
    return QRect(cell.left() + _PAD, cell.center().y() - 7, 15, 15)


def _paint_check(painter: QPainter, box: QRect, state: object) -> None:
    on = Qt.CheckState(state) is Qt.CheckState.Checked
    painter.setPen(QPen(theme.colour("accent" if on else "muted"), 1.2))
    painter.setBrush(theme.colour("accent" if on else "surface"))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if on:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            box.adjusted(2, 2, -2, -2), theme.pixmap("check", "on_accent", 11, ratio)
        )


def _paint_bar(painter: QPainter, area: QRect, done: float, ink: str, bad: float) -> int:
    """Paint a progress bar at the left; returns where the text goes on."""
    width = min(_BAR_WIDTH, area.width() // 3)
    track = QRectF(area.left(), area.center().y() - 2, width, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("track"))
    painter.drawRoundedRect(track, 3, 3)
    for part, colour in ((done + bad, "bad"), (done, ink)):
        if part > 0.001 and (colour != "bad" or bad > 0):
            painter.setBrush(theme.colour(colour))
            full = QRectF(track)
            full.setWidth(max(6.0, track.width() * min(1.0, part)))
            painter.drawRoundedRect(full, 3, 3)
    return area.left() + width + 12


def _paint_text(painter: QPainter, area: QRect, index: Index) -> None:
    text = index.data(Qt.ItemDataRole.DisplayRole)
    if not text:
        return
    small = index.data(Cell.SMALL)
    ink = index.data(Cell.INK) or "text"
    weight = QFont.Weight.DemiBold if index.data(Cell.STRONG) else QFont.Weight.Normal
    align = index.data(Qt.ItemDataRole.TextAlignmentRole)
    side = Qt.AlignmentFlag.AlignRight if _is_right(align) else Qt.AlignmentFlag.AlignLeft
    font = theme.current().font(1.0, weight)
    if not small:
        _draw(painter, area, str(text), font, ink, side | Qt.AlignmentFlag.AlignVCenter)
        return
    middle = area.center().y() + 1
    above = QRect(area.left(), area.top(), area.width(), middle - area.top())
    below = QRect(area.left(), middle + 1, area.width(), area.bottom() - middle)
    _draw(painter, above, str(text), font, ink, side | Qt.AlignmentFlag.AlignBottom)
    tiny = theme.current().font(0.9)
    _draw(painter, below, str(small), tiny, "muted", side | Qt.AlignmentFlag.AlignTop)


def _draw(
    painter: QPainter, area: QRect, text: str, font: QFont, ink: str, align: Qt.AlignmentFlag
) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(ink))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align) | int(Qt.TextFlag.TextSingleLine), shown)


def _is_right(align: object) -> bool:
    return align is not None and bool(int(align) & int(Qt.AlignmentFlag.AlignRight.value))  # type: ignore[call-overload]
