# SPDX-License-Identifier: MIT
"""Number series: what numbers look like and where they go on, never giving one twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.number_patterns import (
    MOST,
    following,
    least_next,
    series_problems,
    start_of,
)
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.services.ports import Clock, Database, UnitOfWork, today


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with what it gives next on the day `on`."""

    series: NumberSeries
    next: int
    on: date

    @property
    def example(self) -> str:
        """The next invoice's number."""
        return self.series.text(self.next, self.on)


class Numbering:
    """Adds and changes number series."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def rows(self) -> list[SeriesRow]:
        """All series and what they give next today."""
        reads, on = self._database.reads.setup, self.today()
        return [
            SeriesRow(one, reads.next_number(one.id, one.period(on)), on) for one in reads.series()
        ]

    def today(self) -> date:
        """The day it is for the company; its year decides which number comes next."""
        company = self._database.reads.setup.company()
        return today(self._clock, company.time_zone if company else "UTC")

    def problems(self, series: NumberSeries, others: Sequence[NumberSeries]) -> list[Problem]:
        """What is wrong with a series as it is typed."""
        return series_problems(series, [one for one in others if one.id != series.id])

    def save(self, series: NumberSeries, next_number: int | None = None) -> int:
        """Add (id 0) or change a series; returns its id.

        `next_number` counts in the period of today. A number that was given already is refused;
        without it the series goes on behind all that it could give a second time.
        """
        series = replace(series, name=series.name.strip())
        if problems := self.problems(series, self._database.reads.setup.series()):
            raise DomainError(*problems)
        if next_number is not None and not 1 <= next_number <= MOST:
            raise DomainError.of("number_too_high", "next", number=next_number, most=MOST)
        on = self.today()

        def work(uow: UnitOfWork) -> int:
            return _saved(uow, series, next_number, on)

        return self._database.transactions.write(work)


def _saved(uow: UnitOfWork, series: NumberSeries, next_number: int | None, on: date) -> int:
    before = uow.numbers.series(series.id) if series.id else None
    if before is None:
        series = replace(series, id=uow.numbers.add_series(series))
    else:
        uow.numbers.save_series(series)  # first of all: openings under way end before this
    counters, period = uow.numbers.counters(series.id), series.period(on)
    changed = before is None or (before.pattern, before.yearly) != (series.pattern, series.yearly)
    old_next = counters.get(before.period(on), 1) if before is not None else 1
    low, least = next_number is not None and next_number < counters.get(period, 1), {}
    if changed or low:
        least = _least(uow, series, before)
    if next_number is not None and next_number < least.get(period, 1):
        raise DomainError.of("number_given", "next", number=next_number, least=least[period])
    wanted = following(least, counters)
    if next_number is not None and next_number != counters.get(period, 1):
        wanted[period] = next_number
    for one, number in wanted.items():
        uow.numbers.set_next(series.id, one, number)
    new_next = wanted.get(period, counters.get(period, 1))
    if before != series or new_next != old_next:
        uow.record(_event(before, series, old_next, new_next))
    return series.id


def _least(uow: UnitOfWork, series: NumberSeries, before: NumberSeries | None) -> dict[int, int]:
    """The least counter of each period: behind what the series gave, as it was and as it is."""
    least = least_next(series, uow.numbers.given(start_of(series.pattern)))
    if before is not None and before.pattern != series.pattern:
        as_before = replace(before, yearly=series.yearly)
        for year, number in least_next(
            as_before, uow.numbers.given(start_of(before.pattern))
        ).items():
            least[year] = max(number, least.get(year, 1))
    return least


def _event(before: NumberSeries | None, after: NumberSeries, old: int, new: int) -> Event:
    kind = "series.added" if before is None else "series.changed"
    changes = []
    if before is None:
        changes = [f"numbers: {after.pattern}", f"next: {new}"]
    else:
        for name in ("name", "pattern", "yearly"):
            was, now = getattr(before, name), getattr(after, name)
            if was != now:
                changes.append(f"{name}: {was} → {now}")
        if old != new:
            changes.append(f"next: {old} → {new}")
    data: EventData = {"name": after.name, "changes": changes}
    return Event(kind, Subject.SERIES, after.id, None, data)
