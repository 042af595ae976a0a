# SPDX-License-Identifier: MIT
"""Exports a table, invoices' PDFs or everything to a file the clerk names."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.services.exporting import CancelledError, Exported, ExportTable, ExportWish
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.importing.outcome import Course
from lightar_desktop.services.ports.exporting import Manifest

_PDFS, _EVERYTHING = "pdfs", "everything"
_COURSE_MS = 100
_STEPS = 1000
_WHAT = {
    ExportTable.INVOICES.value: "Sales invoices, as filtered",
    _PDFS: "PDFs of sales invoices",
    ExportTable.CUSTOMERS.value: "Customers",
    ExportTable.PRODUCTS.value: "Products",
    ExportTable.EMAILS.value: "Outgoing email",
    ExportTable.BATCHES.value: "Batch operations",
    ExportTable.JOURNAL.value: "Audit trail",
    _EVERYTHING: "Everything, to be read back",
}
_TABLE_KINDS = {".xlsx": "Spreadsheet (XLSX)", ".csv": "Text (CSV)"}
_PDF_KINDS = {".zip": "One ZIP file", "": "A folder of files"}
_ARCHIVE_KINDS = {".zip": "One ZIP file of JSON, PDFs and hashes"}
_WORDS = {
    _PDFS: "Each invoice becomes a file named by its number and customer.",
    _EVERYTHING: "All tables, PDFs and pictures in an open format. “lightar import archive” reads "
    "it into an empty database; every file is checked against its hash first.",
}
_TABLE_WORDS = "Texts that look like formulas are written so that no spreadsheet runs them."


class ExportDialog(Form, QDialog):
    """What, as what, and where to."""

    FORM = "export"

    title: QLabel
    what: QComboBox
    kind: QComboBox
    words: QLabel
    bar: QProgressBar
    note: QLabel
    cancel: QPushButton
    go: QPushButton

    def __init__(
        self, context: Context, wish: ExportWish | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 520, 330)
        self._context = context
        self._wish = wish or ExportWish(InvoiceFilter(), InvoiceSort())
        self._course = Course()
        self._running = False
        self.ask: Callable[[Path, str], str] = self._ask_where
        self._watching = QTimer(self, interval=_COURSE_MS)
        self._watching.timeout.connect(self._show_course)
        self.bar.setRange(0, _STEPS)
        for value, words in _WHAT.items():
            self.what.addItem(self._what_words(value, words), value)
        if self._wish.pdfs:
            self.what.setCurrentIndex(self.what.findData(_PDFS))
        self.what.currentIndexChanged.connect(self._show_kinds)
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._export)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go.click)
        self._show_kinds()
        self.bar.hide()
        self.what.setFocus()

    @property
    def is_running(self) -> bool:
        """Whether a file is being written."""
        return self._running

    def _what_words(self, value: str, words: str) -> str:
        if value == _PDFS and self._wish.ids:
            return self.tr("PDFs of the {0} checked invoices").format(
                formats.count(len(self._wish.ids))
            )
        if value == ExportTable.INVOICES and self._wish.where == InvoiceFilter():
            return self.tr("Sales invoices, all")
        return self.tr(words)

    def _show_kinds(self) -> None:
        value = self.what.currentData()
        kinds = {_PDFS: _PDF_KINDS, _EVERYTHING: _ARCHIVE_KINDS}.get(value, _TABLE_KINDS)
        self.kind.clear()
        for ending, words in kinds.items():
            self.kind.addItem(self.tr(words), ending)
        self.words.setText(self.tr(_WORDS.get(value, _TABLE_WORDS)))
        self.note.setText("")

    def _export(self) -> None:
        value, ending = str(self.what.currentData()), str(self.kind.currentData())
        proposal = Path.home() / f"lightar-{value}{ending}"
        chosen = "" if self._running else self.ask(proposal, ending)
        if not chosen:
            return
        path = Path(chosen)
        if ending and path.suffix.lower() != ending:
            path = path.with_name(path.name + ending)
        self._course = Course()
        self._run(self._work(value, path, self._course))

    def _work(self, value: str, path: Path, course: Course) -> Callable[[], Exported | Manifest]:
        exports, reads, wish = self._context.app.exports, self._context.app.reads, self._wish
        if value == _EVERYTHING:
            return lambda: exports.everything(path, course.note, course.is_stopping)
        if value == _PDFS:

            def pdfs() -> Exported:
                ids = wish.ids or reads.invoices.ids(wish.where, wish.sort)
                return exports.pdfs(ids, path, course.note, course.is_stopping)

            return pdfs
        return lambda: exports.table(
            ExportTable(value), path, wish.where, wish.sort, course.note, course.is_stopping
        )

    def _run(self, work: Callable[[], Exported | Manifest]) -> None:
        self._set_running(running=True)
        self._context.tasks.run(work, self._on_done, self._on_failed, owner=self)

    def _on_done(self, done: Exported | Manifest) -> None:
        self._set_running(running=False)
        if isinstance(done, Exported):
            words = self.tr("{0} rows exported to {1}.")
            if self.what.currentData() == _PDFS:
                words = self.tr("{0} PDFs exported to {1}.")
            path = done.path
            self._context.messages.info(
                words.format(formats.count(done.count), path.name),
                self.tr("Show folder"),
                partial(_show_folder, path),
            )
        else:
            rows = formats.count(sum(done.rows.values()))
            files = formats.count(done.files)
            self._context.messages.info(
                self.tr("Everything is exported: {0} rows and {1} files.").format(rows, files)
            )
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._set_running(running=False)
        if isinstance(error, CancelledError):
            self.note.setText(self.tr("The export is cancelled; no file was written."))
        elif isinstance(error, (DomainError, OSError)):
            self.note.setText(str(error))
        else:
            self._context.tasks.report(error)

    def _set_running(self, *, running: bool) -> None:
        self._running = running
        self.bar.setVisible(running)
        self.note.setText("")
        for part in (self.what, self.kind, self.go):
            part.setEnabled(not running)
        self.cancel.setText(self.tr("Cancel export") if running else self.tr("Cancel"))
        self.cancel.setEnabled(True)
        if running:
            self._watching.start()
        else:
            self._watching.stop()

    def _show_course(self) -> None:
        course = self._course
        if course.total:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(_STEPS * course.done // course.total)
        else:
            self.bar.setRange(0, 0)  # nobody knows how many there are
        self.words.setText(self.tr("{0} done").format(formats.count(course.done)))

    def _ask_where(self, proposal: Path, ending: str) -> str:
        title = self.tr("Export to")
        if not ending:
            return QFileDialog.getExistingDirectory(self, title, str(proposal.parent))
        kinds = f"*{ending}"
        return QFileDialog.getSaveFileName(self, title, str(proposal), kinds)[0]

    def reject(self) -> None:
        """Esc and Cancel: stop what runs; no file is left. Else close."""
        if self._running:
            self._course.stopping = True
            self.cancel.setEnabled(False)
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running:
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)


def _show_folder(path: Path) -> None:
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
