# SPDX-License-Identifier: MIT
"""Writing customers and their contacts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import delete, exists, insert, literal, select, update

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import company, contact, customer, invoice
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.customer import Contact, Customer, PostalAddress
from lightar_desktop.domain.errors import DomainError

_NUMBER: Final = re.compile(r"(.*?)([0-9]{1,15})")
_LATELY: Final = 100
_FIRST: Final = "C10001"


class Customers:
    """Who is invoiced. Implements `CustomerStore`."""

    def __init__(self, session: Session) -> None:
        self._core = session.core

    def add_many(self, customers: Sequence[Customer]) -> list[int]:
        if not customers:
            return []
        adding = insert(customer).returning(customer.c.id, sort_by_parameter_order=True)
        rows = [{"version": 0, **customer_row(each)} for each in customers]
        ids = list(self._core.execute(adding, rows).scalars())
        self._add_contacts(
            row
            for customer_id, each in zip(ids, customers, strict=True)
            for row in contact_rows(customer_id, each.contacts)
        )
        return ids

    def save(self, changed: Customer) -> bool:
        changing = update(customer).where(
            customer.c.id == changed.id, customer.c.version == changed.version
        )
        values = {**customer_row(changed), "version": changed.version + 1}
        if not self._core.execute(changing.values(values)).rowcount:
            return False
        self._replace_contacts(changed.id, changed.contacts)
        return True

    def save_contacts(self, customer_id: int, contacts: Sequence[Contact]) -> None:
        # Whoever is opening an invoice of this customer right now finds that it has changed.
        changing = update(customer).where(customer.c.id == customer_id)
        changed = self._core.execute(changing.values(version=customer.c.version + 1))
        if not changed.rowcount:
            raise DomainError.of("not_found", what="customer", id=customer_id)
        self._replace_contacts(customer_id, contacts)

    def delete(self, customer_ids: Sequence[int]) -> list[int]:
        used = exists(select(literal(1)).where(invoice.c.customer_id == customer.c.id))
        deleting = delete(customer).where(~used)
        return [
            customer_id
            for customer_id in customer_ids
            if self._core.execute(deleting.where(customer.c.id == customer_id)).rowcount
        ]

    def next_number(self) -> str:
        self._queue_up()
        newest = select(customer.c.number).order_by(customer.c.id.desc()).limit(_LATELY)
        parts = [_NUMBER.fullmatch(number) for number in self._core.execute(newest).scalars()]
        series = Counter(found[1] for found in parts if found)
        if not series:
            return _FIRST
        # The letters most customers have before their number, and the digits after the highest.
        letters, _ = series.most_common(1)[0]
        used = [found[2] for found in parts if found and found[1] == letters]
        width, following = max(map(len, used)), max(map(int, used)) + 1
        while True:
            tries = [f"{letters}{n:0{width}}" for n in range(following, following + _LATELY)]
            taken = select(customer.c.number).where(customer.c.number.in_(tries))
            found_taken = set(self._core.execute(taken).scalars())
            if free := [number for number in tries if number not in found_taken]:
                return free[0]
            following += _LATELY

    def named(self, number: str, other_than: int) -> str:
        self._queue_up()
        query = select(customer.c.name).where(
            customer.c.number == number, customer.c.id != other_than
        )
        return self._core.execute(query.limit(1)).scalar() or ""

    def _queue_up(self) -> None:
        """Of several who give numbers at the same time, each waits for the one before."""
        self._core.execute(select(company.c.id).with_for_update())

    def _replace_contacts(self, customer_id: int, contacts: Sequence[Contact]) -> None:
        self._core.execute(delete(contact).where(contact.c.customer_id == customer_id))
        self._add_contacts(contact_rows(customer_id, contacts))

    def _add_contacts(self, rows: Iterable[dict[str, object]]) -> None:
        if found := list(rows):
            self._core.execute(insert(contact), found)


def address_row(address: PostalAddress, kind: str = "address") -> dict[str, str]:
    """The columns of an address; those of another than the billing address begin with `kind`."""
    before = "" if kind == "address" else f"{kind}_"
    return {
        f"{kind}_lines": address.lines,
        f"{before}postcode": address.postcode,
        f"{before}city": address.city,
        f"{before}country": address.country,
    }


def customer_row(customer: Customer) -> dict[str, object]:
    """The row of a customer but for id and version, with the text it is searched by."""
    preferences = customer.preferences
    return {
        "number": customer.number,
        "name": customer.name,
        "sort_key": folded(customer.name),
        "search": folded(f"{customer.name}\n{customer.number}\n{customer.vat_id}"),
        "kind": customer.kind,
        "vat_id": customer.vat_id,
        "language": customer.language,
        "currency": customer.currency,
        "terms_days": customer.terms_days,
        "einvoice_address": customer.einvoice_address,
        "archived": customer.archived,
        "shipping_name": customer.shipping.name,
        "time_zone": customer.time_zone,
        "reply_to": preferences.reply_to,
        "copies": preferences.cc,
        "recipient_role": preferences.role or "",
        "note": customer.note,
        **address_row(customer.address),
        **address_row(customer.shipping.address, "shipping"),
    }


def contact_rows(customer_id: int, contacts: Sequence[Contact]) -> Iterator[dict[str, object]]:
    """The rows of a customer's contacts, in order."""
    for position, person in enumerate(contacts, 1):
        yield {
            "customer_id": customer_id,
            "position": position,
            "name": person.name,
            "email": person.email,
            "roles": sorted(person.roles),
            "phone": person.phone,
        }
