# SPDX-License-Identifier: MIT
"""The invoice table as it is used: by keyboard as by mouse, with checks instead of a selection."""

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.table import RowsModel
from lightar_desktop.gui.widgets.check_header import CheckHeader
from lightar_desktop.gui.widgets.invoice_cells import (
    BALANCE,
    CHECK,
    COLUMNS,
    CUSTOMER,
    DUE,
    ISSUED,
    LIGHT,
    NUMBER,
    STATUS,
    TITLES,
    TOTAL,
    CellPlace,
    InvoiceDelegate,
)

_WIDTHS = {
    CHECK: 34,
    NUMBER: 140,
    CUSTOMER: 202,
    ISSUED: 78,
    DUE: 192,
    TOTAL: 138,
    BALANCE: 138,
    STATUS: 112,
    LIGHT: 108,
}
_WIDEST = 420  # farther apart, a name and its amount are hard to read as one row
_LAYOUT = "sales_invoices/columns"
_COMPACT = "sales_invoices/compact"
_SKELETON_ROWS = 14


@promoted
class InvoiceTable(CellPlace):
    """Shows a `RowsModel`. The current row is where the keys work; checks say what is meant.

    Signals:
        opened(int): an invoice was double-clicked, or Enter was pressed on it.
    """

    opened = Signal(int)

    rows: RowsModel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered = -1
        self._hovered_column = -1
        self._anchor = 0
        self._memory: QSettings | None = None
        self._own_widths = False  # somebody chose them
        self._fitting = False
        self.head = CheckHeader(self)
        self.setHorizontalHeader(self.head)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Sales invoices"))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.ROW_COMPACT)
        self.setItemDelegate(InvoiceDelegate(self))
        self.head.check_clicked.connect(self.toggle_all)
        theme.current().changed.connect(self.viewport().update)

    # Set-up

    def show_model(self, model: RowsModel, memory: QSettings) -> None:
        """Show `model`, with the columns as they were left."""
        self.rows = model
        self._memory = memory
        self.setModel(model)
        # With the table's own selection, Qt asks the model about every row when many are selected.
        for header in (self.head, self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, header))
        self._lay_out_columns()
        saved = memory.value(_LAYOUT)
        if isinstance(saved, QByteArray) and self.head.restoreState(saved):
            self.head.setSectionHidden(CHECK, False)
            self._own_widths = True
        self.head.setSectionResizeMode(CHECK, QHeaderView.ResizeMode.Fixed)
        self.head.setStretchLastSection(True)
        self.head.setSortIndicatorShown(True)
        self.head.setSortIndicator(*model.sorted_by())
        self.set_compact(str(memory.value(_COMPACT, "false")) == "true")
        self.head.sectionResized.connect(self._on_resized)
        self.head.sectionMoved.connect(self.remember_columns)
        model.checks_changed.connect(self._on_checks_changed)
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._after_reset)

    def reset_columns(self) -> None:
        """Columns as they are at first, now and at the next start."""
        self._lay_out_columns()
        if self._memory is not None:
            self._memory.remove(_LAYOUT)

    def _lay_out_columns(self) -> None:
        for section in range(len(COLUMNS)):
            self.head.moveSection(self.head.visualIndex(section), section)
            self.head.setSectionHidden(section, section == BALANCE)
            self.head.resizeSection(section, _WIDTHS[section])
        self._own_widths = False
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give a wide window's room to the customers' names, until somebody chose the widths."""
        bars = Qt.ScrollBarPolicy
        if self._own_widths or self.head.count() == 0:
            self.setHorizontalScrollBarPolicy(bars.ScrollBarAsNeeded)
            return
        self._fitting = True
        used = sum(w for s, w in _WIDTHS.items() if s != CUSTOMER and not self.isColumnHidden(s))
        room = self.viewport().width() - used
        self.head.resizeSection(CUSTOMER, max(_WIDTHS[CUSTOMER], min(room, _WIDEST)))
        # Qt would keep a bar that was needed before the columns fitted.
        fits = room >= _WIDTHS[CUSTOMER]
        self.setHorizontalScrollBarPolicy(
            bars.ScrollBarAlwaysOff if fits else bars.ScrollBarAsNeeded
        )
        self._fitting = False

    def remember_columns(self) -> None:
        """Keep order, widths and visibility of the columns for the next start."""
        if self._memory is not None and not self._fitting:
            self._own_widths = True
            self._memory.setValue(_LAYOUT, self.head.saveState())

    def _on_resized(self, section: int) -> None:
        if section != self.head.logicalIndex(self.head.count() - 1):  # which fills what is left
            self.remember_columns()

    def show_column(self, section: int, shown: bool) -> None:
        """Show or hide a column."""
        self.head.setSectionHidden(section, not shown)
        self.remember_columns()

    @property
    def compact(self) -> bool:
        return self.verticalHeader().defaultSectionSize() < theme.ROW

    def set_compact(self, compact: bool) -> None:
        """Rows a little lower, so that more of them fit."""
        self.verticalHeader().setDefaultSectionSize(theme.ROW_COMPACT if compact else theme.ROW)
        if self._memory is not None:
            self._memory.setValue(_COMPACT, "true" if compact else "false")

    def outer_columns(self) -> tuple[int, int]:
        """First and last column that are shown."""
        shown = [
            section
            for place in range(self.head.count())
            if not self.head.isSectionHidden(section := self.head.logicalIndex(place))
        ]
        return shown[0], shown[-1]

    # What the delegate asks

    @property
    def focused_row(self) -> int:
        """The row to draw the focus around, or -1."""
        return self.currentIndex().row() if self.hasFocus() else -1

    def hovers(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the mouse is over this cell."""
        return self.hovered == index.row() and self._hovered_column == index.column()

    # Checks

    def toggle_all(self) -> None:
        """Check all that match, or nothing when all are checked."""
        if self.rows.all_checked:
            self.rows.uncheck_all()
        else:
            self.rows.check_all()

    def _toggle(self, row: int, *, to_anchor: bool) -> None:
        if to_anchor:
            self.rows.set_checked(self._anchor, row, True)
        else:
            self.rows.set_checked(row, row, not self.rows.is_checked(row))
            self._anchor = row

    def _on_checks_changed(self) -> None:
        if self.rows.all_checked:
            self.head.show_state(Qt.CheckState.Checked)
        elif self.rows.checked_count:
            self.head.show_state(Qt.CheckState.PartiallyChecked)
        else:
            self.head.show_state(Qt.CheckState.Unchecked)

    # Moving

    def go_to(self, row: int) -> None:
        """Make `row` current and visible."""
        if 0 <= row < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(row, max(self.currentIndex().column(), NUMBER)))

    def _before_reset(self) -> None:
        self._kept = (
            self.rows.id_at(self.currentIndex().row()),
            self.verticalScrollBar().value(),
        )

    def _after_reset(self) -> None:
        invoice_id, scrolled = self._kept
        row = self.rows.position_of(invoice_id) if invoice_id is not None else None
        self._anchor = row or 0
        if row is not None:
            self.selectionModel().setCurrentIndex(
                self.rows.index(row, NUMBER), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.verticalScrollBar().setValue(scrolled)
        elif self.rows.rowCount():
            self.selectionModel().setCurrentIndex(
                self.rows.index(0, NUMBER), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.verticalScrollBar().setValue(0)
        self.head.setSortIndicator(*self.rows.sorted_by())
        self._on_checks_changed()

    def _hover(self, point: QPoint | None) -> None:
        index = self.indexAt(point) if point is not None else QModelIndex()
        before = self.hovered
        self.hovered, self._hovered_column = index.row(), index.column()
        for row in {before, self.hovered} - {-1}:
            self._update_row(row)

    def _update_row(self, row: int) -> None:
        top = self.rowViewportPosition(row)
        self.viewport().update(0, top, self.viewport().width(), self.rowHeight(row))

    def selectAll(self) -> None:
        self.rows.check_all()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would walk a million rows, and Ctrl+F finds more."""

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        for row in {current.row(), previous.row()} - {-1}:
            self._update_row(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key, keys = self.currentIndex().row(), event.key(), event.modifiers()
        shift = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        last = self.rows.rowCount() - 1
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.rows.check_all()
        elif key == Qt.Key.Key_A and keys == (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            self.rows.uncheck_all()
        elif key == Qt.Key.Key_Space and row >= 0:
            self._toggle(row, to_anchor=shift)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and shift and row >= 0:
            self.go_to(row + (1 if key == Qt.Key.Key_Down else -1))
            self.rows.set_checked(row, self.currentIndex().row(), True)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.go_to(0 if key == Qt.Key.Key_Home else last)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not keys & (
            Qt.KeyboardModifier.ControlModifier
        ):
            invoice_id = self.rows.id_at(row)
            if invoice_id is not None:
                self.opened.emit(invoice_id)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        left = event.button() == Qt.MouseButton.LeftButton
        if index.isValid() and left and (index.column() == CHECK or shift or control):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._toggle(index.row(), to_anchor=shift)
            self.go_to(index.row())
            event.accept()
            return
        super().mousePressEvent(event)
        if index.isValid():
            self._anchor = index.row()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == CHECK:
            self._toggle(index.row(), to_anchor=False)
        elif index.isValid() and (invoice_id := self.rows.id_at(index.row())) is not None:
            self.opened.emit(invoice_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            self._hover(event.position().toPoint())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._update_row(max(self.currentIndex().row(), 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_row(max(self.currentIndex().row(), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.hovered >= 0:
            self._hover(self.viewport().mapFromGlobal(self.cursor().pos()))

    def paintEvent(self, e: QPaintEvent) -> None:
        super().paintEvent(e)
        if self.rows.loading and not self.rows.rowCount():
            self._paint_skeleton()

    def _paint_skeleton(self) -> None:
        """Grey bars where rows will be, instead of a spinner."""
        painter = QPainter(self.viewport())
        delegate = self.itemDelegate()
        height = self.verticalHeader().defaultSectionSize()
        for row in range(min(_SKELETON_ROWS, self.viewport().height() // height)):
            for column in range(len(TITLES)):
                if not self.head.isSectionHidden(column) and isinstance(delegate, InvoiceDelegate):
                    left = self.head.sectionViewportPosition(column)
                    delegate.paint_skeleton(
                        painter,
                        QRect(left, row * height, self.head.sectionSize(column), height),
                        column,
                    )
        painter.end()
