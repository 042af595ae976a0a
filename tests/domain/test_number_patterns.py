# SPDX-License-Identifier: MIT
"""Number patterns, and that a series never comes back to a number that was given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.number_patterns import (
    least_next,
    pattern_problem,
    series_problems,
    skeleton,
)
from lightar_desktop.domain.numbering import NumberSeries

PATTERNS = (
    "INV-{year}-{number:4}",
    "INV-{number}",
    "{number:6}",
    "{year}{number:4}",
    "{number:3}/{year}",
    "1{number}",
    "INV-2026-{number:4}",
    "{year}-{year}/{number:2}",
)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_usual_patterns_are_taken(pattern: str) -> None:
    assert not pattern_problem(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *("", " ", "INV", "{year}", "{number}{number}", "{number:0}", "{number:13}", "{month}"),
        *("{year:2}-{number}", "{number", "number}", "{number:4}}", "{{number}}", "A\n{number}"),
        *("A\u202e{number}", " {number}", "{number:-1}", "x" * 40 + "{number}", "{number:}"),
    ],
)
def test_other_patterns_are_refused_with_a_reason(pattern: str) -> None:
    assert pattern_problem(pattern).endswith(".")


@given(st.text(max_size=45))
def test_a_pattern_that_is_taken_makes_short_visible_numbers(pattern: str) -> None:
    if pattern_problem(pattern):
        return
    series = NumberSeries(1, "x", pattern)
    texts = [series.text(number, date(2026, 5, 1)) for number in (1, 2, 10, 99_999)]
    assert len(set(texts)) == 4
    assert all(text.isprintable() and text == text.strip() and len(text) < 60 for text in texts)


@given(
    st.sampled_from(PATTERNS),
    st.booleans(),
    st.lists(st.tuples(st.integers(1, 12_000), DAYS), max_size=30),
)
def test_a_series_reads_its_own_numbers_and_goes_on_behind_them(
    pattern: str, yearly: bool, openings: list[tuple[int, date]]
) -> None:
    series = NumberSeries(1, "x", pattern, yearly)
    given_texts = [series.text(number, on) for number, on in openings]
    least = least_next(series, given_texts)
    for number, on in openings:
        assert least[series.period(on)] > number
    for period, following in least.items():
        on = date(period or 2026, 1, 1)
        assert series.text(following, on) not in given_texts


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from(PATTERNS),
    st.tuples(st.integers(1, 30_000), DAYS),
    st.tuples(st.integers(1, 30_000), DAYS),
)
def test_patterns_with_different_skeletons_never_make_the_same_number(
    one: str, other: str, left: tuple[int, date], right: tuple[int, date]
) -> None:
    if skeleton(one) != skeleton(other):
        first = NumberSeries(1, "x", one).text(*left)
        assert first != NumberSeries(2, "y", other).text(*right)


def test_a_second_series_of_the_same_shape_is_refused() -> None:
    old = NumberSeries(1, "Invoices", "INV-{year}-{number:4}")
    new = NumberSeries(0, "Others", "INV-2026-{number}", yearly=False)
    (problem,) = series_problems(new, [old])
    assert (problem.code, problem.field) == ("series_alike", "pattern")
    assert "Invoices" in str(problem)
    assert not series_problems(NumberSeries(0, "Others", "CR-{year}-{number}"), [old])


def test_starting_again_each_year_needs_the_year() -> None:
    (problem,) = series_problems(NumberSeries(0, "Invoices", "R{number}"), [])
    assert problem.field == "pattern"
    assert not series_problems(NumberSeries(0, "Invoices", "R{number}", yearly=False), [])
    assert [one.code for one in series_problems(NumberSeries(0, " "), [])] == ["no_series_name"]
