# SPDX-License-Identifier: MIT
"""Templates in several languages: who reads what, and what cannot be saved."""

from dataclasses import replace

import pytest

from lightar_desktop.domain.attachment import Attachment
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate, TextVariant
from tests.builders import TEMPLATE

GERMAN = TextVariant("de", "Rechnung {{ number }}", "Guten Tag {{ contact }}")
BRAZILIAN = TextVariant("pt_BR", "Fatura {{ number }}", "Prezado {{ contact }}")
NORWEGIAN = TextVariant("nb", "Faktura {{ number }}", "Hei {{ contact }}")
MANY = replace(TEMPLATE, variants=(GERMAN, BRAZILIAN, NORWEGIAN))


@pytest.mark.parametrize(
    ("reader", "subject"),
    [
        ("de", GERMAN.subject),
        ("de_AT", GERMAN.subject),
        ("de-CH", GERMAN.subject),
        ("pt_BR", BRAZILIAN.subject),
        ("pt_PT", TEMPLATE.subject),
        ("nn_NO", NORWEGIAN.subject),
        ("no", NORWEGIAN.subject),
        ("en", TEMPLATE.subject),
        ("", TEMPLATE.subject),
    ],
)
def test_each_reader_gets_the_nearest_text(reader: str, subject: str) -> None:
    text = MANY.settings().for_language(reader)
    assert text.subject == subject
    assert text.variants == ()
    assert text.reply_to == TEMPLATE.reply_to


def problems(template: InvoiceTemplate) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in template.problems("en")]


def test_a_mistake_in_any_language_is_found_and_its_language_named() -> None:
    wrong = replace(GERMAN, message="Fällig am {{ due_dat }}")
    (problem,) = replace(TEMPLATE, variants=(NORWEGIAN, wrong)).problems("en")
    assert (problem.code, problem.field) == ("unknown_placeholder", "message")
    assert str(problem).startswith("The message (de) ")
    assert "{{ due_date }}" in str(problem)


def test_defaults_may_be_missing_but_variants_are_whole() -> None:
    assert problems(InvoiceTemplate(1, "Bare")) == []
    empty = replace(TEMPLATE, variants=(TextVariant("de", "", " "),))
    assert problems(empty) == [("empty_variant", "subject"), ("empty_variant", "message")]


def test_each_language_stands_once() -> None:
    assert problems(replace(TEMPLATE, variants=(GERMAN, GERMAN))) == [
        ("language_twice", "language")
    ]
    assert problems(replace(TEMPLATE, language="de", variants=(GERMAN,))) != []
    in_english = TextVariant("en", "Invoice", "Hello")
    assert problems(replace(TEMPLATE, variants=(in_english,))) != []  # the company's language


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "two\nlines"])
def test_a_template_needs_a_name(name: str) -> None:
    assert [field for _, field in problems(replace(TEMPLATE, name=name))] == ["name"]


def test_what_a_send_said_becomes_the_text_of_its_language() -> None:
    files = (Attachment("terms.pdf", "0" * 64, 10),)
    said = EmailSettings("Neu", "new@nordlys.example", ("x@y.example",), "Text", (), files)
    german = MANY.with_email(said, "de")
    assert german.settings().for_language("de").subject == "Neu"
    assert (german.subject, german.attachments) == (TEMPLATE.subject, files)
    default = MANY.with_email(said, "fr")
    assert (default.subject, default.variants) == ("Neu", MANY.variants)
    assert default.cc == ("x@y.example",)


def test_a_mistake_in_a_file_is_found() -> None:
    bad = replace(TEMPLATE, attachments=(Attachment("setup.exe", "0" * 64, 10),))
    assert problems(bad) == [("program_attached", "attachments")]


def test_a_variant_cannot_carry_a_second_header() -> None:
    bad = replace(TEMPLATE, variants=(replace(GERMAN, subject="S\nBcc: e@x"),))
    assert problems(bad) == [("control_character", "subject")]
