# SPDX-License-Identifier: MIT
"""Invoices and customers to start a test from: complete and good, unless told otherwise."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Contact, ContactRole, Customer, PostalAddress
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory
from lightar_desktop.domain.template import InvoiceTemplate

OSLO = PostalAddress("Storgata 12", "0155", "Oslo", "NO")
COMPANY = Company("Nordlys Design AS", OSLO, "NO923609016MVA", email="ar@nordlys.example")
TEMPLATE = InvoiceTemplate(
    1,
    "Standard",
    subject="Invoice {{ number }} from {{ company }}",
    message="Dear {{ contact }}, it is due on {{ due_date }}.",
    reply_to="ar@nordlys.example",
)


def contact(email: str = "anna@weber.example", *roles: ContactRole, name: str = "Anna") -> Contact:
    return Contact(name, email, frozenset(roles or {ContactRole.FINANCE}))


def customer(**changes: Any) -> Customer:
    good = Customer(
        id=1,
        number="C10001",
        name="Weber & Söhne GmbH",
        address=PostalAddress("Lindenstraße 4", "10969", "Berlin", "DE"),
        vat_id="DE136695976",
        language="de",
        contacts=(contact(),),
    )
    return replace(good, **changes)


def line(price: str = "100.00", quantity: str = "1", rate: str = "25", **more: Any) -> InvoiceLine:
    good = InvoiceLine(
        "Concept and design",
        Decimal(quantity),
        Decimal(price),
        tax_category=TaxCategory.STANDARD if Decimal(rate) else TaxCategory.ZERO_RATED,
        tax_rate=Decimal(rate),
    )
    return replace(good, **more)


def draft(**changes: Any) -> Invoice:
    good = Invoice(
        id=1,
        version=0,
        status=InvoiceStatus.DRAFT,
        customer=customer(),
        template=TEMPLATE,
        series_id=1,
        currency="EUR",
        lines=(line(),),
    )
    return replace(good, **changes)
