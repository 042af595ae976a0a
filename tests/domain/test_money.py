# SPDX-License-Identifier: MIT
"""Amounts, VAT and totals: exact, per rate, and adding up whatever the figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.money import decimals, plain, rounded, shared_out
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory, totals
from tests.builders import line

CENTS = st.decimals(-10_000_000, 10_000_000, places=2)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def lines(draw: st.DrawFn) -> InvoiceLine:
    taxed = draw(st.booleans())
    rate = draw(st.sampled_from(["25", "19", "7", "5.5"])) if taxed else "0"
    return InvoiceLine(
        "x",
        draw(st.decimals(-1000, 1000, places=3)),
        draw(st.decimals(0, 100_000, places=4)),
        discount_percent=draw(st.decimals(0, 100, places=2)),
        discount_amount=draw(st.decimals(0, 100, places=2)),
        tax_category=TaxCategory.STANDARD if taxed else TaxCategory.EXEMPT,
        tax_rate=Decimal(rate),
    )


def test_currencies_have_their_own_decimals() -> None:
    assert [decimals(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert plain(Decimal("1234.5"), "EUR") == "1234.50"
    assert plain(Decimal("1234.5"), "JPY") == "1235"


def test_halves_are_rounded_away_from_zero() -> None:
    assert rounded(Decimal("0.125"), "EUR") == Decimal("0.13")
    assert rounded(Decimal("-0.125"), "EUR") == Decimal("-0.13")


def test_vat_is_rounded_per_rate_and_not_per_line() -> None:
    # Three times 0.33 at 25 %: 0.0825 a line would round to 0.08 three times, 0.24 in all.
    result = totals([line("0.33")] * 3, "EUR")
    assert result.tax == Decimal("0.25")
    assert result.total == Decimal("1.24")


def test_a_document_discount_is_shared_over_the_rates() -> None:
    result = totals([line("100", rate="25"), line("50", rate="0")], "EUR", Decimal(10))
    assert [(p.rate, p.taxable, p.tax) for p in result.breakdown] == [
        (Decimal(25), Decimal("90.00"), Decimal("22.50")),
        (Decimal(0), Decimal("45.00"), Decimal("0.00")),
    ]
    assert result.total == Decimal("157.50")


@given(st.lists(lines(), max_size=8), CURRENCIES, st.decimals(0, 100, places=2), CENTS)
def test_totals_always_add_up(
    parts: list[InvoiceLine], currency: str, percent: Decimal, amount: Decimal
) -> None:
    result = totals(parts, currency, percent, amount if parts else Decimal(0))
    assert result.net == result.lines - result.discount
    assert result.total == result.net + result.tax
    assert sum((p.tax for p in result.breakdown), Decimal(0)) == result.tax
    if result.lines:
        assert sum((p.taxable for p in result.breakdown), Decimal(0)) == result.net
    for value in (result.net, result.tax, result.total):
        assert value == rounded(value, currency)


@given(CENTS, st.lists(CENTS, min_size=1, max_size=6))
def test_shares_are_whole_cents_and_add_up(amount: Decimal, weights: list[Decimal]) -> None:
    shares = shared_out(amount, weights, "EUR")
    assert all(share == rounded(share, "EUR") for share in shares)
    if sum(weights):
        assert sum(shares) == amount


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_nothing_shared_over_nothing_is_nothing(currency: str) -> None:
    assert shared_out(Decimal(5), [Decimal(0), Decimal(0)], currency) == [0, 0]
