# SPDX-License-Identifier: MIT
"""AR Settings, Numbering: the series, what comes next in each, and what is numbered in which."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QTableView, QWidget

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.gui.widgets.settings_section import Choices, SettingsSection
from lightar_desktop.services.numbering import SeriesRow

_HEADS: Final = ("Name", "Numbers look like", "Starts again", "Next")
_WIDTHS: Final = {0: 160, 2: 110, 3: 170}
_ROWS_SHOWN: Final = 6


@promoted
class NumberingSection(SettingsSection):
    """Series are changed in a dialog of their own, which saves at once.

    Signals:
        series_asked(SeriesRow | None): change this series, or add one.
    """

    series_asked = Signal(object)

    FORM = "settings_numbering"
    heading = "Numbering"
    icon = "invoice"
    parts = frozenset({"series_id", "credit_series_id"})

    table: QTableView
    add: QPushButton
    change: QPushButton
    series_id: QComboBox
    credit_series_id: QComboBox

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._rows: tuple[SeriesRow, ...] = ()
        self._model = QStandardItemModel(self)
        self._model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        self.table.setModel(self._model)
        set_up_table(self.table, stretch=1, widths=_WIDTHS, edge="inner")
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._boxes = {"series_id": self.series_id, "credit_series_id": self.credit_series_id}
        self._errors = FieldErrors(self, self._boxes)
        for box in self._boxes.values():
            box.currentIndexChanged.connect(self.changed)
        self.add.clicked.connect(lambda: self.series_asked.emit(None))
        self.change.clicked.connect(self._on_change)
        self.table.activated.connect(self._on_change)

    def offer(self, choices: Choices) -> None:
        self._rows = choices.series
        at = max(0, self.table.currentIndex().row())
        self._model.setRowCount(0)
        for row in self._rows:
            self._model.appendRow(_items(row))
        self.table.selectRow(min(at, len(self._rows) - 1))
        self.change.setEnabled(bool(self._rows))
        height = self.table.verticalHeader().defaultSectionSize()
        shown = max(1, min(len(self._rows), _ROWS_SHOWN))
        self.table.setFixedHeight(self.table.horizontalHeader().height() + shown * height + 2)
        firsts = (self.tr("choose each time"), self.tr("in their invoice’s series"))
        for first, box in zip(firsts, self._boxes.values(), strict=True):
            known = box.currentData() or 0
            box.blockSignals(True)
            box.clear()
            box.addItem(first, 0)
            for row in self._rows:
                box.addItem(row.series.name, row.series.id)
            box.setCurrentIndex(max(0, box.findData(known)))
            box.blockSignals(False)

    def fill(self, company: Company) -> None:
        for name, box in self._boxes.items():
            box.setCurrentIndex(max(0, box.findData(getattr(company, name))))

    def typed(self, company: Company) -> Company:
        return replace(
            company,
            series_id=self.series_id.currentData() or 0,
            credit_series_id=self.credit_series_id.currentData() or 0,
        )

    def show_problems(self, problems: Iterable[Problem]) -> None:
        self._errors.show(problems)

    def begin(self) -> None:
        self.table.setFocus()

    def _on_change(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self._rows):
            self.series_asked.emit(self._rows[at])


def _items(row: SeriesRow) -> list[QStandardItem]:
    again = "each year" if row.series.period(row.on) else "never"
    items = [
        QStandardItem(text) for text in (row.series.name, row.series.pattern, again, row.example)
    ]
    for item in items:
        item.setEditable(False)
    items[-1].setData(f"next: {row.example}", Qt.ItemDataRole.AccessibleTextRole)
    return items
