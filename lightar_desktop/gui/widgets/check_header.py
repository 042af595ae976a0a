# SPDX-License-Identifier: MIT
"""The table's head: a check box for all rows, quiet titles, an arrow where it is sorted."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from lightar_desktop.gui import theme
from lightar_desktop.gui.widgets.invoice_cells import BALANCE, BOX, CHECK, PAD, TOTAL, paint_check

HEIGHT = 32
_ARROW = 12


class CheckHeader(QHeaderView):
    """Sorts by click and checks all by its box; the keyboard's way is the View menu.

    Signals:
        check_clicked(): the box was clicked.
        sort_asked(int): the title of a column was clicked.
    """

    check_clicked = Signal()
    sort_asked = Signal(int)

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.checked = Qt.CheckState.Unchecked
        self.setAccessibleName(self.tr("Columns"))
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sectionClicked.connect(self._on_section_clicked)
        theme.current().changed.connect(self.viewport().update)

    def show_state(self, state: Qt.CheckState) -> None:
        """Whether all rows are checked, some or none."""
        if state is not self.checked:
            self.checked = state
            self.viewport().update()

    def _on_section_clicked(self, section: int) -> None:
        if section == CHECK:
            self.check_clicked.emit()
        else:
            self.sort_asked.emit(section)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def mouseDoubleClickEvent(self, e: QMouseEvent) -> None:
        # Two quick clicks on the box are two clicks.
        if self.logicalIndexAt(e.position().toPoint()) == CHECK:
            self.check_clicked.emit()
        else:
            super().mouseDoubleClickEvent(e)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        painter.fillRect(rect, theme.colour("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        if logicalIndex == CHECK:
            top = rect.y() + (rect.height() - BOX) / 2
            left = rect.x() + (rect.width() - BOX) / 2 + 3
            paint_check(painter, QRectF(left, top, BOX, BOX), self.checked)
        else:
            self._paint_title(painter, rect, logicalIndex)
        painter.restore()

    def _paint_title(self, painter: QPainter, rect: QRect, section: int) -> None:
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        weight = QFont.Weight.DemiBold if is_sorted else QFont.Weight.Medium
        painter.setFont(theme.current().font(0.95, weight))
        painter.setPen(theme.colour("text" if is_sorted else "muted"))
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        right = section in {TOTAL, BALANCE}
        area = rect.adjusted(PAD, 0, -PAD, 0)
        metrics = painter.fontMetrics()
        room = area.width() - (_ARROW + 2 if is_sorted else 0)
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(title)
        left = area.right() - width + 1 if right else area.left()
        painter.drawText(
            QRect(left, area.top(), width + 2, area.height()),
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            title,
        )
        if is_sorted:
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            name = "arrow-down" if down else "arrow-up"
            x = left - _ARROW - 3 if right else left + width + 4
            image = theme.pixmap(name, "muted", _ARROW, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(x, rect.center().y() - _ARROW / 2 + 0.5), image)
