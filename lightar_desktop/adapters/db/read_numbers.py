# SPDX-License-Identifier: MIT
"""Which invoice numbers are used, from the unique index of numbers alone.

The index holds number and series, so a million invoices are read without touching one of them. One
walk counts; only where the count shows a gap, a second one finds the runs.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    cast,
    func,
    select,
)

from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import invoice, number_counter, number_series
from lightar_desktop.domain.number_gaps import NumberUse, Run
from lightar_desktop.domain.numbering import NumberSeries

# The last character there is: what begins with a text lies between it and the text with this.
_LAST: Final = "\U0010ffff"
_MOST_DIGITS: Final = 18

inv = invoice.c


class ReadNumbers:
    """Implements `NumberReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def used(self) -> list[NumberUse]:
        counters = (
            select(number_series, number_counter.c.period, number_counter.c.next)
            .join_from(number_series, number_counter)
            .order_by(number_series.c.id, number_counter.c.period)
        )
        with self._source.reading() as connection:
            found = connection.execute(counters).all()
        return [self._use(row) for row in found]

    def numbered(self) -> dict[int, int]:
        query = select(inv.series_id, func.count()).where(inv.number.is_not(None))
        with self._source.reading() as connection:
            return dict(connection.execute(query.group_by(inv.series_id)).all())

    def _use(self, row: Row[Any]) -> NumberUse:
        series = NumberSeries(row.id, row.name, row.pattern)
        # One period at a time: a reader of a million rows keeps the writer waiting.
        with self._source.reading() as connection:
            runs = _runs(connection, _numbers(series, row.period, self._source.dialect))
        return NumberUse(series, row.period, row.next - 1, runs)


def _numbers(series: NumberSeries, period: int, dialect: str) -> Select[Any]:
    """The counters' values, read back from the printed numbers of one period."""
    start, end = series.around(period)
    length = func.length(inv.number) - len(start) - len(end)
    middle = func.substr(inv.number, len(start) + 1, length)
    is_number = _is_number(middle, dialect)
    # PostgreSQL may cast before it filters.
    number = case((is_number, cast(middle, BigInteger))).label("number")
    conditions = [
        inv.series_id == series.id,
        inv.number >= start,
        inv.number < start + _LAST,
        length.between(1, _MOST_DIGITS),
        is_number,
    ]
    if end:
        conditions.append(func.substr(inv.number, func.length(inv.number) - len(end) + 1) == end)
    return select(number).where(*conditions)


def _is_number(text: ColumnElement[str], dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return and_(text != "", text.op("NOT GLOB", is_comparison=True)("*[^0-9]*"))
    return text.op("~", is_comparison=True)("^[0-9]{1,%d}$" % _MOST_DIGITS)  # noqa: UP031 - braces


def _runs(connection: Connection, numbers: Select[Any]) -> tuple[Run, ...]:
    every = numbers.subquery()
    whole = select(func.count(), func.min(every.c.number), func.max(every.c.number))
    count, first, last = connection.execute(whole.select_from(every)).one()
    if not count:
        return ()
    if count == last - first + 1:
        return (Run(first, last),)
    # In a run, a number and its place in the row of all differ by the same amount.
    group = every.c.number - func.row_number().over(order_by=every.c.number)
    placed = select(every.c.number, group.label("run")).subquery()
    ends = select(func.min(placed.c.number), func.max(placed.c.number)).group_by(placed.c.run)
    return tuple(sorted(Run(*row) for row in connection.execute(ends)))
