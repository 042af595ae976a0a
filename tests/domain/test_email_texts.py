# SPDX-License-Identifier: MIT
"""Addresses and texts typed by users: checked early, never a program, never two headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.address import header_safe, parsed, problem_with
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.placeholders import PLACEHOLDERS, filled, unknown_placeholders
from lightar_desktop.domain.template import EmailSettings

GOOD = EmailSettings("Invoice {{ number }}", "ar@nordlys.example", message="Dear {{contact}}")


def codes(settings: EmailSettings) -> list[tuple[str, str]]:
    return [(p.code, p.field) for p in settings.problems()]


def test_good_settings_have_no_problem() -> None:
    assert GOOD.checked() is GOOD


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (EmailSettings(" ", "a@b.example"), ("no_subject", "subject")),
        (EmailSettings("S", ""), ("no_reply_to", "reply_to")),
        (EmailSettings("S", "nobody"), ("bad_address", "reply_to")),
        (EmailSettings("S", "a@b.example", ("x y@z",)), ("bad_address", "cc")),
        (EmailSettings("S\nBcc: e@x", "a@b.example"), ("control_character", "subject")),
        (EmailSettings("{{ numbr }}", "a@b.example"), ("unknown_placeholder", "subject")),
        (EmailSettings("S", "a@b.example", message="{{x}}"), ("unknown_placeholder", "message")),
    ],
)
def test_each_problem_names_its_field(settings: EmailSettings, expected: tuple[str, str]) -> None:
    assert expected in codes(settings)
    with pytest.raises(DomainError) as refused:
        settings.checked()
    assert "{{{{" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b\r\nBcc: c@d.example", "a@b, c@d", "a b@c.example", "a@b..example"]
)
def test_what_no_server_could_take_is_refused(address: str) -> None:
    assert problem_with(address)


def test_lists_of_addresses_are_parsed_as_people_type_them() -> None:
    assert parsed(" a@b.example; c@d.example,\ne@f.example ,") == (
        "a@b.example",
        "c@d.example",
        "e@f.example",
    )


def test_values_are_never_looked_into_again() -> None:
    values = {"customer": "{{ number }} & <b>", "number": "INV-1"}
    assert filled("{{customer}} {{ number }} {{other}}", values) == (
        "{{ number }} & <b> INV-1 {{other}}"
    )


@given(st.text())
def test_any_text_can_be_filled(text: str) -> None:
    names = dict.fromkeys(PLACEHOLDERS, "value")
    assert isinstance(filled(text, names), str)
    if "{{" not in text:
        assert filled(text, names) == text
        assert unknown_placeholders(text) == ()


@given(st.characters(categories=["Cc", "Zl", "Zp"]))
def test_no_control_character_is_safe_in_a_header(character: str) -> None:
    assert not header_safe(f"a{character}b")
