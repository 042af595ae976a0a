# SPDX-License-Identifier: MIT
"""The Details tab: what an opened invoice holds, under its lock."""

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

from lightar_desktop.domain import vat
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.invoice_view import InvoiceView
from lightar_desktop.gui.widgets.plain_table import set_up_table
from lightar_desktop.gui.widgets.totals_grid import TotalsGrid, vat_words

_HEADS = ("Description", "Quantity", "Price", "Discount", "VAT", "Amount")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDTHS = {1: 100, 2: 110, 3: 90, 4: 130, 5: 130}
# A problem names the part of the invoice; this is where that part stands here.
_PLACES = {"status": "customer", "due_on": "terms", "company": "vat_id"}


@promoted
class InvoiceDetails(Form, QWidget):
    """Shows one invoice whole; fields of an opened one carry a lock.

    Signals:
        credit_asked(), void_asked(): correct the invoice in this way.
        invoice_asked(int): show this credit note.
    """

    FORM = "invoice_details"
    credit_asked = Signal()
    void_asked = Signal()
    invoice_asked = Signal(int)

    scroll_area: QScrollArea
    lock_bar: QFrame
    lock_icon: QLabel
    lock_note: QLabel
    credit: QPushButton
    void: QPushButton
    links: QWidget
    fields: QWidget
    lines: QTableView
    totals: QWidget
    note: QLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._values: dict[str, QLabel] = {}
        self._sums = TotalsGrid(self.totals)
        self._model = QStandardItemModel(self)
        self._model.setHorizontalHeaderLabels([self.tr(head) for head in _HEADS])
        for column in _WIDTHS:
            self._model.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
        self.lines.setModel(self._model)
        set_up_table(self.lines, stretch=0, widths=_WIDTHS, edge="inner")
        self.lines.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.credit.clicked.connect(self.credit_asked)
        self.void.clicked.connect(self.void_asked)
        self.lock_icon.setPixmap(theme.pixmap("lock", "muted", 14, self.devicePixelRatioF()))

    def show_invoice(self, view: InvoiceView) -> None:
        """Show this invoice."""
        self._show_fields(view)
        self._show_lines(view)
        self._sums.show(view.totals, view.row.currency)
        self._show_lock(view)
        self._show_links(view)
        self.note.setText(view.invoice.note)
        self.note.setVisible(bool(view.invoice.note))

    def _show_lock(self, view: InvoiceView) -> None:
        """Since when it is locked, and the two ways to correct it."""
        invoice = view.invoice
        void = view.row.status is InvoiceStatus.VOID
        is_invoice = invoice.kind is DocumentKind.INVOICE
        left = view.credited is None or bool(view.credited.left)
        since = formats.day(view.opened_at.astimezone().date()) if view.opened_at else ""
        words = self.tr("Locked since it was opened on {0}.").format(since)
        if void:
            words = self.tr("Void: {0}").format(invoice.void_reason)
        elif is_invoice and left:
            words += self.tr(" Correct it with a credit note, or void it.")
        elif is_invoice:
            words += self.tr(" It is credited in full.")
        self.lock_note.setText(words)
        self.lock_bar.setVisible(not view.is_draft)
        self.credit.setVisible(not void and is_invoice)
        self.credit.setEnabled(left)
        self.void.setVisible(not void)
        untouched = view.row.status is InvoiceStatus.OPEN and view.row.balance == view.row.total
        self.void.setEnabled(untouched)
        why = self.tr("Money was received or credited; write a credit note instead.")
        self.void.setToolTip("" if untouched else why)

    def _show_links(self, view: InvoiceView) -> None:
        """The credit notes that correct it."""
        column = self.links.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - the form's
        _empty(column)
        for row in view.notes:
            name = row.number or self.tr("draft")
            amount = formats.money(row.total, row.currency)
            words = self.tr("Credit note {0}, {1}").format(name, amount)
            self._add_link(column, words, row.id)
        self.links.setVisible(column.count() > 0)

    def _add_link(self, column: QVBoxLayout, words: str, invoice_id: int) -> None:
        link = QPushButton(words, self.links)
        link.setProperty("link", True)
        link.setAutoDefault(False)
        link.clicked.connect(lambda: self.invoice_asked.emit(invoice_id))
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

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
                formats.price(line.unit_price, view.row.currency),
                _discount(line, view.row.currency),
                vat_words(vat.of(line)),
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
