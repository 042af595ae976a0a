# SPDX-License-Identifier: MIT
"""The port to tables in files. What it needs is imported where it runs, in another process."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lightar_desktop.services.ports.exporting import (
    Bundle,
    Files,
    Manifest,
    OpenedArchive,
    Plain,
    Sheet,
)
from lightar_desktop.services.ports.files import SourceTable, TableRequest
from lightar_desktop.services.ports.importing import (
    Drafts,
    DraftsRequest,
    Keys,
    KeysRequest,
    ReadyDrafts,
    Record,
    RecordsRequest,
    Tables,
    WrongRow,
)

if TYPE_CHECKING:
    from lightar_desktop.services.importing.converting import Draft


def open_table(request: TableRequest) -> SourceTable:
    """A file, looked through."""
    from lightar_desktop.adapters.files import reading

    return reading.open_table(request)


def keys(request: KeysRequest) -> Keys:
    """What the invoices of a stretch are known by and name."""
    from lightar_desktop.adapters.files import reading
    from lightar_desktop.services.importing import converting

    return converting.keys(reading.rows_of(request.table, request.stretch), request)


def drafts(request: DraftsRequest) -> Drafts:
    """The invoices of a stretch, ready for the database's driver."""
    from lightar_desktop.adapters.files import reading
    from lightar_desktop.services.importing import converting

    found = converting.drafts(reading.rows_of(request.table, request.stretch), request)
    driver = request.settings.driver
    return Drafts(
        found.rows,
        _ready(driver, found.new),
        _ready(driver, found.changed),
        found.unchanged,
        found.refused,
        tuple(found.wrong),
    )


def _ready(driver: str, some: "list[Draft]") -> ReadyDrafts:
    from lightar_desktop.adapters.db import bulk

    references = [one.reference for one in some]
    fingerprints = [one.fingerprint for one in some]
    return bulk.ready(driver, [one.invoice for one in some], references, fingerprints)


def records(request: RecordsRequest) -> list[Record]:
    """The customers or products of a stretch."""
    from lightar_desktop.adapters.files import reading
    from lightar_desktop.services.importing import converting

    return converting.records(reading.rows_of(request.table, request.stretch), request)


def write_wrong(path: Path, headings: Sequence[str], rows: Iterable[WrongRow]) -> None:
    """Append wrong rows to a CSV file."""
    from lightar_desktop.adapters.files import writing

    writing.write_wrong(path, headings, rows)


def unchanged(table: SourceTable) -> bool:
    """Whether the file is still as it was looked through."""
    from lightar_desktop.adapters.files import reading

    return reading.unchanged(table)


class ReadElsewhere(Tables):
    """The functions behind the services' port."""

    open_table = staticmethod(open_table)
    keys = staticmethod(keys)
    drafts = staticmethod(drafts)
    records = staticmethod(records)
    write_wrong = staticmethod(write_wrong)
    unchanged = staticmethod(unchanged)


TABLES = ReadElsewhere()


@contextmanager
def sheet(path: Path, headings: Sequence[str]) -> Iterator[Sheet]:
    """A table to be written."""
    from lightar_desktop.adapters.files import writing

    with writing.sheet(path, headings) as target:
        yield target


@contextmanager
def bundle(path: Path) -> Iterator[Bundle]:
    """A folder or ZIP to be filled."""
    from lightar_desktop.adapters.files import bundle as bundles

    with bundles.bundle(path) as target:
        yield target


def write_archive(
    path: Path,
    schema: str,
    made_at: str,
    tables: Iterable[tuple[str, Iterable[Plain]]],
    each: Callable[[], None],
) -> Manifest:
    """Everything as a ZIP."""
    from lightar_desktop.adapters.files import archive

    return archive.write_archive(path, schema, made_at, tables, each)


@contextmanager
def open_archive(path: Path) -> Iterator[OpenedArchive]:
    """An archive that was checked."""
    from lightar_desktop.adapters.files import archive

    with archive.open_archive(path) as opened:
        yield opened


class WrittenHere(Files):
    """The functions behind the services' port."""

    sheet = staticmethod(sheet)
    bundle = staticmethod(bundle)
    write_archive = staticmethod(write_archive)
    open_archive = staticmethod(open_archive)


FILES = WrittenHere()
