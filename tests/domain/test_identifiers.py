# SPDX-License-Identifier: MIT
"""IBAN, BIC and VAT ids: a mistyped one is told from a right one, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.identifiers import (
    bic_problem,
    iban_problem,
    iban_shown,
    tidy,
)
from lightar_desktop.domain.vat_ids import problem_with

IBANS = ("NO9386011117947", "DE89370400440532013000", "FR1420041010050500013M02606")


@pytest.mark.parametrize("iban", IBANS)
def test_a_right_iban_is_taken_however_it_is_spaced(iban: str) -> None:
    assert not iban_problem(iban)
    assert not iban_problem(f" {iban_shown(iban).lower()} ")
    assert tidy(iban_shown(iban)) == iban


@given(st.sampled_from(IBANS), st.data())
def test_one_wrong_digit_is_always_noticed(iban: str, data: st.DataObject) -> None:
    places = [at for at, character in enumerate(iban) if character.isdigit()]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != iban[at]]))
    assert iban_problem(iban[:at] + other + iban[at + 1 :])


@given(st.text(max_size=60), st.text(max_size=3))
def test_nothing_typed_is_too_strange(text: str, country: str) -> None:
    for why in (iban_problem(text), bic_problem(text), problem_with(text, country)):
        assert why == "" or why.endswith(".")


@pytest.mark.parametrize(
    ("text", "country", "right"),
    [
        ("NO923609016MVA", "NO", True),
        ("923 609 016 MVA", "NO", True),
        ("NO923609017MVA", "NO", False),
        ("DE136695976", "DE", True),
        ("DE136695977", "DE", False),
        ("DE13669597", "DE", False),
        ("EL094259216", "GR", True),
        ("DE136695976", "CH", True),  # a Swiss business registered in Germany
        ("CHE107787577IVA", "CH", True),
        ("DE136695977", "CH", False),
        ("12-3456789", "US", True),  # no rule is known
        ("x\x00y", "US", False),
        ("9" * 80, "US", False),
    ],
)
def test_vat_ids_are_checked_by_country(text: str, country: str, right: bool) -> None:
    assert (problem_with(text, country) == "") is right


def test_a_bic_has_eight_or_eleven_characters() -> None:
    assert not bic_problem("dnbanokk")
    assert not bic_problem("DNBANOKKXXX")
    assert bic_problem("DNBA NOK")
    assert bic_problem("1NBANOKK")
