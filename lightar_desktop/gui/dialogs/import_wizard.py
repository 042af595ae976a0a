# SPDX-License-Identifier: MIT
"""Imports a file in three steps: choose it, say which column is what, see what would happen.

The dialog leaves the rest of the window usable: an import may take minutes.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QStackedWidget, QWidget

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.import_columns import ImportColumns
from lightar_desktop.gui.widgets.import_report import ImportReport
from lightar_desktop.gui.widgets.import_source import ImportSource
from lightar_desktop.services.importing.outcome import Course, ImportCommand, Outcome, Undone
from lightar_desktop.services.ports.files import SourceTable

_COURSE_MS = 100


class Step(Enum):
    """Where one is."""

    SOURCE = auto()
    LOOKING = auto()
    COLUMNS = auto()
    CHECKING = auto()
    CHECKED = auto()
    IMPORTING = auto()
    DONE = auto()


_WORDS = {
    Step.SOURCE: "Step 1 of 3: the file",
    Step.LOOKING: "Step 1 of 3: the file",
    Step.COLUMNS: "Step 2 of 3: which column is what. * is needed, ° is needed if nothing alike is "
    "there",
    Step.CHECKING: "Step 3 of 3: a dry run; nothing is written",
    Step.CHECKED: "Step 3 of 3: a dry run; nothing is written yet",
    Step.IMPORTING: "Importing; you can go on working in the window",
    Step.DONE: "Done",
}


class ImportWizard(Form, QDialog):
    """Leads from a stranger's file to customers, products or drafts, and back."""

    FORM = "import_wizard"

    title: QLabel
    step: QLabel
    steps: QStackedWidget
    source: ImportSource
    columns: ImportColumns
    report: ImportReport
    note: QLabel
    back: QPushButton
    cancel: QPushButton
    go: QPushButton

    def __init__(
        self, context: Context, kind: ImportKind | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 920, 680)
        self._context = context
        self._imports = context.app.imports
        self._looking = Newest(context.tasks, self)
        self._course = Course()
        self._table: SourceTable | None = None
        self._outcome: Outcome | None = None
        self.at = Step.SOURCE
        self.ask_where: Callable[[Path], str] = self._ask_where
        self._watching = QTimer(self, interval=_COURSE_MS)
        self._watching.timeout.connect(lambda: self.report.show_course(self._course))
        if kind is not None:
            self.source.choose_kind(kind)
        self._connect()
        self._go_to(Step.SOURCE)
        self._list_earlier()
        self.source.choose.setFocus()

    def _connect(self) -> None:
        self.source.file_chosen.connect(self.look)
        self.source.undo_asked.connect(self._undo_earlier)
        self.source.kind.activated.connect(self._on_kind)
        self.columns.changed.connect(self._show_state)
        self.columns.reading_changed.connect(self._look_again)
        self.report.save_asked.connect(self._save_wrong)
        self.report.undo_asked.connect(self._undo_this)
        self.back.clicked.connect(self._on_back)
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.go.click)

    @property
    def is_running(self) -> bool:
        """Whether an import or its dry run is under way."""
        return self.at in {Step.CHECKING, Step.IMPORTING}

    # First step: the file

    def look(self, path: Path) -> None:
        """Look through a file and go on to its columns."""
        self._look(path, {})

    def _look_again(self) -> None:
        if self._table is not None:
            self._look(self._table.path, self.columns.wishes())

    def _look(self, path: Path, wishes: dict[str, object]) -> None:
        imports, kind = self._imports, self.source.chosen_kind
        self.source.show_file(path, self.tr("Looking at the file…"))
        self._say("")
        self._go_to(Step.LOOKING)

        def work() -> tuple[SourceTable, dict[str, int]]:
            table = imports.look(path, **wishes)  # type: ignore[arg-type]
            return table, imports.mapping(kind, table)

        self._looking.run(work, partial(self._on_looked, kind), self._on_not_looked)

    def _on_looked(self, kind: ImportKind, found: tuple[SourceTable, dict[str, int]]) -> None:
        table, columns = found
        if self._table is not None and self._table.text != table.text:
            self._imports.forget(self._table)
        self._table = table
        rows = self.tr("{0} rows").format(f"{table.rows:,}")
        self.source.show_file(table.path, rows)
        self.columns.show_table(kind, table, columns)
        self._go_to(Step.COLUMNS)

    def _on_not_looked(self, error: Exception) -> None:
        self.source.show_file(None)
        self._fail(error, Step.SOURCE)

    def _on_kind(self) -> None:
        """The same file may be looked at as something else."""
        if self._table is not None:
            self._look(self._table.path, {})

    # Second and third step: the dry run and the import

    def _command(self) -> ImportCommand | None:
        if self._table is None:
            return None
        return ImportCommand(
            self.source.chosen_kind,
            self._table,
            self.columns.columns(),
            self.columns.tax_rate,
            self.columns.month_first,
            self.columns.decimal_mark,
        )

    def _check(self) -> None:
        if (command := self._command()) is not None:
            imports = self._imports
            self._begin(Step.CHECKING, self.tr("Trying the file…"))
            course = self._course
            self._context.tasks.run(
                lambda: imports.check(command, course.note, course.is_stopping),
                self._on_checked,
                partial(self._fail, step=Step.COLUMNS),
                owner=self,
            )

    def _on_checked(self, outcome: Outcome) -> None:
        self._watching.stop()
        if outcome.cancelled:
            self._go_to(Step.COLUMNS)
            return
        self._outcome = outcome
        kind = outcome.kind
        if outcome.to_do:
            headline = self.tr("{0} can be imported").format(kind.counted(outcome.to_do))
        else:
            headline = self.tr("There is nothing to import")
        self.report.show_outcome(headline, self.tr("Found: {0}.").format(outcome.words), outcome)
        self._go_to(Step.CHECKED)

    def _run(self) -> None:
        if (command := self._command()) is not None:
            imports = self._imports
            self._begin(Step.IMPORTING, self.tr("Importing…"))
            course = self._course
            self._context.tasks.run(
                lambda: imports.run(command, course.note, course.is_stopping),
                self._on_run,
                partial(self._fail, step=Step.COLUMNS),
                owner=self,
            )

    def _on_run(self, outcome: Outcome) -> None:
        self._watching.stop()
        self._outcome = outcome
        self._context.feed.poll()
        if outcome.cancelled:
            words = self.tr("What was written is taken back; the file can be imported again.")
            self.report.show_words(self.tr("The import is cancelled"), words)
        else:
            headline = self.tr("{0} imported").format(outcome.kind.counted(outcome.to_do))
            self.report.show_outcome(headline, f"{outcome.words}.".capitalize(), outcome)
            self._context.messages.info(f"{headline}.")
        self._list_earlier()
        self._go_to(Step.DONE)

    def _begin(self, step: Step, words: str) -> None:
        self._course = Course()
        self._say("")
        self.report.show_running(words)
        self._watching.start()
        self._go_to(step)

    # Wrong rows, taking back

    def _save_wrong(self) -> None:
        command = self._command()
        if command is None:
            return
        path = command.table.path
        chosen = self.ask_where(path.with_name(f"{path.stem}.wrong.csv"))
        if not chosen:
            return
        imports, again = self._imports, replace(command, errors=Path(chosen))
        self.report.save.setEnabled(False)
        self._context.tasks.run(
            lambda: imports.check(again), self._on_saved, self._on_not_saved, owner=self
        )

    def _on_saved(self, outcome: Outcome) -> None:
        self.report.save.setEnabled(True)
        name = outcome.errors.name if outcome.errors else ""
        self._say(self.tr("Saved as {0}: mend the rows there and import that file.").format(name))

    def _on_not_saved(self, error: Exception) -> None:
        self.report.save.setEnabled(True)
        self._say(str(error), bad=True)

    def _ask_where(self, proposal: Path) -> str:
        title = self.tr("Save the rows that are left out")
        return QFileDialog.getSaveFileName(self, title, str(proposal), "CSV (*.csv)")[0]

    def _undo_earlier(self, import_id: int) -> None:
        self._undo(import_id, self._on_earlier_undone)

    def _undo_this(self) -> None:
        if self._outcome is not None and self._outcome.import_id is not None:
            self.report.undo.setEnabled(False)
            self._undo(self._outcome.import_id, self._on_this_undone)

    def _undo(self, import_id: int, done: Callable[[Undone], None]) -> None:
        imports = self._imports
        self._context.tasks.run(
            lambda: imports.undo(import_id), done, self._on_not_undone, owner=self
        )

    def _on_earlier_undone(self, undone: Undone) -> None:
        self.source.say_undone(undone)
        self._list_earlier()
        self._context.feed.poll()

    def _on_this_undone(self, undone: Undone) -> None:
        self._on_earlier_undone(undone)
        self.report.undo.setEnabled(True)
        words = self.source.undo_note.text()
        self.report.show_words(self.tr("The import is taken back"), words)

    def _on_not_undone(self, error: Exception) -> None:
        self.report.undo.setEnabled(True)
        self._list_earlier()
        self._say(str(error), bad=True)

    def _list_earlier(self) -> None:
        self._context.tasks.run(self._imports.recent, self.source.show_earlier, owner=self)

    # Steps and buttons

    def _go_to(self, step: Step) -> None:
        self.at = step
        first, second = {Step.SOURCE, Step.LOOKING}, {Step.COLUMNS}
        page = self.source if step in first else self.columns if step in second else self.report
        self.steps.setCurrentWidget(page)
        self.step.setText(self.tr(_WORDS[step]))
        self._show_state()

    def _show_state(self) -> None:
        """Buttons that fit where one is."""
        step, outcome = self.at, self._outcome
        words, ready = {
            Step.SOURCE: ("Next", self._table is not None),
            Step.COLUMNS: ("Check", not self.columns.problem()),
            Step.CHECKED: (self._import_words(), bool(outcome and outcome.to_do)),
            Step.DONE: ("Close", True),
        }.get(step, ("Next", False))
        self.go.setText(self.tr(words))
        self.go.setEnabled(ready)
        self.go.setVisible(step is not Step.IMPORTING)
        self.back.setVisible(step in {Step.COLUMNS, Step.CHECKED})
        self.cancel.setVisible(step is not Step.DONE)
        self.cancel.setEnabled(True)
        stopping = step is Step.IMPORTING
        self.cancel.setText(self.tr("Cancel import") if stopping else self.tr("Cancel"))
        if step is Step.COLUMNS:
            self._say(self.columns.problem())

    def _import_words(self) -> str:
        outcome = self._outcome
        if outcome is None or not outcome.to_do:
            return self.tr("Import")
        return self.tr("Import {0}").format(outcome.kind.counted(outcome.to_do))

    def _on_go(self) -> None:
        does: dict[Step, Callable[[], object]] = {
            Step.SOURCE: lambda: self._go_to(Step.COLUMNS),
            Step.COLUMNS: self._check,
            Step.CHECKED: self._run,
            Step.DONE: self.accept,
        }
        if self.go.isEnabled() and self.at in does:
            self._say("")
            does[self.at]()

    def _on_back(self) -> None:
        self._say("")
        self._go_to(Step.COLUMNS if self.at is Step.CHECKED else Step.SOURCE)

    def _say(self, words: str, *, bad: bool = False) -> None:
        self.note.setProperty("role", "bad" if bad else "muted")
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
        self.note.setText(words)

    def _fail(self, error: Exception, step: Step) -> None:
        self._watching.stop()
        self._go_to(step)
        if isinstance(error, (DomainError, OSError)):
            self._say(str(error), bad=True)
        else:
            self._context.tasks.report(error)

    def reject(self) -> None:
        """Esc and Cancel: stop what runs; it leaves nothing. Else close."""
        if self.is_running:
            self._course.stopping = True
            self.cancel.setEnabled(False)
            self._say(self.tr("Stopping…"))
            return
        self._looking.drop()
        super().reject()

    def done(self, result: int) -> None:
        if self._table is not None:
            self._imports.forget(self._table)
            self._table = None
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.is_running:
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)
