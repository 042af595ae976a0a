# SPDX-License-Identifier: MIT
"""Spreadsheets (XLSX, XLS, ODS), written out as CSV that keeps what their cells are."""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.importing.amounts import EXACT

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_LARGEST: Final = 2_000_000_000  # bytes, unpacked


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins so is a spreadsheet, whatever its name."""
    if start.startswith(_OLE):
        return True
    marks = (b"[Content_Types].xml", b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spread")
    return start.startswith(_ZIP) and any(mark in start for mark in marks)


def written_out(path: Path, folder: Path, sheet: str) -> tuple[Path, str, tuple[str, ...]]:
    """A sheet as CSV in `folder`, its name, and the names of all; the first filled one unless
    another is wished for.
    """
    import python_calamine

    _refuse_bomb(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            names = tuple(
                one.name
                for one in book.sheets_metadata
                if one.visible == python_calamine.SheetVisibleEnum.Visible
            )
            chosen, found = _chosen(book, names, sheet)
            target = folder / "sheet.csv"
            with target.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(_rows(found))
    except python_calamine.PasswordError:
        raise DomainError.of("file_locked", "file", name=path.name) from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, EOFError) as error:
        raise DomainError.of("file_damaged", "file", name=path.name) from error
    return target, chosen, names


def _chosen(book: Any, names: Sequence[str], wish: str) -> tuple[str, Any]:
    if wish and wish not in names:
        raise DomainError.of("no_sheet", "sheet", sheet=wish, sheets=", ".join(names))
    for name in (wish,) if wish else names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height or wish:
            return name, sheet
    raise DomainError.of("file_empty", "file", name="The spreadsheet")


def _rows(sheet: Any) -> Iterator[list[str]]:
    """All rows from the very first, so that their numbers are the spreadsheet's own."""
    if sheet.start is None:
        return
    _, left = sheet.start
    merged = _Merged(sheet.merged_cell_ranges or ())
    # The library leaves out the empty columns at the left, but not the rows at the top.
    for number, row in enumerate(sheet.iter_rows()):
        yield merged.filled(number, [""] * left + [_text(value) for value in row])


class _Merged:
    """Cells merged downwards: an invoice's number beside all of its lines.

    What is merged sideways alone is a title and stays where it stands.
    """

    def __init__(self, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._starts = {
            (top, left): bottom for (top, left), (bottom, _right) in ranges if bottom > top
        }
        self._going_on: dict[int, tuple[int, str]] = {}  # by column: to which row, and what

    def filled(self, number: int, cells: list[str]) -> list[str]:
        if not self._starts:
            return cells
        for column, (last, text) in list(self._going_on.items()):
            if number > last:
                del self._going_on[column]
            elif column < len(cells):
                cells[column] = text
        for column, text in enumerate(cells):
            if (last_row := self._starts.get((number, column))) is not None:
                self._going_on[column] = (last_row, text)
        return cells


def _text(value: object) -> str:  # noqa: PLR0911 - one case for each type
    """A cell as text: numbers exact and marked as such, days as ISO 8601."""
    match value:
        case str():
            return value.replace(EXACT, "")
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{EXACT}{value}"
        case float():
            # Fifteen digits are what a spreadsheet itself shows: 0.1 + 0.2 is 0.3.
            return f"{EXACT}{Decimal(f'{value:.15g}'):f}"
        case datetime():
            return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return ""


def _refuse_bomb(path: Path) -> None:
    """A small file that unpacks to more than any table needs is refused before it does."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(one.file_size for one in archive.infolist())
    if size > _LARGEST:
        raise DomainError.of("file_too_big", "file", name=path.name)
