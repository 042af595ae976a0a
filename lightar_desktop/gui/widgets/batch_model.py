# SPDX-License-Identifier: MIT
"""Batches as a tree: each opens into its invoices, read a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.gui import formats
from lightar_desktop.gui.widgets import batch_words
from lightar_desktop.gui.widgets.looks import Look, look
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.rows import BatchItemRow, BatchRow

PAGE = 200
HEADS = ("Batch", "Status", "Progress", "Started")
NAME, STATUS, PROGRESS, STARTED = range(4)
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


@dataclass(eq=False, slots=True)
class Node:
    """A row: a batch, one of its items, or the fold of those that were acknowledged."""

    parent: "Node | None" = None
    row: int = 0
    batch: BatchRow | None = None
    item: BatchItemRow | None = None
    children: list["Node"] = field(default_factory=list)
    asked: bool = False  # a page of items is under way


class BatchModel(QAbstractItemModel):
    """Batches, newest first; acknowledged ones fold under "Earlier".

    Signals:
        items_wanted(int, int): items of this batch, those after this item id.
    """

    items_wanted = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node()
        self._batches: dict[int, Node] = {}
        self.failed_only = False

    # What is shown

    def show(self, batches: Sequence[BatchRow]) -> bool:
        """Show these batches; True when rows came, went or moved, so that the view lost them."""
        before = [(node.batch.id, node.batch.acknowledged) for node in self._all() if node.batch]
        if [(batch.id, batch.acknowledged) for batch in _ordered(batches)] == before:
            for batch in batches:
                self._update(self._batches[batch.id], batch)
            return False
        self.beginResetModel()
        known, self._root, self._batches = self._batches, Node(), {}
        earlier = Node(self._root)
        for batch in _ordered(batches):
            home = earlier if batch.acknowledged else self._root
            node = known.get(batch.id) or Node()
            node.parent, node.row, node.batch = home, len(home.children), batch
            home.children.append(node)
            self._batches[batch.id] = node
        if earlier.children:
            earlier.row = len(self._root.children)
            self._root.children.append(earlier)
        self.endResetModel()
        return True

    def show_failed_only(self, failed_only: bool) -> None:
        """Show all items or the failed ones; they are read anew."""
        self.beginResetModel()
        self.failed_only = failed_only
        for node in self._batches.values():
            node.children, node.asked = [], False
        self.endResetModel()

    def add_items(self, batch_id: int, after: int, items: Sequence[BatchItemRow]) -> None:
        """A page of items that was wanted; one that is out of date is dropped."""
        node = self._batches.get(batch_id)
        if node is None:
            return
        node.asked = False
        last = node.children[-1].item if node.children else None
        if (last.id if last else 0) != after or not items:
            return
        first = len(node.children)
        self.beginInsertRows(self.index_of(batch_id), first, first + len(items) - 1)
        node.children += [Node(node, first + n, None, item) for n, item in enumerate(items)]
        self.endInsertRows()

    def update_items(self, batch_id: int, first: int, items: Sequence[BatchItemRow]) -> None:
        """Newer rows of items that are shown from row `first` on."""
        node = self._batches.get(batch_id)
        if node is None:
            return
        for child, item in zip(node.children[first:], items, strict=False):
            if child.item is not None and child.item.id == item.id and child.item != item:
                child.item = item
                left = self.createIndex(child.row, 0, child)
                self.dataChanged.emit(left, left.siblingAtColumn(len(HEADS) - 1))

    def _update(self, node: Node, batch: BatchRow) -> None:
        if node.batch != batch:
            node.batch = batch
            left = self.createIndex(node.row, 0, node)
            self.dataChanged.emit(left, left.siblingAtColumn(len(HEADS) - 1))

    def _all(self) -> list[Node]:
        found = []
        for node in self._root.children:
            found += [node] if node.batch else node.children
        return found

    # Asked by the page

    def index_of(self, batch_id: int) -> QModelIndex:
        """Where a batch stands; an invalid index when it is not shown."""
        node = self._batches.get(batch_id)
        return QModelIndex() if node is None else self.createIndex(node.row, 0, node)

    def batch_at(self, index: Index) -> BatchRow | None:
        """The batch of a row, or the batch of the item that stands there."""
        node = self._node(index)
        return node.batch or (node.parent.batch if node.parent else None)

    def item_at(self, index: Index) -> BatchItemRow | None:
        return self._node(index).item

    def item_before(self, batch_id: int, row: int) -> int:
        """Id of the item above `row` of a batch; 0 above the first."""
        children = self._batches[batch_id].children
        item = children[row - 1].item if 0 < row <= len(children) else None
        return item.id if item else 0

    def ask_for_more(self, batch_id: int) -> None:
        """Want the next page of a batch's items unless one is under way."""
        node = self._batches.get(batch_id)
        if node is not None and not node.asked:
            node.asked = True
            self.items_wanted.emit(batch_id, self.item_before(batch_id, len(node.children)))

    def _expected(self, node: Node) -> int:
        batch = node.batch
        return 0 if batch is None else (batch.failed if self.failed_only else batch.total)

    def _node(self, index: Index) -> Node:
        node = index.internalPointer() if index.isValid() else None
        return node if isinstance(node, Node) else self._root

    # Qt

    def index(self, row: int, column: int, parent: Index = _NONE) -> QModelIndex:
        children = self._node(parent).children
        if not 0 <= row < len(children) or not 0 <= column < len(HEADS):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index = _NONE) -> QModelIndex:  # type: ignore[override]
        parent = self._node(index).parent
        if parent is None or parent is self._root:
            return QModelIndex()
        return self.createIndex(parent.row, 0, parent)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.column() > 0 else len(self._node(parent).children)

    def columnCount(self, parent: Index = _NONE) -> int:
        return len(HEADS)

    def hasChildren(self, parent: Index = _NONE) -> bool:
        node = self._node(parent)
        return parent.column() <= 0 and bool(node.children or self._expected(node))

    def canFetchMore(self, parent: Index) -> bool:
        node = self._node(parent)
        return not node.asked and len(node.children) < self._expected(node)

    def fetchMore(self, parent: Index) -> None:
        batch = self._node(parent).batch
        if batch is not None:
            self.ask_for_more(batch.id)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node, column = self._node(index), index.column()
        if node.item is not None:
            return _answer(batch_words.item_cell(node.item, column), node.item, column, role)
        if node.batch is not None:
            bars = _bars(node.batch) if column == PROGRESS else {}
            cell = batch_words.batch_cell(node.batch, column)
            return bars.get(int(role)) or _answer(cell, node.batch, column, role)
        if column == NAME and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Earlier ({0})").format(len(node.children))
        return "muted" if role == Cell.INK else None


