# SPDX-License-Identifier: MIT
"""Number gaps: which invoice numbers are missing or void, per series and year."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QToolButton,
    QWidget,
)

from lightar_desktop.domain.number_gaps import GapReport
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.copying import as_text, put_on_clipboard
from lightar_desktop.gui.widgets.empty_state import EmptyState
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.numbers import NumberReport, number_report

_SERIES_HEADS = ("Series", "Year", "First", "Last", "Used", "Missing", "Void", "Credit notes")
_SERIES_WIDTHS = {1: 80, 2: 160, 3: 160, 4: 100, 5: 90, 6: 80, 7: 120}
_GAP_HEADS = ("Number", "What", "How many", "Reason")
_GAP_WIDTHS = {0: 300, 1: 110, 2: 100}
_MOST_LINES: Final = 300  # shown at once; the text has them all
_REFRESH_MS: Final = 2000  # while a batch runs, numbers come by the second
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberGapsPage(Form, Page):
    """Each series and year above; beneath, the numbers of the chosen one that need a reason."""

    FORM = "number_gaps"
    title = "Number gaps"

    back: QToolButton
    copy: QPushButton
    summary: QLabel
    sides: QStackedWidget
    tables: QSplitter
    series: QTableView
    parts: QStackedWidget
    gaps: QTableView
    calm: EmptyState
    empty: EmptyState

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self.found: NumberReport | None = None
        self._newest = Newest(context.tasks, self)
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._read)
        self._series_rows = _model(_SERIES_HEADS, right=(4, 5, 6, 7), parent=self)
        self._gap_rows = _model(_GAP_HEADS, right=(2,), parent=self)
        self.series.setModel(self._series_rows)
        self.gaps.setModel(self._gap_rows)
        set_up_table(self.series, stretch=0, widths=_SERIES_WIDTHS)
        set_up_table(self.gaps, stretch=3, widths=_GAP_WIDTHS)
        self.tables.setSizes([180, 460])
        self.summary.setText("Reading the numbers…")
        self.copy.setEnabled(False)
        self.primary = QAction("Copy report as text", self)
        self.primary.triggered.connect(self._copy)
        self.copy.clicked.connect(self._copy)
        self.back.clicked.connect(lambda: context.navigator.show_page("sales_invoices"))
        self.series.selectionModel().currentRowChanged.connect(self._show_gaps)
        theme.current().changed.connect(self._restyle)
        self._restyle()

    def _read(self) -> None:
        reads = self.context.app.reads
        self._newest.run(lambda: number_report(reads), self._show)

    def _show(self, found: NumberReport) -> None:
        chosen = max(0, self.series.currentIndex().row())
        self.found = found
        self.copy.setEnabled(bool(found.rows))
        self.summary.setText(summary_of(found))
        _fill(self._series_rows, map(_series_texts, found.rows), right=(4, 5, 6, 7))
        for place, row in enumerate(found.rows):
            if row.missing:
                self._series_rows.item(place, 5).setData("bad", Cell.INK)
        self.empty.say(
            "invoice", "No invoice has a number yet", "Opening gives an invoice its number."
        )
        self.sides.setCurrentWidget(self.tables if found.rows else self.empty)
        if found.rows:
            self.series.selectRow(min(chosen, len(found.rows) - 1))
            self._show_gaps()

    def _show_gaps(self) -> None:
        at = self.series.currentIndex().row()
        if self.found is None or not 0 <= at < len(self.found.rows):
            return
        row = self.found.rows[at]
        lines = list(islice(_gap_texts(row), _MOST_LINES))
        if (rest := len(row.missing) + len(row.voids) - len(lines)) > 0:
            lines.append((f"{formats.count(rest)} more in the report copied as text", "", "", ""))
        _fill(self._gap_rows, lines, right=(2,))
        self.calm.say(
            "circle-check",
            "No gap",
            "Every number is used, and none is void.",
        )
        self.parts.setCurrentWidget(self.gaps if lines else self.calm)

    def _copy(self) -> None:
        found = self.found
        if found is not None and found.rows:
            self.context.tasks.run(lambda: report_text(found), self._on_text)

    def _on_text(self, text: str) -> None:
        put_on_clipboard(text)
        self.context.messages.info("The report was copied as text.")

    def _restyle(self) -> None:
        self.back.setIcon(theme.icon("arrow-left"))

    def activate(self) -> None:
        self._read()
        self.series.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        if self.isVisible() and changes.invoices and not self._timer.isActive():
            self._timer.start()


def summary_of(found: NumberReport) -> str:
    """The result in a sentence or two."""
    count = found.missing_count
    if not found.rows:
        words = ""
    elif count:
        noun = "number is" if count == 1 else "numbers are"
        words = f"{formats.count(count)} {noun} missing; find out why before the year is closed."
    else:
        words = "No number is missing."
    late = [row for row in found.rows if row.start > 1]
    parts = [words, *(f"{_name(row)} starts at {row.first}." for row in late)]
    for other in found.others:
        noun = "number does" if other.count == 1 else "numbers do"
        parts.append(
            f"{formats.count(other.count)} {noun} not follow the pattern of {other.series} and "
            "cannot be checked."
        )
    return " ".join(part for part in parts if part)


def report_text(found: NumberReport) -> str:
    """The whole report for a mail or a spreadsheet."""
    gaps = [(row.series, _year(row), *texts) for row in found.rows for texts in _gap_texts(row)]
    first = as_text(_SERIES_HEADS, map(_series_texts, found.rows))
    second = as_text(("Series", "Year", *_GAP_HEADS), gaps) if gaps else ""
    return "\n".join(part for part in (first, second, summary_of(found) + "\n") if part)


def _name(row: GapReport) -> str:
    return f"{row.series} {_year(row)}".strip()


def _year(row: GapReport) -> str:
    return str(row.year) if row.year else ""


def _series_texts(row: GapReport) -> tuple[str, ...]:
    numbers = (row.count, row.missing_count, len(row.voids), row.credit_notes)
    return (row.series, _year(row) or "all", row.first, row.last, *map(formats.count, numbers))


def _gap_texts(row: GapReport) -> Iterable[tuple[str, ...]]:
    for gap in row.missing:
        yield str(gap), "Missing", formats.count(gap.count), ""
    for void in row.voids:
        yield void.number, "Void", "1", void.reason or "no reason given"


def _model(heads: Sequence[str], right: Sequence[int], parent: QWidget) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    model.setHorizontalHeaderLabels(list(heads))
    for column in right:
        model.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
    return model


def _fill(model: QStandardItemModel, rows: Iterable[Sequence[str]], right: Sequence[int]) -> None:
    model.setRowCount(0)
    for texts in rows:
        items = [QStandardItem(text) for text in texts]
        for column, item in enumerate(items):
            item.setEditable(False)
            if column in right:
                item.setTextAlignment(_RIGHT)
        model.appendRow(items)
