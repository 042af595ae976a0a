# SPDX-License-Identifier: MIT
"""An invoice as the table shows it, and the one delegate that paints all its cells.

The words are made once when a row arrives; painting a cell asks the model for nothing else.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from lightar_desktop.domain.invoice import DocumentKind
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.widgets.looks import Look, invoice_look, light_means, look
from lightar_desktop.gui.widgets.pill import paint_pill, pill_font, pill_width
from lightar_desktop.services.filters import InvoiceColumn
from lightar_desktop.services.rows import InvoiceRow

COLUMNS: Final = (
    None,  # the check box
    InvoiceColumn.NUMBER,
    InvoiceColumn.CUSTOMER,
    InvoiceColumn.ISSUED_ON,
    InvoiceColumn.DUE_ON,
    InvoiceColumn.TOTAL,
    InvoiceColumn.BALANCE,
    InvoiceColumn.STATUS,
    InvoiceColumn.LIGHT,
)
CHECK: Final = 0
NUMBER, CUSTOMER, ISSUED, DUE, TOTAL, BALANCE, STATUS, LIGHT = range(1, len(COLUMNS))
TITLES: Final = (
    "",
    "Number",
    "Customer",
    "Issued",
    "Due",
    "Total",
    "Balance",
    "Status",
    "Delivery",
)
_CREDIT_NOTE: Final = Look("Credit note", "info", "info_tint")
PAD: Final = 10
BOX: Final = 15  # side of a check box
_VCENTRE = Qt.AlignmentFlag.AlignVCenter
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _VCENTRE)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _VCENTRE)
_WHOLE = int(Qt.TextFlag.TextDontClip)
# Widths of the grey bars that stand for text not read yet.
_BARS: Final = {NUMBER: 88, CUSTOMER: 130, ISSUED: 44, DUE: 56, TOTAL: 72, STATUS: 48, LIGHT: 60}


@dataclass(frozen=True, slots=True)
class Cells:
    """A row in words."""

    row: InvoiceRow
    number: str
    issued: str
    due: str
    overdue: str
    total: str
    balance: str
    status: Look
    light: Look
    kind: Look | None = None  # a pill where it is no invoice

    @property
    def texts(self) -> tuple[str, ...]:
        """One text a column, as screen readers and the clipboard get it."""
        row = self.row
        due = f"{self.due}, {self.overdue}" if self.overdue else self.due
        customer = f"{row.customer}, {self.kind.words}" if self.kind else row.customer
        return (
            "",
            self.number,
            customer,
            self.issued,
            due,
            f"{self.total} {row.currency}",
            f"{self.balance} {row.currency}",
            self.status.words,
            self.light.words,
        )


def cells_of(row: InvoiceRow, today: date) -> Cells:
    """Put a row into words."""
    overdue = ""
    if row.due_on is not None and row.balance > 0 and row.status.owed:
        overdue = formats.overdue(row.due_on, today)
    return Cells(
        row=row,
        number=row.number or "Draft",
        issued=formats.day(row.issued_on, today),
        due=formats.day(row.due_on, today),
        overdue=overdue,
        total=formats.amount(row.total, row.currency),
        balance=formats.amount(row.balance, row.currency),
        status=invoice_look(row.status, row.kind),
        light=look(row.light),
        kind=_CREDIT_NOTE if row.kind is DocumentKind.CREDIT_NOTE else None,
    )


def paint_check(painter: QPainter, box: QRectF, state: Qt.CheckState, hot: bool = False) -> None:
    """A check box. Painted, because the table paints thousands and the header has none."""
    on = state is not Qt.CheckState.Unchecked
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme.colour("accent" if on or hot else "muted")
    painter.setPen(QPen(edge, 1.2))
    painter.setBrush(theme.colour("accent" if on else "surface"))
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 3.5, 3.5)
    if on:
        pen = QPen(theme.colour("on_accent"), 1.9)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        middle, x, y = box.center(), box.x(), box.y()
        if state is Qt.CheckState.Checked:
            painter.drawPolyline(
                [
                    QPointF(x + 4.1, y + 7.8),
                    QPointF(x + 6.6, y + 10.2),
                    QPointF(x + 11.0, y + 5.1),
                ]
            )
        else:
            painter.drawLine(QPointF(x + 4.4, middle.y()), QPointF(x + 10.6, middle.y()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class Rows(Protocol):
    """What the delegate asks the model."""

    def cells(self, position: int) -> Cells | None: ...

    def is_checked(self, position: int) -> bool: ...


class CellPlace(QTableView):
    """What the delegate asks its table."""

    rows: Rows
    hovered: int

    @property
    def focused_row(self) -> int:
        """The row to draw the focus around, or -1."""
        raise NotImplementedError

    def hovers(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the mouse is over this cell."""
        raise NotImplementedError

    def outer_columns(self) -> tuple[int, int]:
        """First and last column that are shown."""
        raise NotImplementedError


def check_left(rect: QRect) -> float:
    """Where a check box begins in its cell, in line with the one in the head."""
    return rect.x() + (rect.width() - BOX) / 2 + 3


