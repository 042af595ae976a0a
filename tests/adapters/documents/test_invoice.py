# SPDX-License-Identifier: MIT
"""What stands on a printed invoice."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image
from pypdf import PdfReader

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.tax import TaxCategory
from lightar_desktop.paths import resource
from tests.adapters.documents.printed import (
    BUYER,
    SELLER,
    issued,
    line,
    packed,
    pages,
    pdf,
    text,
    untaxed,
)


def test_everything_stands_on_the_page() -> None:
    seen = text(issued(discount=Decimal(10)))
    for part in (
        "Invoice INV-2026-0415",
        "Nordlys Design AS",
        "Storgata 12",
        "0155 Oslo",
        "NO923609016MVA",
        "Org.nr. 923 609 016",
        "ar@nordlys.example",
        "+47 22 12 34 56",
        "Weber & Söhne GmbH",
        "Sabine Weber",
        "Lindenstraße 4",
        "10969 Berlin",
        "TYSKLAND",  # mail from Norway is sorted in Norway
        "DE136695976",
        "C10042",
        "PO 4711",
        "Nov 22, 2026",
        "Concept and design",
        "4,800.00",
        "19%",
        "-492.00",
        "€5,269.32",
        "NO93 8601 1117 947",
        "DNBANOKK",
        "DNB Bank ASA",
        "Please pay €5,269.32 by December 22, 2026.",
        "Thank you for working with us.",
        "Page 1 of 1",
    ):
        assert part in seen, part


def test_the_country_is_left_out_at_home() -> None:
    home = replace(BUYER, address=PostalAddress("Karl Johans gate 1", "0154", "Oslo", "NO"))
    assert "NORGE" not in text(issued(buyer=home))


def test_town_before_postcode_where_they_write_so() -> None:
    london = replace(BUYER, address=PostalAddress("1 Mill Lane", "SW1A 1AA", "London", "GB"))
    assert "London SW1A 1AA STORBRITANNIA" in text(issued(buyer=london))


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Invoice", "4,800.00", "19%", "Dec 22, 2026", "€5,854.80", "Page 1 of 1"]),
        ("en_GB", ["Invoice", "22 Dec 2026", "€5,854.80"]),
        ("de", ["Rechnung", "4.800,00", "19 %", "22.12.2026", "5.854,80 €", "Seite 1 von 1"]),
        ("de-CH", ["Rechnung", "4’800.00"]),
        ("fr", ["Facture", "4 800,00", "19 %", "22 déc. 2026", "5 854,80 €", "Page 1 sur 1"]),
        ("es", ["Factura", "4.800,00", "19 %", "22 dic 2026", "5.854,80 €", "Página 1 de 1"]),
        ("nb_NO", ["Faktura", "4 800,00", "22. des. 2026", "Side 1 av 1"]),
        ("no", ["Faktura", "Side 1 av 1"]),
        ("da", ["Faktura", "4.800,00", "Side 1 af 1"]),
        ("sv", ["Faktura", "4 800,00", "Sida 1 av 1"]),
        ("nl", ["Factuur", "4.800,00", "Pagina 1 van 1"]),
        ("tlh", ["Invoice", "4,800.00", "Page 1 of 1"]),
        ("", ["Invoice", "4,800.00"]),
        ("ja", ["Invoice", "4,800.00"]),
    ],
)
def test_the_customer_s_language(language: str, parts: list[str]) -> None:
    seen = text(issued(language=language))
    for part in parts:
        assert part in seen, part


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("JPY", "¥5,855"), ("KWD", "KWD 5,854.800"), ("PLN", "PLN 5,854.80"), ("USD", "$5,854.80")],
)
def test_currencies(currency: str, amount: str) -> None:
    assert f"Total {amount}" in text(issued(currency=currency))


def test_a_draft_says_so_across_the_page() -> None:
    content = pdf(issued(number=None, language="de"))
    assert "ENTWURF" in pages(content)[0]
    assert "Entwurf" in str(PdfReader(io.BytesIO(content)).metadata)
    assert "ENTWURF" not in text(issued(language="de"))


@pytest.mark.parametrize(
    ("category", "words"),
    [
        (TaxCategory.ZERO_RATED, "Zero-rated for VAT."),
        (TaxCategory.EXEMPT, "Exempt from VAT."),
        (TaxCategory.REVERSE_CHARGE, "Reverse charge: the recipient is liable for the VAT."),
        (TaxCategory.INTRA_COMMUNITY, "Article 138 of Directive 2006/112/EC"),
        (TaxCategory.EXPORT, "Export, exempt from VAT."),
        (TaxCategory.OUTSIDE_SCOPE, "Outside the scope of VAT."),
    ],
)
def test_the_reason_when_no_vat_is_charged(category: TaxCategory, words: str) -> None:
    assert words in text(issued(untaxed(category)))
    assert words not in text(issued(line()))


def test_several_reasons_are_told_apart() -> None:
    seen = text(issued(line(), untaxed(TaxCategory.EXEMPT), untaxed(TaxCategory.EXPORT)))
    assert "0% ¹" in seen
    assert "¹ Exempt from VAT." in seen
    assert "² Export, exempt from VAT." in seen


def test_carried_sums_add_up() -> None:
    lines = [line(f"Part {place}", unit_price=Decimal(place) / 3) for place in range(1, 151)]
    invoice = issued(*lines)
    seen = pages(pdf(invoice))
    assert len(seen) >= 4
    carried = [
        found[1] for page in seen if (found := re.search(r"Carried forward ([\d.,]+)", page))
    ]
    brought = [
        found[1] for page in seen if (found := re.search(r"Brought forward ([\d.,]+)", page))
    ]
    assert len(carried) == len(brought) >= 3
    assert carried == brought
    so_far = Decimal(0)
    place = 0
    for page, carry in zip(seen, carried, strict=False):
        count = len(re.findall(r"Part \d+", page))
        so_far += sum(invoice.line_nets[place : place + count], Decimal(0))
        place += count
        assert Decimal(carry.replace(",", "")) == so_far
    for number, page in enumerate(seen, 1):
        assert f"Page {number} of {len(seen)}" in page
        assert ("Description" in page) == ("Part" in page)


def test_totals_never_stand_alone() -> None:
    for count in range(1, 60):
        with_total = [page for page in pages(pdf(issued(*[line()] * count))) if "Net total" in page]
        assert len(with_total) == 1
        assert "Concept and design" in with_total[0], count


def test_two_thousand_lines() -> None:
    seen = pages(pdf(issued(*[line(f"Part {place}.") for place in range(2000)])))
    whole = " ".join(seen)
    assert all(f"Part {place}." in whole for place in range(2000))
    assert "€11,424,000.00" in whole


def test_a_hundred_vat_rates() -> None:
    seen = text(issued(*[line(tax_rate=Decimal(place) / 10) for place in range(1, 101)]))
    assert seen.count("8.7%") == 2


def test_long_words_wrap_and_nothing_is_lost() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 40
    content = pdf(issued(line(word), note=word))
    whole = packed("".join(re.sub(r"Page \d of \d", "", page) for page in pages(content)))
    assert whole.count("Donaudampfschifffahrtsgesellschaftskapitän") >= 70
    long = "\n".join(f"Point {place}." for place in range(500))
    seen = text(issued(line(long), line(long)))
    assert all(seen.count(f"Point {place}.") == 2 for place in range(500))


def test_huge_numbers_leave_room_for_the_description() -> None:
    big = line(quantity=Decimal("123456789.123456"), unit_price=Decimal("98765432.1234"))
    assert "Concept and design" in text(issued(big))


def test_nothing_but_the_least() -> None:
    empty = replace(BUYER, name="", number="", address=PostalAddress(), vat_id="", contact="")
    invoice = replace(
        issued(), number=None, seller=Company(""), buyer=empty, buyer_reference="", note="",
        lines=(), line_nets=(), currency="",
    )  # fmt: skip
    assert "Invoice" in text(invoice)


def test_logo_is_drawn_and_a_broken_one_replaced_by_the_name() -> None:
    good = resource("demo/logo.png").read_bytes()
    reader = PdfReader(io.BytesIO(pdf(issued(), good)), strict=True)
    assert len(reader.pages[0].images) == 1
    jpeg = io.BytesIO()
    Image.new("CMYK", (3000, 40), (9, 9, 9, 9)).save(jpeg, "JPEG")
    reader = PdfReader(io.BytesIO(pdf(issued(), jpeg.getvalue())), strict=True)
    picture = reader.pages[0].images[0].image
    assert picture is not None
    assert picture.width <= 560
    for bad in (b"nonsense", good[:200], b"GIF89a"):
        reader = PdfReader(io.BytesIO(pdf(issued(), bad)), strict=True)
        assert len(reader.pages[0].images) == 0


def test_any_colour_text_as_the_company_s_colour() -> None:
    for colour in ("#00aa00", "red", "", "#12345", "javascript:x"):
        assert pdf(issued(seller=replace(SELLER, colour=colour)))


def test_describes_itself() -> None:
    reader = PdfReader(io.BytesIO(pdf(issued(language="fr"))), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Facture INV-2026-0415"
    assert reader.metadata.author == "Nordlys Design AS"
    assert reader.metadata.subject == "Weber & Söhne GmbH"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == issued().issued_on
    assert str(reader.root_object["/Lang"]) == "fr"


def test_fonts_are_embedded_and_the_file_is_small() -> None:
    content = pdf(issued(*[line(f"Part {place}") for place in range(10)]))
    assert len(content) < 50_000
    fonts = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert len(fonts) == 2
    for font in fonts.values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert inner["/FontDescriptor"]["/FontFile3"].get_data()
        assert "+Inter-" in inner["/BaseFont"]
