# SPDX-License-Identifier: MIT
"""Strangers' files are read as what they are, or refused in a sentence."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.adapters.files.reading import open_table, rows_of
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.ports.files import SourceTable, TableRequest

HEADINGS = ["Nr", "Kunde", "Betrag"]


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., SourceTable]:
    def looked(content: bytes, name: str = "table.csv", **wishes: Any) -> SourceTable:
        path = tmp_path / name
        path.write_bytes(content)
        folder = tmp_path / "private"
        folder.mkdir(exist_ok=True)
        return open_table(TableRequest(path, folder, **wishes))

    return looked


def all_rows(table: SourceTable) -> list[tuple[int, list[str]]]:
    return list(rows_of(table, table.stretches[0]))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "cp850", "mac_roman"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_delimiters_are_recognised(
    look: Callable[..., SourceTable], encoding: str, delimiter: str
) -> None:
    lines = [HEADINGS, ["1", "Müller & Söhne", '"12,50"'], ["2", "Crédit Lyonnais", '"1.234,00"']]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    table = look(text.encode(encoding))
    assert table.headings == tuple(HEADINGS)
    assert all_rows(table)[0] == (2, ["1", "Müller & Söhne", "12,50"])
    assert all_rows(table)[1][1][1] == "Crédit Lyonnais"


def test_the_only_umlaut_may_stand_in_the_last_of_many_rows(
    look: Callable[..., SourceTable],
) -> None:
    rows = [f"{number};Kunde {number};5,00" for number in range(30_000)]
    text = "\n".join(["Nr;Kunde;Betrag", *rows, "30000;Jäger;6,00"])
    table = look(text.encode("cp1252"))
    assert table.rows == 30_001
    assert all_rows(table)[-1] == (30_002, ["30000", "Jäger", "6,00"])
    # A stretch in the middle is read by itself, and begins where it says.
    middle = table.stretches[len(table.stretches) // 2]
    number, row = next(rows_of(table, middle))
    assert (number, row[0]) == (middle.number, str(middle.number - 2))


def test_titles_above_and_blank_rows_between_are_no_data(look: Callable[..., SourceTable]) -> None:
    text = "Rechnungen 2025;;\n;;\nNr;Kunde;Betrag\n\n1;A;5\n;;\n2;B;6\n"
    table = look(text.encode())
    assert (table.header_row, table.headings) == (3, ("Nr", "Kunde", "Betrag"))
    assert all_rows(table) == [(5, ["1", "A", "5"]), (7, ["2", "B", "6"])]


def test_excels_first_line_names_the_delimiter(look: Callable[..., SourceTable]) -> None:
    table = look("sep=|\nNr|Kunde\n1|A;B,C\n".encode("utf-16"))
    assert table.headings == ("Nr", "Kunde")
    assert all_rows(table) == [(3, ["1", "A;B,C"])]


def test_old_macintosh_lines_and_cells_with_several_lines(look: Callable[..., SourceTable]) -> None:
    assert all_rows(look(b"Nr,Kunde\r1,A\r2,B\r"))[1] == (3, ["2", "B"])
    table = look(b'Nr,Kunde\n1,"A\nB ""C"""\n2,D\n')
    assert all_rows(table) == [(2, ["1", 'A\nB "C"']), (3, ["2", "D"])]


def test_wishes_come_before_what_is_recognised(look: Callable[..., SourceTable]) -> None:
    table = look(
        "x,y;z\nä,b;c\n1,2;3\n".encode("cp1250"), encoding="cp1250", delimiter=",", header_row=2
    )
    assert table.headings == ("ä", "b;c")


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\n'), max_size=12
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("written")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [["Nr", "Kunde", "Betrag"], *rows]
    )
    path = folder / "table.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    kept = [row for row in rows if any(row)]
    request = TableRequest(path, folder, delimiter=",", header_row=1)
    if kept:
        assert [row for _, row in all_rows(open_table(request))] == kept
    else:
        with pytest.raises(DomainError):
            open_table(request)


def workbook(path: Path, fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book, book.add_worksheet("Data"))
    return path.read_bytes()


def test_spreadsheets_keep_numbers_days_and_merged_cells(
    look: Callable[..., SourceTable], tmp_path: Path
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range(0, 0, 0, 3, "All our invoices")
        sheet.write_row(2, 0, ["Invoice", "Date", "Price", "VAT"])
        sheet.merge_range(3, 0, 4, 0, "R-1")
        for row in (3, 4):
            sheet.write_number(row, 1, 46_053, day)
            sheet.write_number(row, 2, 0.1 + 0.2)
            sheet.write_number(row, 3, 0.19, book.add_format({"num_format": "0%"}))
        sheet.write_row(5, 0, ["R-2", "31.01.2026", "1.234,50", "19 %"])

    table = look(workbook(tmp_path / "made.xlsx", fill), "table.bin")
    assert (table.sheet, table.header_row) == ("Data", 3)
    assert all_rows(table) == [
        (4, ["R-1", "2026-01-31", "\x1f0.3", "\x1f0.19"]),
        (5, ["R-1", "2026-01-31", "\x1f0.3", "\x1f0.19"]),
        (6, ["R-2", "31.01.2026", "1.234,50", "19 %"]),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"PK\x03\x04 anything", "archive"),
        (b"\x00\x01\x02\x03\x04" * 50, "no text"),
        (b"Name,Email\n", "no rows"),
        (b'Name,Email\nA,"never closed\n' + b"x" * 1_100_000, "quotation mark"),
    ],
)
def test_what_is_no_table_is_refused_with_a_next_step(
    look: Callable[..., SourceTable], content: bytes, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        look(content)


def test_a_damaged_spreadsheet_is_refused(look: Callable[..., SourceTable], tmp_path: Path) -> None:
    whole = workbook(tmp_path / "made.xlsx", lambda book, sheet: sheet.write(0, 0, "Name"))
    with pytest.raises(DomainError, match="cannot be read"):
        look(whole[: len(whole) // 2], "half.xlsx")
