# SPDX-License-Identifier: MIT
"""What is stored comes back exactly."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.adapters.db.store_invoices import number_key
from lightar_desktop.adapters.db.types import (
    AMOUNT_DIGITS,
    QUANTITY_DIGITS,
    folded,
    instant,
    microseconds,
    scaled,
    unscaled,
)

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def decimals(places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(-(10**11), 10**11, allow_nan=False, places=places)


@given(decimals(AMOUNT_DIGITS))
def test_amounts_round_trip(amount: Decimal) -> None:
    assert unscaled(scaled(amount, AMOUNT_DIGITS), AMOUNT_DIGITS) == amount


@given(decimals(QUANTITY_DIGITS), decimals(QUANTITY_DIGITS))
def test_numbers_sort_as_their_amounts(one: Decimal, other: Decimal) -> None:
    as_numbers = scaled(one, QUANTITY_DIGITS) < scaled(other, QUANTITY_DIGITS)
    assert as_numbers == (one < other)


@given(st.integers(-(10**15), 10**15))
def test_numbers_come_back_without_trailing_zeros(number: int) -> None:
    text = str(unscaled(number, AMOUNT_DIGITS))
    assert "E" not in text
    assert "." not in text or not text.endswith("0")


def test_nothing_is_rounded_silently() -> None:
    with pytest.raises(ValueError, match="more than 4 decimals"):
        scaled(Decimal("0.00001"), AMOUNT_DIGITS)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_instants_round_trip_in_utc(at: datetime) -> None:
    back = instant(microseconds(at))
    assert back == at
    assert back.tzinfo is UTC


def test_search_text_has_neither_case_nor_accents() -> None:
    assert folded("Straße ÉMILE Søren İ") == "strasse emile søren i"


@given(st.lists(st.integers(0, 10**11), min_size=2, max_size=5))
def test_numbers_sort_by_value_in_a_series(numbers: list[int]) -> None:
    texts = [f"INV-2026-{number:04}" for number in numbers]
    assert sorted(texts, key=number_key) == [f"INV-2026-{number:04}" for number in sorted(numbers)]
