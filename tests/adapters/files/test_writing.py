# SPDX-License-Identifier: MIT
"""Tables are written so that spreadsheets show them and run nothing."""

import csv
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.adapters.files.reading import open_table, rows_of
from lightar_desktop.adapters.files.writing import sheet
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.file_names import Names
from lightar_desktop.services.ports.exporting import Cell
from lightar_desktop.services.ports.files import TableRequest

HOSTILE = [
    '=HYPERLINK("http://evil.example")',
    "+1-cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "<b>bold</b>",
]
ROW: list[Cell] = ["R-1", Decimal("-12.50"), date(2026, 1, 31), True, None]


def written(path: Path, rows: list[list[Cell]]) -> Path:
    with sheet(path, ["Name", "Amount", "Day", "Paid", "Note"]) as target:
        for row in rows:
            target.add(row)
    return path


def test_csv_keeps_formulas_from_running_and_numbers_as_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [[text, *ROW[1:]] for text in HOSTILE])
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    for (name, amount, day, paid, note), text in zip(rows, HOSTILE, strict=True):
        assert name == (text if text.startswith("<") else f"'{text}")
        assert (amount, day, paid, note) == ("-12.50", "2026-01-31", "yes", "")


def test_xlsx_holds_texts_as_texts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [[text, *ROW[1:]] for text in HOSTILE])
    with zipfile.ZipFile(path) as book:
        content = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in content
    assert "hyperlink" not in content
    assert "-12.5</v>" in content


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_is_exported_can_be_imported_again(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path / f"a{ending}", [["Müller & Söhne", *ROW[1:]], ["B", *ROW[1:]]])
    table = open_table(TableRequest(path, tmp_path))
    assert table.headings == ("Name", "Amount", "Day", "Paid", "Note")
    rows = [row for _, row in rows_of(table, table.stretches[0])]
    assert rows[0][0] == "Müller & Söhne"
    assert rows[0][1].removeprefix("\x1f") in {"-12.50", "-12.5"}
    assert rows[0][2:4] == ["2026-01-31", "yes"]


def test_a_failed_export_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError):
        _failing(path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def _failing(path: Path) -> None:
    with sheet(path, ["Name"]) as target:
        target.add(["A"])
        raise ZeroDivisionError


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(DomainError, match=r"must end with \.csv or \.xlsx"),
        sheet(tmp_path / "a.doc", ["Name"]),
    ):
        pass


@given(st.lists(st.text(max_size=200), max_size=6))
def test_file_names_are_safe_and_each_given_once(texts: list[str]) -> None:
    names = Names()
    given_out = [names.unique(text, ".pdf") for text in texts]
    assert len({name.casefold() for name in given_out}) == len(given_out)
    for name in given_out:
        assert len(name.encode()) <= 180
        assert not set(name) & set('<>:"/\\|?*\0\n')
        assert name not in {".", ".."}
        assert not name.startswith((" ", "."))
