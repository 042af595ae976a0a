# SPDX-License-Identifier: MIT
"""Editing a draft: each edit makes a new one; what is typed and not right yet is kept beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Final

from lightar_desktop.domain import vat
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.invoice import DocumentKind, Invoice, InvoiceStatus
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.domain.typed import (
    Discount,
    NumberStyle,
    discount_text,
    typed_days,
    typed_discount,
)

# A thousand lines of this size still fit the columns of the totals.
_LARGEST_LINE: Final = Decimal(10) ** 11
WHOLE: Final = -1  # the row of what belongs to the invoice and not to a line


class Column(IntEnum):
    """Cells of a line from left to right, and the typed fields of the whole invoice."""

    DESCRIPTION = 0
    QUANTITY = 1
    UNIT = 2
    PRICE = 3
    DISCOUNT = 4
    VAT = 5
    REASON = 6
    AMOUNT = 7
    TERMS = 8
    ISSUED_ON = 9
    DUE_ON = 10


_FIELDS: Final = {
    Column.DESCRIPTION: "description",
    Column.QUANTITY: "quantity",
    Column.UNIT: "unit",
    Column.PRICE: "unit_price",
    Column.DISCOUNT: "discount",
    Column.VAT: "tax_category",
    Column.REASON: "tax_reason",
    Column.AMOUNT: "amount",
    Column.TERMS: "terms",
    Column.ISSUED_ON: "issued_on",
    Column.DUE_ON: "due_on",
}


def field_of(row: int, column: Column) -> str:
    """The name problems have for a cell: `lines.3.quantity`, `discount`."""
    return _FIELDS[column] if row == WHOLE else f"lines.{row + 1}.{_FIELDS[column]}"


def place_of(name: str) -> tuple[int, Column] | None:
    """The cell of a problem's field; None when it is about no line."""
    kind, _, rest = name.partition(".")
    if kind != "lines":
        return None
    position, _, part = rest.partition(".")
    columns = {words: column for column, words in _FIELDS.items()}
    row = int(position) - 1 if position.isdigit() else 0
    return max(0, row), columns.get(part, Column.DESCRIPTION)


# New drafts


def new_draft(
    company: Company,
    template: InvoiceTemplate | None,
    series_id: int,
    buyer: Customer | None = None,
) -> Invoice:
    """An empty draft as the company begins it; for `buyer` with its currency and terms."""
    empty = Invoice(
        id=0,
        version=0,
        status=InvoiceStatus.DRAFT,
        customer=None,
        template=template,
        series_id=series_id,
        currency=company.currency,
        terms_days=company.terms_days,
    )
    return with_customer(empty, buyer) if buyer else empty


def with_customer(draft: Invoice, buyer: Customer | None) -> Invoice:
    """The draft for another customer: its terms, and its currency while nothing is priced."""
    if buyer is None:
        return replace(draft, customer=None)
    priced = any(line.unit_price for line in draft.lines)
    currency = draft.currency if priced else buyer.currency or draft.currency
    return replace(draft, customer=buyer, currency=currency, terms_days=None)


def duplicate(draft: Invoice) -> Invoice:
    """The same once more, as a new draft: without number and dates, and correcting nothing."""
    return replace(
        draft,
        id=0,
        version=0,
        status=InvoiceStatus.DRAFT,
        issued_on=None,
        due_on=None,
        number=None,
        kind=DocumentKind.INVOICE,
        corrects_id=None,
        corrects="",
        void_reason="",
    )


def blank_line(company: Company, draft: Invoice) -> InvoiceLine:
    """What a new line begins with: one of something, with the VAT of the line before it, or with
    what usually applies to the first.
    """
    new = InvoiceLine("", Decimal(1), ZERO)
    if draft.lines:
        last = draft.lines[-1]
        category, rate, reason = last.tax_category, last.tax_rate, last.tax_reason
        return replace(new, tax_category=category, tax_rate=rate, tax_reason=reason)
    return with_vat(new, vat.suggested(company, draft.customer), draft.customer)


def with_vat(line: InvoiceLine, wanted: vat.Vat, buyer: Customer | None) -> InvoiceLine:
    """A line with other VAT, and the usual reason where VAT is not charged."""
    language = buyer.language if buyer else "en"
    same = line.tax_category is wanted.category and line.tax_reason
    reason = line.tax_reason if same else vat.standard_reason(wanted.category, language)
    rate = wanted.rate if wanted.category.taxed else ZERO
    return replace(line, tax_category=wanted.category, tax_rate=rate, tax_reason=reason)


