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
    phone: str = ""


@dataclass(frozen=True, slots=True)
class EmailPreferences:
    """Where a customer's emails differ from what the company does; empty parts do not.

    `role` is who gets invoices; `cc` is copied besides the contacts in that role.
    """

    reply_to: str = ""
    cc: tuple[str, ...] = ()
    role: ContactRole | None = None


NO_PREFERENCES = EmailPreferences()


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where goods go, if not to the billing address; `name` is empty for the customer's own."""

    name: str = ""
    address: PostalAddress = NOWHERE

    def __bool__(self) -> bool:
        return bool(self.name or self.address != NOWHERE)


HERE = Delivery()


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
    shipping: Delivery = HERE
    time_zone: str = ""  # IANA name; empty is the company's
    preferences: EmailPreferences = NO_PREFERENCES
    note: str = ""  # for us; never printed

    def recipients(self) -> tuple[Contact, ...]:
        """Contacts an invoice is sent to: those in the preferred role, else finance, else
        primary, else anyone with an address.

        Contacts that are only copied (`cc`) are never the recipient on their own account.
        """
        reachable = [contact for contact in self.contacts if contact.email]
        preferred = (self.preferences.role,) if self.preferences.role else ()
        for role in (*preferred, ContactRole.FINANCE, ContactRole.PRIMARY):
            chosen = tuple(contact for contact in reachable if role in contact.roles)
            if chosen:
                return chosen
        return tuple(c for c in reachable if c.roles != frozenset({ContactRole.CC}))[:1]

    def always_copied(self) -> tuple[str, ...]:
        """Addresses of the contacts in the role `cc` and of the preferences, unless they are
        recipients anyway.
        """
        to = {contact.email for contact in self.recipients()}
        contacts = (one.email for one in self.contacts if ContactRole.CC in one.roles)
        wanted = dict.fromkeys((*contacts, *self.preferences.cc))
        return tuple(address for address in wanted if address and address not in to)

    def bad_addresses(self) -> tuple[str, ...]:
        """Addresses an invoice would go to that no server could accept."""
        wanted = (*(contact.email for contact in self.recipients()), *self.always_copied())
        return tuple(address for address in wanted if problem_with(address))
