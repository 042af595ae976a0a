# SPDX-License-Identifier: MIT
"""Net, VAT and total of an invoice beneath its lines."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from lightar_desktop.domain.tax import Totals
from lightar_desktop.domain.vat import WORDS, Vat
from lightar_desktop.gui import formats, theme

_LAST: Final = 99  # a row beneath all others takes the room that is left


class TotalsGrid:
    """Shows totals in a widget whose layout is a grid; labels are made once and used again."""

    def __init__(self, place: QWidget) -> None:
        self._place = place
        grid = place.layout()
        assert isinstance(grid, QGridLayout)  # noqa: S101 - the form's
        self._grid = grid
        self._rows: list[tuple[QLabel, QLabel]] = []
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(_LAST, 1)
        grid.setContentsMargins(0, 0, 10, 0)

    def show(self, sums: Totals, currency: str) -> None:
        """Show these totals."""
        rows = [("Net", formats.amount(sums.net, currency))]
        if sums.discount:
            rows.insert(0, ("Discount", formats.amount(-sums.discount, currency)))
        for part in sums.breakdown:
            rate = vat_words(Vat(part.category, part.rate))
            base = formats.amount(part.taxable, currency)
            rows.append((f"VAT {rate} on {base}", formats.amount(part.tax, currency)))
        rows.append(("Total", formats.money(sums.total, currency)))
        while len(self._rows) < len(rows):
            self._add_row()
        for number, (caption, value) in enumerate(self._rows):
            used = number < len(rows)
            caption.setVisible(used)
            value.setVisible(used)
            if used:
                last = number == len(rows) - 1
                _say(caption, rows[number][0], "metric" if last else "muted")
                _say(value, rows[number][1], "metric" if last else "")

    def texts(self) -> list[str]:
        """The amounts that are shown, from top to bottom."""
        return [value.text() for _, value in self._rows if not value.isHidden()]

    def _add_row(self) -> None:
        caption, value = QLabel(self._place), QLabel(self._place)
        value.setFont(theme.current().font())
        row = len(self._rows)
        self._grid.addWidget(caption, row, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignRight)
        self._rows.append((caption, value))


def vat_words(vat: Vat) -> str:
    """VAT in a few words: `25 %`, `Reverse charge`."""
    if vat.category.taxed:
        return f"{formats.number_style().text(vat.rate)} %"
    return WORDS[vat.category]


def _say(label: QLabel, words: str, role: str) -> None:
    if label.text() != words:
        label.setText(words)
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)