class InvoiceDelegate(QStyledItemDelegate):
    """Paints every cell of the invoice table."""

    def __init__(self, table: CellPlace) -> None:
        super().__init__(table)
        self._table = table
        theme.current().changed.connect(self.take_theme)
        self.take_theme()

    def take_theme(self) -> None:
        """Make fonts and colours anew."""
        self._font = theme.current().font()
        self._small = theme.current().font(0.86)
        self._pill = pill_font()
        self._metrics = QFontMetrics(self._font)
        self._small_metrics = QFontMetrics(self._small)
        self._colour = {name: theme.colour(name) for name in theme.token_names()}

    def _paint_text(self, painter: QPainter, area: QRect, text: str, ink: str) -> None:
        painter.setFont(self._font)
        painter.setPen(self._colour[ink])
        if self._metrics.horizontalAdvance(text) > area.width():
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, text)

    def _paint_kind(self, painter: QPainter, area: QRect, kind: Look) -> int:
        """A pill at the right; returns where the text beside it must end."""
        width = round(pill_width(kind, QFontMetricsF(self._pill)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = max(area.left(), area.right() - width)
        paint_pill(painter, left, area.center().y() + 0.5, kind, self._pill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return left - 6

    def _paint_due(self, painter: QPainter, area: QRect, cells: Cells) -> None:
        if not cells.overdue:
            self._paint_text(painter, area, cells.due, "text" if cells.row.due_on else "muted")
            return
        self._paint_text(painter, area, cells.due, "text")
        used = self._metrics.horizontalAdvance(cells.due + " ")
        self._paint_text(painter, area.adjusted(used, 0, 0, 0), f"· {cells.overdue}", "bad")

    def _paint_money(
        self, painter: QPainter, area: QRect, amount: str, currency: str, ink: str
    ) -> None:
        painter.setFont(self._small)
        painter.setPen(self._colour["muted"])
        painter.drawText(area, _RIGHT, currency)
        unit = self._small_metrics.horizontalAdvance("MMM") + 2
        painter.setFont(self._font)
        painter.setPen(self._colour[ink])
        # Rather over the cell before it than without its sign.
        painter.drawText(area.adjusted(0, 0, -unit, 0), _RIGHT | _WHOLE, amount)

    def paint_skeleton(self, painter: QPainter, rect: QRect, column: int) -> None:
        """A grey bar where words will be."""
        width = min(_BARS.get(column, 0), rect.width() - 2 * PAD)
        if width <= 0:
            return
        left = rect.right() - PAD - width if column in {TOTAL, BALANCE} else rect.left() + PAD
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour["skeleton"])
        painter.drawRoundedRect(QRect(left, rect.center().y() - 5, width, 10), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _background(self, position: int, checked: bool) -> QColor:
        if checked:
            return self._colour["selected"]
        return self._colour["hover" if position == self._table.hovered else "surface"]

    def _paint_cell(self, painter: QPainter, rect: QRect, column: int, cells: Cells) -> None:
        area = rect.adjusted(PAD, 0, -PAD, 0)
        row = cells.row
        match column:
            case 1:
                self._paint_text(painter, area, cells.number, "text" if row.number else "muted")
            case 2:
                missing = not row.customer
                if cells.kind is not None:
                    area.setRight(self._paint_kind(painter, area, cells.kind))
                self._paint_text(
                    painter, area, row.customer or "No customer", "bad" if missing else "text"
                )
            case 3:
                self._paint_text(painter, area, cells.issued, "muted")
            case 4:
                self._paint_due(painter, area, cells)
            case 5:
                self._paint_money(painter, area, cells.total, row.currency, "text")
            case 6:
                ink = "text" if row.balance else "muted"
                self._paint_money(painter, area, cells.balance, row.currency, ink)
            case 7 | 8:
                shown = cells.status if column == STATUS else cells.light
                painter.setClipRect(rect)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                font = self._pill if shown.tint else self._font
                paint_pill(painter, area.left(), rect.center().y() + 0.5, shown, font)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setClipping(False)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = self._table.rows
        rect: QRect = option.rect
        position, column = index.row(), index.column()
        checked = model.is_checked(position)
        painter.fillRect(rect, self._background(position, checked))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._colour["line"])
        if column == CHECK:
            top = rect.y() + (rect.height() - 1 - BOX) // 2
            state = Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
            left = check_left(rect)
            paint_check(painter, QRectF(left, top, BOX, BOX), state, self._table.hovers(index))
        elif (cells := model.cells(position)) is None:
            self.paint_skeleton(painter, rect, column)
        else:
            self._paint_cell(painter, rect, column, cells)
        if position == self._table.focused_row:
            self._paint_focus(painter, rect, index)

    def _paint_focus(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A ring around the whole row, drawn cell by cell."""
        accent = self._colour["accent"]
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, accent)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, accent)
        first, last = self._table.outer_columns()
        if index.column() == first:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), accent)
        if index.column() == last:
            painter.fillRect(rect.right(), rect.top(), 1, rect.height(), accent)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        cells = self._table.rows.cells(index.row()) if index.isValid() else None
        if event.type() != QEvent.Type.ToolTip or cells is None:
            return False
        column = index.column()
        words = light_means(cells.row.light) if column == LIGHT else cells.texts[column]
        QToolTip.showText(event.globalPos(), words, view)
        return True
