# SPDX-License-Identifier: MIT
"""The customer table's model: a few hundred rows at first, more as one scrolls."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from lightar_desktop.gui import formats
from lightar_desktop.gui.tasks import Newest, Tasks
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.filters import CustomerColumn, CustomerFilter, CustomerSort

if TYPE_CHECKING:
    from lightar_desktop.services.ports import CustomerReads
    from lightar_desktop.services.rows import CurrencySum, CustomerRow

PAGE: Final = 200
COLUMNS: Final = tuple(CustomerColumn)
_HEADS: Final = ("Number", "Name", "Email", "City", "Open", "Overdue")
_AMOUNTS: Final = (CustomerColumn.OPEN, CustomerColumn.OVERDUE)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class CustomerListModel(QAbstractTableModel):
    """Customers that match `where`, sorted by `sorting`.

    Signals:
        loaded(): the rows asked for are there, `count` says how many match.
        failed(Exception): they could not be read.
    """

    loaded = Signal()
    failed = Signal(object)

    def __init__(
        self,
        reads: "CustomerReads",
        tasks: Tasks,
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.where = CustomerFilter()
        self.sorting = CustomerSort()
        self.count = 0
        self._reads, self._today = reads, today
        self._newest = Newest(tasks, self)
        self._rows: list[CustomerRow] = []
        self._more = False

    def show_rows(self, where: CustomerFilter, sorting: CustomerSort) -> None:
        """Show other rows; the old ones stay until the new ones are there."""
        self.where, self.sorting = where, sorting
        self._read(PAGE)

    def refresh(self) -> None:
        """Read anew what is shown."""
        self._read(max(PAGE, len(self._rows)))

    def row_at(self, position: int) -> "CustomerRow | None":
        """The customer in a row."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position_of(self, customer_id: int) -> int:
        """The row a customer is in; -1 when it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.id == customer_id), -1)

    def _read(self, limit: int) -> None:
        where, sorting, reads, on = self.where, self.sorting, self._reads, self._today()
        self._more = False
        self._newest.run(
            lambda: (reads.count(where, on), reads.table(where, sorting, on, 0, limit)),
            lambda found: self._show(*found),
            self.failed.emit,
        )

    def _show(self, count: int, rows: "list[CustomerRow]") -> None:
        self.count = count
        same = [row.id for row in rows] == [row.id for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows = rows
        self._more = len(rows) < count
        if not same:
            self.endResetModel()
        elif rows:
            last = self.index(len(rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.loaded.emit()

    def _add(self, rows: "list[CustomerRow]") -> None:
        if rows:
            self.beginInsertRows(_NO_INDEX, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows = [*self._rows, *rows]
            self.endInsertRows()
        self._more = bool(rows) and len(self._rows) < self.count

    # What Qt asks

    def canFetchMore(self, parent: Index = _NO_INDEX) -> bool:
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index = _NO_INDEX) -> None:
        where, sorting, reads, on = self.where, self.sorting, self._reads, self._today()
        start = len(self._rows)
        self._more = False  # until these are there
        self._newest.run(
            lambda: reads.table(where, sorting, on, start, PAGE), self._add, self.failed.emit
        )

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(_HEADS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section] in _AMOUNTS:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return formats.as_typed(self._text(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _AMOUNTS:
            return _RIGHT
        if role == Cell.INK:
            return _ink(row, column)
        return None

    def _text(self, row: "CustomerRow", column: CustomerColumn) -> str:
        match column:
            case CustomerColumn.NUMBER:
                return row.number
            case CustomerColumn.NAME:
                return row.name
            case CustomerColumn.EMAIL:
                return row.email or self.tr("no email")
            case CustomerColumn.CITY:
                return row.city
            case CustomerColumn.OPEN:
                return _sums(row.balances)
            case CustomerColumn.OVERDUE:
                return _sums(row.overdue)

    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """The sorted column and the direction, for the header."""
        down = self.sorting.descending
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        return COLUMNS.index(self.sorting.column), order


def _ink(row: "CustomerRow", column: CustomerColumn) -> str | None:
    if row.archived:
        return "muted"
    if column is CustomerColumn.EMAIL and not row.email:
        return "warn"
    return "bad" if column is CustomerColumn.OVERDUE and row.overdue else None


def _sums(sums: "Sequence[CurrencySum]") -> str:
    return ", ".join(formats.money(one.total, one.currency) for one in sums)
