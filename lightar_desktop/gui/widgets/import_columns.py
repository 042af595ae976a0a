# SPDX-License-Identifier: MIT
"""Second step of an import: how the file is read, and which of its columns is what."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTableView,
    QWidget,
)

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing.amounts import EXACT
from lightar_desktop.domain.importing.choices import DELIMITERS, ENCODINGS
from lightar_desktop.domain.importing.columns import sample
from lightar_desktop.domain.importing.fields import Field, Reads, alternatives, fields
from lightar_desktop.domain.importing.mapping import Columns, missing
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.field_errors import mark_invalid
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.services.ports.files import SourceTable

_SHOWN_ROWS = 5
_NONE = -1


@promoted
class ImportColumns(Form, QWidget):
    """A preview of the file above a list of fields, each with the column that fills it.

    Signals:
        changed(): another mapping, VAT rate or order of dates.
        reading_changed(): the file is to be read in another way.
    """

    FORM = "import_columns"
    changed = Signal()
    reading_changed = Signal()

    encoding_label: QLabel
    encoding: QComboBox
    delimiter_label: QLabel
    delimiter: QComboBox
    sheet_label: QLabel
    sheet: QComboBox
    header_row: QSpinBox
    decimals: QComboBox
    preview: QTableView
    dates_label: QLabel
    dates: QComboBox
    vat_label: QLabel
    vat: QLineEdit
    scroll_area: QScrollArea
    fields: QWidget
    grid: QGridLayout

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self.model = QStandardItemModel(self)
        self.preview.setModel(self.model)
        self._kind = ImportKind.CUSTOMERS
        self.choices: dict[str, QComboBox] = {}
        self._table: SourceTable | None = None
        for words, value in (
            (self.tr("as the column shows"), None),
            (self.tr("day/month"), False),
            (self.tr("month/day"), True),
        ):
            self.dates.addItem(words, value)
        for words, mark in (
            (self.tr("as shown"), ""),
            (self.tr("comma"), ","),
            (self.tr("point"), "."),
        ):
            self.decimals.addItem(words, mark)
        for box in (self.encoding, self.delimiter, self.sheet):
            box.activated.connect(self.reading_changed)
        self.header_row.setKeyboardTracking(False)
        self.header_row.valueChanged.connect(self.reading_changed)
        self.dates.activated.connect(self._on_changed)
        self.decimals.activated.connect(self._on_changed)
        self.vat.textChanged.connect(self._on_changed)

    def show_table(self, kind: ImportKind, table: SourceTable, columns: Columns) -> None:
        """Show a file that was looked at, with this mapping to begin with."""
        self._kind, self._table = kind, table
        self._show_reading(table)
        self._show_preview(table)
        self._show_fields(table, columns)
        self._on_changed()

    def columns(self) -> Columns:
        """The mapping as it is chosen."""
        chosen = {name: int(box.currentData()) for name, box in self.choices.items()}
        return {name: column for name, column in chosen.items() if column != _NONE}

    @property
    def month_first(self) -> bool | None:
        """What is chosen for dates that could be read in two ways; None leaves it to the column."""
        chosen: bool | None = self.dates.currentData()
        return chosen

    @property
    def decimal_mark(self) -> str:
        """What is chosen to stand before the decimals; empty leaves it to the columns."""
        return str(self.decimals.currentData())

    @property
    def tax_rate(self) -> Decimal | None:
        """The VAT rate where the file names none; None when none is given."""
        try:
            rate = Decimal(self.vat.text().strip().removesuffix("%").strip().replace(",", "."))
        except InvalidOperation:
            return None
        return rate if rate.is_finite() and 0 <= rate <= 100 else None

    def problem(self) -> str:
        """What is still missing, in a sentence; empty when the file can be checked."""
        if lacking := missing(self._kind, self.columns()):
            return self.tr("Choose the column for: {0}.").format("; ".join(lacking))
        typed = bool(self.vat.text().strip())
        if typed and self.tax_rate is None:
            return self.tr("The VAT rate must be a number between 0 and 100.")
        named = {"tax_rate", "tax_category", "product_code"} & self.columns().keys()
        if self._kind is ImportKind.INVOICES and not named and not typed:
            return self.tr("The file names no VAT rate; choose its column, or enter the rate.")
        return ""

    def wishes(self) -> dict[str, object]:
        """How the file is to be read, as `ImportService.look` takes it."""
        found: dict[str, object] = {"header_row": self.header_row.value()}
        if self.sheet.isVisible():
            return found | {"sheet": self.sheet.currentText()}
        encoding, delimiter = self.encoding.currentData(), self.delimiter.currentData()
        return found | {"encoding": encoding, "delimiter": delimiter}

    def _show_reading(self, table: SourceTable) -> None:
        blocked = [
            QSignalBlocker(box)
            for box in (self.encoding, self.delimiter, self.sheet, self.header_row)
        ]
        self.header_row.setValue(table.header_row)
        for box, known, value in (
            (self.encoding, ENCODINGS, table.encoding),
            (self.delimiter, DELIMITERS, table.delimiter),
        ):
            box.clear()
            for key, words in ({value: value} | known).items():
                box.addItem(self.tr(words), key)
            box.setCurrentIndex(box.findData(value))
        self.sheet.clear()
        self.sheet.addItems(list(table.sheets))
        self.sheet.setCurrentText(table.sheet)
        for part in (self.encoding_label, self.encoding, self.delimiter_label, self.delimiter):
            part.setVisible(not table.sheet)
        self.sheet_label.setVisible(bool(table.sheet))
        self.sheet.setVisible(bool(table.sheet))
        del blocked

    def _show_preview(self, table: SourceTable) -> None:
        self.model.clear()
        self.model.setHorizontalHeaderLabels(list(table.headings))
        for row in table.first[:_SHOWN_ROWS]:
            items = [QStandardItem(cell.removeprefix(EXACT)) for cell in row]
            for item in items:
                item.setEditable(False)
            self.model.appendRow(items)
        last = len(table.headings) - 1
        set_up_table(self.preview, stretch=last, widths={}, edge="inner")
        self.preview.horizontalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents
        )

    def _show_fields(self, table: SourceTable, columns: Columns) -> None:
        while (old := self.grid.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.choices = {}
        before: QWidget = self.vat
        for row, field in enumerate(fields(self._kind)):
            label = QLabel(self._name(field), self.fields)
            box = QComboBox(self.fields)
            box.setAccessibleName(field.words)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(24)
            box.addItem(self.tr("— not in this file —"), _NONE)
            for column, heading in enumerate(table.headings):
                box.addItem(heading, column)
            box.setCurrentIndex(columns.get(field.name, _NONE) + 1)
            box.currentIndexChanged.connect(self._on_changed)
            label.setBuddy(box)
            seen = QLabel(self.fields)
            seen.setProperty("role", "muted")
            seen.setObjectName(f"{field.name}_sample")
            for place, widget in enumerate((label, box, seen)):
                self.grid.addWidget(widget, row, place)
            self.choices[field.name] = box
            QWidget.setTabOrder(before, box)
            before = box
        self.grid.setColumnStretch(2, 1)
        self.grid.setRowStretch(len(self.choices), 1)
        self.vat_label.setVisible(self._kind is not ImportKind.CUSTOMERS)
        self.vat.setVisible(self._kind is not ImportKind.CUSTOMERS)
        dated = any(field.reads is Reads.DAY for field in fields(self._kind))
        self.dates_label.setVisible(dated)
        self.dates.setVisible(dated)

    def _name(self, field: Field) -> str:
        """A star marks what must be there, a circle what must be there if nothing alike is."""
        if field.required:
            return f"{field.words} *"
        some = any(field.name in group for group in alternatives(self._kind))
        return f"{field.words} °" if some else field.words

    def _on_changed(self) -> None:
        table = self._table
        if table is None:
            return
        taken = list(self.columns().values())
        for name, box in self.choices.items():
            column = int(box.currentData())
            twice = column != _NONE and taken.count(column) > 1
            mark_invalid(box, self.tr("This column is chosen twice.") if twice else "")
            texts = sample(row[column] for row in table.first) if column != _NONE else []
            label = self.fields.findChild(QLabel, f"{name}_sample")
            if isinstance(label, QLabel):
                label.setText(" · ".join(" ".join(text.split())[:40] for text in texts))
        self.changed.emit()
