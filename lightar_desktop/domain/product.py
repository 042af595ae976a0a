# SPDX-License-Identifier: MIT
"""What is sold again and again: a line of an invoice, ready to be put in."""

from dataclasses import dataclass
from decimal import Decimal

from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory


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