def sold(product: Product, line: InvoiceLine, currency: str) -> InvoiceLine:
    """`line` selling a product. A price in another currency is left to be entered; where the sale
    bears no VAT, what is usual at home does not apply.
    """
    made = product.line(line.quantity or Decimal(1))
    if not line.tax_category.taxed and made.tax_category.taxed:
        free = (line.tax_category, line.tax_rate, line.tax_reason)
        made = replace(made, tax_category=free[0], tax_rate=free[1], tax_reason=free[2])
    return made if product.currency == currency else replace(made, unit_price=ZERO)


def checked_sizes(draft: Invoice) -> None:
    """Refuse what no column could hold."""
    for position, line in enumerate(draft.lines, 1):
        if abs(line.quantity * line.unit_price) >= _LARGEST_LINE:
            raise DomainError.of("amount_too_big", f"lines.{position}.unit_price", line=position)


# The sheet one types on

Unfinished = Mapping[tuple[int, Column], tuple[str, Problem]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft being edited. `unfinished` holds what is typed and cannot be understood yet, with
    the reason; the draft keeps the last value that could.
    """

    draft: Invoice
    unfinished: Unfinished = field(default_factory=dict)

    def text(self, row: int, column: Column, style: NumberStyle) -> str:
        """A cell as it is edited; what is unfinished, as it was typed."""
        if typed := self.unfinished.get((row, column)):
            return typed[0]
        if row == WHOLE:
            return _whole_text(self.draft, column, style)
        return _line_text(self.draft.lines[row], column, style)

    def problems(self) -> tuple[Problem, ...]:
        """Why what is unfinished cannot be understood."""
        return tuple(problem for _text, problem in self.unfinished.values())

    def typed(
        self, row: int, column: Column, text: str, style: NumberStyle, blank: InvoiceLine
    ) -> "Sheet":
        """After typing `text` into a cell; typing below the last line begins one like `blank`."""
        if row == len(self.draft.lines):
            if not text.strip():
                return self
            begun = replace(self.draft, lines=(*self.draft.lines, blank))
            return replace(self, draft=begun).typed(row, column, text, style, blank)
        rest = {key: value for key, value in self.unfinished.items() if key != (row, column)}
        try:
            draft = self._understood(row, column, text, style)
            checked_sizes(draft)
        except DomainError as error:
            return replace(self, unfinished=rest | {(row, column): (text, error.problems[0])})
        last = row == len(draft.lines) - 1
        if last and column is Column.DESCRIPTION and draft.lines[row] == blank:
            draft = replace(draft, lines=draft.lines[:-1])  # begun, and taken back
        return Sheet(draft, rest)

    def _understood(self, row: int, column: Column, text: str, style: NumberStyle) -> Invoice:
        draft = self.draft
        if row == WHOLE:
            return _whole_typed(draft, column, text, style)
        entry = _Entry(draft, draft.lines[row], text, style, field_of(row, column))
        return with_line(draft, row, _TYPED[column](entry))

    def line_set(self, row: int, line: InvoiceLine) -> "Sheet":
        """With a whole line put in, over the one at `row` or as a new last one."""
        if row >= len(self.draft.lines):
            return replace(self, draft=replace(self.draft, lines=(*self.draft.lines, line)))
        rest = {key: value for key, value in self.unfinished.items() if key[0] != row}
        return Sheet(with_line(self.draft, row, line), rest)

    def doubled(self, row: int) -> "Sheet":
        """With the line at `row` once more beneath it."""
        return self._arranged([*range(row + 1), row, *range(row + 1, len(self.draft.lines))])

    def removed(self, row: int) -> "Sheet":
        """Without the line at `row`."""
        return self._arranged([one for one in range(len(self.draft.lines)) if one != row])

    def moved(self, row: int, by: int) -> "Sheet":
        """With the line at `row` moved up (-1) or down (1), if there is room."""
        order = list(range(len(self.draft.lines)))
        if not 0 <= row + by < len(order):
            return self
        order.insert(row + by, order.pop(row))
        return self._arranged(order)

    def _arranged(self, order: list[int]) -> "Sheet":
        lines = tuple(self.draft.lines[old] for old in order)
        kept = {
            (new, column): value
            for new, old in enumerate(order)
            for (row, column), value in self.unfinished.items()
            if row == old
        }
        kept |= {key: value for key, value in self.unfinished.items() if key[0] == WHOLE}
        return Sheet(replace(self.draft, lines=lines), kept)

    def unclear(self, column: Column, text: str, problem: Problem) -> "Sheet":
        """With something typed for the whole invoice that cannot be understood."""
        return replace(self, unfinished={**self.unfinished, (WHOLE, column): (text, problem)})

    def dated(self, column: Column, day: date | None) -> "Sheet":
        """With another issue or due date; None is left to the day it is opened, and the terms."""
        kept = {key: value for key, value in self.unfinished.items() if key != (WHOLE, column)}
        if column is Column.ISSUED_ON:
            return Sheet(replace(self.draft, issued_on=day), kept)
        return Sheet(replace(self.draft, due_on=day), kept)

    def changed(self, change: Callable[[Invoice], Invoice]) -> "Sheet":
        """With the draft changed where nothing can be unfinished."""
        return replace(self, draft=change(self.draft))


def with_line(draft: Invoice, row: int, line: InvoiceLine) -> Invoice:
    """The draft with another line at `row`."""
    return replace(draft, lines=(*draft.lines[:row], line, *draft.lines[row + 1 :]))


def _line_text(line: InvoiceLine, column: Column, style: NumberStyle) -> str:
    shown = _TEXTS.get(column)
    return shown(line, style) if shown is not None else ""


_TEXTS: Final[dict[Column, Callable[[InvoiceLine, NumberStyle], str]]] = {
    Column.DESCRIPTION: lambda line, _: line.description,
    Column.QUANTITY: lambda line, style: style.text(line.quantity),
    Column.UNIT: lambda line, _: line.unit,
    Column.PRICE: lambda line, style: style.text(line.unit_price),
    Column.DISCOUNT: lambda line, style: discount_text(
        Discount(line.discount_percent, line.discount_amount), style
    ),
    Column.VAT: lambda line, style: vat.vat_text(vat.of(line), style),
    Column.REASON: lambda line, _: line.tax_reason,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something typed into a cell of a line."""

    draft: Invoice
    line: InvoiceLine
    text: str
    style: NumberStyle
    field: str

    def number(self) -> Decimal:
        """The number typed; an empty cell is zero."""
        return self.style.number(self.text, field=self.field) if self.text.strip() else ZERO

    def discount(self) -> InvoiceLine:
        """The line with the discount typed."""
        off = typed_discount(self.text, self.style, self.draft.currency, self.field)
        return replace(self.line, discount_percent=off.percent, discount_amount=off.amount)

    def vat(self) -> InvoiceLine:
        """The line with the VAT typed."""
        wanted = vat.typed_vat(self.text, self.style, self.field)
        return with_vat(self.line, wanted, self.draft.customer)


_TYPED: Final[dict[Column, Callable[[_Entry], InvoiceLine]]] = {
    Column.DESCRIPTION: lambda entry: replace(entry.line, description=entry.text),
    Column.QUANTITY: lambda entry: replace(entry.line, quantity=entry.number()),
    Column.UNIT: lambda entry: replace(entry.line, unit=entry.text.strip()),
    Column.PRICE: lambda entry: replace(entry.line, unit_price=entry.number()),
    Column.DISCOUNT: _Entry.discount,
    Column.VAT: _Entry.vat,
    Column.REASON: lambda entry: replace(entry.line, tax_reason=entry.text.strip()),
}


def _whole_text(draft: Invoice, column: Column, style: NumberStyle) -> str:
    if column is Column.TERMS:
        return "" if draft.terms_days is None else str(draft.terms_days)
    return discount_text(Discount(draft.discount_percent, draft.discount_amount), style)


def _whole_typed(draft: Invoice, column: Column, text: str, style: NumberStyle) -> Invoice:
    if column is Column.TERMS:
        return replace(draft, terms_days=typed_days(text, "terms"))
    off = typed_discount(text, style, draft.currency, "discount")
    return replace(draft, discount_percent=off.percent, discount_amount=off.amount)


# Two versions of one draft

_NAMES: Final = {
    "customer": "Customer",
    "template": "Template",
    "currency": "Currency",
    "issued_on": "Issue date",
    "due_on": "Due date",
    "terms_days": "Payment terms",
    "buyer_reference": "Your reference",
    "discount_percent": "Discount, percent",
    "discount_amount": "Discount",
    "note": "Note",
}


def differences(mine: Invoice, theirs: Invoice) -> tuple[tuple[str, str, str], ...]:
    """Where two versions of a draft differ: what is different, in one, in the other."""
    found = [
        (words, _said(getattr(mine, name)), _said(getattr(theirs, name)))
        for name, words in _NAMES.items()
        if _said(getattr(mine, name)) != _said(getattr(theirs, name))
    ]
    for position in range(max(len(mine.lines), len(theirs.lines))):
        one, other = (_line_said(version, position) for version in (mine, theirs))
        if one != other:
            found.append((f"Line {position + 1}", one, other))
    return tuple(found)


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case Customer() | InvoiceTemplate():
            return value.name
        case Decimal():
            return NumberStyle().text(value)
        case _:
            return str(value)


def _line_said(draft: Invoice, position: int) -> str:
    if position >= len(draft.lines):
        return ""
    line, style = draft.lines[position], NumberStyle()
    parts = [_line_text(line, column, style) for column in Column if column < Column.AMOUNT]
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)
