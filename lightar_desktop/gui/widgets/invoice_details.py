# SPDX-License-Identifier: MIT
"""The Details tab: fields, lines, VAT and totals; for a draft also what is still missing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.invoice_view import InvoiceView
from lightar_desktop.gui.widgets.plain_table import set_up_table

_HEADS = ("Description", "Quantity", "Price", "Discount", "VAT", "Amount")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDTHS = {1: 100, 2: 110, 3: 90, 4: 130, 5: 130}
# A problem names the part of the invoice; this is where that part stands here.
_PLACES = {"status": "customer", "due_on": "terms", "company": "vat_id"}


@promoted
class InvoiceDetails(Form, QWidget):
    """Shows one invoice whole; fields of an opened one carry a lock.

    Signals:
        mend_asked(str): the field of a problem is mended elsewhere (`customer`, `company`).
    """

    FORM = "invoice_details"
    mend_asked = Signal(str)

    scroll_area: QScrollArea
    missing: QFrame
    missing_list: QWidget
    lock_icon: QLabel
    lock_note: QLabel
    fields: QWidget
    lines: QTableView
    totals: QWidget
    note: QLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._values: dict[str, QLabel] = {}
        self._model = QStandardItemModel(self)
        self._model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        for column in _WIDTHS:
            self._model.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
        self.lines.setModel(self._model)
        set_up_table(self.lines, stretch=0, widths=_WIDTHS, edge="inner")
        self.lines.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lock_icon.setPixmap(theme.pixmap("lock", "muted", 14, self.devicePixelRatioF()))

    def show_invoice(self, view: InvoiceView) -> None:
        """Show this invoice."""
        self._show_fields(view)
        self._show_lines(view)
        self._show_totals(view)
        self._show_missing(view.problems)
        for part in (self.lock_icon, self.lock_note):
            part.setVisible(not view.is_draft)
        self.lock_note.setText(
            self.tr("Locked since it was opened. To correct it, void it or write a credit note.")
        )
        self.note.setText(view.invoice.note)
        self.note.setVisible(bool(view.invoice.note))

    def highlight(self, field: str) -> None:
        """Point at the field of a problem: scroll to it, mark it, give it the focus."""
        part, _, rest = field.partition(".")
        place = _PLACES.get(part, part)
        for name, value in self._values.items():
            _mark(value, name == place)
        if part == "lines":
            row = int(rest.partition(".")[0] or 1) - 1 if rest else 0
            self.lines.selectRow(min(row, max(0, self._model.rowCount() - 1)))
            self.lines.setFocus()
            self.scroll_area.ensureWidgetVisible(self.lines)
        elif place in self._values:
            self.scroll_area.ensureWidgetVisible(self._values[place])
            self._values[place].setFocus()

    def marked(self) -> list[str]:
        """Names of the fields that are marked."""
        return [name for name, value in self._values.items() if value.property("faulty")]

    def _show_fields(self, view: InvoiceView) -> None:
        grid = self.fields.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - the form's
        _empty(grid)
        self._values = {}
        for position, (name, label, value) in enumerate(view.fields):
            row, side = divmod(position, 2)
            caption = QLabel(self.tr(label), self.fields)
            caption.setProperty("role", "muted")
            shown = QLabel(value or formats.DASH, self.fields)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            shown.setAccessibleName(f"{self.tr(label)}: {value}")
            caption.setBuddy(shown)
            grid.addWidget(caption, row, 2 * side, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 2 * side + 1, Qt.AlignmentFlag.AlignTop)
            self._values[name] = shown
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def _show_lines(self, view: InvoiceView) -> None:
        self._model.setRowCount(0)
        for line, net in zip(view.lines, view.nets, strict=True):
            texts = (
                line.description or self.tr("(no description)"),
                f"{line.quantity.normalize():f} {line.unit}".strip(),
                formats.amount(line.unit_price, view.row.currency),
                _discount(line, view.row.currency),
                _vat(line.tax_category, f"{line.tax_rate.normalize():f}"),
                formats.amount(net, view.row.currency),
            )
            items = [QStandardItem(text) for text in texts]
            for item in items:
                item.setEditable(False)
            for item in items[1:]:
                item.setTextAlignment(_RIGHT)
            self._model.appendRow(items)
        rows = max(1, self._model.rowCount())
        height = self.lines.horizontalHeader().height()
        row = self.lines.verticalHeader().defaultSectionSize()
        self.lines.setFixedHeight(height + rows * row + 2)

    def _show_totals(self, view: InvoiceView) -> None:
        grid = self.totals.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - the form's
        _empty(grid)
        currency, sums = view.row.currency, view.totals
        rows = [(self.tr("Net"), sums.net, "")]
        if sums.discount:
            rows.insert(0, (self.tr("Discount"), -sums.discount, ""))
        for part in sums.breakdown:
            rate = _vat(part.category, f"{part.rate.normalize():f}")
            base = formats.amount(part.taxable, currency)
            rows.append((self.tr("VAT {0} on {1}").format(rate, base), part.tax, ""))
        rows.append((self.tr("Total"), sums.total, "metric"))
        grid.setColumnStretch(0, 1)
        for row, (label, value, role) in enumerate(rows):
            caption = QLabel(label, self.totals)
            caption.setProperty("role", role or "muted")
            shown = QLabel(
                formats.money(value, currency) if role else formats.amount(value, currency),
                self.totals,
            )
            shown.setProperty("role", role)
            shown.setFont(theme.current().font())
            grid.addWidget(caption, row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(shown, row, 2, Qt.AlignmentFlag.AlignRight)
        grid.setContentsMargins(0, 0, 10, 0)

    def _show_missing(self, problems: tuple[Problem, ...]) -> None:
        column = self.missing_list.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - the form's
        _empty(column)
        for problem in problems:
            button = QPushButton(str(problem), self.missing_list)
            button.setProperty("link", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, field=problem.field: self._mend(field))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.missing.setVisible(bool(problems))

    def _mend(self, field: str) -> None:
        self.highlight(field)
        if field in {"customer", "company"}:
            self.mend_asked.emit(field)


def _mark(value: QLabel, faulty: bool) -> None:
    if bool(value.property("faulty")) != faulty:
        value.setProperty("faulty", faulty)
        value.style().unpolish(value)
        value.style().polish(value)


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _discount(line: InvoiceLine, currency: str) -> str:
    parts = []
    if line.discount_percent != ZERO:
        parts.append(f"{line.discount_percent.normalize():f} %")
    if line.discount_amount != ZERO:
        parts.append(formats.amount(line.discount_amount, currency))
    return " + ".join(parts)


def _vat(category: TaxCategory, rate: str) -> str:
    if category.taxed:
        return f"{rate} %"
    return category.name.replace("_", " ").capitalize()
