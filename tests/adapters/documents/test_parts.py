# SPDX-License-Identifier: MIT
"""Fonts, formats, wrapping and previews by themselves."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from lightar_desktop.adapters.documents import words
from lightar_desktop.adapters.documents.fonts import bold, regular
from lightar_desktop.adapters.documents.formats import formats
from lightar_desktop.adapters.documents.layout import light
from lightar_desktop.adapters.documents.preview import page_count, page_images
from lightar_desktop.adapters.documents.wrapping import wrap
from lightar_desktop.domain.tax import TaxCategory
from tests.adapters.documents.printed import issued, line, pdf


def test_the_face_works_with_reportlab_s_own_methods() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, initialFontName=regular().fontName)
    for face in (regular(), bold()):
        canvas.setFont(face.fontName, 12)
        canvas.drawString(50, 700, "Crème (brûlée) Київ")
        canvas.drawRightString(500, 600, "4.800,00 €")
    canvas.save()
    reader = PdfReader(out, strict=True)
    assert reader.pages[0].extract_text().count("Crème (brûlée) Київ") == 2


def test_figures_are_equally_wide() -> None:
    for face in (regular(), bold()):
        assert len({face.width(figure, 10) for figure in "0123456789"}) == 1


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nb", "da", "sv", "nl", "en_IN"])
@given(value=st.decimals(-(10**12), 10**12, places=2))
def test_numbers_are_as_babel_writes_them(language: str, value: Decimal) -> None:
    locale = Locale.parse(language)
    wanted = format_decimal(value, "#,##,##0.00" if language == "en_IN" else "#,##0.00", locale)
    # With a pattern of one's own Babel forgets that some languages have a minus sign of theirs.
    minus = locale.number_symbols["latn"]["minusSign"]
    assert formats(language, "EUR").amount(value) == wanted.replace("-", minus)


def test_quantities_keep_their_digits() -> None:
    german = formats("de", "EUR")
    cases = {"7.50": "7,5", "1000": "1.000", "0.125": "0,125", "1E+3": "1.000", "0": "0"}
    assert {text: german.number(Decimal(text)) for text in cases} == cases
    assert german.number(Decimal("0.0175"), 2) == "0,0175"
    assert german.money(Decimal(-5)) == "-5,00\u00a0€"
    assert german.long_day(date(2026, 12, 22)) == "22. Dezember 2026"


def test_every_language_has_every_word() -> None:
    for each in words.WORDS.values():
        assert set(each.reasons) == {one for one in TaxCategory if not one.taxed}
        assert "{amount}" in each.please_pay
        assert "{date}" in each.please_pay
        assert "{page}" in each.page
        assert "{pages}" in each.page


@given(st.text("ab WÄ", max_size=200), st.floats(1, 300))
def test_wrapping_keeps_all_letters_and_the_width(text: str, width: float) -> None:
    style = light(9)
    lines = wrap(text, style, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(style.width(each) <= width or len(each.strip()) <= 1 for each in lines)


def test_pages_as_pictures() -> None:
    content = pdf(issued(*[line() for _ in range(60)]))
    images = page_images(content, 0.5)
    assert len(images) == page_count(content) >= 2
    for image in images:
        assert (image.width, image.height) == (298, 421)
        assert len(image.data) == image.stride * image.height
        assert image.stride >= image.width * 4
        assert min(image.data[2::4]) < 100  # something is drawn
    assert page_images(content, 0.5, range(1, 2)) == images[1:2]
    assert page_images(content, 0.5, range(90, 92)) == []


def test_pictures_in_threads() -> None:
    content = pdf(issued())
    wanted = page_images(content, 0.3)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: page_images(content, 0.3), range(40))) == [wanted] * 40
