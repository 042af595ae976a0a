# SPDX-License-Identifier: MIT
"""Invoices out of rows: one row is one line; rows of the same invoice stand together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from lightar_desktop.domain.importing.rows import RowReader, Values, Wrong
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory

_ONE: Final = Decimal(1)
_HUNDRED: Final = Decimal(100)
_CENT: Final = Decimal("0.01")
_OF_INVOICE: Final = (
    "customer_number",
    "customer_name",
    "customer_vat_id",
    "issued_on",
    "due_on",
    "terms_days",
    "currency",
    "buyer_reference",
    "note",
)
_OF_CUSTOMER: Final = ("customer_number", "customer_vat_id", "customer_name")
_OF_LINE: Final = ("description", "product_code", "quantity", "unit_price", "amount")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is known of a product, to fill in what a line leaves out."""

    description: str
    unit: str
    unit_price: Decimal
    tax_category: TaxCategory
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceRecord:
    """An invoice as the file has it. With anything wrong in it, it is not taken over."""

    row: int  # its first
    rows: int
    reference: str
    values: Values  # what holds for the whole invoice
    lines: tuple[InvoiceLine, ...]
    wrong: tuple[Wrong, ...]


Numbered = tuple[int, list[str]]


def grouped(rows: Iterable[Numbered], key: int | None) -> Iterator[list[Numbered]]:
    """Rows of one invoice each: those with the same text in the column `key`, or none below it.

    Without such a column every row is an invoice.
    """
    group: list[Numbered] = []
    current = ""
    for numbered in rows:
        if key is None:
            yield [numbered]
            continue
        text = numbered[1][key].strip()
        if group and (not text or text == current):
            group.append(numbered)
            continue
        if group:
            yield group
        group, current = [numbered], text
    if group:
        yield group


def invoice(
    group: list[Numbered],
    reader: RowReader,
    offers: Mapping[str, Offer],
    tax_rate: Decimal | None,
) -> InvoiceRecord:
    """The invoice in a group of rows; `tax_rate` is for lines that name none."""
    values: Values = {}
    lines: list[InvoiceLine] = []
    wrong: list[Wrong] = []
    for number, cells in group:
        found, reasons = reader.read(cells)
        reasons += _conflicts(values, found)
        for name in _OF_INVOICE:
            if name in found and name not in values:
                values[name] = found[name]
        if not reasons and any(name in found for name in _OF_LINE):
            line = _line(found, offers, tax_rate)
            if isinstance(line, str):
                reasons.append(line)
            else:
                lines.append(line)
        wrong += [Wrong(number, reason) for reason in reasons]
    first = group[0][0]
    if not any(name in values for name in _OF_CUSTOMER) and not wrong:
        wrong.append(Wrong(first, "The customer is missing"))
    if not lines and not wrong:
        wrong.append(Wrong(first, "The invoice has no line"))
    return InvoiceRecord(first, len(group), "", values, tuple(lines), tuple(wrong))


def _conflicts(values: Values, found: Values) -> list[str]:
    """Rows of one invoice that contradict each other."""
    return [
        f"The rows of this invoice name different values: {values[name]} and {found[name]}"
        for name in (*_OF_CUSTOMER, "currency", "issued_on", "due_on")
        if name in found and name in values and found[name] != values[name]
    ]


def _line(found: Values, offers: Mapping[str, Offer], usual: Decimal | None) -> InvoiceLine | str:
    """One line, or why there is none."""
    code = found.get("product_code", "")
    offer = offers.get(code) if code else None
    description = found.get("description") or (offer.description if offer else "")
    if not description:
        return f"There is no product {code}" if code else "The description is missing"
    quantity = found.get("quantity", _ONE)
    price = _price(found, quantity, offer)
    if isinstance(price, str):
        return price
    tax = _tax(found, offer, usual)
    if isinstance(tax, str):
        return tax
    category, rate = tax
    discount = found.get("discount_percent", Decimal(0))
    if not isinstance(discount, Decimal):
        return "The discount is not a number"
    line = InvoiceLine(
        description,
        quantity,
        price,
        found.get("unit") or (offer.unit if offer else ""),
        discount_percent=discount,
        tax_category=category,
        tax_rate=rate,
    )
    return _checked(line, found) or line


def _price(found: Values, quantity: Decimal, offer: Offer | None) -> Decimal | str:
    if "unit_price" in found:
        price: Decimal = found["unit_price"]
        return price
    if "amount" in found:
        if not quantity:
            return "The quantity is 0"
        price = round(found["amount"] / quantity, 4)
        if abs(price * quantity - found["amount"]) > _CENT / 2:
            return "The amount cannot be divided by the quantity; the file needs a unit price"
        return price
    return offer.unit_price if offer else "The price is missing"


def _tax(
    found: Values, offer: Offer | None, usual: Decimal | None
) -> tuple[TaxCategory, Decimal] | str:
    rate: Any = found.get("tax_rate")
    category: TaxCategory | None = found.get("tax_category")
    if isinstance(rate, TaxCategory):
        category, rate = category or rate, None
    if rate is None and category is None:
        if offer is not None:
            return offer.tax_category, offer.tax_rate
        rate = usual
    if category is None:
        if rate is None:
            return "The VAT rate is missing"
        category = TaxCategory.STANDARD if rate else TaxCategory.ZERO_RATED
    if not category.taxed:
        return category, Decimal(0)
    return (category, rate) if rate else "The VAT rate is missing"


def _checked(line: InvoiceLine, found: Values) -> str:
    """Where the file says both, quantity x price less discount must be its amount."""
    if "amount" not in found or "unit_price" not in found:
        return ""
    gross = line.quantity * line.unit_price
    net = gross - gross * line.discount_percent / _HUNDRED
    if abs(net - found["amount"]) <= _CENT or abs(gross - found["amount"]) <= _CENT:
        return ""
    return f"{line.quantity} x {line.unit_price} is not {found['amount']}"
