# SPDX-License-Identifier: MIT
"""Copy as text: the rows of any table, tab separated under their headings."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QTreeView

from lightar_desktop.gui import formats
from lightar_desktop.gui.widgets.status_cells import Cell

ALL_ROWS = "Ctrl+Alt+C"


def as_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as a spreadsheet takes it; tabs and line breaks inside cells become spaces."""
    lines = [*([head] if any(head) else []), *rows]
    return "".join("\t".join(map(one_line, line)) + "\n" for line in lines)


def one_line(text: str) -> str:
    """`text` with every white space made a plain one."""
    return " ".join(text.split())


def copies_as_text(view: QAbstractItemView) -> None:
    """Let Ctrl+C copy the chosen rows of `view`, and Ctrl+Alt+C all of them."""
    for words, keys, rows in (
        (view.tr("Copy as text"), QKeySequence(QKeySequence.StandardKey.Copy), _chosen),
        (view.tr("Copy all rows as text"), QKeySequence(ALL_ROWS), _shown),
    ):
        action = QAction(words, view)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False, rows=rows: _copy(view, rows(view)))
        view.addAction(action)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def put_on_clipboard(text: str) -> None:
    """Make `text` what is pasted next."""
    QGuiApplication.clipboard().setText(text)


def _copy(view: QAbstractItemView, rows: Sequence[QModelIndex]) -> None:
    if not rows:
        return
    columns = _columns(view)
    put_on_clipboard(as_text(_head(view, columns), (_texts(row, columns) for row in rows)))
    count = formats.count(len(rows))
    words = view.tr("1 row copied") if len(rows) == 1 else view.tr("{0} rows copied").format(count)
    place = view.visualRect(view.currentIndex()).bottomLeft()
    QToolTip.showText(view.viewport().mapToGlobal(place), words, view)


def _header(view: QAbstractItemView) -> QHeaderView | None:
    if isinstance(view, QTableView):
        return view.horizontalHeader()
    return view.header() if isinstance(view, QTreeView) else None


def _columns(view: QAbstractItemView) -> list[int]:
    """The columns one sees, from left to right."""
    header = _header(view)
    if header is None:
        return [0]
    placed = map(header.logicalIndex, range(header.count()))
    return [section for section in placed if not header.isSectionHidden(section)]


def _head(view: QAbstractItemView, columns: Sequence[int]) -> list[str]:
    if _header(view) is None:
        return []
    model = view.model()
    return [str(model.headerData(c, Qt.Orientation.Horizontal) or "") for c in columns]


def _chosen(view: QAbstractItemView) -> list[QModelIndex]:
    """The selected rows in their order, or the current one."""
    indexes: list[QModelIndex] = view.selectionModel().selectedIndexes() or [view.currentIndex()]
    chosen = {(one.parent(), one.row()) for one in indexes if one.isValid()}
    return [row for row in _shown(view) if (row.parent(), row.row()) in chosen]


def _shown(view: QAbstractItemView) -> list[QModelIndex]:
    """All rows; of a tree those that are unfolded."""
    return list(_below(view, QModelIndex()))


def _below(view: QAbstractItemView, parent: QModelIndex) -> Iterator[QModelIndex]:
    model = view.model()
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        yield index
        if isinstance(view, QTreeView) and view.isExpanded(index):
            yield from _below(view, index)


def _texts(row: QModelIndex, columns: Iterable[int]) -> list[str]:
    return [_text(row.siblingAtColumn(column)) for column in columns]


def _text(index: QModelIndex) -> str:
    """What a cell says: in words where it shows a picture."""
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    if spoken:
        return str(spoken)
    parts = (index.data(Qt.ItemDataRole.DisplayRole), index.data(int(Cell.SMALL)))
    return " ".join(str(part) for part in parts if part)
