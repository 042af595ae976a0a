# SPDX-License-Identifier: MIT
"""The invoice table's model: paged from SQL, so that a million rows scroll like a hundred.

It keeps the ids of all rows in order and the words of the rows lately looked at. The count and the
first page come first, the ids afterwards; sorting and filtering are SQL's. Invoices are known by
id, never by row.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from lightar_desktop.gui.checks import Checks
from lightar_desktop.gui.tasks import Newest, Tasks
from lightar_desktop.gui.widgets.invoice_cells import (
    BALANCE,
    CHECK,
    COLUMNS,
    TITLES,
    TOTAL,
    Cells,
    cells_of,
)
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort

if TYPE_CHECKING:
    from lightar_desktop.services.ports import InvoiceReads
    from lightar_desktop.services.rows import InvoiceRow

PAGE = 100
KEPT = 60 * PAGE
_UNDER_WAY = 2  # page reads at once; when scrolling fast, older wishes are dropped
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Invoices that match `where`, sorted by `sort`.

    Signals:
        loaded(): the count and the first page are known.
        completed(): the ids of all rows are known.
        checks_changed(): other rows are checked now.
        failed(Exception): the rows could not be read.
    """

    loaded = Signal()
    completed = Signal()
    checks_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        reads: "InvoiceReads",
        tasks: Tasks,
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.where = InvoiceFilter()
        self.sorting = InvoiceSort()
        self.checks = Checks()
        self.loading = True
        self.ids: array[int] | None = None
        self._reads, self._tasks, self._today = reads, tasks, today
        self._query = Newest(tasks, self)
        self._vector = Newest(tasks, self)
        self._count = 0
        self._first: array[int] = array("q")
        self._cells: dict[int, Cells] = {}
        self._stale: set[int] = set()
        self._wanted: list[int] = []
        self._reading: set[int] = set()
        self._check_all_later = False
        self._all_of: InvoiceFilter | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._read_wanted)

    # What is shown

    def show_rows(self, where: InvoiceFilter, sorting: InvoiceSort) -> None:
        """Show other rows; the old ones stay until the new ones are there."""
        self.where, self.sorting = where, sorting
        self.refresh()

    def refresh(self) -> None:
        """Read the rows anew."""
        where, sorting, reads = self.where, self.sorting, self._reads
        self.loading = True
        self._vector.drop()
        self._query.run(
            lambda: (reads.count(where), reads.page(where, sorting, PAGE)),
            self._on_first,
            self.failed.emit,
        )

    def cells(self, position: int) -> Cells | None:
        """The row in words; None while it is being read, which this call sees to."""
        invoice_id = self.id_at(position)
        cells = self._cells.get(invoice_id) if invoice_id is not None else None
        if cells is None or invoice_id in self._stale:
            self._want(position)
        return cells

    def id_at(self, position: int) -> int | None:
        """The invoice at a row, if it is known yet."""
        ids = self.ids if self.ids is not None else self._first
        return ids[position] if 0 <= position < len(ids) else None

    def position_of(self, invoice_id: int) -> int | None:
        """The row an invoice is at."""
        try:
            return (self.ids if self.ids is not None else self._first).index(invoice_id)
        except ValueError:
            return None

    def note_changes(self, invoice_ids: Iterable[int], *, all_rows: bool = False) -> None:
        """These invoices changed: read them again when they are next painted."""
        known = self._cells.keys() if all_rows else self._cells.keys() & set(invoice_ids)
        if known:
            self._stale |= known
            self._all_changed()

    # Checks

    def is_checked(self, position: int) -> bool:
        """Whether the invoice at a row is checked."""
        if self._check_all_later:
            return True
        invoice_id = self.id_at(position)
        return invoice_id is not None and self.checks.holds(invoice_id, self.ids)

    def set_checked(self, first: int, last: int, checked: bool) -> None:
        """Check or uncheck the rows from `first` to `last`."""
        ids = self.ids if self.ids is not None else self._first
        low, high = sorted((first, last))
        self.checks.set(ids[max(low, 0) : high + 1], checked, self.ids)
        self._checks_changed()

    def check_all(self) -> None:
        """Check every row that matches, also those never looked at; at once or when known."""
        self._all_of = self.where
        if self.ids is None:
            self._check_all_later = True
        else:
            self.checks.check_all(self.ids)
        self._checks_changed()

    def uncheck_all(self) -> None:
        """Check nothing."""
        self._check_all_later = False
        self.checks.clear()
        self._checks_changed()

    @property
    def checked_count(self) -> int:
        return self._count if self._check_all_later else len(self.checks)

    @property
    def all_checked(self) -> bool:
        """Whether the checks are exactly the rows that match."""
        if self._check_all_later or self.checks.is_all(self.ids):
            return bool(self._count)
        # Sorted otherwise since: the array is another, the rows are the same.
        return 0 < self._count == len(self.checks) and self.where == self._all_of

    def checked_ids(self) -> "array[int]":
        """Ids of the checked invoices in the order of the table."""
        return self.checks.ids(self.ids)

    def _checks_changed(self) -> None:
        self._all_changed()
        self.checks_changed.emit()

    def _all_changed(self) -> None:
        if self._count:
            last = self.index(self._count - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # Reading

    def _on_first(self, result: "tuple[int, list[InvoiceRow]]") -> None:
        count, rows = result
        first = array("q", [row.id for row in rows])
        shown = self.ids[: len(first)] if self.ids is not None else self._first
        self._keep(rows)
        if count != self._count or first != shown:
            self.beginResetModel()
            self._count, self._first = count, first
            self.ids = first if count <= PAGE else None
            self._wanted.clear()
            self.endResetModel()
        else:
            self._all_changed()
        self.loading = False
        self.loaded.emit()
        if count <= PAGE:
            self.ids = first if self.ids is None else self.ids
            self._complete()
            return
        where, sorting, reads = self.where, self.sorting, self._reads
        self._vector.run(lambda: reads.ids(where, sorting), self._on_ids, self.failed.emit)

    def _on_ids(self, ids: "array[int]") -> None:
        if self.ids is not None and ids.tobytes() == self.ids.tobytes():
            self._complete()  # keeps the very array that the checks may rest on
            return
        if len(ids) > self._count:
            self.beginInsertRows(_NO_INDEX, self._count, len(ids) - 1)
            self.ids, self._count = ids, len(ids)
            self.endInsertRows()
        elif len(ids) < self._count:
            self.beginRemoveRows(_NO_INDEX, len(ids), self._count - 1)
            self.ids, self._count = ids, len(ids)
            self.endRemoveRows()
        else:
            self.ids = ids
        self._complete()
        self._all_changed()

    def _complete(self) -> None:
        if self._check_all_later and self.ids is not None:
            self._check_all_later = False
            self.checks.check_all(self.ids)
            self.checks_changed.emit()
        self.completed.emit()

    def _want(self, position: int) -> None:
        page = position // PAGE
        if page in self._reading or (self._wanted and self._wanted[-1] == page):
            return
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted = [*self._wanted[-3:], page]
        self._later.start()

    def _read_wanted(self) -> None:
        ids = self.ids
        while ids is not None and self._wanted and len(self._reading) < _UNDER_WAY:
            page = self._wanted.pop()
            wanted = ids[page * PAGE : (page + 1) * PAGE]
            known, stale = self._cells, self._stale
            missing = [i for i in wanted if i not in known or i in stale]
            if not missing:
                continue
            self._reading.add(page)
            self._read_page(page, missing)

    def _read_page(self, page: int, missing: Sequence[int]) -> None:
        reads = self._reads
        self._tasks.run(
            lambda: reads.rows(missing),
            lambda rows: self._on_rows(page, missing, rows),
            lambda error: self._on_failed(page, error),
            owner=self,
        )

    def _on_rows(self, page: int, asked: Sequence[int], rows: "list[InvoiceRow]") -> None:
        self._reading.discard(page)
        self._stale.difference_update(asked)
        self._keep(rows)
        first, last = page * PAGE, min((page + 1) * PAGE, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))
        self._read_wanted()

    def _on_failed(self, page: int, error: Exception) -> None:
        self._reading.discard(page)
        self.failed.emit(error)

    def _keep(self, rows: "Iterable[InvoiceRow]") -> None:
        today = self._today()
        for row in rows:
            self._cells.pop(row.id, None)
            self._cells[row.id] = cells_of(row, today)
            self._stale.discard(row.id)
        # The oldest go; what is on the screen was read after them.
        for invoice_id in list(self._cells)[: max(0, len(self._cells) - KEPT)]:
            del self._cells[invoice_id]

    # What Qt asks

    _SORTED_TO: ClassVar = {True: Qt.SortOrder.DescendingOrder, False: Qt.SortOrder.AscendingOrder}

    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """The sorted column (-1: by none that is shown) and the direction."""
        column = self.sorting.column
        section = COLUMNS.index(column) if column in COLUMNS else -1
        return section, self._SORTED_TO[self.sorting.descending]

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = index.column()
        if role == Qt.ItemDataRole.CheckStateRole:
            if column != CHECK:
                return None
            on = self.is_checked(index.row())
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = column in {TOTAL, BALANCE}
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            cells = self.cells(index.row())
            return cells.texts[column] if cells is not None else ""
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != CHECK:
            return False
        self.set_checked(index.row(), index.row(), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == CHECK else flags

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        names = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
        if orientation is Qt.Orientation.Horizontal and role in names:
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return "Checked" if spoken and section == CHECK else TITLES[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        chosen = COLUMNS[column] if 0 <= column < len(COLUMNS) else InvoiceColumn.ID
        if chosen is not None:
            descending = order == Qt.SortOrder.DescendingOrder
            self.show_rows(self.where, InvoiceSort(chosen, descending))
