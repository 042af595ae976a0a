# SPDX-License-Identifier: MIT
"""Customers and their contacts: added, changed, archived; each change with what was before."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from lightar_desktop.domain import customer_checks, vat_ids
from lightar_desktop.domain.customer import Contact, Customer, PostalAddress
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.rows import CustomerRow

_LONGEST: Final = 200  # of a value in the journal
_NOTHING: Final = "nothing"


class Customers:
    """Saves who is invoiced; bad input changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def time_zones(self) -> frozenset[str]:
        """The names of time zones this computer knows."""
        return _time_zones()

    def duplicates(self, customer: Customer) -> list[CustomerRow]:
        """Others with the same name, number, VAT id or email address."""
        return self._database.reads.customers.like(_tidied(customer))

    def save(self, customer: Customer) -> Customer:
        """Add a customer (id 0) or replace the one that was read; returns it as stored.

        A new one without a number gets the next. What somebody else has changed meanwhile is not
        overwritten.
        """
        typed = _tidied(customer)
        if problems := customer_checks.problems(typed, self.time_zones()):
            raise DomainError(*problems)
        stored = self._add(typed) if not typed.id else self._change(typed)
        return self._known(stored)

    def save_contacts(self, customer_id: int, contacts: tuple[Contact, ...]) -> None:
        """Set a customer's contacts, so that a missing or wrong address can be mended at once."""
        if problems := customer_checks.contact_problems(contacts):
            raise DomainError(*problems)
        before = self._known(customer_id)
        changed = _changed(before, replace(before, contacts=contacts))

        def work(uow: UnitOfWork) -> None:
            uow.customers.save_contacts(customer_id, contacts)
            uow.record(changed)

        self._database.transactions.write(work)

    def archive(self, customer_id: int) -> None:
        """Keep a customer out of the lists; its drafts cannot be opened, all else stays."""
        self._set_archived(customer_id, "customer.archived", archived=True)

    def reactivate(self, customer_id: int) -> None:
        """Take an archived customer into use again."""
        self._set_archived(customer_id, "customer.reactivated", archived=False)

    def delete(self, customer_id: int) -> None:
        """Delete a customer that no invoice names."""
        before = self._known(customer_id)
        data: EventData = {"name": before.name, "number": before.number}

        def work(uow: UnitOfWork) -> None:
            if not uow.customers.delete([customer_id]):
                raise DomainError.of("customer_used", customer=before.name)
            uow.record(Event("customer.deleted", Subject.CUSTOMER, customer_id, None, data))

        self._database.transactions.write(work)

    def _add(self, typed: Customer) -> int:
        def work(uow: UnitOfWork) -> int:
            _refuse_taken(uow, typed)
            numbered = replace(typed, number=typed.number or uow.customers.next_number())
            (customer_id,) = uow.customers.add_many([numbered])
            data: EventData = {"name": numbered.name, "number": numbered.number}
            uow.record(Event("customer.added", Subject.CUSTOMER, customer_id, None, data))
            return customer_id

        return self._database.transactions.write(work)

    def _change(self, typed: Customer) -> int:
        before = self._known(typed.id)
        numbered = replace(typed, number=typed.number or before.number)
        if before.version != typed.version:
            raise self._conflict(before)
        if numbered == before:
            return typed.id

        def work(uow: UnitOfWork) -> bool:
            _refuse_taken(uow, numbered)
            if not uow.customers.save(numbered):
                return False
            uow.record(_changed(before, numbered))
            return True

        if not self._database.transactions.write(work):
            raise self._conflict(before)
        return typed.id

    def _set_archived(self, customer_id: int, kind: str, *, archived: bool) -> None:
        before = self._known(customer_id)
        if before.archived == archived:
            return

        def work(uow: UnitOfWork) -> bool:
            if not uow.customers.save(replace(before, archived=archived)):
                return False
            uow.record(Event(kind, Subject.CUSTOMER, customer_id, None, {"name": before.name}))
            return True

        if not self._database.transactions.write(work):
            raise self._conflict(before)

    def _known(self, customer_id: int) -> Customer:
        found = self._database.reads.customers.get(customer_id)
        if found is None:
            raise DomainError.of("not_found", what="customer", id=customer_id)
        return found

    def _conflict(self, customer: Customer) -> DomainError:
        """The refusal to overwrite, with who was quicker."""
        history = self._database.reads.journal.about_customer(customer.id)
        own = (row.actor for row in history if row.subject == Subject.CUSTOMER)
        who = next(own, "somebody else")
        return DomainError.of("customer_changed", customer=customer.name, who=who)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _tidied(customer: Customer) -> Customer:
    """The customer as it is stored: codes in capitals, no spaces around anything."""
    shipping = replace(
        customer.shipping,
        name=customer.shipping.name.strip(),
        address=_tidied_address(customer.shipping.address),
    )
    return replace(
        customer,
        name=" ".join(customer.name.split()),
        number=customer.number.strip(),
        address=_tidied_address(customer.address),
        shipping=shipping,
        vat_id=vat_ids.tidied(customer.vat_id),
        currency=customer.currency.strip().upper(),
        language=customer.language.strip(),
        einvoice_address=customer.einvoice_address.strip(),
        contacts=tuple(_tidied_contact(one) for one in customer.contacts),
        preferences=replace(customer.preferences, reply_to=customer.preferences.reply_to.strip()),
        note=customer.note.strip(),
    )


