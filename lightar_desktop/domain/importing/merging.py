# SPDX-License-Identifier: MIT
"""What a row makes of a customer or product: a new one, or the old one with what the row says.

A blank cell says nothing: it never empties what is there.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Contact, ContactRole, Customer, PostalAddress
from lightar_desktop.domain.importing.rows import Values
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.tax import TaxCategory

_PLAIN = (
    "number",
    "name",
    "kind",
    "vat_id",
    "language",
    "currency",
    "terms_days",
    "einvoice_address",
    "archived",
    "note",
)
_BOTH = frozenset({ContactRole.PRIMARY, ContactRole.FINANCE})


def new_customer(company: Company) -> Customer:
    """A customer that says nothing yet."""
    return Customer(
        0,
        "",
        "",
        language=company.language,
        currency=company.currency,
        terms_days=company.terms_days,
    )


def customer(old: Customer, values: Values) -> Customer:
    """`old` with what a row says."""
    plain: dict[str, Any] = {name: values[name] for name in _PLAIN if name in values}
    return replace(
        old,
        **plain,
        address=_address(old.address, values),
        contacts=_contacts(old, values),
    )


def _address(old: PostalAddress, values: Values) -> PostalAddress:
    street = values.get("street", "")
    more = values.get("street_2", "")
    lines = "\n".join(part for part in (street or old.lines.partition("\n")[0], more) if part)
    parts = {name: values[name] for name in ("postcode", "city", "country") if name in values}
    return replace(old, **parts, lines=lines if street or more else old.lines)


def _contacts(old: Customer, values: Mapping[str, Any]) -> tuple[Contact, ...]:
    """The contact that gets invoices, with the address, name and phone of the row."""
    email, name, phone = (values.get(one, "") for one in ("email", "contact", "phone"))
    if not (email or name or phone):
        return old.contacts
    same = [one for one in old.contacts if email and one.email.casefold() == email.casefold()]
    chosen = next(iter(same or old.recipients() or old.contacts), None)
    if chosen is None:
        return (Contact(name or old.name or values.get("name", ""), email, _BOTH, phone),)
    changed = replace(
        chosen,
        name=name or chosen.name,
        email=chosen.email if same else email or chosen.email,
        phone=phone or chosen.phone,
    )
    return tuple(changed if one is chosen else one for one in old.contacts)


def product(old: Product, values: Values, tax_rate: Decimal | None) -> Product:
    """`old` with what a row says; `tax_rate` is for a new one whose row names none."""
    names = ("code", "description", "unit", "unit_price", "currency")
    plain: dict[str, Any] = {name: values[name] for name in names if name in values}
    rate, category = values.get("tax_rate"), values.get("tax_category")
    if isinstance(rate, TaxCategory):
        rate, category = None, category or rate
    if rate is None and category is None and not old.id:
        rate = tax_rate
    if rate is not None and category is None:
        category = TaxCategory.STANDARD if rate else TaxCategory.ZERO_RATED
    if category is not None:
        plain["tax_category"] = category
        plain["tax_rate"] = (rate or old.tax_rate) if category.taxed else Decimal(0)
    return replace(old, **plain)
