# SPDX-License-Identifier: MIT
"""What one types finds what one means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.gui.matching import fitting, folded, score

NAMES = ["Sales invoices", "Customers", "Batch Operations", "AR Settings", "Look for changes now"]


@pytest.mark.parametrize(
    ("typed", "well", "maybe"),
    [
        ("cust", ["Customers"], []),
        ("SET ar", ["AR Settings"], []),
        ("inv", ["Sales invoices"], []),
        ("ha", [], ["Look for changes now"]),
        ("sinv", [], ["Sales invoices"]),
        ("bops", [], ["Batch Operations"]),
        ("zzz", [], []),
        ("sales customers", [], []),
        ("", NAMES, []),
    ],
)
def test_words_begin_or_letters_follow(typed: str, well: list[str], maybe: list[str]) -> None:
    assert fitting(typed, [(name, name) for name in NAMES]) == (well, maybe)


@given(st.text(min_size=1), st.text())
def test_the_beginning_of_a_name_always_finds_it(start: str, rest: str) -> None:
    assert score(start, start + rest) is not None


@given(st.text())
def test_case_and_accents_do_not_matter(name: str) -> None:
    assert score(folded(name), name) == 0
    assert score("SOHNE", "Weber & Söhne") == 0
