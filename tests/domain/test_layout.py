# SPDX-License-Identifier: MIT
"""The choices of a PDF's layout: checked, stored, and read back by any version of the program."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.layout import USUAL, Column, LogoPlace, PageLayout, PageSize

LAYOUTS = st.builds(
    PageLayout,
    st.sampled_from(LogoPlace),
    st.sampled_from(["", "#c2410c"]),
    st.frozensets(st.sampled_from(Column)),
    st.lists(st.text(max_size=20), max_size=3).map(tuple),
    st.booleans(),
    st.sampled_from(PageSize),
)


@given(LAYOUTS)
def test_it_comes_back_as_it_was(layout: PageLayout) -> None:
    assert PageLayout.from_json(layout.to_json()) == layout


@pytest.mark.parametrize("text", ["", "{}", '{"logo":"left"}', '{"later":1,"page":"a5"}'])
def test_what_is_not_said_or_not_known_is_as_usual(text: str) -> None:
    assert PageLayout.from_json(text) == USUAL


def test_a_column_that_only_a_later_version_knows_is_left_alone() -> None:
    layout = PageLayout.from_json(json.dumps({"hidden": ["vat", "weight"]}))
    assert layout.hidden == {Column.VAT}
    assert not layout.shows(Column.VAT)
    assert layout.shows(Column.PRICE)


@pytest.mark.parametrize(
    ("layout", "code", "field"),
    [
        (PageLayout(colour="red"), "bad_colour", "colour"),
        (PageLayout(colour="#12345"), "bad_colour", "colour"),
        (PageLayout(footer=("a",) * 4), "footer_lines", "footer"),
        (PageLayout(footer=("x" * 111,)), "footer_length", "footer"),
        (PageLayout(footer=("a\nb",)), "footer_control", "footer"),
        (PageLayout(footer=("\u202eabc",)), "footer_control", "footer"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field(
    layout: PageLayout, code: str, field: str
) -> None:
    (problem,) = layout.problems()
    assert (problem.code, problem.field) == (code, field)
    assert str(problem)


def test_a_good_one_has_no_problems() -> None:
    assert USUAL.problems() == ()
    good = replace(USUAL, colour="#0A7f00", footer=("شكراً", "谢谢", "x" * 110))
    assert good.problems() == ()
