# SPDX-License-Identifier: MIT
"""Everything the customer page shows, read off the main thread at once."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.ports import today
from lightar_desktop.services.rows import ActivityRow, EmailRow, OwedRow

if TYPE_CHECKING:
    from lightar_desktop.services.app import App

_EMAILS: Final = 200


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer with what is owed and what happened."""

    customer: Customer
    owed: tuple[OwedRow, ...]
    invoices: int
    emails: tuple[EmailRow, ...]
    activity: tuple[ActivityRow, ...]
    time_zones: frozenset[str]
    today: date


def read_customer(app: "App", customer_id: int) -> CustomerView:
    """Read all of it; `customer_id` 0 is a new one, as the company is used to them."""
    reads = app.reads
    company = reads.setup.company()
    on = today(app.clock, company.time_zone if company else "UTC")
    zones = app.customers.time_zones()
    if not customer_id:
        new = Customer(0, "", "")
        if company is not None:
            new = Customer(
                0,
                "",
                "",
                language=company.language,
                currency=company.currency,
                terms_days=company.terms_days,
            )
        return CustomerView(new, (), 0, (), (), zones, on)
    customer = reads.customers.get(customer_id)
    if customer is None:
        raise DomainError.of("not_found", what="customer", id=customer_id)
    return CustomerView(
        customer=customer,
        owed=tuple(reads.customers.owed(customer_id, on)),
        invoices=reads.invoices.count(InvoiceFilter(customer_id=customer_id)),
        emails=tuple(reads.outbox.emails(customer_id=customer_id, limit=_EMAILS)),
        activity=tuple(reads.journal.about_customer(customer_id)),
        time_zones=zones,
        today=on,
    )
