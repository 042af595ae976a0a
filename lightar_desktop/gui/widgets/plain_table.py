# SPDX-License-Identifier: MIT
"""The common looks and manners of short tables."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from lightar_desktop.gui import theme
from lightar_desktop.gui.widgets.copying import copies_as_text
from lightar_desktop.gui.widgets.status_cells import StatusCells


def set_up_table(
    table: QTableView,
    *,
    stretch: int,
    widths: Mapping[int, int],
    row: int = theme.ROW,
    edge: str = "page",
) -> None:
    """Rows that are chosen whole, no grid, one column as wide as there is room.

    `edge` is `page` where the table's left edge is the page's, so that its first column lines up
    with the page's head.
    """
    at_page = edge == "page"
    table.setItemDelegate(StatusCells(table, first=20 if at_page else 10))
    copies_as_text(table)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setMouseTracking(True)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(theme.current().px(row))
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setFixedHeight(theme.current().px(theme.ROW))
    if at_page:
        head.setStyleSheet("QHeaderView::section:first { padding-left: 20px; }")
    head.setMinimumSectionSize(32)
    for column, width in widths.items():
        table.setColumnWidth(column, theme.current().px(width))
    head.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
