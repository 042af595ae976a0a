# SPDX-License-Identifier: MIT
"""The table of lines: its columns, its rows, and where it breaks."""

from dataclasses import dataclass
from decimal import Decimal

from lightar_desktop.adapters.documents.formats import Formats
from lightar_desktop.adapters.documents.layout import (
    GREY,
    HAIR,
    INK,
    LEFT,
    Sheet,
    Style,
    light,
    strong,
)
from lightar_desktop.adapters.documents.paper import Paper
from lightar_desktop.adapters.documents.wrapping import wrap_all
from lightar_desktop.domain.layout import Column
from lightar_desktop.domain.money import ZERO, decimals
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory

_GAP = 12.0
_PADDING = 4.4  # above and below the text of a row
_NARROWEST = 105.0  # what the description needs to be readable
_LONGEST = 24  # lines of a row before it goes on as another
HEAD = 22.0
CARRY = 18.0


def rate_words(
    category: TaxCategory, rate: Decimal, formats: Formats, marks: dict[TaxCategory, str]
) -> str:
    """A VAT rate as printed, with the mark of its reason where there are several."""
    if category.taxed:
        return formats.percent(rate)
    words = "–" if category is TaxCategory.OUTSIDE_SCOPE else formats.percent(ZERO)
    return f"{words} {marks[category]}" if category in marks else words


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. A very long description goes on in rows without figures."""

    cells: tuple[str, ...]  # position, quantity, price, discount, VAT, amount
    description: list[str]
    main: int  # how many of these lines are the first paragraph
    unit: list[str]
    height: float
    net: Decimal


@dataclass(frozen=True, slots=True)
class Columns:
    """Right edges of the figures, None for a column left out; the description takes what they
    leave.
    """

    style: Style
    position: float | None
    description: float
    description_width: float
    quantity: float
    unit: float
    unit_right: float
    price: float | None
    discount: float | None
    vat: float | None
    amount: float


class Table:
    """The lines of one invoice, measured."""

    def __init__(self, paper: Paper) -> None:
        issued = paper.issued
        self._formats = paper.formats
        self._layout = issued.layout
        self._right = paper.frame.right
        self._marks = paper.marks()  # that lead from a rate to the reason for it
        self._head = strong(7.6, GREY)
        self._soft = light(7.8, GREY)
        cells = [
            self._cells(place, line, net)
            for place, (line, net) in enumerate(zip(issued.lines, issued.line_nets, strict=True), 1)
        ]
        texts = [line.unit if self._layout.shows(Column.UNIT) else "" for line in issued.lines]
        units = [wrap_all(text, light(8.6), 52, most=6) for text in texts]
        self._titles = self._named(issued.currency)
        for size in (8.6, 7.6, 6.6, 5.4):
            self._columns = self._measured(cells, units, light(size))
            if self._columns.description_width >= _NARROWEST:
                break
        self.rows = [
            row
            for cell, unit, line, net in zip(
                cells, units, issued.lines, issued.line_nets, strict=True
            )
            for row in self._rows(cell, unit, line.description, net)
        ]

    def _cells(self, place: int, line: InvoiceLine, net: Decimal) -> tuple[str, ...]:
        formats = self._formats
        places = decimals(formats.currency)
        discounts = []
        if line.discount_percent:
            discounts.append(formats.percent(line.discount_percent))
        if line.discount_amount:
            discounts.append(formats.number(line.discount_amount, places))
        return (
            str(place),
            formats.number(line.quantity),
            formats.number(line.unit_price, places),
            " + ".join(discounts),
            rate_words(line.tax_category, line.tax_rate, formats, self._marks),
            formats.amount(net),
        )

    def _named(self, currency: str) -> tuple[str, ...]:
        words = self._formats.words
        amount = f"{words.amount} {currency}" if currency else words.amount
        return (words.position, words.quantity, words.price, words.discount, words.vat, amount)

    def _measured(
        self, cells: list[tuple[str, ...]], units: list[list[str]], style: Style
    ) -> Columns:
        titles = [self._head.width(title) for title in self._titles]
        # Figures are all equally wide, so the longest text of a column decides.
        longest = [max(column, key=len) for column in zip(*cells, strict=True)] or [""] * 6
        widths = [style.width(text) for text in longest]
        needed = [max(pair) for pair in zip(titles, widths, strict=True)]
        unit = max((style.width(text) for lines in units for text in lines), default=0.0)
        edge = self._right - needed[5] - _GAP
        rights: dict[Column, float] = {}
        for column, place in ((Column.VAT, 4), (Column.DISCOUNT, 3), (Column.PRICE, 2)):
            used = column is not Column.DISCOUNT or any(cell[3] for cell in cells)
            if used and self._layout.shows(column):
                rights[column] = edge
                edge -= needed[place] + _GAP
        unit_left = edge - unit
        quantity = unit_left - (4 if unit else 0)
        # The head stands over the figure and its unit together.
        start = min(quantity - widths[1], edge - titles[1]) - _GAP - 2
        numbered = self._layout.shows(Column.POSITION)
        position = LEFT + needed[0] if numbered else None
        description = LEFT if position is None else position + 10
        return Columns(
            style, position, description, start - description, quantity, unit_left, edge,
            rights.get(Column.PRICE), rights.get(Column.DISCOUNT), rights.get(Column.VAT),
            self._right,
        )  # fmt: skip

    def _rows(
        self, cells: tuple[str, ...], unit: list[str], description: str, net: Decimal
    ) -> list[Row]:
        style, width = self._columns.style, self._columns.description_width
        first, *others = description.split("\n", 1)
        lines = wrap_all(first, style, width) or [""]
        main = len(lines)
        if others:
            lines += wrap_all(others[0], self._soft, width)
        rows: list[Row] = []
        while lines or not rows:
            part, lines = lines[:_LONGEST], lines[_LONGEST:]
            count = max(len(part), len(unit))
            height = count * style.line + 2 * _PADDING
            rows.append(Row(cells, part, main, unit, height, net))
            cells, unit, net, main = ("",) * 6, [], ZERO, max(0, main - len(part))
        return rows

    def head(self, sheet: Sheet, y: float) -> float:
        """Draw the titles of the columns; returns where the rows begin."""
        columns, style = self._columns, self._head
        base = y + 13.5
        position, quantity, price, discount, vat, amount = self._titles
        if columns.position is not None:
            sheet.text(LEFT, base, position, style)
        sheet.text(columns.description, base, self._formats.words.description, style)
        sheet.right(columns.unit_right, base, quantity, style)
        for right, title in (
            (columns.price, price),
            (columns.discount, discount),
            (columns.vat, vat),
            (columns.amount, amount),
        ):
            if right is not None:
                sheet.right(right, base, title, style)
        sheet.rule(LEFT, y + HEAD - 2, self._right, INK, 0.9)
        return y + HEAD - 1

    def row(self, sheet: Sheet, y: float, row: Row) -> float:
        """Draw one row; returns where the next begins."""
        columns, style = self._columns, self._columns.style
        base = y + _PADDING + style.size * 0.95
        position, quantity, price, discount, vat, amount = row.cells
        if position and columns.position is not None:
            sheet.right(columns.position, base, position, style)
        for place, line in enumerate(row.description):
            font = style if place < row.main else self._soft
            down = base + place * style.line
            sheet.begun(columns.description, down, line, font, columns.description_width)
        if position:
            sheet.right(columns.quantity, base, quantity, style)
            sheet.lines(columns.unit, base, row.unit, style)
            if columns.price is not None:
                sheet.right(columns.price, base, price, style)
            if discount and columns.discount is not None:
                sheet.right(columns.discount, base, discount, style)
            if columns.vat is not None:
                sheet.right(columns.vat, base, vat, style)
            sheet.right(columns.amount, base, amount, style)
        end = y + row.height
        sheet.rule(LEFT, end, self._right, HAIR)
        return end

    def carry(self, sheet: Sheet, y: float, words: str, sum_so_far: Decimal) -> float:
        """Draw a carried sum; returns where the next row begins."""
        base = y + 12.0
        sheet.box(LEFT, y + 0.6, self._right - LEFT, CARRY - 1.2)
        sheet.text(self._columns.description, base, words, strong(8.2, GREY))
        figure = strong(self._columns.style.size - 0.2)
        sheet.right(self._columns.amount, base, self._formats.amount(sum_so_far), figure)
        sheet.rule(LEFT, y + CARRY, self._right, HAIR)
        return y + CARRY
