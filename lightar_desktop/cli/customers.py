# SPDX-License-Identifier: MIT
"""Commands on customers."""

from argparse import Namespace
from datetime import date

from lightar_desktop.cli import shown
from lightar_desktop.cli.output import Output
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.money import plain
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import CustomerFilter, CustomerSort, Standing
from lightar_desktop.services.ports import today

_COLUMNS = ("id", "number", "name", "email", "city", "country", "archived")
_ALL = 1_000_000


def table(app: App, options: Namespace, output: Output) -> int:
    where = CustomerFilter(Standing(options.show), options.search)
    rows = app.reads.customers.table(where, CustomerSort(), _today(app), 0, options.limit)
    output.table([shown.customer(row) for row in rows], _COLUMNS)
    return 0


def show(app: App, options: Namespace, output: Output) -> int:
    one = app.reads.customers.get(known(app, options.customer))
    assert one is not None  # noqa: S101 - it is known
    owed = app.reads.customers.owed(one.id, _today(app))
    activity = app.reads.journal.about_customer(one.id)
    data = shown.whole_customer(one) | {
        "owed": [shown.owed(row) for row in owed],
        "activity": [shown.activity(entry) for entry in activity],
    }
    place = one.address
    parts = (*place.lines.splitlines(), f"{place.postcode} {place.city}".strip(), place.country)
    words = [
        f"{one.number}  {one.name}{'  (archived)' if one.archived else ''}",
        ", ".join(part for part in parts if part),
        *(f"  {who.name} <{who.email}> {', '.join(sorted(who.roles))}" for who in one.contacts),
        *(
            f"Owes {plain(row.balance, row.currency)} {row.currency}, of it late "
            f"{plain(row.overdue, row.currency)}"
            for row in owed
        ),
        *(f"{entry.at:%Y-%m-%d %H:%M} {entry.actor}: {entry.words}" for entry in activity),
    ]
    output.document(data, "\n".join(line for line in words if line))
    return 0


def archive(app: App, options: Namespace, output: Output) -> int:
    customer_id = known(app, options.customer)
    app.customers.archive(customer_id)
    return _say(app, customer_id, "is archived", output)


def reactivate(app: App, options: Namespace, output: Output) -> int:
    customer_id = known(app, options.customer)
    app.customers.reactivate(customer_id)
    return _say(app, customer_id, "is in use again", output)


def known(app: App, text: str) -> int:
    """The id of the customer given by number, by id or by its whole name."""
    customers = app.reads.customers
    if (found := customers.by_number([text]).get(text)) is not None:
        return found
    if text.isascii() and text.isdigit() and len(text) < 19 and customers.get(int(text)):
        return int(text)
    named = [row.id for row in customers.page(text, _ALL) if row.name.casefold() == text.casefold()]
    if len(named) != 1:
        raise DomainError.of("not_found", what="customer", id=text)
    return named[0]


def _say(app: App, customer_id: int, words: str, output: Output) -> int:
    one = app.reads.customers.get(customer_id)
    assert one is not None  # noqa: S101 - it was just there
    output.document(shown.whole_customer(one), f"{one.name} {words}.")
    return 0


def _today(app: App) -> date:
    company = app.reads.setup.company()
    return today(app.clock, company.time_zone if company else "UTC")
