# SPDX-License-Identifier: MIT
"""Third step of an import: what it would do, how far it is, and what it did."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QTableView, QWidget

from lightar_desktop.gui import formats
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.services.importing.outcome import Course, Outcome
from lightar_desktop.services.ports.importing import WrongRow

_HEADS = ("Row", "Why it is left out")
_STEPS = 1000


@promoted
class ImportReport(Form, QWidget):
    """A headline, a bar while something runs, and the rows that are left out.

    Signals:
        save_asked(): write the rows that are left out to a file.
        undo_asked(): take the import back that was just done.
    """

    FORM = "import_report"
    save_asked = Signal()
    undo_asked = Signal()

    headline: QLabel
    words: QLabel
    bar: QProgressBar
    wrong_title: QLabel
    save: QPushButton
    wrong: QTableView
    undo: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self.model = QStandardItemModel(self)
        self.wrong.setModel(self.model)
        self.model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        set_up_table(self.wrong, stretch=1, widths={0: 80}, edge="inner")
        self.bar.setRange(0, _STEPS)
        self.save.clicked.connect(self.save_asked)
        self.undo.clicked.connect(self.undo_asked)

    def show_running(self, headline: str) -> None:
        """Something runs; `show_course` says how far it is."""
        self.headline.setText(headline)
        self.words.setText("")
        self.bar.setValue(0)
        self._show_parts(running=True, wrong=False, undo=False)

    def show_course(self, course: Course) -> None:
        """How far it is."""
        done, total = min(course.done, course.total), max(1, course.total)
        self.bar.setValue(_STEPS * done // total)
        self.words.setText(
            self.tr("Row {0} of {1}").format(formats.count(done), formats.count(total))
            if course.total
            else ""
        )

    def show_outcome(self, headline: str, words: str, outcome: Outcome) -> None:
        """What would be done, or was."""
        self.headline.setText(headline)
        self.words.setText(words)
        self._show_wrong(outcome.first_wrong)
        more = outcome.wrong_rows - len(outcome.first_wrong)
        title = self.tr("Rows that are left out: {0}").format(formats.count(outcome.wrong_rows))
        if more:
            title += self.tr(" (the first {0} are shown)").format(
                formats.count(len(outcome.first_wrong))
            )
        self.wrong_title.setText(title)
        self._show_parts(
            running=False, wrong=bool(outcome.wrong_rows), undo=outcome.import_id is not None
        )

    def show_words(self, headline: str, words: str) -> None:
        """It ended without a result."""
        self.headline.setText(headline)
        self.words.setText(words)
        self._show_parts(running=False, wrong=False, undo=False)

    def _show_wrong(self, rows: list[WrongRow]) -> None:
        self.model.setRowCount(0)
        for row in rows:
            items = [QStandardItem(formats.count(row.row)), QStandardItem(row.reason)]
            for item in items:
                item.setEditable(False)
            items[1].setToolTip("\n".join(row.reason.split("; ")))
            self.model.appendRow(items)

    def _show_parts(self, *, running: bool, wrong: bool, undo: bool) -> None:
        self.bar.setVisible(running)
        for part in (self.wrong_title, self.save, self.wrong):
            part.setVisible(wrong)
        self.undo.setVisible(undo)
