# SPDX-License-Identifier: MIT
"""Reads a file as a table, a row at a time: whatever its size, few of its rows are in memory.

A CSV file is read where it lies. Spreadsheets, and text in two-byte encodings, are first written
out as CSV into a private folder: then a stretch in the middle can be read by itself.
"""

import csv
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from lightar_desktop.adapters.files.encoding import encoding_of
from lightar_desktop.adapters.files.layout import LOOKED_AT, delimiter_of, header_row, headings
from lightar_desktop.adapters.files.sheets import is_workbook, written_out
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.importing.columns import Survey
from lightar_desktop.services.ports.files import SourceTable, Stretch, TableRequest

STRETCH: Final = 2_000  # rows
BLOCK: Final = 200
_LINES: Final = 500
SHOWN: Final = 50
_START: Final = 65_536
_LONGEST_CELL: Final = 1_000_000
_MOST_COLUMNS: Final = 1_000
_WIDE: Final = ("utf-16", "utf-32")
_FOREIGN: Final = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"SQLite format 3": "a database",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


def open_table(request: TableRequest) -> SourceTable:
    """Look through a file; refuses what is no table, in a sentence that says what to do."""
    path = request.path
    state = path.stat()
    if not state.st_size:
        raise DomainError.of("file_empty", "file", name=path.name)
    sheet, sheets = "", tuple[str, ...]()
    with path.open("rb") as file:
        start = file.read(_START)
    if is_workbook(start):
        text, sheet, sheets = written_out(path, request.folder, request.sheet)
        encoding, delimiter = "utf-8", ","
    else:
        _refuse_foreign(path, start)
        encoding = request.encoding or encoding_of(path)
        text, encoding = _readable(path, encoding, request.folder)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        delimiter = request.delimiter or delimiter_of(_first_lines(text, encoding))
    return _looked_through(
        request,
        SourceTable(
            path=path,
            size=state.st_size,
            changed=state.st_mtime_ns,
            text=text,
            encoding=encoding,
            delimiter=delimiter,
            sheet=sheet,
            sheets=sheets,
            header_row=0,
            headings=(),
            rows=0,
            first=(),
            seen=(),
            stretches=(),
        ),
    )


def rows_of(table: SourceTable, stretch: Stretch) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table from a stretch to the end, with their numbers; the blank ones left out.

    Each is as long as the header, or longer when it holds more cells than there are headings.
    """
    width = len(table.headings)
    number = stretch.number - 1
    with _opened(table.text, stretch.offset) as file:
        records = _Records(file, table.encoding, table.delimiter, number)
        while block := records.take(BLOCK):
            for row in block:
                number += 1
                if any(row):
                    yield number, _fitted(row, width)


def unchanged(table: SourceTable) -> bool:
    """Whether the file is still the one that was looked through."""
    try:
        state = table.path.stat()
    except OSError:
        return False
    return (state.st_size, state.st_mtime_ns) == (table.size, table.changed)


class _Records:
    """The rows of a CSV file, counting the bytes they take."""

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str, above: int = 0) -> None:
        self.offset = file.tell()
        self._number = above
        self._file = file
        self._encoding = encoding
        self._lengths: deque[int] = deque()  # of the lines read ahead
        self._lines = 0
        lines = chain.from_iterable(self._decoded())
        self._reader = csv.reader(lines, delimiter=delimiter)

    def take(self, count: int) -> list[list[str]]:
        """The next rows, fewer at the end; what cannot be read is refused with its number."""
        rows: list[list[str]] = []
        try:
            rows.extend(islice(self._reader, count))
        except csv.Error:
            number = self._number + len(rows) + 1
            raise DomainError.of("row_unreadable", "file", row=number) from None
        self._number += len(rows)
        lines, self._lines = self._reader.line_num - self._lines, self._reader.line_num
        self.offset += sum(self._lengths.popleft() for _ in range(lines))
        return rows

    def _decoded(self) -> Iterator[list[str]]:
        encoding = self._encoding
        if self.offset == 0 and self._file.read(len(BOM_UTF8)) != BOM_UTF8:
            self._file.seek(0)
        elif self.offset == 0:
            self.offset = len(BOM_UTF8)
        while lines := list(islice(self._file, _LINES)):
            self._lengths.extend(map(len, lines))
            yield [line.decode(encoding, "replace") for line in lines]


@contextmanager
def _opened(path: Path, offset: int) -> Iterator[BinaryIO]:
    csv.field_size_limit(_LONGEST_CELL)
    with path.open("rb", buffering=1 << 18) as file:
        file.seek(offset)
        yield file


def _fitted(row: list[str], width: int) -> list[str]:
    while len(row) > width and not row[-1].strip():
        del row[-1]
    if len(row) < width:
        row += [""] * (width - len(row))
    return row


def _looked_through(request: TableRequest, table: SourceTable) -> SourceTable:
    """Go through all rows once: where stretches begin, and what the columns show."""
    with _opened(table.text, 0) as file:
        records = _Records(file, table.encoding, table.delimiter)
        first = records.take(LOOKED_AT)
        at = (request.header_row or header_row(_without_sep(first)) + 1) - 1
        width = _usual_width(first[at:])
        if at >= len(first) or not width or width > _MOST_COLUMNS:
            raise DomainError.of("file_no_table", "file", name=table.path.name)
        names = headings(first[at], width)
    looking = _Looking(len(names))
    with _opened(table.text, 0) as file:
        records = _Records(file, table.encoding, table.delimiter)
        records.take(at + 1)
        looking.through(records, at + 1)
    if not looking.rows:
        raise DomainError.of("file_no_rows", "file", name=table.path.name)
    return replace(
        table,
        header_row=at + 1,
        headings=names,
        rows=looking.rows,
        first=tuple(looking.first),
        seen=looking.survey.seen(),
        stretches=tuple(looking.stretches),
    )


class _Looking:
    """One pass through the rows below the headings."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.survey = Survey(width)
        self.rows = 0
        self.first: list[tuple[str, ...]] = []
        self.stretches: list[Stretch] = []

    def through(self, records: _Records, above: int) -> None:
        """Take in all rows; `above` is how many there were before."""
        number, before = above, tuple[str, ...]()
        while True:
            offset = records.offset
            block = records.take(STRETCH)
            if not block:
                return
            rows = [_fitted(row, self.width)[: self.width] for row in block if any(row)]
            if rows:
                self.survey.look_at(rows)
                self.stretches.append(Stretch(offset, number + 1, len(block), before))
                before = tuple(rows[-1])
                self.rows += len(rows)
                self.first += map(tuple, rows[: SHOWN - len(self.first)])
            number += len(block)


