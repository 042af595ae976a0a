# SPDX-License-Identifier: MIT
"""Missing numbers are found whatever is missing, and nothing else is."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.number_gaps import NumberUse, Run, missing, report
from lightar_desktop.domain.numbering import NumberSeries

NUMBERS = st.sets(st.integers(1, 60))


def runs_of(numbers: set[int]) -> list[Run]:
    """Runs the plain way: a new one wherever the number before is not there."""
    firsts = [n for n in sorted(numbers) if n - 1 not in numbers]
    lasts = [n for n in sorted(numbers) if n + 1 not in numbers]
    return [Run(first, last) for first, last in zip(firsts, lasts, strict=True)]


@given(NUMBERS, st.integers(0, 70), st.randoms())
def test_used_and_missing_numbers_make_up_all_of_them(
    used: set[int], given_last: int, chance: object
) -> None:
    runs = runs_of(used)
    chance.shuffle(runs)  # type: ignore[attr-defined]
    gaps = missing(runs, given_last)
    lost = {n for gap in gaps for n in range(gap.first, gap.last + 1)}
    start = min(used, default=1)
    assert lost == set(range(start, max(given_last, *used, 0) + 1)) - used
    assert sum(gap.count for gap in gaps) == len(lost)
    assert all(a.last + 1 < b.first for a, b in itertools.pairwise(gaps))


@given(NUMBERS)
def test_touching_and_overlapping_runs_leave_no_gap(used: set[int]) -> None:
    pieces = [Run(n, n) for n in used] + runs_of(used)
    assert missing(pieces, 0) == missing(runs_of(used), 0)


@given(st.integers(1, 10**7), st.integers(2000, 2099))
@pytest.mark.parametrize(
    "pattern", ["INV-{year}-{number:4}", "{number}", "{number:6}/{year}", "A{year}{year}.{number}!"]
)
def test_a_number_is_printed_in_three_parts(pattern: str, number: int, year: int) -> None:
    series = NumberSeries(1, "Main", pattern)
    on = date(year, 5, 1)
    start, end = series.around(series.period(on))
    assert series.text(number, on) == f"{start}{series.digits(number)}{end}"


def test_a_report_names_what_is_missing_as_it_would_be_printed() -> None:
    series = NumberSeries(1, "Main")
    found = report(NumberUse(series, 2026, 9, (Run(1, 3), Run(5, 5))))
    assert found is not None
    assert (found.series, found.year, found.count, found.missing_count) == ("Main", 2026, 4, 5)
    assert (found.first, found.last) == ("INV-2026-0001", "INV-2026-0009")
    assert [str(gap) for gap in found.missing] == [
        "INV-2026-0004",
        "INV-2026-0006 to INV-2026-0009",
    ]


def test_a_series_that_starts_later_misses_nothing_before_its_start() -> None:
    found = report(NumberUse(NumberSeries(1, "Taken over", "{number}"), 0, 503, (Run(501, 503),)))
    assert found is not None
    assert (found.year, found.start, found.missing) == (None, 501, ())


def test_a_period_that_has_not_begun_is_not_reported() -> None:
    assert report(NumberUse(NumberSeries(1, "Main"), 2027, 0, ())) is None
