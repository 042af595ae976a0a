# SPDX-License-Identifier: MIT
"""The lines of a draft as a table to type into; below the last is always room for one more."""

from html import escape
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from lightar_desktop.domain.drafting import Column, Sheet, place_of
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui import formats
from lightar_desktop.gui.widgets.status_cells import Cell

COLUMNS: Final = tuple(column for column in Column if column <= Column.AMOUNT)
_HEADS: Final = {
    Column.DESCRIPTION: "Description",
    Column.QUANTITY: "Quantity",
    Column.UNIT: "Unit",
    Column.PRICE: "Price",
    Column.DISCOUNT: "Discount",
    Column.VAT: "VAT",
    Column.REASON: "Reason",
    Column.AMOUNT: "Amount",
}
_RIGHT: Final = {Column.QUANTITY, Column.PRICE, Column.DISCOUNT, Column.VAT, Column.AMOUNT}
_SHOWN: Final = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}
BAD: Final = Qt.ItemDataRole.UserRole + 30  # what is wrong with a cell
Index = QModelIndex | QPersistentModelIndex
_NO_INDEX: Final = QModelIndex()


class LineModel(QAbstractTableModel):
    """Shows a `Sheet`; what is typed is only announced, and whoever hears it shows the next one.

    Signals:
        typed(int, int, str): row, column and text.
    """

    typed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self._style = formats.number_style()
        self._bad: dict[tuple[int, int], str] = {}
        self._rows = 0

    def show(self, sheet: Sheet, problems: tuple[Problem, ...]) -> None:
        """Show these lines, with what is wrong with them."""
        self._bad = {}
        for problem in (*sheet.problems(), *problems):
            # What is about all lines is said above them.
            if problem.field != "lines" and (place := place_of(problem.field)) is not None:
                self._bad.setdefault(place, str(problem))
        before, after = self._rows, len(sheet.draft.lines) + 1
        if after > before:
            self.beginInsertRows(_NO_INDEX, before, after - 1)
        elif after < before:
            self.beginRemoveRows(_NO_INDEX, after, before - 1)
        self.sheet, self._rows = sheet, after
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(0, 0), self.index(after - 1, len(COLUMNS) - 1))

    def is_blank(self, row: int) -> bool:
        """Whether a row is the room below the last line."""
        return self.sheet is None or row >= len(self.sheet.draft.lines)

    def editable(self, row: int, column: int) -> bool:
        """Whether something can be typed into a cell."""
        if self.sheet is None or column == Column.AMOUNT:
            return False
        if self.is_blank(row):
            return column == Column.DESCRIPTION
        category = self.sheet.draft.lines[row].tax_category
        return column != Column.REASON or category.needs_reason

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.sheet is None or not index.isValid():
            return None
        row, column = index.row(), Column(index.column())
        wrong = self._bad.get((row, column))
        found: object = None
        if role in _SHOWN:
            found = self._text(row, column, editing=role == Qt.ItemDataRole.EditRole)
        elif role == Qt.ItemDataRole.TextAlignmentRole:
            found = _side(column)
        elif role in {BAD, Qt.ItemDataRole.AccessibleDescriptionRole}:
            found = wrong
        elif role == Qt.ItemDataRole.ToolTipRole:
            found = escape(wrong or self._text(row, column, editing=False))
        elif role == Cell.INK:
            found = "bad" if wrong else "muted" if self.is_blank(row) else None
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            found = f"{_HEADS[column]}: {self._text(row, column, editing=False)}"
        return found

    def _text(self, row: int, column: Column, *, editing: bool) -> str:
        assert self.sheet is not None  # noqa: S101 - `data` has asked
        if self.is_blank(row):
            hint = not editing and column is Column.DESCRIPTION
            return self.tr("Product or description") if hint else ""
        draft = self.sheet.draft
        line = draft.lines[row]
        if column is Column.AMOUNT:
            return formats.amount(line.net(draft.currency), draft.currency)
        unfinished = (row, column) in self.sheet.unfinished
        if editing or unfinished:
            return self.sheet.text(row, column, self._style)
        if column is Column.PRICE:
            return formats.price(line.unit_price, draft.currency)
        text = self.sheet.text(row, column, self._style)
        bare = column is Column.DESCRIPTION and not text.strip()
        return self.tr("(no description)") if bare else text

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.editable(index.row(), index.column()):
            return False
        if value != self._text(index.row(), Column(index.column()), editing=True):
            self.typed.emit(index.row(), index.column(), str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.editable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(_HEADS[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        return None

    def wrong(self, row: int, column: int) -> str:
        """What is wrong with a cell, in words; with no words for it, nothing is."""
        return self._bad.get((row, column), "")


def _side(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
