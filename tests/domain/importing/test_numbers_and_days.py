# SPDX-License-Identifier: MIT
"""Numbers and dates as strangers write them; a column decides what one cell leaves open."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.importing.amounts import number, votes
from lightar_desktop.domain.importing.columns import formats, look
from lightar_desktop.domain.importing.days import DateOrder, day, order_votes
from lightar_desktop.domain.importing.reasons import CellError
from lightar_desktop.domain.importing.words import currency, tax_category, terms

AMOUNTS = st.decimals(-999_999_999, 999_999_999, places=2, allow_nan=False)
GROUPS = {",": (".", " ", "\u00a0", "'", ""), ".": (",", " ", "\u202f", "’", "")}
SIGNS = ("{}", "€ {}", "{} €", "{} EUR", "kr {}", "CHF {}", "$ {}")


def written(amount: Decimal, mark: str, group: str) -> str:
    text = f"{abs(amount):,.2f}".replace(",", "G").replace(".", mark).replace("G", group)
    return f"-{text}" if amount < 0 else text


@given(AMOUNTS, st.sampled_from([",", "."]), st.data(), st.sampled_from(SIGNS))
def test_amounts_of_all_countries_are_read_exactly(
    amount: Decimal, mark: str, data: st.DataObject, sign: str
) -> None:
    text = sign.format(written(amount, mark, data.draw(st.sampled_from(GROUPS[mark]))))
    assert number(text, "") == amount
    assert number(text, mark) == amount


@given(st.text(max_size=30), st.sampled_from(["", ".", ","]))
def test_no_text_is_misread_silently_or_stops_the_import(text: str, mark: str) -> None:
    try:
        found = number(text, mark)
    except CellError:
        return
    assert any(character.isdigit() for character in text)
    digits = "".join(filter(str.isdigit, text)).lstrip("0")
    assert f"{abs(found):f}".replace(".", "").lstrip("0").rstrip("0") in "".join(
        str(int(one)) for one in digits
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("(1.234,50)", "-1234.50"),
        ("1.234,50-", "-1234.50"),
        ("−5", "-5"),
        ("100,-", "100"),
        ("12,34,567.89", "1234567.89"),
        ("R$ 1.234,50", "1234.50"),
        ("\x1f0.19", "0.19"),
    ],
)
def test_habits_of_bookkeepers(text: str, amount: str) -> None:
    assert number(text, "") == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["10O", "1e5", "=1+1", "1,2,3", "12 34", "", "-", "INV-1", "1.2.3.4"]
)
def test_what_only_looks_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        number(text, ".")


def test_a_lone_thousand_is_decided_by_its_column() -> None:
    with pytest.raises(CellError, match="thousands or decimals"):
        number("1.234", "")
    german, english = votes(["12,50", "1.234"]), votes(["12.50", "1.234"])
    assert number("1.234", german.mark) == 1234
    assert number("1.234", english.mark) == Decimal("1.234")


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)), st.sampled_from(list(DateOrder)))
def test_dates_of_all_countries_are_read(on: date, order: DateOrder) -> None:
    form = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y/%m/%d"}[order]
    assert day(on.strftime(form), order) == on
    assert day(on.isoformat(), order) == on
    assert day(f"{on.day}. {on:%B} {on.year}", None) == on


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("31.01.2026", date(2026, 1, 31)),
        ("1.2.26", date(2026, 2, 1)),
        ("2026-01-31T23:59:59Z", date(2026, 1, 31)),
        ("12. März 2026", date(2026, 3, 12)),
        ("5 juillet 2026", date(2026, 7, 5)),
        ("Jan 5, 2026", date(2026, 1, 5)),
        ("Monday, March 3, 2025", date(2025, 3, 3)),
        ("20260131", date(2026, 1, 31)),
        ("\x1f46053", date(2026, 1, 31)),
    ],
)
def test_dates_that_can_only_mean_one_day(text: str, on: date) -> None:
    assert day(text, None) == on


@pytest.mark.parametrize(
    "text", ["03/04/2026", "31/02/2026", "00.00.0000", "soon", "1/2", "9999-01-01"]
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        day(text, None)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(CellError):
        day(text, DateOrder.DAY_FIRST)


def test_one_thirteenth_tells_the_order_of_a_column() -> None:
    assert order_votes(["03/04/2026", "13/04/2026"]).order is DateOrder.DAY_FIRST
    assert order_votes(["03/04/2026", "04/13/2026"]).order is DateOrder.MONTH_FIRST
    assert order_votes(["03/04/2026"]).order is None


def test_columns_help_each_other_out() -> None:
    amounts, prices, days = look(["1.234"]), look(["12,50"]), look(["03/04/2026"])
    whole, _, dated = formats([amounts, prices, days], "\t")
    assert whole.decimal_mark == ","
    assert dated.date_order is DateOrder.DAY_FIRST, "decimal commas come with days first"
    (rates,) = formats([look(["\x1f0.19", "\x1f0.07", "\x1f0"])], "")
    assert rates.fractions


def test_words_for_terms_currencies_and_categories() -> None:
    assert [
        terms(one) for one in ("30", "Net 30", "14 Tage netto", "Due on receipt", "sofort")
    ] == [*(30, 30, 14, 0, 0)]
    assert [currency(one) for one in ("€", "eur", "US$", "CHF")] == ["EUR", "EUR", "USD", "CHF"]
    assert tax_category("Reverse Charge").value == "AE"
    for bad in ("EOM+30", "later", "9999"):
        with pytest.raises(CellError):
            terms(bad)
