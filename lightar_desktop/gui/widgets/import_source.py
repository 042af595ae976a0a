# SPDX-License-Identifier: MIT
"""First step of an import: what is imported and from which file; and the imports before."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.importing.choices import ENDINGS
from lightar_desktop.gui import formats
from lightar_desktop.gui.dropping import dropped_file
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.importing.outcome import Undone
from lightar_desktop.services.ports.importing import ImportRow

KINDS = {
    ImportKind.CUSTOMERS: "Customers",
    ImportKind.PRODUCTS: "Products",
    ImportKind.INVOICES: "Invoices, as drafts",
}
_HEADS = ("When", "What", "File", "Added", "Changed", "State")
_WIDTHS = {0: 150, 1: 100, 3: 80, 4: 80, 5: 130}
_STATES = {
    ImportState.RUNNING: ("running", "muted"),
    ImportState.DONE: ("imported", "good"),
    ImportState.CANCELLED: ("cancelled", "muted"),
    ImportState.UNDONE: ("taken back", "muted"),
}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@promoted
class ImportSource(Form, QWidget):
    """Chooses kind and file; lists earlier imports.

    Signals:
        file_chosen(Path): look at this file.
        undo_asked(int): take the import with this id back.
    """

    FORM = "import_source"
    file_chosen = Signal(object)
    undo_asked = Signal(int)

    kind: QComboBox
    drop: QFrame
    file_name: QLabel
    file_hint: QLabel
    choose: QPushButton
    earlier_title: QLabel
    earlier_note: QLabel
    earlier: QTableView
    undo_note: QLabel
    undo: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        for kind, words in KINDS.items():
            self.kind.addItem(self.tr(words), kind.value)
        self.ask: Callable[[], str] = self._ask_for_file
        self._rows: list[ImportRow] = []
        self.model = QStandardItemModel(self)
        self.earlier.setModel(self.model)
        self.model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        for column in (3, 4):
            self.model.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
        set_up_table(self.earlier, stretch=2, widths=_WIDTHS, edge="inner")
        self.setAcceptDrops(True)
        self.choose.clicked.connect(self._on_choose)
        self.undo.clicked.connect(self._on_undo)
        self.earlier.selectionModel().selectionChanged.connect(self._show_undo)
        self.show_earlier([])

    @property
    def chosen_kind(self) -> ImportKind:
        """What is to be imported."""
        return ImportKind(self.kind.currentData())

    def choose_kind(self, kind: ImportKind) -> None:
        self.kind.setCurrentIndex(self.kind.findData(kind.value))

    def show_file(self, path: Path | None, words: str = "") -> None:
        """Say which file is looked at, or was."""
        self.file_name.setText(path.name if path else self.tr("No file chosen yet"))
        self.file_hint.setText(
            words
            or self.tr(
                "CSV, XLSX, XLS or ODS, as your other program exports it. "
                "You can also drop the file here."
            )
        )

    def show_earlier(self, rows: list[ImportRow]) -> None:
        """List imports, newest first."""
        self._rows = rows
        self.model.setRowCount(0)
        for row in rows:
            self.model.appendRow(_items(row))
        for part in (self.earlier_title, self.earlier_note, self.earlier, self.undo):
            part.setVisible(bool(rows))
        self._show_undo()

    def say_undone(self, undone: Undone) -> None:
        """Say what taking back did."""
        words = self.tr("Taken back: {0}.").format(undone.kind.counted(undone.gone))
        if undone.left:
            words += " " + self.tr("{0} were changed or used since and stay.").format(
                formats.count(len(undone.left))
            )
        self.undo_note.setText(words)

    def _chosen_import(self) -> ImportRow | None:
        at = self.earlier.currentIndex().row()
        chosen = self.earlier.selectionModel().hasSelection() and 0 <= at < len(self._rows)
        return self._rows[at] if chosen else None

    def _show_undo(self) -> None:
        row = self._chosen_import()
        self.undo.setEnabled(row is not None and row.state is ImportState.DONE)

    def _on_undo(self) -> None:
        if (row := self._chosen_import()) is not None:
            self.undo.setEnabled(False)
            self.undo_asked.emit(row.id)

    def _on_choose(self) -> None:
        if path := self.ask():
            self.file_chosen.emit(Path(path))

    def _ask_for_file(self) -> str:
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        kinds = f"{self.tr('Tables')} ({endings});;{self.tr('All files')} (*)"
        return QFileDialog.getOpenFileName(self, self.tr("Choose a file to import"), "", kinds)[0]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := dropped_file(event):
            event.acceptProposedAction()
            self.file_chosen.emit(path)


def _items(row: ImportRow) -> list[QStandardItem]:
    words, ink = _STATES[row.state]
    texts = (
        formats.moment(row.at),
        row.kind.value.capitalize(),
        row.file_name,
        formats.count(row.added),
        formats.count(row.changed),
        words,
    )
    items = [QStandardItem(text) for text in texts]
    for item in items:
        item.setEditable(False)
    for item in items[3:5]:
        item.setTextAlignment(_RIGHT)
    items[-1].setData(ink, Cell.INK)
    return items
