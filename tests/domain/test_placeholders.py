# SPDX-License-Identifier: MIT
"""A misspelt placeholder is found, named and corrected before a customer sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.placeholders import (
    PLACEHOLDERS,
    empty_problems,
    suggestion,
    text_problems,
    used_placeholders,
)


def said(text: str) -> list[str]:
    return [str(problem) for problem in text_problems("message", "message", text)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("due_dat", "due_date"),
        ("Due Date", "due_date"),
        ("due-date", "due_date"),
        ("duedate", "due_date"),
        ("numbr", "number"),
        ("NUMBER", "number"),
        ("custmer", "customer"),
        ("totl", "total"),
        ("balence", "balance"),
        ("IBAN", "iban"),
    ],
)
def test_the_nearest_placeholder_is_suggested(written: str, meant: str) -> None:
    assert suggestion(written) == meant
    (sentence,) = said(f"Pay by {{{{ {written} }}}}.")
    assert f"{{{{ {written} }}}}" in sentence
    assert f"Did you mean {{{{ {meant} }}}}?" in sentence


def test_what_is_near_nothing_is_not_guessed() -> None:
    (sentence,) = said("{{ weather }}")
    assert "Did you mean" not in sentence
    assert "choose one from the list" in sentence


@pytest.mark.parametrize("text", ["{{ number }", "{{ number", "number }}", "Hi {{", "{ number }}"])
def test_half_a_placeholder_would_be_read_by_the_customer(text: str) -> None:
    (problem,) = text_problems("message", "message", text)
    assert problem.code == "broken_placeholder"
    assert "two braces on each side" in str(problem)


def test_single_braces_around_a_placeholder_are_no_placeholder() -> None:
    (sentence,) = said("Invoice {number} is due.")
    assert "Write {{ number }}" in sentence
    assert said("A set {a; b} and { } are only text.") == []


@given(st.lists(st.sampled_from(sorted(PLACEHOLDERS))), st.text(alphabet="ab c\n.,", max_size=20))
def test_good_placeholders_are_never_complained_of(names: list[str], between: str) -> None:
    text = between.join(f"{{{{ {name} }}}}" for name in names)
    assert said(text) == []
    assert used_placeholders(text) == frozenset(names)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    for problem in text_problems("message", "message", text):
        assert str(problem)


def test_a_value_an_invoice_lacks_is_told_once() -> None:
    values = {"iban": "", "buyer_reference": " ", "number": "INV-1"}
    texts = (("subject", "{{number}} {{iban}}"), ("message", "{{iban}} {{buyer_reference}}"))
    found = empty_problems(texts, values)
    assert [(one.field, one.facts["name"]) for one in found] == [
        ("subject", "iban"),
        ("message", "buyer_reference"),
    ]
    assert "the account to pay into" in str(found[0])
