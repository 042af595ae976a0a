# SPDX-License-Identifier: MIT
"""The table a draft's lines are typed into, from the first cell to the last by Enter alone."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from lightar_desktop.domain.drafting import Column
from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.line_cells import LineCells
from lightar_desktop.gui.widgets.line_model import COLUMNS, LineModel
from lightar_desktop.gui.widgets.plain_table import set_up_table

_WIDTHS: Final[dict[int, int]] = {
    Column.QUANTITY: 76,
    Column.UNIT: 54,
    Column.PRICE: 80,
    Column.DISCOUNT: 74,
    Column.VAT: 86,
    Column.REASON: 66,
    Column.AMOUNT: 94,
}
_SHORTEST: Final = 4  # rows that are always in sight
_ENTER: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


@promoted
class LinesTable(QTableView):
    """Shows a `LineModel`.

    Signals:
        doubled(int), removed(int): the line at this row, once more or not at all.
        moved(int, int): the line at this row, up (-1) or down (1).
        left(int): the keyboard goes on behind the last cell (1) or before the first (-1).
    """

    doubled = Signal(int)
    removed = Signal(int)
    moved = Signal(int, int)
    left = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LineModel(self)
        self.setModel(self.lines)
        set_up_table(self, stretch=Column.DESCRIPTION, widths=_WIDTHS, edge="inner")
        self.cells = LineCells(self)
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed
            | triggers.EditKeyPressed
            | triggers.DoubleClicked
            | triggers.SelectedClicked
        )
        self.horizontalHeader().setMinimumSectionSize(48)
        self.horizontalHeader().setSectionResizeMode(
            Column.DESCRIPTION, QHeaderView.ResizeMode.Stretch
        )
        self.setColumnHidden(Column.REASON, True)
        self.cells.stepped.connect(self.step)
        self._add_actions()

    def _add_actions(self) -> None:
        acts: tuple[tuple[str, str, Callable[[int], None]], ...] = (
            ("Duplicate line", "Ctrl+D", self.doubled.emit),
            ("Remove line", "Ctrl+Del", self.removed.emit),
            ("Move line up", "Alt+Up", lambda row: self.moved.emit(row, -1)),
            ("Move line down", "Alt+Down", lambda row: self.moved.emit(row, 1)),
        )
        for words, keys, act in acts:
            action = QAction(self.tr(words), self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, act=act: self._act(act))
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _act(self, act: Callable[[int], None]) -> None:
        row = self.currentIndex().row()
        if row >= 0 and not self.lines.is_blank(row):
            self.close_field()
            act(row)

    def close_field(self) -> None:
        """End typing into a cell; what was typed counts already."""
        if (field := self.cells.field) is not None:
            self.closeEditor(field, LineCells.EndEditHint.NoHint)

    def go_to(self, row: int, column: int, *, typing: bool = False) -> None:
        """Make a cell the current one."""
        index = self.lines.index(min(row, self.lines.rowCount() - 1), column)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index)
        self.setFocus()
        if typing and self.lines.editable(index.row(), index.column()):
            self.edit(index)

    def step(self, by: int) -> None:
        """Go to the next cell one can type into and begin; behind the last, leave the table."""
        here = self.currentIndex()
        row, column = max(0, here.row()), max(0, here.column())
        # From the untouched room for a new line, the way on leads out.
        if by > 0 and self.lines.is_blank(row):
            self.left.emit(1)
            return
        while True:
            column += by
            if not 0 <= column < len(COLUMNS):
                row, column = row + by, 0 if by > 0 else len(COLUMNS) - 1
            if not 0 <= row < self.lines.rowCount():
                self.left.emit(by)
                return
            if self.lines.editable(row, column) and not self.isColumnHidden(column):
                self.go_to(row, column, typing=True)
                return

    def show_reasons(self, wanted: bool) -> None:
        """Show or hide the column that says why no VAT is charged."""
        if self.isColumnHidden(Column.REASON) == wanted:
            self.setColumnHidden(Column.REASON, not wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and plain:
            here = self.currentIndex()
            if self.lines.editable(here.row(), here.column()):
                self.edit(here)
            else:
                self.step(1)
        elif event.key() == Qt.Key.Key_Delete and plain:
            self.lines.setData(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reason = event.reason()
        if reason == Qt.FocusReason.TabFocusReason:
            QTimer.singleShot(0, self, lambda: self.go_to(0, Column.DESCRIPTION, typing=True))
        elif reason == Qt.FocusReason.BacktabFocusReason:
            last = self.lines.rowCount() - 1
            QTimer.singleShot(0, self, lambda: self.go_to(last, Column.DESCRIPTION, typing=True))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        self.step(1 if next else -1)
        return True

    def sizeHint(self) -> QSize:
        rows = max(_SHORTEST, min(self.lines.rowCount(), 12))
        height = rows * self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), self.horizontalHeader().height() + height + 4)

    def minimumSizeHint(self) -> QSize:
        head = self.horizontalHeader().height()
        row = theme.current().px(theme.ROW)
        return QSize(320, head + _SHORTEST * row)
