# SPDX-License-Identifier: MIT
"""Customers, their contacts, and which contact an email goes to."""

from dataclasses import dataclass
from enum import StrEnum

from lightar_desktop.domain.address import problem_with


class CustomerKind(StrEnum):
    """Who the customer is; decides defaults of e-invoicing and dunning."""

    BUSINESS = "business"
    CONSUMER = "consumer"
    GOVERNMENT = "government"


class ContactRole(StrEnum):
    """What a contact is asked about."""

    PRIMARY = "primary"
    FINANCE = "finance"
    COLLECTIONS = "collections"
    CC = "cc"  # always copied


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A postal address; `lines` are street and more, `country` an ISO 3166 alpha-2 code."""

    lines: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    @property
    def complete(self) -> bool:
        return bool(self.city and self.country)


NOWHERE = PostalAddress()


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or desk at the customer."""

    name: str
    email: str = ""
    roles: frozenset[ContactRole] = frozenset()


@dataclass(frozen=True, slots=True)
class Customer:
    """Who is invoiced. `language` is a locale such as `de` or `nb_NO`."""

    id: int
    number: str
    name: str
    kind: CustomerKind = CustomerKind.BUSINESS
    address: PostalAddress = NOWHERE
    vat_id: str = ""
    language: str = "en"
    currency: str = "EUR"
    terms_days: int = 30
    einvoice_address: str = ""
    archived: bool = False
    contacts: tuple[Contact, ...] = ()
    version: int = 0  # grows with every change; opening asks whether it is still the same

    def recipients(self) -> tuple[Contact, ...]:
        """Contacts an invoice is sent to: finance, else primary, else anyone with an address.

        Contacts that are only copied (`cc`) are never the recipient on their own account.
        """
        reachable = [contact for contact in self.contacts if contact.email]
        for role in (ContactRole.FINANCE, ContactRole.PRIMARY):
            chosen = tuple(contact for contact in reachable if role in contact.roles)
            if chosen:
                return chosen
        return tuple(c for c in reachable if c.roles != frozenset({ContactRole.CC}))[:1]

    def always_copied(self) -> tuple[str, ...]:
        """Addresses of the contacts in the role `cc`, unless they are recipients anyway."""
        to = {contact.email for contact in self.recipients()}
        return tuple(
            contact.email
            for contact in self.contacts
            if contact.email and ContactRole.CC in contact.roles and contact.email not in to
        )

    def bad_addresses(self) -> tuple[str, ...]:
        """Addresses an invoice would go to that no server could accept."""
        wanted = (*(contact.email for contact in self.recipients()), *self.always_copied())
        return tuple(address for address in wanted if problem_with(address))
