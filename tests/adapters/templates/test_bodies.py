# SPDX-License-Identifier: MIT
"""The email's two bodies say the same, keep the clerk's layout and let nothing in that runs."""

import re
import subprocess
import sys
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest

from lightar_desktop.adapters.templates import Letter, email_bodies
from lightar_desktop.adapters.templates.words import words
from lightar_desktop.domain.invoice import DocumentKind

LETTER = Letter(
    language="de",
    message="Guten Tag,\n\nanbei unsere Rechnung.\nDanke!\n\n\nAcme",
    company="Acme & Söhne GmbH",
    number="2026-0001",
    total="1.200,00 EUR",
    due_date="22.12.2026",
    footer=("Hauptstr. 1", "10115 Berlin"),
)


class Page(HTMLParser):
    """What a reader would see, and every tag and address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.shown = ""
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._hidden = tag in {"style", "title"}
        if tag in {"br", "p", "tr"}:
            self.shown += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.shown += data.strip("\n")


def test_both_say_the_same() -> None:
    text, html = email_bodies(LETTER)
    page = Page(html)
    for said in (
        *LETTER.message.split("\n"),
        LETTER.company,
        LETTER.number,
        LETTER.total,
        LETTER.due_date,
        *LETTER.footer,
        "Rechnung",
        "Fällig am",
        "Die Rechnung liegt als PDF bei.",
    ):
        assert said in text
        assert said in page.shown
    assert 'lang="de"' in html


def test_paragraphs_and_line_breaks_stay() -> None:
    _, html = email_bodies(replace(LETTER, message="a\r\nb\n \nc\n\n\n\nd\u2028e"))
    assert Page(html).tags.count("p") == 3
    assert ">a<br>b</p>" in html
    assert ">d<br>e</p>" in html


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "nb", "da", "sv"])
def test_languages(language: str) -> None:
    text, html = email_bodies(replace(LETTER, language=language))
    assert words(language).attached in text
    assert words(language).total in html
    assert language == "en" or words(language) != words("en")


def test_language_variants() -> None:
    assert words("de-AT") == words("de")
    assert words("pt_BR") == words("en")
    assert words("no") == words("nb")


@pytest.mark.parametrize(
    ("message", "links"),
    [
        ("pay at https://pay.example/i?a=1&b=2.", ["https://pay.example/i?a=1&b=2"]),
        ("(https://a.example/x) https://b.example", ["https://a.example/x", "https://b.example"]),
        ("http://a.example javascript:alert(1) ftp://b.example", []),
        ('https://a.example/"onmouseover="alert(1)', ["https://a.example/"]),
        ("https://a.example/<script>alert(1)</script>", ["https://a.example/"]),
        ("https:// nothing", []),
    ],
)
def test_only_safe_links_can_be_clicked(message: str, links: list[str]) -> None:
    _, html = email_bodies(replace(LETTER, message=message))
    page = Page(html)
    assert [value for name, value in page.attributes if name == "href"] == links
    assert "script" not in page.tags
    assert message in page.shown


NASTY = [
    "<script>alert(1)</script>",
    "<img src=https://tracker.example/p.gif>",
    "{{ 7*7 }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "\"><a href='javascript:alert(1)'>",
    "</style><style>body{background:url(https://tracker.example)}",
    "#fff;background:url(https://tracker.example)",
    "<!--",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("field", [one.name for one in fields(Letter) if one.name != "kind"])
@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_typed_runs_or_loads(field: str, nasty: str) -> None:
    _, usual = email_bodies(LETTER)
    value = (nasty,) if field == "footer" else nasty
    _, html = email_bodies(replace(LETTER, **{field: value}))  # type: ignore[arg-type]
    page = Page(html)
    if field != "message":
        assert page.tags[:5] == Page(usual).tags[:5]
        assert len(page.tags) == len(Page(usual).tags) - (field == "footer")
    assert {name for name, _ in page.attributes} <= {
        *("lang", "charset", "name", "content", "class", "style", "role", "width"),
        *("cellpadding", "cellspacing", "align", "href", "dir"),
    }
    assert "img" not in page.tags
    assert "script" not in page.tags
    if field not in {"language", "colour"}:
        assert nasty in page.shown


def test_no_picture_and_nothing_from_outside() -> None:
    _, html = email_bodies(LETTER)
    assert "http" not in html
    assert "url(" not in html


def test_a_colour_that_is_none_is_left_out() -> None:
    _, html = email_bodies(replace(LETTER, colour="red;x:y"))
    assert "red;x:y" not in html


def test_no_window_is_needed_to_make_it() -> None:
    code = (
        "import sys; import lightar_desktop.adapters.templates as t, lightar_desktop.adapters.mail."
        "message; t._template(); sys.exit('PySide6' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_and_the_clerk_s_words_begin_where_their_script_does() -> None:
    letter = replace(
        LETTER,
        company="شركة النور",
        message="شكرا لكم\n\nThank you",
        footer=("شارع الملك فهد 12", "Riyadh"),
    )
    text, html = email_bodies(letter)
    for line in ("شركة النور", "شكرا لكم", "Thank you", *letter.footer):
        assert line in text
        assert f'dir="auto">{line}' in html or re.search(rf'dir="auto" style="[^"]*">{line}', html)


def test_nothing_turns_the_direction_of_a_text() -> None:
    disguised = "Pay \u202e001\u202c \u2067now\u2069"
    letter = replace(
        LETTER, company=disguised, message=disguised, number=disguised, footer=(disguised,)
    )
    for part in email_bodies(letter):
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(part)
        assert part.count("Pay 001 now") >= 4


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "nb", "da", "sv", "zh"])
def test_a_credit_note_gives_back_and_asks_for_nothing(language: str) -> None:
    note = replace(LETTER, language=language, kind=DocumentKind.CREDIT_NOTE)
    usual = replace(LETTER, language=language)
    for body, invoice in zip(email_bodies(note), email_bodies(usual), strict=True):
        assert LETTER.due_date in invoice
        assert LETTER.due_date not in body
        assert LETTER.number in body
        assert LETTER.total in body
        assert words(language).attached not in body
