# SPDX-License-Identifier: MIT
"""Imports: what can be imported, and what became of an import."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    PRODUCTS = "products"
    INVOICES = "invoices"


class ImportState(StrEnum):
    """running -> done -> undone; a cancelled or interrupted one has left nothing."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDONE = "undone"
