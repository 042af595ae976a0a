# SPDX-License-Identifier: MIT
"""Adds or changes a number series; shows the next number while one types."""

from dataclasses import replace

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.services.numbering import SeriesRow


class NumberSeriesDialog(Form, QDialog):
    """Name, pattern, year reset and next number; a number given before is refused by saving."""

    FORM = "number_series"

    name: QLineEdit
    pattern: QLineEdit
    yearly: QCheckBox
    next: QSpinBox
    example: QLabel
    note: QLabel
    cancel: QPushButton
    save: QPushButton

    def __init__(
        self,
        context: Context,
        row: SeriesRow | None,
        others: tuple[NumberSeries, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 480, 400)
        self._context, self._row, self._others = context, row, others
        self._before = row.series if row else NumberSeries(0, "")
        self._first = row.next if row else 1
        self._refused: DomainError | None = None
        title = self.tr("Change {0}").format(row.series.name) if row else self.tr("Add series")
        self.setWindowTitle(title)
        self.save.setText(self.tr("Save") if row else self.tr("Add"))
        self._errors = FieldErrors(
            self, {"name": self.name, "pattern": self.pattern, "next": self.next}
        )
        self._touched = False
        self.name.setText(self._before.name)
        self.pattern.setText(self._before.pattern if row else "")
        self.yearly.setChecked(self._before.yearly)
        self.next.setValue(self._first)
        self._connect()
        self._check()
        self.name.setFocus()

    def series(self) -> NumberSeries:
        """The series as it is typed."""
        return replace(
            self._before,
            name=self.name.text().strip(),
            pattern=self.pattern.text(),
            yearly=self.yearly.isChecked(),
        )

    def _connect(self) -> None:
        for edit in (self.name, self.pattern):
            edit.textChanged.connect(self._on_typed)
            edit.returnPressed.connect(self._save)
        self.yearly.toggled.connect(self._on_typed)
        self.next.valueChanged.connect(self._on_typed)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._save)

    def _on_typed(self) -> None:
        self._touched, self._refused = True, None
        self._check()

    def _check(self) -> None:
        numbering, series = self._context.app.numbering, self.series()
        problems = numbering.problems(series, self._others)
        shown = [*problems, *(self._refused.problems if self._refused else ())]
        # An empty form is not full of mistakes yet.
        self._errors.show(shown if self._touched else [])
        wrong_pattern = any(one.code == "bad_pattern" for one in problems)
        on = self._row.on if self._row else self._context.app.clock.now().astimezone().date()
        example = formats.DASH if wrong_pattern else series.text(self.next.value(), on)
        self.example.setText(example)
        self.save.setEnabled(not shown)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        self.save.setEnabled(False)
        numbering, series = self._context.app.numbering, self.series()
        asked = self.next.value() != self._first or not series.id
        number = self.next.value() if asked else None
        self._context.tasks.run(
            lambda: numbering.save(series, number), self._on_saved, self._on_failed, owner=self
        )

    def _on_saved(self, _series_id: int) -> None:
        name = self.series().name
        self._context.messages.info(self.tr("The series {0} is saved.").format(name))
        self._context.feed.poll()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self._touched, self._refused = True, error
            if any(one.field not in {"name", "pattern", "next"} for one in error.problems):
                self.note.setText(str(error))
        else:
            self._context.tasks.report(error)
        self._check()