def _answer(texts: tuple[str, str], row: BatchRow | BatchItemRow, column: int, role: int) -> object:
    if column == STATUS:
        pill: Look = look(row.status)
        return {
            int(Cell.LOOK): pill,
            int(Qt.ItemDataRole.DisplayRole): texts[0] or None,
            int(Cell.INK): "muted",
            int(Qt.ItemDataRole.AccessibleTextRole): f"{pill.words} {texts[0]}".strip(),
        }.get(int(role))
    text, small = texts
    whole = f"{text}\n{small}" if small else text
    calm = isinstance(row, BatchItemRow) and row.status is not ItemStatus.FAILED
    idle = calm and (column == PROGRESS or row.status is ItemStatus.WAITING)
    return {
        int(Qt.ItemDataRole.DisplayRole): text,
        int(Cell.SMALL): small or None,
        int(Qt.ItemDataRole.ToolTipRole): formats.as_typed(whole),
        int(Qt.ItemDataRole.AccessibleTextRole): whole,
        int(Cell.STRONG): isinstance(row, BatchRow) and column == NAME,
        int(Cell.INK): "muted" if idle else None,
    }.get(int(role))


def _bars(batch: BatchRow) -> dict[int, object]:
    total = max(1, batch.total)
    return {
        int(Cell.BAR): batch.succeeded / total or 0.001,  # an empty bar is still a bar
        int(Cell.BAR_INK): batch_words.bar_ink(batch),
        int(Cell.BAR_BAD): batch.failed / total,
    }


def _ordered(batches: Sequence[BatchRow]) -> list[BatchRow]:
    return sorted(batches, key=lambda batch: (batch.acknowledged, -batch.id))
