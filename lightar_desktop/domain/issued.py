# SPDX-License-Identifier: MIT
"""The invoice as issued: everything a document or email about it shows, frozen at opening.

It is stored as JSON with the opened invoice, so the same PDF can be made for ever, whatever
happens to the customer or the company afterwards. The number stands beside it in the database,
because it is known only inside the transaction that takes it.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import HERE, NOWHERE, Customer, Delivery, PostalAddress
from lightar_desktop.domain.invoice import DocumentKind, Invoice
from lightar_desktop.domain.layout import USUAL, PageLayout
from lightar_desktop.domain.tax import InvoiceLine, TaxBreakdown, TaxCategory, Totals


@dataclass(frozen=True, slots=True)
class Buyer:
    """The customer as printed; `language` decides words and formats of the document."""

    name: str
    number: str
    address: PostalAddress
    vat_id: str
    language: str
    contact: str


@dataclass(frozen=True, slots=True)
class IssuedInvoice:
    """One invoice, complete and frozen. `number` is None on the preview of a draft."""

    number: str | None
    issued_on: date
    due_on: date
    currency: str
    seller: Company
    buyer: Buyer
    lines: tuple[InvoiceLine, ...]
    line_nets: tuple[Decimal, ...]
    totals: Totals
    buyer_reference: str
    note: str
    kind: DocumentKind = DocumentKind.INVOICE
    corrects: str = ""  # number of the invoice that a credit note corrects
    shipping: Delivery = HERE
    layout: PageLayout = USUAL

    @classmethod
    def from_draft(cls, invoice: Invoice, company: Company, today: date) -> "IssuedInvoice":
        """What opening `invoice` today would issue; missing parts stay empty (for previews)."""
        issued_on, due_on = invoice.dates(today)
        buyer = invoice.customer
        return cls(
            number=invoice.number,
            issued_on=issued_on,
            due_on=due_on or issued_on,
            currency=invoice.currency,
            seller=_seller(company, invoice.currency),
            buyer=_buyer(buyer),
            lines=invoice.lines,
            line_nets=tuple(line.net(invoice.currency) for line in invoice.lines),
            totals=invoice.totals(),
            buyer_reference=invoice.buyer_reference,
            note=invoice.note,
            kind=invoice.kind,
            corrects=invoice.corrects,
            shipping=buyer.shipping if buyer else HERE,
            layout=PageLayout.from_json(invoice.template.layout) if invoice.template else USUAL,
        )


def _seller(company: Company, currency: str) -> Company:
    """The company with the account this invoice is paid into as its only one."""
    account = company.account_for(currency)
    return replace(company, iban=account.iban, bic=account.bic, bank=account.bank, accounts=())


def _buyer(customer: Customer | None) -> Buyer:
    if customer is None:
        return Buyer("", "", PostalAddress(), "", "en", "")
    recipients = customer.recipients()
    contact = recipients[0].name if recipients else ""
    return Buyer(
        customer.name,
        customer.number,
        customer.address,
        customer.vat_id,
        customer.language,
        contact,
    )


def to_json(issued: IssuedInvoice) -> str:
    """`issued` as compact JSON; amounts are strings, so nothing is rounded."""
    seller = issued.seller
    return json.dumps(
        {
            "issued_on": issued.issued_on.isoformat(),
            "due_on": issued.due_on.isoformat(),
            "currency": issued.currency,
            "seller": {name: getattr(seller, name) for name in _COMPANY_TEXTS}
            | {"address": _address_list(seller.address)},
            "buyer": [
                issued.buyer.name,
                issued.buyer.number,
                _address_list(issued.buyer.address),
                issued.buyer.vat_id,
                issued.buyer.language,
                issued.buyer.contact,
            ],
            "lines": [_line_list(line) for line in issued.lines],
            "line_nets": [str(net) for net in issued.line_nets],
            "totals": [
                str(issued.totals.lines),
                str(issued.totals.discount),
                str(issued.totals.net),
                str(issued.totals.tax),
                str(issued.totals.total),
                [
                    [
                        part.category.value,
                        str(part.rate),
                        str(part.taxable),
                        str(part.tax),
                        *([part.reason] if part.reason else ()),
                    ]
                    for part in issued.totals.breakdown
                ],
            ],
            "buyer_reference": issued.buyer_reference,
            "note": issued.note,
        }
        | _more(issued),
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str, number: str | None) -> IssuedInvoice:
    """The invoice that `to_json` wrote, under its number."""
    data = json.loads(text)
    seller = data["seller"]
    name, customer_number, address, vat_id, language, contact = data["buyer"]
    lines, discount, net, tax, total, breakdown = data["totals"]
    return IssuedInvoice(
        number=number,
        issued_on=date.fromisoformat(data["issued_on"]),
        due_on=date.fromisoformat(data["due_on"]),
        currency=data["currency"],
        seller=Company(
            **{key: seller[key] for key in _COMPANY_TEXTS},
            address=PostalAddress(*seller["address"]),
            registered=PostalAddress(*data.get("registered", ())),
        ),
        buyer=Buyer(name, customer_number, PostalAddress(*address), vat_id, language, contact),
        lines=tuple(_line(values) for values in data["lines"]),
        line_nets=tuple(Decimal(value) for value in data["line_nets"]),
        totals=Totals(
            Decimal(lines),
            Decimal(discount),
            Decimal(net),
            Decimal(tax),
            Decimal(total),
            tuple(
                TaxBreakdown(TaxCategory(code), Decimal(rate), Decimal(base), Decimal(vat), *reason)
                for code, rate, base, vat, *reason in breakdown
            ),
        ),
        buyer_reference=data["buyer_reference"],
        note=data["note"],
        kind=DocumentKind(data.get("kind", DocumentKind.INVOICE)),
        corrects=data.get("corrects", ""),
        shipping=_delivery(data.get("shipping")),
        layout=PageLayout.from_values(data["layout"]) if "layout" in data else USUAL,
    )


def _more(issued: IssuedInvoice) -> dict[str, object]:
    """What few invoices have: those without it are written as they always were."""
    found: dict[str, object] = {}
    if issued.kind is not DocumentKind.INVOICE:
        found["kind"] = issued.kind.value
        found["corrects"] = issued.corrects
    if issued.shipping:
        found["shipping"] = [issued.shipping.name, *_address_list(issued.shipping.address)]
    if issued.seller.registered != NOWHERE:
        found["registered"] = _address_list(issued.seller.registered)
    if issued.layout != USUAL:
        found["layout"] = issued.layout.to_values()
    return found


def _delivery(values: list[str] | None) -> Delivery:
    return Delivery(values[0], PostalAddress(*values[1:])) if values else HERE


_COMPANY_TEXTS = (
    "name",
    "vat_id",
    "registration",
    "email",
    "phone",
    "website",
    "iban",
    "bic",
    "bank",
    "currency",
    "time_zone",
    "language",
    "colour",
    "logo_id",
)


def _address_list(address: PostalAddress) -> list[str]:
    return [address.lines, address.postcode, address.city, address.country]


def _line_list(line: InvoiceLine) -> list[str]:
    return [
        line.description,
        str(line.quantity),
        str(line.unit_price),
        line.unit,
        str(line.discount_percent),
        str(line.discount_amount),
        line.tax_category.value,
        str(line.tax_rate),
        *([line.tax_reason] if line.tax_reason else ()),
    ]


def _line(values: list[str]) -> InvoiceLine:
    description, quantity, price, unit, percent, amount, category, rate, *reason = values
    return InvoiceLine(
        description,
        Decimal(quantity),
        Decimal(price),
        unit,
        Decimal(percent),
        Decimal(amount),
        TaxCategory(category),
        Decimal(rate),
        *reason,
    )
