# SPDX-License-Identifier: MIT
"""Filters of the invoice table that a team has named, and how they are written down."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.periods import PERIODS
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.rows import SavedFilterRow

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """A filter as a person chose it. `issued` and `due` name a period of `PERIODS`, or nothing
    where the days themselves were typed.
    """

    where: InvoiceFilter
    issued: str = ""
    due: str = ""


def to_json(chosen: ChosenFilter) -> str:
    """What is restricted, and nothing else. What depends on the day is kept as that: overdue, and
    periods by their name.
    """
    where = chosen.where
    issued = {"issued": chosen.issued} if chosen.issued else _days(where, "issued")
    due = {"due": chosen.due} if chosen.due else _days(where, "due")
    amounts = {
        name: str(amount)
        for name in ("amount_from", "amount_to")
        if (amount := getattr(where, name)) is not None
    }
    data = {
        "statuses": sorted(where.statuses),
        "lights": sorted(where.lights),
        "customer": where.customer_id,
        **issued,
        **due,
        **amounts,
        "overdue": where.overdue_on is not None,
        "search": where.search,
    }
    return json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)


def from_json(content: str, today: date) -> ChosenFilter:
    """What was written down, as of `today`. What this version does not know is left out."""
    try:
        data = json.loads(content)
    except ValueError:
        data = {}
    if not isinstance(data, dict):
        data = {}
    customer = data.get("customer")
    where = InvoiceFilter(
        statuses=_known(InvoiceStatus, data.get("statuses")),
        lights=_known(Light, data.get("lights")),
        customer_id=customer if type(customer) is int else None,
        amount_from=_read(_amount, data.get("amount_from")),
        amount_to=_read(_amount, data.get("amount_to")),
        overdue_on=today if data.get("overdue") is True else None,
        search=text if isinstance(text := data.get("search"), str) else "",
    )
    issued, due = (_period(data.get(name)) for name in ("issued", "due"))
    issued_days, due_days = _days_of(data, "issued", today), _days_of(data, "due", today)
    where = replace(where, issued_from=issued_days[0], issued_to=issued_days[1])
    where = replace(where, due_from=due_days[0], due_to=due_days[1])
    return ChosenFilter(where, issued, due)


class SavedFilters:
    """Names filters, for the whole team; each change is in the journal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[SavedFilterRow]:
        """Every named filter, in the order of the names."""
        return self._database.reads.setup.saved_filters()

    def save(self, name: str, chosen: ChosenFilter) -> int:
        """Keep the filter under `name`, in place of one that has it; returns its id."""
        name, content = checked_name(name), to_json(chosen)

        def work(uow: UnitOfWork) -> int:
            filter_id = uow.filters.save(name, content)
            uow.record(_event("filter.saved", filter_id, name))
            return filter_id

        return self._database.transactions.write(work)

    def rename(self, filter_id: int, name: str) -> None:
        """Give the filter another name, which no other has."""
        name = checked_name(name)
        if any(row.name == name and row.id != filter_id for row in self.all()):
            raise DomainError.of("filter_name_taken", "name", name=name)

        def work(uow: UnitOfWork) -> None:
            uow.filters.rename(filter_id, name)
            uow.record(_event("filter.renamed", filter_id, name))

        self._database.transactions.write(work)

    def delete(self, filter_id: int) -> None:
        """Forget the filter."""
        name = next((row.name for row in self.all() if row.id == filter_id), "")

        def work(uow: UnitOfWork) -> None:
            uow.filters.delete(filter_id)
            uow.record(_event("filter.deleted", filter_id, name))

        self._database.transactions.write(work)


def checked_name(name: str) -> str:
    """The name on one line; refuses an empty one and one too long for the sidebar."""
    words = " ".join(name.split())
    if not words:
        raise DomainError.of("no_filter_name", "name")
    if len(words) > LONGEST_NAME:
        raise DomainError.of("filter_name_long", "name", most=LONGEST_NAME)
    return words


def _event(kind: str, filter_id: int, name: str) -> Event:
    return Event(kind, Subject.FILTER, filter_id, None, {"name": name})


def _days(where: InvoiceFilter, name: str) -> dict[str, str]:
    ends = (f"{name}_from", f"{name}_to")
    return {end: day.isoformat() for end in ends if (day := getattr(where, end)) is not None}


def _days_of(data: Mapping[str, object], name: str, today: date) -> tuple[date | None, date | None]:
    if period := _period(data.get(name)):
        return PERIODS[period](today)
    low, high = (_read(date.fromisoformat, data.get(f"{name}_{end}")) for end in ("from", "to"))
    return low, high


def _period(value: object) -> str:
    return value if isinstance(value, str) and value in PERIODS else ""


def _known(kind: type[E], values: object) -> frozenset[E]:
    """The members of `kind` among `values`."""
    given: Iterable[object] = values if isinstance(values, list) else ()
    return frozenset(member for member in kind if member.value in given)


def _read(parse: Callable[[str], T], value: object) -> T | None:
    """What `parse` makes of a text; nothing of anything else."""
    try:
        return parse(value) if isinstance(value, str) else None
    except (ValueError, InvalidOperation):
        return None


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite():
        raise InvalidOperation
    return amount
