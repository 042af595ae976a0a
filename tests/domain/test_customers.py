# SPDX-License-Identifier: MIT
"""What a customer must be like to be saved, and VAT ids country by country."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain import vat_ids
from lightar_desktop.domain.codes import COUNTRIES, is_language
from lightar_desktop.domain.customer import (
    ContactRole,
    Customer,
    Delivery,
    EmailPreferences,
    PostalAddress,
)
from lightar_desktop.domain.customer_checks import problems
from tests.builders import contact, customer

ZONES = frozenset({"Europe/Oslo"})
# Ids of real form with right check digits, as their countries publish them.
KNOWN = {
    "AT": "ATU13585627",
    "BE": "BE0428759497",
    "CH": "CHE107787577IVA",
    "CZ": "CZ25123891",
    "DE": "DE136695976",
    "DK": "DK13585628",
    "EE": "EE100594102",
    "ES": "ESB58378431",
    "FI": "FI20774740",
    "FR": "FR40303265045",
    "GB": "GB980780684",
    "GR": "EL094259216",
    "IE": "IE6433435F",
    "IT": "IT00743110157",
    "NL": "NL004495445B01",
    "NO": "NO995525828MVA",
    "PL": "PL8567346215",
    "PT": "PT501442600",
    "SE": "SE556188840401",
}


def found(**changes: Any) -> list[tuple[str, str]]:
    """Codes and fields of what is wrong with the good customer, changed so."""
    return [(one.code, one.field) for one in problems(customer(**changes), ZONES)]


def test_a_good_customer_has_no_problem() -> None:
    assert not found()
    assert not problems(Customer(0, "", "Somebody"), ZONES)


@pytest.mark.parametrize(("country", "vat_id"), KNOWN.items())
def test_known_vat_ids_pass(country: str, vat_id: str) -> None:
    assert vat_ids.problem_with(vat_id, country) == ""
    spaced = f"{vat_id[:2]} {vat_id[2:5].lower()}.{vat_id[5:]} "
    assert vat_ids.tidied(spaced) == vat_id


# Where the check digit stands for two remainders, a few mistyped ids are right by chance.
STRICT = sorted(KNOWN.keys() - {"CZ", "GB", "NL", "PT"})


@given(st.sampled_from(STRICT), st.data())
def test_one_mistyped_digit_is_refused(country: str, data: st.DataObject) -> None:
    vat_id = KNOWN[country]
    last = {"CH": 12, "SE": 12}.get(country, len(vat_id))  # what follows has no check
    places = [n for n, one in enumerate(vat_id[:last]) if one.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != vat_id[place]]))
    mistyped = vat_id[:place] + digit + vat_id[place + 1 :]
    assert vat_ids.problem_with(mistyped, country) != ""


@given(st.text(max_size=30), st.sampled_from(["", "ZZ", *sorted(COUNTRIES)]))
def test_whatever_is_typed_gets_an_answer(typed: str, country: str) -> None:
    assert isinstance(vat_ids.problem_with(typed, country), str)


def test_vat_ids_of_elsewhere() -> None:
    assert vat_ids.problem_with("DE136695976", "FR") == ""  # registered in the other country
    assert vat_ids.problem_with("136695976", "DE") == "it begins with DE."
    assert vat_ids.problem_with("094259216", "GR") == "it begins with EL."
    assert vat_ids.problem_with("923609016MVA", "NO") == ""
    assert vat_ids.problem_with("anything 123", "AQ") == ""  # nobody knows rules for it
    assert vat_ids.problem_with("ESP010101AB1", "AQ") != ""  # but Spain's are known
    assert "too few" in vat_ids.problem_with("GB1234", "GB")
    assert "check digit" in vat_ids.problem_with("DE136695977", "DE")
    assert "written" in vat_ids.problem_with("NO923609016", "NO")
    assert vat_ids.problem_with("X" * 50, "") != ""
    assert vat_ids.tidied("  20-05536168-2 ") == "20-05536168-2"


def test_codes() -> None:
    assert found(address=PostalAddress("", "", "Oslo", "NOR")) == [("bad_country", "country")]
    elsewhere = Delivery("", PostalAddress("", "", "", "QQ"))
    assert found(shipping=elsewhere) == [("bad_country", "shipping_country")]
    assert found(currency="EURO") == [("bad_currency", "currency")]
    assert found(language="german") == [("bad_language", "language")]
    assert found(time_zone="Nowhere/Town") == [("bad_time_zone", "time_zone")]
    assert not found(time_zone="Europe/Oslo")
    assert found(terms_days=366) == [("bad_terms", "terms_days")]
    assert found(terms_days=-1) == [("bad_terms", "terms_days")]
    assert [
        one for one in ("de", "nb_NO", "zh_Hans_CN", "pt-BR", "xx", "de_QQ", "") if is_language(one)
    ] == [
        "de",
        "nb_NO",
        "zh_Hans_CN",
        "pt-BR",
    ]


def test_names() -> None:
    assert found(name="  ") == [("no_name", "name")]
    assert found(name="two\nlines") == [("bad_text", "name")]
    assert found(number="9" * 50) == [("bad_text", "number")]
    for name in ("Ελληνικά", "شركة النور", "光明公司", "<b>Bold</b>", '=HYPERLINK("x")'):
        assert not found(name=name)


def test_contacts() -> None:
    good, bad = contact("a@b.example"), contact("kim@typo..example")
    assert found(contacts=(good, bad)) == [("bad_address", "contacts.1.email")]
    assert found(contacts=(replace(good, name="", email=""),)) == [
        ("contact_empty", "contacts.0.name")
    ]
    assert found(contacts=(replace(good, name="a\x00b"),)) == [("bad_text", "contacts.0.name")]
    assert found(contacts=(good, replace(good, email="A@b.example"))) == [
        ("contact_twice", "contacts.1.email")
    ]
    first = contact("1@b.example", ContactRole.PRIMARY)
    second = contact("2@b.example", ContactRole.PRIMARY, ContactRole.FINANCE)
    assert found(contacts=(first, second)) == [("two_primary", "contacts.1.roles")]


def test_preferences() -> None:
    wrong = EmailPreferences("nobody@", ("a@b.example", "also wrong"))
    assert found(preferences=wrong) == [
        ("bad_address", "preferred_reply_to"),
        ("bad_address", "preferred_cc"),
    ]
    assert not found(preferences=EmailPreferences("a@b.example", (), ContactRole.FINANCE))


def test_every_problem_is_a_sentence() -> None:
    nothing_right = customer(
        name="",
        vat_id="DE1",
        currency="?",
        language="?",
        time_zone="?",
        terms_days=999,
        address=PostalAddress("", "", "", "??"),
        contacts=(contact("x"), contact("x")),
    )
    said = [str(problem) for problem in problems(nothing_right, ZONES)]
    assert len(said) == 10
    assert all(one[-1] in ".)" or "email address" in one for one in said)
    assert not any("{" in one for one in said)
