# SPDX-License-Identifier: MIT
"""Typing into the cells of a draft's lines: every keystroke counts at once, Esc takes it back."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from lightar_desktop.domain.drafting import Column
from lightar_desktop.domain.product import Product
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.widgets.line_model import BAD
from lightar_desktop.gui.widgets.status_cells import Index, StatusCells
from lightar_desktop.gui.widgets.suggestions import Suggestions

_KEY: Final = Qt.Key
_WIDE, _NARROW = 420, 200  # lists beneath descriptions, and beneath VAT and units
_STEPS: Final = {_KEY.Key_Return: 1, _KEY.Key_Enter: 1, _KEY.Key_Tab: 1, _KEY.Key_Backtab: -1}
# What a field would use for its own text, and the draft has other uses for.
_OURS: Final = {
    (_KEY.Key_Z, Qt.KeyboardModifier.ControlModifier),
    (_KEY.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
    (_KEY.Key_Y, Qt.KeyboardModifier.ControlModifier),
    (_KEY.Key_Delete, Qt.KeyboardModifier.ControlModifier),
    (_KEY.Key_D, Qt.KeyboardModifier.ControlModifier),
}


def is_ours(event: QEvent) -> bool:
    """Whether a field asks for keys that the draft wants itself, as undo."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return (Qt.Key(event.key()), modifiers) in _OURS


class CellEdit(QLineEdit):
    """The field in a cell.

    Signals:
        stepped(int): Enter or Tab: on to the next cell (1) or back (-1).
        escaped(): Esc: as it was before.
    """

    stepped = Signal(int)
    escaped = Signal()

    def __init__(self, parent: QWidget, column: Column, name: str) -> None:
        super().__init__(parent)
        self.column = column
        self.began: str | None = None  # the text it began with
        self.setFrame(False)
        self.setProperty("cell", True)
        self.setAccessibleName(name)

    def event(self, arg__1: QEvent) -> bool:
        if is_ours(arg__1):
            arg__1.ignore()
            return True
        if arg__1.type() == QEvent.Type.KeyPress and isinstance(arg__1, QKeyEvent):
            control = arg__1.modifiers() & Qt.KeyboardModifier.ControlModifier
            key = Qt.Key(arg__1.key())
            if key in _STEPS and not control:
                return self._step(arg__1, _STEPS[key])
            if key == _KEY.Key_Escape and not self._suggesting():
                self.escaped.emit()
                return True
        return super().event(arg__1)

    @property
    def suggestions(self) -> Suggestions | None:
        """What is suggested beneath, if anything is."""
        completer = self.completer()
        return completer if isinstance(completer, Suggestions) else None

    def _suggesting(self) -> bool:
        return self.suggestions is not None and self.suggestions.shown

    def _step(self, event: QEvent, by: int) -> bool:
        """Go on; where a suggestion is marked, with it: the completer takes it first."""
        suggestions = self.suggestions
        if suggestions is not None and suggestions.marked:
            event.ignore()
            QTimer.singleShot(0, self, lambda: self.stepped.emit(by))
            return True
        if suggestions is not None and suggestions.shown:
            suggestions.list.hide()
        event.accept()
        self.stepped.emit(by)
        return True


class Products(QAbstractListModel):
    """Products that fit what is typed: shown with their code, put in without."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.products: tuple[Product, ...] = ()

    def show(self, products: Sequence[Product]) -> None:
        """Offer these."""
        self.beginResetModel()
        self.products = tuple(products)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.products)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        product = self.products[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return product.description
        if role == Qt.ItemDataRole.DisplayRole:
            price = formats.money(product.unit_price, product.currency)
            named = f"{product.code}   {product.description}".strip()
            return f"{named}   {price}"
        return None


class LineCells(StatusCells):
    """Paints cells and makes the fields in them.

    Signals:
        stepped(int): go on to the next cell (1) or back (-1).
        searched(str): something was typed as a description; products may fit.
        product_chosen(object): this product was chosen for the line being edited.
    """

    stepped = Signal(int)
    searched = Signal(str)
    product_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, first=10)
        self._vats: list[str] = []
        self._units: list[str] = []
        self._found = Products(self)
        self.field: CellEdit | None = None

    def offer(self, vats: Sequence[str], units: Sequence[str]) -> None:
        """What can be chosen in the columns of VAT and unit."""
        self._vats, self._units = list(vats), list(units)

    def show_products(self, products: Sequence[Product]) -> None:
        """Offer these for what is typed as a description."""
        self._found.show(products)
        field = self.field
        if field is None or field.column is not Column.DESCRIPTION or field.suggestions is None:
            return
        if products and field.hasFocus() and field.text().strip():
            field.suggestions.complete()
        else:
            field.suggestions.list.hide()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(BAD):
            painter.fillRect(
                option.rect.left() + 4,
                option.rect.bottom() - 2,
                option.rect.width() - 8,
                2,
                theme.colour("bad"),
            )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = Column(index.column())
        head = index.model().headerData(column, Qt.Orientation.Horizontal)
        field = CellEdit(parent, column, f"{head}, line {index.row() + 1}")
        field.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        field.textEdited.connect(lambda text: self._on_edited(field, text))
        field.stepped.connect(lambda by: self._step(field, by))
        field.escaped.connect(lambda: self._escape(field))
        self._add_completer(field)
        self.field = field
        return field

    def _add_completer(self, field: CellEdit) -> None:
        match field.column:
            case Column.DESCRIPTION:
                suggestions = Suggestions(self._found, field, _WIDE)
                suggestions.taken.connect(lambda row, _text: self._on_chosen(field, row))
            case Column.VAT | Column.UNIT:
                offered = self._vats if field.column is Column.VAT else self._units
                suggestions = Suggestions(QStringListModel(offered, field), field, _NARROW)
                suggestions.filter()
                suggestions.taken.connect(lambda _row, text: self._on_offered(field, text))
            case _:
                return
        field.setCompleter(suggestions)

    def _on_edited(self, field: CellEdit, text: str) -> None:
        self.commitData.emit(field)
        if field.column is Column.DESCRIPTION:
            self.searched.emit(text.strip())

    def _on_offered(self, field: CellEdit, text: str) -> None:
        field.setText(text)
        self.commitData.emit(field)

    def _on_chosen(self, field: CellEdit, row: int) -> None:
        product = self._found.products[row]
        field.setText(product.description)
        self.product_chosen.emit(product)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not isinstance(editor, CellEdit) or editor.isModified():
            return  # typing goes before what is made of it
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if editor.began is None:
            editor.began = text
        if text != editor.text():
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CellEdit):
            here = model.index(index.row(), index.column())
            model.setData(here, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.field:
            self.field = None
        super().destroyEditor(editor, index)

    def eventFilter(self, object: QObject, event: QEvent) -> bool:  # noqa: A002 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS or key == _KEY.Key_Escape:
                return False  # the field knows
        return super().eventFilter(object, event)

    def _step(self, field: CellEdit, by: int) -> None:
        self.commitData.emit(field)
        self.closeEditor.emit(field)
        self.stepped.emit(by)

    def _escape(self, field: CellEdit) -> None:
        if field.text() != field.began:
            field.setText(field.began or "")
            self.commitData.emit(field)
        self.closeEditor.emit(field)
