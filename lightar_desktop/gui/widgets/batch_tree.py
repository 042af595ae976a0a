# SPDX-License-Identifier: MIT
"""The tree of batches: calm rows, chevrons instead of boxes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.copying import copies_as_text
from lightar_desktop.gui.widgets.status_cells import StatusCells

_ICON = 14
Index = QModelIndex | QPersistentModelIndex


@promoted
class BatchTree(QTreeView):
    """Rows of one height, so that thousands of items scroll at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(StatusCells(self, first=4))
        copies_as_text(self)
        self.setUniformRowHeights(True)
        self.setIndentation(24)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = self.header()
        head.setStretchLastSection(False)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStyleSheet("QHeaderView::section:first { padding-left: 28px; }")
        head.setFixedHeight(theme.current().px(theme.ROW))

    def set_widths(self, widths: dict[int, int], stretch: int) -> None:
        """Widths of the columns; one is as wide as there is room."""
        for column, width in widths.items():
            self.setColumnWidth(column, theme.current().px(width))
        self.header().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        here = self.model().index(index.row(), 0, index.parent())
        if self.selectionModel().isSelected(here):
            painter.fillRect(rect, theme.colour("selected"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if self.model().hasChildren(here):
            name = "chevron-down" if self.isExpanded(here) else "chevron-right"
            image = theme.pixmap(name, "muted", _ICON, self.devicePixelRatioF())
            left = rect.right() - 16
            painter.drawPixmap(left, rect.center().y() - _ICON // 2 + 1, image)
