# SPDX-License-Identifier: MIT
"""A history as a timeline: when, a dot in the colour of what happened, words, who."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.copying import copies_as_text
from lightar_desktop.services.rows import ActivityRow

_ROW = Qt.ItemDataRole.UserRole + 1
_HEIGHT = 50
_MARGIN = 20
_DOT_AT = 176
_TEXT_AT = 200
_INKS = {
    "invoice.opened": "accent",
    "invoice.not_opened": "bad",
    "invoice.voided": "bad",
    "invoice.credited": "warn",
    "email.sent": "good",
    "email.deferred": "warn",
    "email.failed": "bad",
    "email.uncertain": "warn",
}
Index = QModelIndex | QPersistentModelIndex


class ActivityModel(QAbstractListModel):
    """Entries of the journal, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[ActivityRow] = ()

    def show(self, rows: Sequence[ActivityRow]) -> None:
        """Show these entries, unless they are shown already."""
        if tuple(rows) != tuple(self._rows):
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{formats.moment(row.at)}, {row.words}, {row.actor}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return formats.as_typed(row.words)
        if role == _ROW:
            return row
        return None


class _Timeline(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        area = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(area, theme.colour("hover"))
        middle = area.top() + 18
        painter.setFont(theme.current().font())
        painter.setPen(theme.colour("muted"))
        upper = QRect(area.left() + _MARGIN, area.top() + 8, _DOT_AT - _MARGIN - 16, 20)
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(upper, align, formats.moment(row.at))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(_INKS.get(row.kind, "muted")))
        painter.drawEllipse(area.left() + _DOT_AT, middle - 5, 11, 11)
        wide = area.width() - _TEXT_AT - _MARGIN
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.current().font(1.0, QFont.Weight.Medium))
        words = painter.fontMetrics().elidedText(row.words, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(QRect(area.left() + _TEXT_AT, area.top() + 8, wide, 20), align, words)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.current().font(0.9))
        by = self.tr("by {0} on {1}").format(row.actor, row.host) if row.host else row.actor
        painter.drawText(QRect(area.left() + _TEXT_AT, area.top() + 26, wide, 18), align, by)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.current().px(_HEIGHT))


@promoted
class ActivityList(QWidget):
    """The Activity tab.

    Signals:
        invoice_asked(int): Enter or a double-click on an entry about this invoice.
    """

    invoice_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ActivityModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Timeline(self.list))
        copies_as_text(self.list)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Activity"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.activated.connect(self._on_activated)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.setFocusProxy(self.list)

    def show_rows(self, rows: Sequence[ActivityRow]) -> None:
        """Show these entries of the journal, newest first."""
        self.model.show(rows)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(_ROW)
        if row is not None and row.invoice_id is not None:
            self.invoice_asked.emit(row.invoice_id)
