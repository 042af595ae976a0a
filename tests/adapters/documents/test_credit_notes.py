# SPDX-License-Identifier: MIT
"""Credit notes, delivery addresses and a company's own reasons for no VAT."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lightar_desktop.adapters.documents.credit_words import CREDIT_WORDS
from lightar_desktop.adapters.documents.words import WORDS
from lightar_desktop.domain.customer import Delivery, PostalAddress
from lightar_desktop.domain.invoice import DocumentKind
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.tax import TaxCategory
from tests.adapters.documents.printed import issued, line, pages, pdf, text, untaxed

TITLES = {
    "en": "Credit note",
    "de": "Rechnungskorrektur",
    "fr": "Avoir",
    "es": "Factura rectificativa",
    "nb": "Kreditnota",
    "da": "Kreditnota",
    "sv": "Kreditfaktura",
    "nl": "Creditfactuur",
}


def credit_note(language: str = "en", corrects: str = "INV-2026-0399") -> IssuedInvoice:
    return replace(
        issued(line(), language=language),
        number="CN-2026-0007",
        kind=DocumentKind.CREDIT_NOTE,
        corrects=corrects,
    )


def test_every_language_has_the_words_of_a_credit_note() -> None:
    assert CREDIT_WORDS.keys() == WORDS.keys() == TITLES.keys()
    for words in CREDIT_WORDS.values():
        assert "{number}" in words.corrects
        assert "{amount}" in words.credited


@pytest.mark.parametrize("language", TITLES)
def test_a_credit_note_says_what_it_is_and_what_it_corrects(language: str) -> None:
    seen, words = text(credit_note(language)), CREDIT_WORDS[language]
    assert f"{TITLES[language]} CN-2026-0007" in seen
    assert words.corrects.format(number="INV-2026-0399") in seen
    assert words.total in seen
    assert words.number in seen


def test_a_credit_note_asks_for_no_money() -> None:
    seen = text(credit_note())
    assert "We credit you €5,712.00." in seen
    for asking in ("Please pay", "Due date", "IBAN", "Payment reference", "Invoice number"):
        assert asking not in seen


def test_a_credit_note_for_no_invoice_in_particular() -> None:
    seen = text(credit_note(corrects=""))
    assert "Credit note CN-2026-0007" in seen
    assert "for invoice" not in seen


def test_a_long_number_is_wrapped() -> None:
    assert pages(pdf(credit_note(corrects="INV-" * 200)))


WAREHOUSE = Delivery("Weber Lager", PostalAddress("Tor 7\nRing 9", "85774", "Unterföhring", "DE"))


@pytest.mark.parametrize("language", WORDS)
def test_where_the_goods_go(language: str) -> None:
    seen = text(issued(language=language, shipping=WAREHOUSE))
    assert f"{WORDS[language].shipping} Weber Lager Tor 7 Ring 9 85774 Unterföhring" in seen
    assert WORDS[language].shipping not in text(issued(language=language))


def test_a_delivery_address_without_a_name() -> None:
    assert "Delivery address Tor 7" in text(issued(shipping=replace(WAREHOUSE, name="")))


def test_a_long_delivery_address_pushes_the_title_down() -> None:
    long = Delivery("Weber " * 30, PostalAddress("Ring 9\n" * 30, "85774", "Berlin", "DE"))
    seen = text(issued(shipping=long))
    assert seen.index("…") < seen.index("Invoice INV-2026-0415")


def test_the_company_s_own_reason_stands_after_the_law_s_words() -> None:
    seen = text(
        issued(
            line(),
            untaxed(TaxCategory.EXEMPT, tax_reason="Education,\nArticle 132(1)(i)."),
            untaxed(TaxCategory.REVERSE_CHARGE, tax_reason="§ 13b UStG"),
        )
    )
    assert "Exempt from VAT. Education, Article 132(1)(i)." in seen
    assert "Reverse charge: the recipient is liable for the VAT. § 13b UStG" in seen


def test_a_reason_that_says_the_same_stands_once() -> None:
    seen = text(issued(untaxed(TaxCategory.EXEMPT, tax_reason="Exempt from VAT.")))
    assert seen.count("Exempt from VAT.") == 1


def test_a_reason_of_any_length_fits() -> None:
    seen = " ".join(pages(pdf(issued(untaxed(TaxCategory.EXEMPT, tax_reason="because " * 2000)))))
    assert seen.count("because") == 2000


def test_the_account_is_the_one_the_invoice_was_issued_with() -> None:
    seller = replace(issued().seller, iban="DE89370400440532013000", bic="COBADEFF", bank="Coba")
    seen = text(issued(seller=seller, currency="EUR", discount=Decimal(0)))
    assert "DE89 3704 0044 0532 0130 00" in seen
    assert "DNB" not in seen
