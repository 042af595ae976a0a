# SPDX-License-Identifier: MIT
"""Invoice numbers: gapless per series and year, given at opening and never before."""

import re
from dataclasses import dataclass
from datetime import date

_YEAR_DIGITS = 4
_FIELD = re.compile(r"\{(year|number)(?::(\d{1,2}))?\}")


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """A row of numbers. `pattern` holds `{year}` and `{number:4}` (4 = least digits).

    A `yearly` series whose pattern has `{year}` starts again at 1 each year of the issue date.
    """

    id: int
    name: str
    pattern: str = "INV-{year}-{number:4}"
    yearly: bool = True

    def period(self, issued_on: date) -> int:
        """The year whose counter applies, or 0 where the series never starts again."""
        return issued_on.year if self.yearly and "{year" in self.pattern else 0

    def text(self, number: int, issued_on: date) -> str:
        """The invoice number printed for counter value `number`."""
        values = {"year": issued_on.year, "number": number}
        return _FIELD.sub(lambda m: f"{values[m[1]]:0{int(m[2] or 1)}d}", self.pattern)

    def around(self, period: int) -> tuple[str, str]:
        """What stands before and behind the number in that period; where years share a counter,
        the year is `YYYY`.
        """
        start, _field, end = self._split()
        return _in_year(start, period), _in_year(end, period)

    def fixed(self, period: int) -> tuple[str, str]:
        """What of `around` is the same for all numbers of the period: its beginning, its end."""
        start, end = self.around(period)
        if period:
            return start, end
        first, _field, last = self._split()
        return _FIELD.split(first)[0], _FIELD.split(last)[-1]

    def digits(self, number: int) -> str:
        """The number as it is printed, without what stands around it."""
        return f"{number:0{self._split()[1]}d}"

    def _split(self) -> tuple[str, int, str]:
        """The pattern before the number, the number's least digits, the pattern behind it."""
        field = next((m for m in _FIELD.finditer(self.pattern) if m[1] == "number"), None)
        if field is None:
            return self.pattern, 1, ""
        return self.pattern[: field.start()], int(field[2] or 1), self.pattern[field.end() :]

    def shape(self, issued_on: date) -> str:
        """How the number will look before it is given: `INV-2026-####`."""
        return _FIELD.sub(
            lambda m: str(issued_on.year) if m[1] == "year" else "#" * int(m[2] or 1),
            self.pattern,
        )


def _in_year(pattern: str, period: int) -> str:
    """The pattern's year filled in, or a mark of the same length."""

    def filled(field: re.Match[str]) -> str:
        digits = int(field[2] or 1)
        return f"{period:0{digits}d}" if period else "Y" * max(digits, _YEAR_DIGITS)

    return _FIELD.sub(filled, pattern)
