# SPDX-License-Identifier: MIT
"""VAT and totals of an invoice, rounded as EN 16931 asks: per VAT rate, never per line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lightar_desktop.domain.money import ZERO, rounded, shared_out

_HUNDRED = Decimal(100)


class TaxCategory(StrEnum):
    """VAT category codes of EN 16931 (UNTDID 5305)."""

    STANDARD = "S"
    ZERO_RATED = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE_SCOPE = "O"

    @property
    def taxed(self) -> bool:
        """Whether VAT is added; all other categories have rate 0."""
        return self is TaxCategory.STANDARD

    @property
    def needs_buyer_vat_id(self) -> bool:
        """EN 16931 BR-AE-2 and BR-IC-2: the buyer's VAT id must be stated."""
        return self in {TaxCategory.REVERSE_CHARGE, TaxCategory.INTRA_COMMUNITY}

    @property
    def needs_reason(self) -> bool:
        """EN 16931 BR-E-10, BR-AE-10, BR-IC-10, BR-G-10 and BR-O-10: why there is no VAT."""
        return self not in {TaxCategory.STANDARD, TaxCategory.ZERO_RATED}


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line (BG-25). `discount_percent` and `discount_amount` both reduce the line."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    unit: str = ""
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    tax_category: TaxCategory = TaxCategory.STANDARD
    tax_rate: Decimal = ZERO
    tax_reason: str = ""  # why no VAT is charged (BT-120)

    def net(self, currency: str) -> Decimal:
        """Line net amount (BT-131): quantity x price less discounts, rounded once."""
        gross = self.quantity * self.unit_price
        percent = gross * self.discount_percent / _HUNDRED
        return rounded(gross - percent - self.discount_amount, currency)


@dataclass(frozen=True, slots=True)
class TaxBreakdown:
    """VAT of one category and rate (BG-23)."""

    category: TaxCategory
    rate: Decimal
    taxable: Decimal
    tax: Decimal
    reason: str = ""  # why no VAT is charged (BT-120)


@dataclass(frozen=True, slots=True)
class Totals:
    """Document totals (BG-22) and the VAT breakdown behind them, in the invoice's currency."""

    lines: Decimal  # sum of line net amounts (BT-106)
    discount: Decimal  # document-level allowance (BT-107)
    net: Decimal  # without VAT (BT-109)
    tax: Decimal  # VAT (BT-110)
    total: Decimal  # with VAT (BT-112)
    breakdown: tuple[TaxBreakdown, ...]


def totals(
    lines: Sequence[InvoiceLine],
    currency: str,
    discount_percent: Decimal = ZERO,
    discount_amount: Decimal = ZERO,
) -> Totals:
    """Add up `lines`; the document discount is shared over the VAT rates by their net amounts.

    Source: EN 16931-1, BR-CO-10 to BR-CO-17 (VAT = taxable amount x rate, rounded per rate).
    """
    nets: dict[tuple[TaxCategory, Decimal], Decimal] = {}
    reasons: dict[TaxCategory, str] = {}
    for line in lines:
        key = (line.tax_category, line.tax_rate if line.tax_category.taxed else ZERO)
        nets[key] = nets.get(key, ZERO) + line.net(currency)
        if line.tax_reason and not line.tax_category.taxed:
            reasons.setdefault(line.tax_category, line.tax_reason)
    keys = sorted(nets, key=lambda key: (-key[1], key[0]))
    gross = sum(nets.values(), ZERO)
    discount = rounded(gross * discount_percent / _HUNDRED + discount_amount, currency)
    shares = shared_out(discount, [nets[key] for key in keys], currency)
    breakdown = tuple(
        TaxBreakdown(
            category,
            rate,
            nets[category, rate] - share,
            rounded((nets[category, rate] - share) * rate / _HUNDRED, currency),
            reasons.get(category, ""),
        )
        for (category, rate), share in zip(keys, shares, strict=True)
    )
    net = gross - discount
    tax = sum((part.tax for part in breakdown), ZERO)
    return Totals(gross, discount, net, tax, net + tax, breakdown)
