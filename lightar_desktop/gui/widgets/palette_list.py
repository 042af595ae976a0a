# SPDX-License-Identifier: MIT
"""The palette's list: what can be gone to or done, under headings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lightar_desktop.gui import theme

_ENTRY: Final = Qt.ItemDataRole.UserRole + 1
_ROW, _HEADING = 34, 28
_ICON, _PAD = 16, 12
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to go to or to do; `detail` stands at the right, its keys or what it is."""

    group: str
    words: str
    act: Callable[[], object]
    icon: str = "chevron-right"
    detail: str = ""
    exact: bool = False  # just what was typed: it is offered first


class PaletteList(QListView):
    """Headings and entries; only entries can be current.

    Signals:
        moved(str): another entry is current; its words.
        chosen(): an entry was clicked.
    """

    moved = Signal(str)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Painter(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Results"))
        self.clicked.connect(self._on_clicked)

    @property
    def entry(self) -> Entry | None:
        """What is current."""
        return _entry(self.currentIndex())

    @property
    def entries(self) -> list[Entry]:
        """Everything offered, in order."""
        rows = (self._rows.index(row, 0) for row in range(self._rows.rowCount()))
        return [entry for row in rows if (entry := _entry(row)) is not None]

    def show_entries(self, entries: Sequence[Entry], keep: Entry | None = None) -> None:
        """Offer these; `keep` stays current if it is still there."""
        self._rows.clear()
        for group, members in groupby(entries, lambda entry: entry.group):
            self._rows.appendRow(_heading(group))
            for entry in members:
                self._rows.appendRow(_item(entry))
        self._go_to(self._first(entries, keep))

    def move_by(self, steps: int) -> None:
        """Make an entry farther down (or up) current; it goes round at the ends."""
        rows = [row for row in range(self._rows.rowCount()) if _entry(self._rows.index(row, 0))]
        if not rows:
            return
        here = self.currentIndex().row()
        at = rows.index(here) if here in rows else -1
        self._go_to(rows[(at + steps) % len(rows)])

    def _first(self, entries: Sequence[Entry], keep: Entry | None) -> int:
        """The row to begin at: what was current, what was typed, or the first."""
        known = [(e.group, e.words) for e in entries]
        exact = next((e for e in entries if e.exact), None)
        kept = keep if keep is not None and (keep.group, keep.words) in known else exact
        for row in range(self._rows.rowCount()):
            entry = _entry(self._rows.index(row, 0))
            if entry is not None and (
                kept is None or (entry.group, entry.words) == (kept.group, kept.words)
            ):
                return row
        return -1

    def _go_to(self, row: int) -> None:
        self.setCurrentIndex(self._rows.index(row, 0))
        if row == 1:
            self.scrollToTop()  # its heading too
        entry = self.entry
        words = f"{entry.group}: {entry.words}, {entry.detail}" if entry else "Nothing found"
        self.moved.emit(words.removesuffix(", "))

    def _on_clicked(self, index: QModelIndex) -> None:
        if _entry(index) is not None:
            self.chosen.emit()


def _entry(index: Index) -> Entry | None:
    entry = index.data(_ENTRY)
    return entry if isinstance(entry, Entry) else None


def _heading(words: str) -> QStandardItem:
    item = QStandardItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _item(entry: Entry) -> QStandardItem:
    item = QStandardItem(entry.words)
    item.setData(entry, _ENTRY)
    item.setData(f"{entry.words}, {entry.detail}", Qt.ItemDataRole.AccessibleTextRole)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.current().px(_ROW if _entry(index) else _HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = _entry(index)
        area: QRect = option.rect.adjusted(6, 0, -6, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry is None:
            painter.setFont(theme.current().font(0.9, QFont.Weight.DemiBold))
            painter.setPen(theme.colour("muted"))
            painter.drawText(area.adjusted(_PAD, 6, 0, 0), _LEFT, str(index.data()))
        else:
            _paint_ground(painter, option, area)
            _paint_entry(painter, entry, area.adjusted(_PAD, 0, -_PAD, 0))
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint" if chosen else "hover"))
        painter.drawRoundedRect(QRectF(area), theme.RADIUS, theme.RADIUS)


def _paint_entry(painter: QPainter, entry: Entry, area: QRect) -> None:
    ratio = painter.device().devicePixelRatioF()
    image = theme.pixmap(entry.icon, "muted", _ICON, ratio)
    painter.drawPixmap(area.left(), area.center().y() - _ICON // 2 + 1, image)
    area.setLeft(area.left() + _ICON + 10)
    painter.setFont(theme.current().font(0.9))
    detail = painter.fontMetrics().elidedText(
        entry.detail, Qt.TextElideMode.ElideRight, area.width() // 2
    )
    painter.setPen(theme.colour("muted"))
    painter.drawText(area, _RIGHT, detail)
    used = painter.fontMetrics().horizontalAdvance(detail)
    painter.setFont(theme.current().font())
    painter.setPen(theme.colour("text"))
    wide = area.width() - used - (12 if used else 0)
    words = painter.fontMetrics().elidedText(entry.words, Qt.TextElideMode.ElideRight, wide)
    painter.drawText(area, _LEFT, words)
