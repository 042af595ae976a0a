# SPDX-License-Identifier: MIT
"""Tables in files: what is known of one, and what may be wished for."""

from dataclasses import dataclass
from pathlib import Path

from lightar_desktop.domain.importing.columns import Seen


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A file to be read as a table. What is left empty is found out.

    `folder` is a private one for what has to be written on the way.
    """

    path: Path
    folder: Path
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0  # counted from 1, as people do


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of rows of a table that is read in one go.

    `before` is the row that precedes it: so it can be told whether an invoice goes on.
    """

    offset: int  # in bytes, of the file that is read
    number: int  # of its first row, counted from 1 as a spreadsheet does
    rows: int
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A file that was looked through: how it is written, and what its columns show."""

    path: Path
    size: int
    changed: int  # when the file was, in nanoseconds
    text: Path  # the file itself, or the CSV that was made of it
    encoding: str
    delimiter: str
    sheet: str  # empty for a CSV file
    sheets: tuple[str, ...]
    header_row: int  # counted from 1
    headings: tuple[str, ...]
    rows: int
    first: tuple[tuple[str, ...], ...]  # the first rows, to look at
    seen: tuple[Seen, ...]
    stretches: tuple[Stretch, ...]
