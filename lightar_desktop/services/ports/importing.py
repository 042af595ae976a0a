# SPDX-License-Identifier: MIT
"""Imports: what is remembered of them, and what their other process is asked to do."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.importing.columns import ColumnFormat
from lightar_desktop.domain.importing.drafts import Offer
from lightar_desktop.domain.importing.mapping import Columns
from lightar_desktop.domain.importing.rows import Values
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.product import Product
from lightar_desktop.services.ports.files import SourceTable, Stretch, TableRequest

Unique = tuple[str, str, str]  # number, VAT id and name: what a customer is known by


@dataclass(frozen=True, slots=True)
class Buyer:
    """What a draft takes from its customer."""

    id: int
    name: str
    currency: str
    terms_days: int


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How the rows of a table are read; the same for all of its stretches."""

    kind: ImportKind
    columns: Columns
    formats: tuple[ColumnFormat, ...]
    countries: Mapping[str, str]
    currency: str  # where neither the row nor the customer names one
    tax_rate: Decimal | None = None  # where the row names none
    series_id: int = 0
    template_id: int | None = None
    driver: str = ""  # what drafts are made ready for


@dataclass(frozen=True, slots=True)
class KeysRequest:
    """A stretch whose keys are wanted."""

    table: SourceTable
    stretch: Stretch
    settings: ImportSettings


@dataclass(frozen=True, slots=True)
class Keys:
    """What the records of a stretch are known by."""

    references: tuple[tuple[int, str], ...] = ()  # row and invoice reference
    customers: frozenset[Unique] = frozenset()
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DraftsRequest:
    """A stretch of invoices to be turned into drafts, with what their rows refer to."""

    table: SourceTable
    stretch: Stretch
    settings: ImportSettings
    buyers: Mapping[Unique, Buyer | str]  # or why there is none
    offers: Mapping[str, Offer]
    refused: Mapping[str, str]  # why invoices with these references are not taken over
    known: Mapping[str, str]  # fingerprints of invoices imported before, by reference
    locked: Mapping[str, str]  # why those of them are not changed that may not be


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that is not taken over, as the file has it."""

    row: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ReadyDrafts:
    """Drafts as the database's driver takes them. Made in another process, opaque here."""

    invoices: Sequence[Any] = ()
    lines: Sequence[Any] = ()
    lines_of: Sequence[int] = ()  # for each line, the position of its invoice
    references: Sequence[str] = ()
    fingerprints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drafts:
    """What became of a stretch of invoices."""

    rows: int
    new: ReadyDrafts
    changed: ReadyDrafts
    unchanged: int
    refused: int  # how many invoices the wrong rows belong to
    wrong: tuple[WrongRow, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A customer or product as the file has it."""

    row: int
    cells: tuple[str, ...]
    values: Values
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordsRequest:
    """A stretch of customers or products to be read."""

    table: SourceTable
    stretch: Stretch
    settings: ImportSettings


class Tables(Protocol):
    """Reads tables. The first four are pure functions that run in another process."""

    open_table: Callable[[TableRequest], SourceTable]
    keys: Callable[[KeysRequest], Keys]
    drafts: Callable[[DraftsRequest], Drafts]
    records: Callable[[RecordsRequest], list[Record]]
    write_wrong: Callable[[Path, Sequence[str], Iterable[WrongRow]], None]
    unchanged: Callable[[SourceTable], bool]  # whether the file is still as it was looked through


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import, as a list shows it."""

    id: int
    at: datetime
    actor: str
    kind: ImportKind
    file_name: str
    state: ImportState
    added: int
    changed: int
    wrong: int
    process: str


@dataclass(frozen=True, slots=True)
class Match:
    """A customer that a row may mean."""

    id: int
    number: str
    vat_id: str
    name: str
    currency: str
    terms_days: int
    archived: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft that an import added earlier."""

    id: int
    fingerprint: str
    status: InvoiceStatus


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One step of taking an import back; `last` is the last id looked at, None at the end."""

    gone: int
    left: tuple[int, ...]
    last: int | None


class ImportStore(Protocol):
    """Imports, their rows and what is remembered for the next ones."""

    def begin(self, kind: ImportKind, file_name: str, at: datetime) -> int: ...

    def count(self, import_id: int, added: int, changed: int, wrong: int) -> None:
        """Set the counts of an import."""

    def end(self, import_id: int, state: ImportState) -> bool:
        """Move an import on; False when it was in that state before."""

    def add_customers(self, import_id: int, customers: Sequence[Customer]) -> None: ...

    def change_customers(self, import_id: int, customers: Sequence[Customer]) -> int:
        """Replace customers; returns how many, for some may have been changed meanwhile."""

    def add_products(self, import_id: int, products: Sequence[Product]) -> None: ...

    def change_products(self, import_id: int, products: Sequence[Product]) -> int: ...

    def add_drafts(self, import_id: int, ready: ReadyDrafts) -> list[int]: ...

    def change_drafts(self, import_id: int, ready: ReadyDrafts, ids: Sequence[int]) -> int:
        """Replace drafts that an earlier import added; returns how many still were drafts."""

    def take_back(self, import_id: int, after: int, limit: int) -> TakenBack:
        """Take back up to `limit` things the import added or changed, those after the id `after`,
        but for what was changed, opened or used since.
        """

    def save_mapping(self, kind: ImportKind, headings: str, content: str) -> None: ...


class ImportReads(Protocol):
    """Imports, and what the rows of a file refer to."""

    def recent(self, limit: int = 100) -> list[ImportRow]:
        """Imports, newest first."""

    def get(self, import_id: int) -> ImportRow | None: ...

    def running(self) -> list[ImportRow]:
        """Imports under way, here or in a process that has ended since."""

    def mapping(self, kind: ImportKind, headings: str) -> str | None: ...

    def matches(self, wanted: Iterable[Unique]) -> dict[Unique, list[Match]]:
        """Customers by number, else by VAT id, else by name."""

    def references(self, wanted: Collection[str]) -> dict[str, Imported]:
        """Of invoices imported before, those with these references."""

    def products(self, codes: Collection[str]) -> dict[str, Product]: ...
