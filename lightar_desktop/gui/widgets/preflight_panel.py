# SPDX-License-Identifier: MIT
"""The invoices of a selection that are not ready, why, and which of them are left out."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QPushButton, QTableView, QWidget

from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.services.rows import InvoiceRow, Preflight

_PAGE = 100
_HEADS = ("", "Invoice", "Customer", "Total", "Reason")
_KEEP, _NUMBER, _CUSTOMER, _TOTAL, _REASON = range(5)
Index = QModelIndex | QPersistentModelIndex


class NotReady(QAbstractTableModel):
    """Invoices with a problem; what stands in a row is read when it is first looked at.

    Signals:
        left_out_changed(): other invoices are left out now.
        wanted(list): the rows of these ids are needed.
    """

    left_out_changed = Signal()
    wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: list[int] = []
        self._reasons: list[str] = []
        self._rows: dict[int, InvoiceRow] = {}
        self._asked: set[int] = set()
        self.left_out: set[int] = set()

    def show(self, preflight: Preflight) -> None:
        """List what a pre-flight found."""
        self.beginResetModel()
        self._ids = [i for line in preflight.lines for i in line.invoice_ids]
        self._reasons = [line.words for line in preflight.lines for _ in line.invoice_ids]
        self.left_out &= set(self._ids)
        self.endResetModel()

    def leave_out(self, ids: Iterable[int], out: bool) -> None:
        """Leave these out of the batch, or take them in again."""
        before = len(self.left_out)
        self.left_out = self.left_out | set(ids) if out else self.left_out - set(ids)
        if len(self.left_out) != before:
            last = self.index(max(0, len(self._ids) - 1), _KEEP)
            self.dataChanged.emit(self.index(0, _KEEP), last)
            self.left_out_changed.emit()

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def fill(self, rows: Iterable[InvoiceRow]) -> None:
        """What was read of some invoices."""
        self._rows |= {row.id: row for row in rows}
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, _REASON))

    def _row(self, number: int) -> InvoiceRow | None:
        invoice_id = self._ids[number]
        row = self._rows.get(invoice_id)
        if row is None and invoice_id not in self._asked:
            start = number - number % _PAGE
            ids = [i for i in self._ids[start : start + _PAGE] if i not in self._asked]
            self._asked.update(ids)
            self.wanted.emit(ids)
        return row

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(_HEADS[section]) if _HEADS[section] else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _TOTAL:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _KEEP else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _TOTAL:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if index.column() != _KEEP:
            return None
        out = self._ids[index.row()] in self.left_out
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Unchecked if out else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("left out") if out else self.tr("part of the batch")
        return None

    def _text(self, number: int, column: int) -> str:
        if column == _REASON:
            return self._reasons[number].capitalize()
        row = self._row(number)
        if row is None or column == _KEEP:
            return ""
        return {
            _NUMBER: row.number or self.tr("Draft {0}").format(row.id),
            _CUSTOMER: row.customer or formats.DASH,
            _TOTAL: formats.money(row.total, row.currency),
        }[column]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.leave_out([self._ids[index.row()]], Qt.CheckState(value) == Qt.CheckState.Unchecked)
        return True


@promoted
class PreflightPanel(Form, QWidget):
    """Lists what is not ready, with check boxes to leave it out and a way to mend it.

    Signals:
        closed(): back to the preview.
        jumped(int): go to this invoice.
    """

    FORM = "preflight_panel"
    closed = Signal()
    jumped = Signal(int)

    heading: QLabel
    table: QTableView
    back: QPushButton
    leave_all: QPushButton
    jump: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._context: Context | None = None
        self.model = NotReady(self)
        self.table.setModel(self.model)
        set_up_table(
            self.table, stretch=_REASON, widths={0: 36, 1: 110, 2: 190, 3: 120}, edge="inner"
        )
        self.table.horizontalHeader().setSectionResizeMode(_KEEP, QHeaderView.ResizeMode.Fixed)
        self.model.wanted.connect(self._read)
        self.model.left_out_changed.connect(self._show_count)
        self.model.modelReset.connect(self._show_count)
        self.back.clicked.connect(self.closed)
        self.leave_all.clicked.connect(self._leave_all)
        self.jump.clicked.connect(self._jump)
        self.table.activated.connect(self._jump)

    def bind(self, context: Context) -> None:
        """Say whose invoices are listed; must come first."""
        self._context = context

    def _read(self, ids: list[int]) -> None:
        if self._context is not None:
            reads = self._context.app.reads.invoices
            self._context.tasks.run(lambda: reads.rows(ids), self.model.fill, owner=self)

    def _leave_all(self) -> None:
        every = len(self.model.left_out) == len(self.model.ids)
        self.model.leave_out(self.model.ids, not every)

    def _jump(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.jumped.emit(self.model.id_at(index.row()))

    def _show_count(self) -> None:
        count, out = len(self.model.ids), len(self.model.left_out)
        words = self.tr("{0} not ready").format(formats.count(count))
        if out:
            words += self.tr(", {0} left out").format(formats.count(out))
        self.heading.setText(words)
        every = count > 0 and out == count
        self.leave_all.setText(self.tr("Take all in again") if every else self.tr("Leave all out"))
        self.leave_all.setEnabled(count > 0)
        self.jump.setEnabled(count > 0)
