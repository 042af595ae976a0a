# SPDX-License-Identifier: MIT
"""Shows two versions of a draft side by side, and asks which one is to stay."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTableView, QWidget

from lightar_desktop.domain.drafting import differences
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.gui import formats
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.plain_table import set_up_table

_HEADS: Final = ("", "Mine", "Theirs")


class DraftConflictDialog(Form, QDialog):
    """Nothing is lost before it is answered; what is not kept can be had back by undo.

    Signals:
        kept_mine(), took_theirs(): the answer.
    """

    FORM = "draft_conflict"
    kept_mine = Signal()
    took_theirs = Signal()

    what: QLabel
    table: QTableView
    later: QPushButton
    theirs: QPushButton
    mine: QPushButton

    def __init__(
        self, words: str, mine: Invoice, theirs: Invoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 720, 420)
        self.what.setText(words)
        model = QStandardItemModel(self)
        model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        for words_of_row in differences(mine, theirs):
            items = [QStandardItem(text or formats.DASH) for text in words_of_row]
            for item in items:
                item.setEditable(False)
                item.setToolTip(item.text())
            model.appendRow(items)
        self.table.setModel(model)
        set_up_table(self.table, stretch=1, widths={0: 130, 2: 270}, edge="inner")
        self.later.clicked.connect(self.reject)
        self.theirs.clicked.connect(lambda: self._answer(self.took_theirs))
        self.mine.clicked.connect(lambda: self._answer(self.kept_mine))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.mine.click)
        self.table.setFocus()

    def _answer(self, signal: object) -> None:
        self.accept()
        signal.emit()  # type: ignore[attr-defined]
