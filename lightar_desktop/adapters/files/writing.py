# SPDX-License-Identifier: MIT
"""Writes tables as CSV and XLSX, a row at a time, so that no spreadsheet runs what is in them.

A text that begins like a formula is written so that it stays text: in CSV behind an apostrophe,
in XLSX as a string, which it is. Numbers stay numbers, also negative ones.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.importing.amounts import EXACT
from lightar_desktop.domain.importing.guarding import guarded
from lightar_desktop.services.ports.exporting import Cell, Sheet
from lightar_desktop.services.ports.importing import WrongRow

_MOST_ROWS: Final = 1_048_576
_LONGEST: Final = 32_767  # characters in a cell of a spreadsheet


@contextmanager
def sheet(path: Path, headings: Sequence[str]) -> Iterator[Sheet]:
    """Write `path` whole or not at all; its ending says how: .csv or .xlsx."""
    kind = {".csv": _csv, ".xlsx": _xlsx}.get(path.suffix.lower())
    if kind is None:
        raise DomainError.of("export_ending", "file", name=path.name)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with kind(partial, headings) as target:
            yield target
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path, headings: Sequence[str]) -> Iterator[Sheet]:
    # The mark at the beginning tells spreadsheets that it is Unicode.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        target = _CsvSheet(csv.writer(file))
        target.add(headings)
        yield target


class _CsvSheet:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def add(self, row: Sequence[Cell]) -> None:
        self._writer.writerow([_text(cell) for cell in row])


def _text(cell: Cell) -> str:  # noqa: PLR0911 - one case for each type
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)


@contextmanager
def _xlsx(path: Path, headings: Sequence[str]) -> Iterator[Sheet]:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        target = _XlsxSheet(book, headings)
        yield target


class _XlsxSheet:
    def __init__(self, book: Any, headings: Sequence[str]) -> None:
        self._book = book
        self._formats: dict[int, Any] = {}
        self._sheet = book.add_worksheet()
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._row = 0
        bold = book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, max(0, len(headings) - 1), 16)
        for column, heading in enumerate(headings):
            self._sheet.write_string(0, column, heading, bold)

    def add(self, row: Sequence[Cell]) -> None:
        self._row += 1
        if self._row >= _MOST_ROWS:
            raise DomainError.of("export_too_long", "file")
        for column, cell in enumerate(row):
            self._put(column, cell)

    def _put(self, column: int, cell: Cell) -> None:
        sheet, row = self._sheet, self._row
        match cell:
            case None | "":
                return
            case str():
                sheet.write_string(row, column, cell[:_LONGEST])
            case bool():
                sheet.write_string(row, column, "yes" if cell else "no")
            case datetime():
                sheet.write_datetime(row, column, cell.replace(tzinfo=None), self._moment)
            case date():
                sheet.write_datetime(row, column, cell)
            case Decimal():
                sheet.write_number(row, column, float(cell), self._decimals(cell))
            case _:
                sheet.write_number(row, column, cell)

    def _decimals(self, cell: Decimal) -> Any:
        """A format that shows as many decimals as the number was given with."""
        places = max(0, -int(cell.as_tuple().exponent))
        if places not in self._formats:
            pattern = "#,##0" + ("." + "0" * places if places else "")
            self._formats[places] = self._book.add_format({"num_format": pattern})
        return self._formats[places]


def write_wrong(path: Path, headings: Sequence[str], rows: Iterable[WrongRow]) -> None:
    """Append rows that were not taken over, as the file has them, each with the reason."""
    new = not path.exists()
    with path.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow([*map(guarded, headings), "Row", "Why it was not imported"])
        for one in rows:
            cells = [guarded(cell.removeprefix(EXACT)) for cell in one.cells]
            cells += [""] * (len(headings) - len(cells))
            writer.writerow([*cells, one.row, one.reason])
