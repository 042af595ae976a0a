# SPDX-License-Identifier: MIT
"""Invoices to print, and how to read what was printed."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pypdf import PdfReader

from lightar_desktop.adapters.documents.invoice import render_invoice
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.issued import Buyer, IssuedInvoice, to_json
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory, totals
from lightar_desktop.services.ports import PdfRequest

SELLER = Company(
    "Nordlys Design AS",
    PostalAddress("Storgata 12", "0155", "Oslo", "NO"),
    "NO923609016MVA",
    "Org.nr. 923 609 016",
    "ar@nordlys.example",
    "+47 22 12 34 56",
    "www.nordlys.example",
    "NO9386011117947",
    "DNBANOKK",
    "DNB Bank ASA",
    language="nb",
)
BUYER = Buyer(
    "Weber & Söhne GmbH",
    "C10042",
    PostalAddress("Lindenstraße 4", "10969", "Berlin", "DE"),
    "DE136695976",
    "en",
    "Sabine Weber",
)


def line(description: str = "Concept and design", **changes: Any) -> InvoiceLine:
    good = InvoiceLine(description, Decimal(40), Decimal("120.00"), "h", tax_rate=Decimal(19))
    return replace(good, **changes)


def untaxed(category: TaxCategory, **changes: Any) -> InvoiceLine:
    return line(tax_category=category, tax_rate=Decimal(0), **changes)


def issued(
    *lines: InvoiceLine, discount: Decimal = Decimal(0), language: str = "en", **changes: Any
) -> IssuedInvoice:
    lines = lines or (line(), line("Licence", quantity=Decimal(1), unit=""))
    currency = changes.pop("currency", "EUR")
    good = IssuedInvoice(
        number="INV-2026-0415",
        issued_on=date(2026, 11, 22),
        due_on=date(2026, 12, 22),
        currency=currency,
        seller=SELLER,
        buyer=replace(BUYER, language=language),
        lines=lines,
        line_nets=tuple(each.net(currency) for each in lines),
        totals=totals(lines, currency, discount),
        buyer_reference="PO 4711",
        note="Thank you for working with us.",
    )
    return replace(good, **changes)


def request(invoice: IssuedInvoice, logo: bytes = b"") -> PdfRequest:
    return PdfRequest(to_json(invoice), invoice.number, logo)


def pdf(invoice: IssuedInvoice, logo: bytes = b"") -> bytes:
    return render_invoice(request(invoice, logo))


def pages(content: bytes) -> list[str]:
    """The text of each page, every kind of space made one plain space."""
    reader = PdfReader(io.BytesIO(content), strict=True)
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def text(invoice: IssuedInvoice) -> str:
    return " ".join(pages(pdf(invoice)))


def packed(text: str) -> str:
    """Without any space: what was wrapped reads like what was not."""
    return re.sub(r"\s+", "", text)
