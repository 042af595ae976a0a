# SPDX-License-Identifier: MIT
"""Whatever users write is printed as it is: never interpreted, never lost, never fatal."""

import io
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.paths import resource
from tests.adapters.documents.printed import BUYER, SELLER, issued, line, packed, pages, pdf, text

LOGO = resource("demo/logo.png")
PAYLOADS = [
    f'<img src="{LOGO}"/>',
    '<img src="http://127.0.0.1:9/x.png" width="10"/>',
    '<img src="file:///etc/passwd"/>',
    "<b>bold",
    "Smith & Sons <b>x",
    "&amp; &lt; &#65;",
    "<font color=\"[[[getattr(pow,Word('__globals__'))['os'].system('touch /tmp/x')]]]\">x</font>",
    "<font color=\"toColor('red')\">x",
    '<a href="javascript:alert(1)">pay</a>',
    '<para><onDraw name="x" label="y"/>',
    ") Tj ET Q (x) Tj \\) endstream endobj trailer",
]
FIELDS = ("seller", "buyer", "contact", "street", "reference", "line", "unit", "note")


def filled(value: str) -> "dict[str, str]":
    return dict.fromkeys(FIELDS, value)


def everywhere(words: str) -> bytes:
    address = PostalAddress(words, words, words, words)
    return pdf(
        issued(
            line(words, unit=words),
            seller=replace(
                SELLER, name=words, address=address, registration=words, email=words, phone=words,
                website=words, iban=words, bic=words, bank=words, vat_id=words, language=words,
            ),
            buyer=replace(
                BUYER, name=words, number=words, address=address, vat_id=words, contact=words,
            ),
            buyer_reference=words,
            note=words,
            number=words or None,
        )
    )  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_text(payload: str) -> None:
    content = everywhere(payload)
    reader = PdfReader(io.BytesIO(content), strict=True)
    seen = packed("".join(page.extract_text() for page in reader.pages))
    assert seen.count(packed(payload)) >= 5
    for page in reader.pages:
        assert not page.images
        assert "/Annots" not in page
    for name in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/OpenAction", b"/AA"):
        assert name not in content


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("field", FIELDS)
def test_markup_is_text_in_every_field(field: str, payload: str) -> None:
    invoice = issued()
    changed = {
        "seller": replace(invoice, seller=replace(SELLER, name=payload)),
        "buyer": replace(invoice, buyer=replace(BUYER, name=payload)),
        "contact": replace(invoice, buyer=replace(BUYER, contact=payload)),
        "street": replace(
            invoice, buyer=replace(BUYER, address=PostalAddress(payload, "1", "X", "DE"))
        ),
        "reference": replace(invoice, buyer_reference=payload),
        "line": issued(line(payload)),
        "unit": issued(line(unit=payload[:40])),
        "note": replace(invoice, note=payload),
    }[field]
    wanted = packed(payload[:40] if field in {"unit", "reference"} else payload)
    assert wanted in packed(text(changed)) or field == "reference"


def test_alphabets() -> None:
    words = (
        "Žluťoučký kůň, Łódź, Ștefan, İstanbul, Ĳssel, Æble, "
        "Nguyễn Thị Hồng, Ελλάδα ΑΒΓ, Київ Їжак, ₹ ₴ ₺ → ✓ №"
    )
    assert packed(words) in packed(text(issued(line(words), note=words)))


def test_what_no_font_has_becomes_a_visible_box() -> None:
    seen = text(issued(line("😀🎉 and ༀ and \x07 bell and \u202e turned")))
    assert "\ufffd\ufffd and \ufffd and \ufffd bell and \ufffd turned" in seen


def test_marks_without_shape_leave_no_box_and_letters_are_composed() -> None:
    seen = text(issued(line("soft\u00adhyphen zero\u200bwidth Ange\u0301lique tab\there")))
    assert "softhyphen zerowidth Angélique tab here" in seen


def test_other_readers_see_the_same_text() -> None:
    content = pdf(issued(line("Crème brûlée, Łódź, Київ")))
    try:
        read = subprocess.run(
            ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("pdftotext is not installed")
    assert "Crème brûlée, Łódź, Київ" in read.stdout.decode()
    assert read.stderr == b""


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_anywhere(words: str) -> None:
    assert pages(everywhere(words))


@given(st.text("a \u0301\u05d0\u0627\u200f\U0001f600\n\r\t<&\\()\x00\x85\u2028W", max_size=2000))
def test_any_awkward_text_anywhere(words: str) -> None:
    assert pages(everywhere(words))
