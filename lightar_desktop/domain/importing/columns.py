# SPDX-License-Identifier: MIT
"""What a whole column shows: its decimal mark, the order of its dates, whether 0.19 is 19 %."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Final

from lightar_desktop.domain.importing.amounts import EXACT, Votes, number, votes
from lightar_desktop.domain.importing.days import DateOrder, OrderVotes, order_votes
from lightar_desktop.domain.importing.reasons import CellError

NO_VOTES: Final = Votes()
NO_ORDER_VOTES: Final = OrderVotes()
_ENOUGH: Final = 2_000  # different texts
_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How the texts of one column are to be read."""

    decimal_mark: str = ""  # empty: nothing decides, and nothing has to
    date_order: DateOrder | None = None
    fractions: bool = False  # its percentages are written as 0.19


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted in a column so far."""

    numbers: Votes = NO_VOTES
    days: OrderVotes = NO_ORDER_VOTES
    largest: Decimal | None = None  # of its numbers

    def __add__(self, other: "Seen") -> "Seen":
        largest = max((x for x in (self.largest, other.largest) if x is not None), default=None)
        return Seen(self.numbers + other.numbers, self.days + other.days, largest)


class Survey:
    """Looks at a file's columns, a block of rows after the other, each text once."""

    def __init__(self, columns: int) -> None:
        self._seen = [Seen() for _ in range(columns)]
        self._known: list[set[str]] = [set() for _ in range(columns)]
        self._looked_at = [0] * columns

    def look_at(self, rows: Sequence[Sequence[str]]) -> None:
        """Count what these rows show; all are as long as the header."""
        for position, column in enumerate(zip(*rows, strict=True)):
            if self._is_clear(position):
                continue
            known = self._known[position]
            new = set(column) - known
            if not new:
                continue
            if len(known) > _REMEMBERED:
                known.clear()
            known |= new
            self._looked_at[position] += len(new)
            self._seen[position] += look(new)

    def _is_clear(self, position: int) -> bool:
        """Whether more texts would tell nothing new: they are decided, or neither is there."""
        if self._looked_at[position] < _ENOUGH:
            return False
        seen = self._seen[position]
        open_number = seen.largest is not None and not seen.numbers.mark
        open_order = bool(seen.days.unclear) and seen.days.order is None
        return not (open_number or open_order)

    def seen(self) -> tuple[Seen, ...]:
        """What was counted, column by column."""
        return tuple(self._seen)


def look(texts: Iterable[str]) -> Seen:
    """What some texts of one column show."""
    some = [text for text in texts if len(text) < 40 and any(map(str.isdigit, text))]
    found = [abs(one) for text in some if (one := _number(text)) is not None]
    return Seen(votes(some), order_votes(some), max(found, default=None))


def _number(text: str) -> Decimal | None:
    try:
        return number(text, ".")
    except CellError:
        return None


def formats(seen: Sequence[Seen], delimiter: str) -> tuple[ColumnFormat, ...]:
    """How each column is to be read; what one column leaves open, its neighbours decide.

    A semicolon between the cells means that commas were needed for decimals.
    """
    numbers = sum((one.numbers for one in seen), NO_VOTES)
    days = sum((one.days for one in seen), NO_ORDER_VOTES)
    mark = numbers.mark or ("," if delimiter == ";" else "." if delimiter == "," else "")
    order = replace(days, year_first=0).order
    if order is None and mark == ",":
        order = DateOrder.DAY_FIRST  # month/day goes with decimal points
    return tuple(
        ColumnFormat(
            one.numbers.mark or mark,
            one.days.order or order,
            one.largest is not None and 0 < one.largest < 1,
        )
        for one in seen
    )


def sample(column: Iterable[str], count: int = 3) -> list[str]:
    """The first few different texts of a column, to recognise it by."""
    different = dict.fromkeys(text.removeprefix(EXACT) for text in column if text.strip())
    return list(islice(different, count))
