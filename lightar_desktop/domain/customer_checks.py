# SPDX-License-Identifier: MIT
"""What is wrong with a customer, field by field; a customer without problems can be saved."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from lightar_desktop.domain import vat_ids
from lightar_desktop.domain.address import header_safe, problem_with
from lightar_desktop.domain.codes import COUNTRIES, CURRENCIES, is_language
from lightar_desktop.domain.customer import Contact, ContactRole, Customer
from lightar_desktop.domain.errors import Problem

LONGEST_TERMS: Final = 365
_LONGEST: Final = {"name": 200, "number": 40, "einvoice_address": 200}


def problems(customer: Customer, time_zones: AbstractSet[str]) -> tuple[Problem, ...]:
    """Everything that keeps `customer` from being saved.

    `time_zones` are the names this computer knows. Fields are called as the customer's parts are:
    `vat_id`, `city`, `shipping_country`, `contacts.0.email`, `preferred_cc`.
    """
    return (
        *_names(customer),
        *_codes(customer, time_zones),
        *contact_problems(customer.contacts),
        *_addresses("preferred_reply_to", customer.preferences.reply_to),
        *_addresses("preferred_cc", *customer.preferences.cc),
    )


def contact_problems(contacts: tuple[Contact, ...]) -> tuple[Problem, ...]:
    """What is wrong with a customer's contacts."""
    found: list[Problem] = []
    primary, seen = "", dict[str, str]()
    for position, one in enumerate(contacts):
        field = f"contacts.{position}"
        name = one.name or one.email
        if not name:
            found.append(Problem("contact_empty", f"{field}.name"))
        elif not header_safe(name):
            found.append(Problem("bad_text", f"{field}.name", {"field": "name"}))
        if one.email:
            found += _addresses(f"{field}.email", one.email)
            if other := seen.get(one.email.casefold()):
                facts = {"address": one.email, "other": other}
                found.append(Problem("contact_twice", f"{field}.email", facts))
            seen[one.email.casefold()] = name
        if ContactRole.PRIMARY in one.roles:
            if primary:
                found.append(Problem("two_primary", f"{field}.roles", {"other": primary}))
            primary = primary or name
    return tuple(found)


def _names(customer: Customer) -> Iterator[Problem]:
    if not customer.name.strip():
        yield Problem("no_name", "name")
    texts = {"name": customer.name, "number": customer.number}
    for field, text in (texts | {"einvoice_address": customer.einvoice_address}).items():
        if not header_safe(text) or len(text) > _LONGEST[field]:
            yield Problem("bad_text", field, {"field": field.replace("_", " ")})


def _codes(customer: Customer, time_zones: AbstractSet[str]) -> Iterator[Problem]:
    for field, country in (
        ("country", customer.address.country),
        ("shipping_country", customer.shipping.address.country),
    ):
        if country and country not in COUNTRIES:
            yield Problem("bad_country", field, {"country": country})
    if customer.vat_id:
        country = customer.address.country
        if why := vat_ids.problem_with(customer.vat_id, country):
            facts = {"vat_id": customer.vat_id, "country": country or "any country", "why": why}
            yield Problem("bad_vat_id", "vat_id", facts)
    if customer.currency not in CURRENCIES:
        yield Problem("bad_currency", "currency", {"currency": customer.currency})
    if not is_language(customer.language):
        yield Problem("bad_language", "language", {"language": customer.language})
    if customer.time_zone and customer.time_zone not in time_zones:
        yield Problem("bad_time_zone", "time_zone", {"time_zone": customer.time_zone})
    if not 0 <= customer.terms_days <= LONGEST_TERMS:
        yield Problem("bad_terms", "terms_days", {"most": str(LONGEST_TERMS)})


def _addresses(field: str, *addresses: str) -> list[Problem]:
    return [
        Problem("bad_address", field, {"address": address, "why": why})
        for address in addresses
        if address and (why := problem_with(address))
    ]
