# SPDX-License-Identifier: MIT
"""What a number series may look like, and how far it must go on so that no number comes twice.

A number is text, made from a pattern, the year and a counter. Given numbers are read back with the
pattern they would come from now; whatever can be read must lie behind the counter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.numbering import NumberSeries

LONGEST_PATTERN: Final = 40
LONGEST_NAME: Final = 60
MOST: Final = 999_999_999  # a counter has room for this and more

_BRACED: Final = re.compile(r"\{[^{}]*\}")
_YEAR: Final = re.compile(r"\{year\}")
_NUMBER: Final = re.compile(r"\{number(?::(\d{1,2}))?\}")
_MOST_DIGITS: Final = 12


def pattern_problem(pattern: str) -> str:
    """Why `pattern` cannot make numbers, as half a sentence; empty when it can."""
    if not pattern.strip():
        return "type one, such as INV-{year}-{number:4}."
    if len(pattern) > LONGEST_PATTERN:
        return f"it has more than {LONGEST_PATTERN} characters."
    if not pattern.isprintable() or pattern != pattern.strip():
        return "it holds invisible characters, or begins or ends with a space."
    return _field_problem(pattern)


def _field_problem(pattern: str) -> str:
    known = [*_YEAR.finditer(pattern), *_NUMBER.finditer(pattern)]
    for braced in _BRACED.findall(pattern):
        if braced not in {match[0] for match in known}:
            return f"{braced} is not known; it can hold {{year}} and {{number:4}}."
    if set("{}") & set(_BRACED.sub("", pattern)):
        return "a brace stands alone; write {year} and {number:4}."
    counters = _NUMBER.findall(pattern)
    if len(counters) != 1:
        return "it holds {number} once, such as {number:4} for four digits."
    fits = not counters[0] or 1 <= int(counters[0]) <= _MOST_DIGITS
    return "" if fits else f"a number has 1 to {_MOST_DIGITS} digits."


def skeleton(pattern: str) -> str:
    """What is left of every number of a pattern when its digits are taken out.

    Two patterns with different skeletons never make the same number.
    """
    return re.sub(r"[0-9]+", "#", _NUMBER.sub("0", _YEAR.sub("0", pattern)))


def start_of(pattern: str) -> str:
    """What stands before the first field: every number of the pattern begins with it."""
    return pattern.partition("{")[0]


def series_problems(series: NumberSeries, others: Sequence[NumberSeries]) -> list[Problem]:
    """What is wrong with a series, by field; `others` are the company's other ones."""
    found = []
    name = series.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        found.append(Problem("no_series_name", "name"))
    if why := pattern_problem(series.pattern):
        found.append(Problem("bad_pattern", "pattern", {"pattern": series.pattern, "why": why}))
        return found
    if series.yearly and "{year}" not in series.pattern:
        why = "a series that starts again each year needs {year} in its numbers."
        found.append(Problem("bad_pattern", "pattern", {"pattern": series.pattern, "why": why}))
    mine = skeleton(series.pattern)
    alike = next((one for one in others if skeleton(one.pattern) == mine), None)
    if alike is not None:
        found.append(Problem("series_alike", "pattern", {"name": alike.name}))
    return found


def least_next(series: NumberSeries, given: Iterable[str]) -> dict[int, int]:
    """For each period of `series`, the least counter that makes none of the `given` numbers."""
    parse = _parser(series.pattern)
    least: dict[int, int] = {}
    for text in given:
        if (match := parse.fullmatch(text)) is None:
            continue
        found = match.groupdict()
        number, year = int(found["number"]), int(found.get("year") or 0)
        if year == 0 and "year" in found:
            continue
        period = series.period(date(year or 1, 1, 1))
        if series.text(number, date(year or 1, 1, 1)) == text:
            least[period] = max(least.get(period, 1), number + 1)
    return least


def following(least: Mapping[int, int], counters: Mapping[int, int]) -> dict[int, int]:
    """Counters that must be set because they would give a number a second time."""
    return {period: low for period, low in least.items() if counters.get(period, 1) < low}


def _parser(pattern: str) -> re.Pattern[str]:
    """Reads what the pattern writes; only the counter varies in length, so in one way only."""
    parts, seen = [], False
    for piece in re.split(r"(\{[^{}]*\})", pattern):
        if _YEAR.fullmatch(piece):
            parts.append("(?P=year)" if seen else "(?P<year>[0-9]{4})")
            seen = True
        elif _NUMBER.fullmatch(piece):
            parts.append("(?P<number>[0-9]+)")
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts))