def _tidied_address(address: PostalAddress) -> PostalAddress:
    lines = "\n".join(line.strip() for line in address.lines.splitlines() if line.strip())
    country = address.country.strip().upper()
    return PostalAddress(lines, address.postcode.strip(), address.city.strip(), country)


def _tidied_contact(contact: Contact) -> Contact:
    name, email = contact.name.strip(), contact.email.strip()
    return replace(contact, name=name or email, email=email, phone=contact.phone.strip())


def _refuse_taken(uow: UnitOfWork, customer: Customer) -> None:
    """Two customers with one number could not be told apart on paper."""
    if customer.number and (other := uow.customers.named(customer.number, customer.id)):
        facts = {"number": customer.number, "customer": other}
        raise DomainError.of("number_taken", "number", **facts)


def _changed(before: Customer, after: Customer) -> Event:
    """What the journal says: each field that differs, with what it was."""
    old, new = _facts(before), _facts(after)
    fields = [name for name in new if old[name] != new[name]]
    data: EventData = {
        "what": [f"{name} {_short(old[name])} → {_short(new[name])}" for name in fields],
        "fields": fields,
        "before": [old[name] for name in fields],
        "after": [new[name] for name in fields],
    }
    return Event("customer.changed", Subject.CUSTOMER, after.id, None, data)


def _facts(customer: Customer) -> Mapping[str, str]:
    """The customer as words, field by field."""
    preferences = customer.preferences
    return {
        "name": customer.name,
        "number": customer.number,
        "type": customer.kind.value,
        "address": _in_line(customer.address),
        "shipping address": ", ".join(
            part for part in (customer.shipping.name, _in_line(customer.shipping.address)) if part
        ),
        "VAT id": customer.vat_id,
        "language": customer.language,
        "currency": customer.currency,
        "payment terms": f"{customer.terms_days} days",
        "time zone": customer.time_zone,
        "e-invoice address": customer.einvoice_address,
        "contacts": "; ".join(_contact_in_line(one) for one in customer.contacts),
        "reply-to": preferences.reply_to,
        "CC": ", ".join(preferences.cc),
        "recipients": preferences.role.value if preferences.role else "",
        "note": customer.note,
    }


def _in_line(address: PostalAddress) -> str:
    place = f"{address.postcode} {address.city}".strip()
    parts = (*address.lines.splitlines(), place, address.country)
    return ", ".join(part for part in parts if part)


def _contact_in_line(contact: Contact) -> str:
    roles = ", ".join(sorted(contact.roles))
    who = f"{contact.name} <{contact.email}>" if contact.email else contact.name
    return " ".join(part for part in (who, contact.phone, f"({roles})" if roles else "") if part)


def _short(text: str) -> str:
    words = " ".join(text.split()) or _NOTHING
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
