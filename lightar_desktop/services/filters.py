# SPDX-License-Identifier: MIT
"""Which rows a table shows and in which order; answered by SQL, never by filtering rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import InvoiceStatus


class InvoiceColumn(StrEnum):
    """Columns of the invoice table; every one can be sorted by."""

    NUMBER = "number"
    CUSTOMER = "customer"
    ISSUED_ON = "issued_on"
    DUE_ON = "due_on"
    TOTAL = "total"
    BALANCE = "balance"
    STATUS = "status"
    LIGHT = "light"
    ID = "id"  # newest first or last


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Conditions that all hold; empty ones do not restrict. Ranges include both ends."""

    statuses: frozenset[InvoiceStatus] = frozenset()
    lights: frozenset[Light] = frozenset()
    customer_id: int | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    overdue_on: date | None = None  # owed and due before this day
    search: str = ""  # parts of the number or of the customer's name, number or VAT id


@dataclass(frozen=True, slots=True)
class InvoiceSort:
    """One column and a direction; ties are broken by id in the same direction."""

    column: InvoiceColumn = InvoiceColumn.ID
    descending: bool = True


class CustomerColumn(StrEnum):
    """Columns of the customer table; every one can be sorted by."""

    NUMBER = "number"
    NAME = "name"
    EMAIL = "email"
    CITY = "city"
    OPEN = "open"  # whatever the currency
    OVERDUE = "overdue"


class Standing(StrEnum):
    """Which customers are shown."""

    ACTIVE = "active"
    OVERDUE = "overdue"  # who owes something that is late
    ARCHIVED = "archived"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Conditions that all hold."""

    standing: Standing = Standing.ACTIVE
    search: str = ""  # parts of the name, number or VAT id


@dataclass(frozen=True, slots=True)
class CustomerSort:
    """One column and a direction; ties are broken by name."""

    column: CustomerColumn = CustomerColumn.NAME
    descending: bool = False
