# SPDX-License-Identifier: MIT
"""What is sold again and again: a line of an invoice, ready to be put in."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lightar_desktop.domain.address import header_safe
from lightar_desktop.domain.codes import currency_problem
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory

_HIGHEST_PRICE: Final = Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Product:
    """An entry of the catalogue. `code` is the team's own and may be empty."""

    id: int
    code: str
    description: str
    unit: str = ""
    unit_price: Decimal = ZERO
    currency: str = "EUR"
    tax_category: TaxCategory = TaxCategory.STANDARD
    tax_rate: Decimal = ZERO
    tax_reason: str = ""
    archived: bool = False
    version: int = 0

    def line(self, quantity: Decimal = Decimal(1)) -> InvoiceLine:
        """The line of an invoice that sells `quantity` of it."""
        return InvoiceLine(
            self.description,
            quantity,
            self.unit_price,
            self.unit,
            tax_category=self.tax_category,
            tax_rate=self.tax_rate,
            tax_reason=self.tax_reason,
        )

    def problems(self) -> list[Problem]:
        """Everything that keeps it from being sold, by field."""
        found = []
        if not self.description.strip():
            found.append(Problem("no_description", "description"))
        for name in ("code", "description", "unit", "tax_reason"):
            if not all(header_safe(line) for line in getattr(self, name).split("\n")):
                words = name.removeprefix("tax_")
                found.append(Problem("invisible_character", name, {"field": words}))
        if why := currency_problem(self.currency):
            facts = {"field": "The currency", "value": self.currency or "empty", "why": why}
            found.append(Problem("bad_setting", "currency", facts))
        price = self.unit_price
        if not price.is_finite() or abs(price) > _HIGHEST_PRICE or _decimals(price) > 6:
            found.append(Problem("bad_price", "unit_price", {"value": str(price)}))
        return found + self._tax_problems()

    def _tax_problems(self) -> list[Problem]:
        rate, found, why = self.tax_rate, [], ""
        if not rate.is_finite() or not 0 <= rate <= 100 or _decimals(rate) > 4:
            why = "enter a percentage from 0 to 100."
        elif self.tax_category.taxed and not rate:
            why = "enter the percentage, or choose why there is no VAT."
        elif rate and not self.tax_category.taxed:
            why = "this kind of sale has no VAT; enter 0."
        if why:
            found.append(Problem("bad_tax_rate", "tax_rate", {"value": str(rate), "why": why}))
        if self.tax_category.needs_reason and not self.tax_reason.strip():
            found.append(Problem("no_product_tax_reason", "tax_reason"))
        return found


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
