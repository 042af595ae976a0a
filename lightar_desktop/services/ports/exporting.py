# SPDX-License-Identifier: MIT
"""What exporting needs from outside: files to write, and everything a database holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

Cell = str | int | bool | Decimal | date | datetime | None
Plain = dict[str, object]  # a row as JSON has it; files that belong to it are `Attached`


@dataclass(frozen=True, slots=True)
class Attached:
    """Bytes of a row that become a file of their own in an archive."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself."""

    schema: str
    made_at: str
    rows: Mapping[str, int] = field(default_factory=dict)  # by table
    files: int = 0


class Sheet(Protocol):
    """A table being written."""

    def add(self, row: Sequence[Cell]) -> None: ...


class Bundle(Protocol):
    """A folder or a ZIP being filled."""

    def add(self, name: str, content: bytes) -> None: ...


class OpenedArchive(Protocol):
    """An archive whose every file was checked against its hash."""

    manifest: Manifest

    def rows(self, table: str) -> Iterator[Plain]: ...


class Files(Protocol):
    """Writes and reads the files of exports; each is written whole or not at all."""

    sheet: Callable[[Path, Sequence[str]], AbstractContextManager[Sheet]]
    bundle: Callable[[Path], AbstractContextManager[Bundle]]
    write_archive: Callable[
        [Path, str, str, Iterable[tuple[str, Iterable[Plain]]], Callable[[], None]], Manifest
    ]
    open_archive: Callable[[Path], AbstractContextManager[OpenedArchive]]


class Everything(Protocol):
    """All that a database holds, as it was at one moment."""

    schema: str

    def tables(self) -> Iterable[tuple[str, Iterable[Plain]]]:
        """Every table and its rows, those that others rest on first."""


class ArchiveStore(Protocol):
    """Fills an empty database from an archive."""

    def load(self, tables: Callable[[str], Iterable[Plain]]) -> int:
        """Store every table's rows; returns how many there were."""


class ExportReads(Protocol):
    """What exports of whole tables go through."""

    def everything(self) -> AbstractContextManager[Everything]: ...

    def ids(self, table: str) -> list[int]:
        """Ids of all customers or products, in order."""
