# SPDX-License-Identifier: MIT
"""File names from hostile text: taken by every system, and never another folder's."""

import os
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.services.file_names import safe_file_name


@given(st.text(max_size=400))
def test_any_text_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = safe_file_name(text, ".pdf")
    assert name.endswith(".pdf")
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t')
    assert len(name.encode()) <= 200
    assert PureWindowsPath(name).name == name
    assert not os.path.isreserved(name) if hasattr(os.path, "isreserved") else True
    assert not name.startswith((".", " "))
    assert not name.removesuffix(".pdf").endswith((".", " "))
    assert safe_file_name(name.removesuffix(".pdf"), ".pdf") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("INV-2026-0001 Weber & Söhne GmbH", "INV-2026-0001 Weber & Söhne GmbH.pdf"),
        ("../../etc/passwd", "-..-etc-passwd.pdf"),
        ("a/b\\c:d", "a-b-c-d.pdf"),
        ("com1", "_com1.pdf"),
        ("NUL.txt", "_NUL.txt.pdf"),
        ("", "_.pdf"),
        ("two\nlines\tand\u202egpj", "two lines andgpj.pdf"),
    ],
)
def test_names_stay_readable(text: str, name: str) -> None:
    assert safe_file_name(text, ".pdf") == name


def test_a_long_name_is_cut_between_characters(tmp_path: Path) -> None:
    name = safe_file_name("ß" * 500, ".pdf")
    (tmp_path / name).write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [name]
