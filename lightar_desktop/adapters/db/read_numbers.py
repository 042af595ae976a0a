# SPDX-License-Identifier: MIT
"""Which invoice numbers are used, from the unique index of numbers alone.

The index holds number and series, so a million invoices are read without touching one of them; only
void ones are looked at. One walk counts; where the count shows a gap, a second finds the runs.
"""

import re
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    cast,
    func,
    select,
)

from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import invoice, number_counter, number_series
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.number_gaps import NumberUse, Run, VoidNumber
from lightar_desktop.domain.numbering import NumberSeries

# The last character there is: what begins with a text lies between it and the text with this.
_LAST: Final = "\U0010ffff"
_MOST_DIGITS: Final = 18
_OPENED: Final = tuple(status for status in InvoiceStatus if status is not InvoiceStatus.DRAFT)

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
        series = NumberSeries(row.id, row.name, row.pattern, row.yearly)
        period, dialect = row.period, self._source.dialect
        # One period at a time: a reader of a million rows keeps the writer waiting.
        with self._source.reading() as connection:
            runs = _runs(connection, _numbers(series, period, dialect))
            voids = connection.execute(_voids(series, period, dialect)).all()
            notes = connection.execute(_credit_notes(series, period, dialect)).scalar_one()
        explained = tuple(VoidNumber(*void) for void in voids)
        return NumberUse(series, period, row.next - 1, runs, explained, notes)


def _numbers(series: NumberSeries, period: int, dialect: str) -> Select[Any]:
    """The counters' values, read back from the printed numbers of one period."""
    return select(_number(series, period, dialect)).where(*_of(series, period, dialect))


def _voids(series: NumberSeries, period: int, dialect: str) -> Select[Any]:
    """Numbers and reasons of those that were voided."""
    return (
        select(inv.number, inv.void_reason)
        .where(inv.status == InvoiceStatus.VOID, *_of(series, period, dialect))
        .order_by(inv.number_key)
    )


def _credit_notes(series: NumberSeries, period: int, dialect: str) -> Select[Any]:
    """How many credit notes there are. Being negative, they are found by the index of totals."""
    return (
        select(func.count())
        .select_from(invoice)
        .where(
            inv.status.in_(_OPENED),
            inv.total < ZERO,
            inv.kind == DocumentKind.CREDIT_NOTE,
            *_of(series, period, dialect),
        )
    )


def _number(series: NumberSeries, period: int, dialect: str) -> ColumnElement[int]:
    """The counter's value in a printed number."""
    number = cast(_middle(series, period), BigInteger)
    if dialect == "sqlite":
        return number.label("number")
    # PostgreSQL may cast before it filters.
    return case((_is_number(series, period, dialect), number)).label("number")


def _of(series: NumberSeries, period: int, dialect: str) -> list[ColumnElement[bool]]:
    """Conditions for the numbers that follow the series' pattern in a period."""
    start, end = series.fixed(period)
    conditions = [
        inv.series_id == series.id,
        inv.number.is_not(None),
        _length(series, period).between(1, _MOST_DIGITS),
        _is_number(series, period, dialect),
    ]
    if start:
        conditions += [inv.number >= start, inv.number < start + _LAST]
    if end:
        conditions.append(func.substr(inv.number, func.length(inv.number) - len(end) + 1) == end)
    return conditions


def _length(series: NumberSeries, period: int) -> ColumnElement[int]:
    start, end = series.around(period)
    length: ColumnElement[int] = func.length(inv.number) - (len(start) + len(end))
    return length


def _middle(series: NumberSeries, period: int) -> ColumnElement[str]:
    """What stands between the pattern's beginning and end."""
    start, _end = series.around(period)
    return func.substr(inv.number, len(start) + 1, _length(series, period))


def _is_number(series: NumberSeries, period: int, dialect: str) -> ColumnElement[bool]:
    """Whether there are digits and nothing else between the pattern's beginning and end."""
    if dialect == "sqlite":
        # One comparison of the whole, because there may be a million of them.
        start, end = map(_as_glob, series.around(period))
        return inv.number.op("NOT GLOB", is_comparison=True)(f"{start}*[^0-9]*{end}")
    digits = "^[0-9]{1," + str(_MOST_DIGITS) + "}$"
    return _middle(series, period).op("~", is_comparison=True)(digits)


def _as_glob(text: str) -> str:
    """`text` as SQLite's GLOB finds it; the year may be any."""
    plain = "".join(f"[{c}]" if c in "*?[" else c for c in text)
    return re.sub("Y{4,}", lambda year: "?" * len(year[0]), plain)


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
