# SPDX-License-Identifier: MIT
"""Dates as people and programs write them; the order of day and month is a column's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from lightar_desktop.domain.importing.amounts import EXACT
from lightar_desktop.domain.importing.reasons import CellError, shown


class DateOrder(StrEnum):
    """Which figure comes first."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


_FIGURES: Final = re.compile(
    r"(\d{1,4})\s*([./\-\u2013 ])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?(?:[T ,].*)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T.*)?")
_WORDY: Final = re.compile(r"[^\W\d_]{3,}")
_DAY_YEAR: Final = re.compile(r"\d+")
_WEEKDAY: Final = re.compile(r"([^\W\d_]+)\.?,?\s+(?=\d)")
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950 to 2099
_SERIAL_ZERO: Final = date(1899, 12, 30)
_EARLIEST, _LATEST = 1950, 2199

# By their beginnings, without accents; a longer beginning where three letters will not do.
_MONTHS: Final = (
    ("jan", "ene", "gen"),
    ("feb", "fev", "fév"),
    ("mar", "mär", "maer", "mrz", "maa"),
    ("apr", "avr", "abr"),
    ("may", "mai", "maj", "mei", "mag"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aou", "aoû", "ago"),
    ("sep", "set"),
    ("oct", "okt", "out", "ott"),
    ("nov",),
    ("dec", "dez", "déc", "dic", "des"),
)


@dataclass(frozen=True, slots=True)
class OrderVotes:
    """How many texts of a column can only be read in one order."""

    day_first: int = 0
    month_first: int = 0
    year_first: int = 0
    unclear: int = 0  # 03/04/2026

    def __add__(self, other: "OrderVotes") -> "OrderVotes":
        return OrderVotes(
            self.day_first + other.day_first,
            self.month_first + other.month_first,
            self.year_first + other.year_first,
            self.unclear + other.unclear,
        )

    @property
    def order(self) -> DateOrder | None:
        """The order with most votes; None when nothing speaks for any."""
        best = max(self.day_first, self.month_first, self.year_first)
        if not best or self.day_first == self.month_first == best:
            return None
        if best == self.year_first and not self.unclear:
            return DateOrder.YEAR_FIRST
        if self.day_first == self.month_first:
            return None
        day_first = self.day_first > self.month_first
        return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST


def order_votes(texts: Iterable[str]) -> OrderVotes:
    """What these texts of one column say about the order of its dates."""
    counted = dict.fromkeys(("dmy", "mdy", "ymd", ""), 0)
    for text in texts:
        if (match := _FIGURES.fullmatch(text.strip())) is not None:
            counted[_readable_as(match)] += 1
        elif _COMPACT.fullmatch(text.strip()):
            counted["ymd"] += 1
    return OrderVotes(counted["dmy"], counted["mdy"], counted["ymd"], counted[""])


def day(text: str, order: DateOrder | None) -> date:
    """The day `text` means in a column of that order, or `CellError`."""
    if text.startswith(EXACT):
        return _from_serial(text[1:])
    bare = text.strip()
    if match := _COMPACT.fullmatch(bare):
        return _date(text, *map(int, match.groups()))
    if (weekday := _WEEKDAY.match(bare)) and not _month(weekday[1]):
        bare = bare[weekday.end() :]
    if match := _FIGURES.fullmatch(bare):
        return _from_figures(text, match, order)
    if _WORDY.search(bare):
        return _from_words(text, bare)
    raise CellError(f"{shown(text)} is not a date")


def _readable_as(match: re.Match[str]) -> str:
    """The only order the figures can have; empty when there are two."""
    first, mark, second, third = match.groups()
    if len(first) > 2 or (int(first) > 31 and int(third) <= 31):
        return "ymd"
    if int(second) > 12:
        return "mdy"
    if int(first) > 12 or mark == ".":
        return "dmy"
    return ""


def _from_figures(text: str, match: re.Match[str], order: DateOrder | None) -> date:
    first, _, second, third = match.groups()
    own = _readable_as(match)
    if not own and order is None:
        if first != second:
            raise CellError(f"{shown(text)} could be day/month or month/day")
        own = DateOrder.DAY_FIRST
    # A date that can only be read in one way is read so, whatever its column says.
    match DateOrder(own or order or ""):
        case DateOrder.YEAR_FIRST:
            year, month, number = first, second, third
        case DateOrder.MONTH_FIRST:
            month, number, year = first, second, third
        case _:
            number, month, year = first, second, third
    return _date(text, _year(year), int(month), int(number))


def _from_words(text: str, bare: str) -> date:
    months = [found for word in _WORDY.findall(bare) if (found := _month(word))]
    figures = _DAY_YEAR.findall(bare)[:2]
    if len(months) != 1 or len(figures) != 2:
        raise CellError(f"{shown(text)} is not a date")
    number, year = figures if len(figures[0]) <= 2 else reversed(figures)
    return _date(text, _year(year), months[0], int(number))


def _month(word: str) -> int:
    lower = word.casefold()
    fits = [
        (len(start), month)
        for month, starts in enumerate(_MONTHS, 1)
        for start in starts
        if lower.startswith(start)
    ]
    return max(fits)[1] if fits else 0


def _year(figures: str) -> int:
    year = int(figures)
    if len(figures) > 2:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _from_serial(figures: str) -> date:
    """A spreadsheet's number of days."""
    days = Decimal(figures)
    if _FIRST_SERIAL <= days <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(days))
    if days == int(days) and (match := _COMPACT.fullmatch(str(int(days)))):
        return _date(figures, *map(int, match.groups()))
    raise CellError(f"{shown(figures)} is not a date")


def _date(text: str, year: int, month: int, number: int) -> date:
    try:
        found = date(year, month, number)
    except ValueError:
        raise CellError(f"{shown(text)} is not a day of the calendar") from None
    if not _EARLIEST <= year <= _LATEST:
        raise CellError(f"{shown(text)} lies too far from today")
    return found
