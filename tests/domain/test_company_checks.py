# SPDX-License-Identifier: MIT
"""What is wrong with a company, a product, a provider: by field, in a sentence."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lightar_desktop.domain.company import BankAccount
from lightar_desktop.domain.company_checks import cleaned, company_problems
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.mail_account import Security, preset_for
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.tax import TaxCategory
from tests.builders import COMPANY, OSLO

IBAN, OTHER = "NO9386011117947", "DE89370400440532013000"
GOOD = replace(COMPANY, iban=IBAN, bic="DNBANOKK")
PRODUCT = Product(0, "D-1", "Design", "h", Decimal("95.5"), tax_rate=Decimal(25))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"iban": "", "bic": ""}, []),
        ({"iban": "NO93 8601 1117 947"}, []),
        ({"name": " "}, ["name"]),
        ({"name": "A\nB"}, ["name"]),
        ({"iban": IBAN[:-1] + "8"}, ["iban"]),
        ({"iban": ""}, ["iban"]),
        ({"bic": "DNB"}, ["bic"]),
        ({"vat_id": "NO923609017MVA"}, ["vat_id"]),
        ({"email": "nobody"}, ["email"]),
        ({"currency": "XXX"}, ["currency"]),
        ({"colour": "blue"}, ["colour"]),
        ({"terms_days": -1}, ["terms_days"]),
        ({"terms_days": 366}, ["terms_days"]),
        ({"address": replace(OSLO, country="NOR")}, ["country"]),
        ({"registered": PostalAddress("x", "1", "y", "ZZ")}, ["registered_country"]),
        ({"address": replace(OSLO, lines="a\x07b")}, ["address_lines"]),
        ({"accounts": (BankAccount(OTHER, "", "Bank", "EUR"),)}, []),
        ({"accounts": (BankAccount(IBAN, "", "", "EUR"),)}, ["accounts.0.iban"]),
        ({"accounts": (BankAccount(""),)}, ["accounts.0.iban"]),
        (
            {"accounts": (BankAccount(OTHER, "1", "", "E"),)},
            ["accounts.0.bic", "accounts.0.currency"],
        ),
    ],
)
def test_a_company_is_checked_field_by_field(changes: dict[str, Any], fields: list[str]) -> None:
    problems = company_problems(cleaned(replace(GOOD, **changes)))
    assert [problem.field for problem in problems] == fields
    assert all(str(problem).endswith(".") for problem in problems)


def test_what_is_kept_has_no_spaces_and_capital_codes() -> None:
    typed = replace(GOOD, name=" Nordlys ", iban="no93 8601 1117 947", currency="nok ")
    kept = cleaned(typed)
    assert (kept.name, kept.iban, kept.currency) == ("Nordlys", IBAN, "NOK")
    assert cleaned(kept) == kept


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"description": " "}, ["description"]),
        ({"code": "a\x1bb"}, ["code"]),
        ({"unit_price": Decimal("NaN")}, ["unit_price"]),
        ({"unit_price": Decimal("1e12")}, ["unit_price"]),
        ({"unit_price": Decimal("0.0000001")}, ["unit_price"]),
        ({"unit_price": Decimal(-5)}, []),  # a rebate
        ({"tax_rate": Decimal(0)}, ["tax_rate"]),
        ({"tax_rate": Decimal(101)}, ["tax_rate"]),
        ({"tax_category": TaxCategory.ZERO_RATED}, ["tax_rate"]),
        ({"tax_category": TaxCategory.ZERO_RATED, "tax_rate": Decimal(0)}, []),
        ({"tax_category": TaxCategory.EXEMPT, "tax_rate": Decimal(0)}, ["tax_reason"]),
        ({"currency": "EURO"}, ["currency"]),
    ],
)
def test_a_product_is_checked_field_by_field(changes: dict[str, Any], fields: list[str]) -> None:
    problems = replace(PRODUCT, **changes).problems()
    assert [problem.field for problem in problems] == fields
    assert all(str(problem).endswith(".") for problem in problems)


def test_a_provider_is_known_by_the_address() -> None:
    gmail, office = preset_for("me@GMail.com"), preset_for("a@acme.onmicrosoft.com")
    assert gmail is not None
    assert gmail.host == "smtp.gmail.com"
    assert office is not None
    assert office.host == "smtp.office365.com"
    web = preset_for("wir@web.de")
    assert web is not None
    assert web.security is Security.STARTTLS
    assert preset_for("ar@acme.example") is None
    assert preset_for("gmail.com.evil") is None
