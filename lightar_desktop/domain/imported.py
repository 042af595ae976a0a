# SPDX-License-Identifier: MIT
"""Imports: what can be imported, and what became of an import."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    PRODUCTS = "products"
    INVOICES = "invoices"

    @property
    def one(self) -> str:
        """The word for one of them."""
        return self.value[:-1]

    def counted(self, count: int) -> str:
        """`1 customer`, `1,204 customers`."""
        return f"{count:,} {self.one if count == 1 else self.value}"


class ImportState(StrEnum):
    """running -> done -> undone; a cancelled or interrupted one has left nothing."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDONE = "undone"