def _width(row: Sequence[str]) -> int:
    """How many cells a row has, up to its last filled one."""
    return max((position for position, cell in enumerate(row, 1) if cell.strip()), default=0)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """As many columns as there are headings, or more where most rows have more: a single wide
    row holds a delimiter that should have been quoted.
    """
    widths = sorted(width for row in rows if (width := _width(row)))
    return max(_width(rows[0]), widths[len(widths) // 2]) if widths else 0


def _without_sep(rows: Sequence[list[str]]) -> list[list[str]]:
    """Excel's `sep=;` is no row of headings; it stays, emptied, so that rows keep their number."""
    first = rows[0] if rows else []
    says = bool(first) and first[0].lower().startswith("sep=") and len("".join(first)) <= 5
    return [[], *rows[1:]] if says else list(rows)


def _first_lines(text: Path, encoding: str) -> list[str]:
    with _opened(text, 0) as file:
        return [
            line.decode(encoding, "replace").lstrip("\ufeff") for line in islice(file, LOOKED_AT)
        ]


def _readable(path: Path, encoding: str, folder: Path) -> tuple[Path, str]:
    """A file whose lines end with a newline byte, and its encoding: the same one, or a copy."""
    with path.open("rb") as file:
        start = file.read(_START)
    if not encoding.startswith(_WIDE) and (b"\n" in start or b"\r" not in start):
        return path, encoding
    copy = folder / "copy.csv"
    # Lines of the old Macintosh end with a carriage return alone.
    with (
        path.open("r", encoding=encoding, errors="replace", newline=None) as source,
        copy.open("w", encoding="utf-8", newline="\n") as target,
    ):
        while block := source.read(1 << 20):
            target.write(block)
    return copy, "utf-8"


def _refuse_foreign(path: Path, start: bytes) -> None:
    for mark, words in _FOREIGN.items():
        if start.startswith(mark):
            raise DomainError.of("file_foreign", "file", name=path.name, what=words)
    if start.lstrip()[:200].lower().startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise DomainError.of("file_foreign", "file", name=path.name, what="a web page or XML")
    if start.startswith(b"PK\x03\x04"):
        raise DomainError.of("file_foreign", "file", name=path.name, what="an archive")
    zeros = start.count(0)
    if zeros and not encoding_of(path).startswith(_WIDE):
        raise DomainError.of("file_foreign", "file", name=path.name, what="no text")
