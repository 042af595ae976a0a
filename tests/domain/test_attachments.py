# SPDX-License-Identifier: MIT
"""Files beside the PDF: safe names, no programs, not more than a mail server takes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.attachment import (
    MEGABYTE,
    Attachment,
    attachment_problems,
    media_type,
    safe_name,
    sent_size,
    unlike,
)


def file(name: str = "terms.pdf", size: int = 1000) -> Attachment:
    return Attachment(name, "0" * 64, size)


def codes(*files: Attachment) -> list[str]:
    return [one.code for one in attachment_problems(files)]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("terms.pdf", "terms.pdf"),
        ("Geschäfts\u00adbedingungen 2026.pdf", "Geschäftsbedingungen 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\terms.pdf", "terms.pdf"),
        ("a\r\nBcc: x.pdf", "aBcc x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("con.txt", "file con.txt"),
        ("...", "file"),
        ("", "file"),
        ("terms.pdf. ", "terms.pdf"),
    ],
)
def test_a_file_gets_a_name_that_can_be_stored_anywhere(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one_and_stays_so(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 100
    assert not {"/", "\\", "\n", "\r", '"', "\u202e"} & set(safe)
    assert safe_name(safe) == safe


@pytest.mark.parametrize("name", ["setup.exe", "x.JS", "macro.vbs", "a.pdf.scr", "page.html"])
def test_programs_are_refused(name: str) -> None:
    assert codes(file(name)) == ["program_attached"]


def test_what_no_server_takes_is_refused_with_both_sizes() -> None:
    assert codes(file(size=18 * MEGABYTE)) == []
    (problem,) = attachment_problems([file(size=12 * MEGABYTE), file("b.pdf", 8 * MEGABYTE)])
    assert problem.code == "attachments_too_big"
    assert "27.4 MB" in str(problem)
    assert "25 MB" in str(problem)
    assert codes(file(size=0)) == ["empty_file"]


@given(st.binary(max_size=400))
def test_the_size_on_the_wire_is_counted_with_its_line_ends(content: bytes) -> None:
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    assert sent_size([len(content)]) == len(encoded)


def test_the_kind_of_a_file_is_told_by_its_ending_alone() -> None:
    assert media_type("Terms.PDF") == "application/pdf"
    assert media_type("prices.xlsx").endswith("spreadsheetml.sheet")
    assert media_type("something.unheard-of") == "application/octet-stream"
    assert media_type("README") == "application/octet-stream"


def test_two_files_of_one_name_are_told_apart() -> None:
    assert unlike("terms.pdf", []) == "terms.pdf"
    assert unlike("Terms.pdf", ["terms.pdf", "Terms (2).pdf"]) == "Terms (3).pdf"
    assert unlike("README", ["README"]) == "README (2)"
