# SPDX-License-Identifier: MIT
"""Names, addresses and texts in every script a customer may write."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from lightar_desktop.adapters.documents.fonts import bold, regular
from lightar_desktop.adapters.documents.invoice import render_invoice
from lightar_desktop.adapters.documents.layout import light, strong
from lightar_desktop.adapters.documents.wrapping import wrap, wrap_all
from lightar_desktop.adapters.documents.writing import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    clean,
    joined,
    visual,
)
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.issued import IssuedInvoice
from tests.adapters.documents.printed import BUYER, issued, line, pages, pdf, request, text

BOX = "\ufffd"
# Name, street, postcode, town, country, contact.
CUSTOMERS = {
    "Greek": ("Ελληνική Εταιρεία Α.Ε.", "Οδός Ερμού 15", "10563", "Αθήνα", "GR", "Γ. Παπάς"),
    "Cyrillic": ("ООО «Сияние»", "ул. Ленина, д. 5", "101000", "Москва", "RU", "Ї. Щербаков"),
    "Arabic": ("شركة النور للتجارة والمقاولات", "شارع الملك", "1", "الرياض", "SA", "محمد الأحمد"),
    "Persian": ("شرکت گلستان پارس", "خیابان چهارباغ", "2", "اصفهان", "IR", "ژاله پژوهش"),
    "Hebrew": ("חברת השלום בע״מ", "רחוב דיזנגוף", "6433222", "תל אביב", "IL", "דוד כהן"),
    "Thai": ("บริษัท น้ำใสการค้า จำกัด", "99/1 ถนนสุขุมวิท", "10110", "กรุงเทพฯ", "TH", "ปิ่น ฟื้นฟู"),
    "simplified Chinese": (
        "北京星辰科技有限公司", "海淀区中关村大街27号", "100080", "北京市", "CN", "王小明",
    ),
    "traditional Chinese": (
        "臺灣電腦股份有限公司", "信義區市府路45號8樓", "110", "臺北市", "TW", "陳美麗",
    ),
    "Japanese": ("株式会社さくら商事", "丸の内1-2-3 ビル", "100", "東京都", "JP", "𠮷田 髙志"),
    "Korean": ("주식회사 한국무역", "강남구 테헤란로 123", "06134", "서울특별시", "KR", "김민수"),
}  # fmt: skip


def invoice_for(script: str) -> IssuedInvoice:
    name, street, postcode, town, country, contact = CUSTOMERS[script]
    buyer = replace(
        BUYER, name=name, contact=contact, address=PostalAddress(street, postcode, town, country)
    )
    return issued(line(f"{name}\n{street}", unit=contact[:2]), buyer=buyer, note=name)


def fonts(content: bytes) -> set[str]:
    """The names of the embedded fonts, without the mark of their part."""
    resources = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]
    return {
        font.get_object()["/BaseFont"].partition("+")[2]
        for font in resources["/Font"].values()  # type: ignore[index]
    }


@pytest.mark.parametrize("script", CUSTOMERS)
def test_the_customer_is_printed_and_can_be_read_back(script: str) -> None:
    invoice = invoice_for(script)
    buyer, content = invoice.buyer, pdf(invoice)
    document = pypdfium2.PdfDocument(content)
    try:
        with_pdfium = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    for seen in (" ".join(pages(content)), with_pdfium):
        assert BOX not in seen
        for part in (buyer.name, buyer.contact, buyer.address.lines, buyer.address.city):
            assert part in seen, part


@pytest.mark.parametrize("script", CUSTOMERS)
def test_the_file_stays_fit_for_an_email(script: str) -> None:
    assert len(pdf(invoice_for(script))) < 300_000


@pytest.mark.parametrize(
    ("script", "own", "others"),
    [
        ("simplified Chinese", "NotoSansSC-Regular", {"NotoSansJP-Regular", "NotoSansTC-Regular"}),
        ("traditional Chinese", "NotoSansTC-Regular", {"NotoSansJP-Regular"}),
        ("Japanese", "NotoSansJP-Regular", {"NotoSansTC-Regular"}),
    ],
)
def test_ideographs_as_the_customer_s_country_writes_them(
    script: str, own: str, others: set[str]
) -> None:
    embedded = fonts(pdf(invoice_for(script)))
    assert own in embedded
    assert not others & embedded


def test_kana_tell_that_a_text_is_japanese() -> None:
    assert "NotoSansJP-Regular" in fonts(pdf(issued(line("直した カナ"))))


def test_what_stands_out_is_bold_in_every_script() -> None:
    for script in ("Arabic", "Hebrew", "Thai"):
        assert any(name.endswith("-Bold") for name in fonts(pdf(invoice_for(script))))
    content = PdfReader(io.BytesIO(pdf(invoice_for("Korean")))).pages[0].get_contents()
    assert content is not None
    assert b" 2 Tr " in content.get_data()  # thickened


def test_arabic_letters_are_joined_from_the_right() -> None:
    # Meem initial, hah medial, meem medial, dal final; the last of them stands on the left.
    assert visual("محمد") == "\ufeaa\ufee4\ufea4\ufee3"
    assert visual("پژ") == "\ufb8b\ufb58"  # Persian letters too
    assert "\ufbfd" in visual(clean("می\u200cروم"))  # apart, as it was written: final yeh
    assert "\ufbff" in visual(clean("میروم"))  # and together: medial yeh


def test_a_ligature_reads_as_its_two_letters() -> None:
    assert "الأحمد لا السلام" in text(issued(buyer=replace(BUYER, name="الأحمد لا السلام")))


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("אבג 12", "12 גבא"),
        ("Shalom אבג 12.", "Shalom 12 גבא."),
        ("אבג (Shalom) 12%", "12% (Shalom) גבא"),
        ("Haus (אבג) 5", "Haus (גבא) 5"),
        ("(אבג)", "(גבא)"),
        ("[אבג] <12>", "<12> [גבא]"),
        ("בְּרֵאשִׁית", "תישִׁארֵבְּ"),
        ("plain (text)", "plain (text)"),
    ],
)
def test_the_order_of_mixed_text(written: str, seen: str) -> None:
    assert visual(written) == seen


def test_addresses_in_a_row_keep_their_places() -> None:
    assert visual(joined(["אב", "גד 5", "Haifa"], " · ")) == "בא · 5 דג · Haifa"


def test_marks_stand_on_their_letters() -> None:
    def raised(word: str) -> list[int]:
        return [run.rise for run in regular().runs(visual(word)) if run.back or run.rise]

    assert not raised("น้")
    assert raised("นี้")[-1] > 0  # the tone moves up to make room for the vowel
    assert raised("น้ำ")[-1] > 0
    assert len(raised("بَّ")) == 2
    assert light(9).width("นี้") == light(9).width("น")


def test_chinese_and_japanese_wrap_between_characters() -> None:
    written = "公司官方网站的设计与开发（第二期），包括与ERP系统的对接。「技术」支持。" * 4
    lines = wrap(clean(written), light(9), 120)
    assert "".join(lines) == written
    assert all(light(9).width(each) <= 120 for each in lines)
    assert not any(each[0] in "，。）」" or each[-1] in "（「" for each in lines)
    assert not any(each.endswith(("ER", "E")) for each in lines)


def test_thai_wraps_before_a_leading_vowel_and_never_inside_a_cluster() -> None:
    written = "การออกแบบและพัฒนาเว็บไซต์ของบริษัทรวมการเชื่อมต่อกับระบบ"
    lines = wrap(written, light(9), 80)
    assert "".join(lines) == written
    assert len(lines) > 2
    assert not any(each[0] in "ะาำิีึืุู่้๊๋็์" for each in lines)


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("ABC אבג שלום עולם", LEFT_TO_RIGHT),
        ("אבג ABC שלום 12 עולם", RIGHT_TO_LEFT),
        ("شركة النور ERP للتجارة", RIGHT_TO_LEFT),
    ],
)
def test_lines_are_broken_first_and_turned_afterwards(words: str, mark: str) -> None:
    lines = wrap(words, light(9), 60)
    assert len(lines) > 1
    assert [each[0] for each in lines] == [mark] * len(lines)
    assert " ".join(each[1:] for each in lines) == words


def test_a_shortened_text_keeps_its_direction() -> None:
    lines = wrap_all("אבג דהו " * 30, light(9), 80, most=2)
    assert len(lines) == 2
    assert lines[1] == f"{RIGHT_TO_LEFT}…"


def test_a_paragraph_from_the_right_begins_at_the_right() -> None:
    def begin(note: str) -> float:
        document = pypdfium2.PdfDocument(pdf(issued(note=note)))
        try:
            page = document[0].get_textpage()
            place = page.search(note).get_next()
            assert place
            return float(page.get_charbox(place[0])[2])
        finally:
            document.close()

    assert begin("שלום") > 500
    assert begin("Salaam") < 100


def test_nothing_disguises_a_text() -> None:
    assert clean("exe.\u202efdp.pdf\u202c") == f"exe.{BOX}fdp.pdf"
    assert clean("\u2066a\u2069\u200f-\u200eb\u061c\u202ac") == "a-bc"
    assert clean("\ue000\ue008") == BOX * 2  # private characters of the fonts themselves
    seen = text(issued(line("pay \u202e001 EUR\u202c now")))
    assert f"pay {BOX}001 EUR now" in seen


def test_what_is_unknown_is_a_box() -> None:
    assert f"{BOX} {BOX}{BOX}" in text(issued(line("😀 ༀ𐎀")))


AWKWARD = "ิ้ำ\u064b\u0651\u05b0\u0301\u200c\u200d\u200f\u202eأبל-(12)中。「あ한ก \u3099\U0001f600W"


@given(st.text(AWKWARD, max_size=120), st.floats(8, 200))
def test_wrapping_awkward_text_loses_nothing(words: str, width: float) -> None:
    cleaned = clean(words)
    for style in (light(9), strong(9)):
        lines = wrap(cleaned, style, width)
        kept = "".join(lines).replace(LEFT_TO_RIGHT, "").replace(RIGHT_TO_LEFT, "")
        assert kept.replace(" ", "") == cleaned.replace(" ", "")


@given(st.text(AWKWARD, max_size=60))
def test_awkward_text_anywhere(words: str) -> None:
    buyer = replace(BUYER, name=words, contact=words)
    assert pages(pdf(issued(line(words, unit=words[:5]), buyer=buyer, note=words)))


def test_the_same_bytes_in_threads() -> None:
    requests = [request(invoice_for(script)) for script in CUSTOMERS] * 5
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(render_invoice, requests))
    assert answers == [render_invoice(one) for one in requests]


READS_WHAT_IT_NEEDS = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from lightar_desktop.adapters.documents.invoice import preload, render_invoice
from lightar_desktop.services.ports import PdfRequest
preload()
render_invoice(PdfRequest(sys.argv[1], "1", b""))
assert any("inter-regular" in name for name in opened)
assert not any("noto-" in name for name in opened)
assert not {"bidi", "arabic_reshaper"} & set(sys.modules)
render_invoice(PdfRequest(sys.argv[2], "2", b""))
assert any("noto-han.cff" in name for name in opened)
assert not any("noto-arabic" in name or "noto-hangul" in name for name in opened)
"""


def test_a_process_reads_only_the_scripts_it_prints() -> None:
    latin, chinese = (
        request(issued(line(words))).issued_json
        for words in ("Žluťoučký kůň Ελλάδα Київ → ✓", "中文")
    )
    subprocess.run(
        [sys.executable, "-c", READS_WHAT_IT_NEEDS, latin, chinese],
        cwd=Path(__file__).parents[3],
        check=True,
    )


def test_both_weights_have_the_same_characters() -> None:
    for char in "אبกあ中한":
        for face in (regular(), bold()):
            assert face.width(char, 10) > 0
            assert BOX not in char
            codes = [run.codes for run in face.runs(char)]
            assert codes != [face.first.codes[BOX]]
