# SPDX-License-Identifier: MIT
"""What a company chooses about its PDF is what is drawn; what was issued before stays as it was."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from lightar_desktop.adapters.documents.invoice import render_invoice
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.issued import IssuedInvoice, from_json, to_json
from lightar_desktop.domain.layout import Column, LogoPlace, PageLayout, PageSize
from lightar_desktop.paths import resource
from tests.adapters.documents.printed import SELLER, issued, line, pages, pdf, text
from tests.adapters.documents.test_sameness import requests

LOGO = resource("demo/logo.png").read_bytes()


def laid_out(*lines: Any, **choices: Any) -> IssuedInvoice:
    return issued(*lines, layout=PageLayout(**choices))


def drawn(content: bytes) -> bytes:
    """What decides how the pages look."""
    parts = []
    for page in PdfReader(io.BytesIO(content)).pages:
        fonts = sorted(page["/Resources"]["/Font"])  # type: ignore[index]
        operators = page["/Contents"].get_data()  # type: ignore[attr-defined]
        parts.append(operators + repr((fonts, [float(edge) for edge in page.mediabox])).encode())
    return b"".join(parts)


def test_what_was_issued_before_layouts_could_be_chosen_is_drawn_as_it_was() -> None:
    digest = sha256(b"".join(drawn(render_invoice(one)) for one in requests())).hexdigest()
    assert digest == "6e2bac72e17598eaacbd13a88a73ead250bd2eddbb3bb4f70905ab947c31b499"


def test_the_layout_is_frozen_with_the_invoice() -> None:
    layout = PageLayout(LogoPlace.NONE, "#c2410c", frozenset({Column.VAT}), ("Thanks",), False)
    invoice = issued(layout=layout)
    assert from_json(to_json(invoice), invoice.number) == invoice
    assert "layout" not in json.loads(to_json(issued()))


def places(content: bytes, words: str) -> tuple[float, float]:
    """Left and lower edge of the first letter of `words`, from the lower left of the page."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0].get_textpage()
        found = page.search(words).get_next()
        assert found, words
        left, bottom, _, _ = page.get_charbox(found[0])
        return left, bottom
    finally:
        document.close()


def images(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content), strict=True).pages[0].images)


def test_the_logo_s_place() -> None:
    left, right, none = (pdf(laid_out(logo=place), LOGO) for place in LogoPlace)
    assert [images(content) for content in (left, right, none)] == [1, 1, 0]
    # The sender's address stands where the logo does not.
    assert places(left, "+47 22")[0] > 300
    assert places(right, "+47 22")[0] < 100
    assert places(none, "+47 22")[0] > 300
    # Without a picture the name stands in for it, and without either the page still tells.
    assert text(laid_out()).count("Nordlys Design AS") == 1 + text(
        laid_out(logo=LogoPlace.NONE)
    ).count("Nordlys Design AS")
    assert places(pdf(laid_out(logo=LogoPlace.RIGHT)), "Nordlys")[0] > 300


def test_the_colour_is_the_layout_s_before_the_company_s() -> None:
    company = replace(SELLER, colour="#00ff00")
    own = pdf(issued(seller=company))
    chosen = pdf(issued(seller=company, layout=PageLayout(colour="#ff0000")))
    assert b"0 1 0 rg" in drawn(own)
    assert b"1 0 0 rg" in drawn(chosen)
    assert b"0 1 0 rg" not in drawn(chosen)


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (Column.POSITION, "No."),
        (Column.UNIT, "40 h"),
        (Column.PRICE, "Unit price"),
        (Column.DISCOUNT, "Discount"),
        (Column.VAT, "VAT Amount"),
    ],
)
def test_a_column_can_be_left_out(column: Column, shown: str) -> None:
    lines = [line("Design", discount_percent=Decimal(10))] * 2
    assert shown in text(laid_out(*lines))
    without = text(laid_out(*lines, hidden=frozenset({column})))
    assert shown not in without
    for always in ("Description", "Quantity", "Amount EUR", "4,320.00"):
        assert always in without


def test_all_columns_can_be_left_out_over_many_pages() -> None:
    lines = [line(f"Part {place}.") for place in range(60)]
    seen = pages(pdf(laid_out(*lines, hidden=frozenset(Column), page=PageSize.LETTER)))
    assert len(seen) == 3
    assert all(f"Part {place}." in " ".join(seen) for place in range(60))


def test_the_footer_s_text_is_on_every_page_and_nothing_runs_into_it() -> None:
    words = ("We thank you.", "شكرا لكم", "x" * 110)
    content = pdf(laid_out(*[line()] * 60, footer=words))
    for page in pages(content):
        for each in words:
            assert each in page
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0].get_textpage()
        place = page.search("Carried forward").get_next()
        above = page.get_charbox(place[0])[1]
        below = page.get_charbox(page.search("We thank").get_next()[0])[3]
        assert above - below > 8
    finally:
        document.close()


def test_a_footer_that_slipped_through_is_cut_rather_than_spread_over_the_page() -> None:
    assert pages(pdf(laid_out(footer=("word " * 3000, "b"))))


def test_bank_details_can_be_left_out() -> None:
    seen = text(laid_out(bank_details=False))
    for detail in ("IBAN", "DNBANOKK", "DNB Bank ASA", "NO93 8601"):
        assert detail not in seen
        assert detail in text(laid_out())
    assert "Please pay €5,854.80 by December 22, 2026." in seen


@pytest.mark.parametrize(
    ("size", "width", "height"), [(PageSize.A4, 595.28, 841.89), (PageSize.LETTER, 612, 792)]
)
def test_the_paper(size: PageSize, width: float, height: float) -> None:
    content = pdf(laid_out(*[line(f"Part {place}.") for place in range(60)], page=size))
    for page in PdfReader(io.BytesIO(content), strict=True).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == (width, height)
    whole = " ".join(pages(content))
    assert all(f"Part {place}." in whole for place in range(60))
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            boxes = page.get_textpage()
            for place in range(boxes.count_chars()):
                left, bottom, right, top = boxes.get_charbox(place)
                assert left >= 0 <= bottom
                assert right <= width - 50
                assert top <= height
    finally:
        document.close()


def test_the_registered_office_where_it_is_another_place() -> None:
    seller = replace(SELLER, registered=PostalAddress("Rådhusgata 1", "0151", "Oslo", "NO"))
    assert "Registered office: Rådhusgata 1, 0151 Oslo" in text(issued(seller=seller))
    assert "Registered office" not in text(issued())
