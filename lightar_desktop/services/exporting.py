# SPDX-License-Identifier: MIT
"""Exports: tables for spreadsheets, PDFs as files, and everything in an open format."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.money import rounded
from lightar_desktop.domain.outgoing import RecipientRole
from lightar_desktop.services.documents import DocumentService
from lightar_desktop.services.file_names import Names
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import Clock, Database, UnitOfWork
from lightar_desktop.services.ports.exporting import Cell, Files, Manifest
from lightar_desktop.services.rows import BatchRow, EmailRow, InvoiceRow

_AT_ONCE: Final = 500
_ALL: Final = 10_000_000
Progress = Callable[[int, int], None]  # rows done, and of how many (0: nobody knows)
Stopping = Callable[[], bool]


class ExportTable(StrEnum):
    """Tables that can be exported."""

    INVOICES = "invoices"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    EMAILS = "emails"
    BATCHES = "batches"
    JOURNAL = "journal"


HEADINGS: Final = {
    ExportTable.INVOICES: (
        *("Id", "Number", "Kind", "Status", "Customer", "Issue date", "Due date", "Currency"),
        *("Total", "Balance", "Email"),
    ),
    ExportTable.CUSTOMERS: (
        *("Customer number", "Name", "Kind", "VAT id", "Street", "Postcode", "City", "Country"),
        *("Contact", "Email", "Phone", "Currency", "Payment terms", "Language"),
        *("E-invoice address", "Archived", "Note"),
    ),
    ExportTable.PRODUCTS: (
        *("Code", "Description", "Unit", "Unit price", "Currency", "VAT category", "VAT rate"),
        "Archived",
    ),
    ExportTable.EMAILS: (
        *("Id", "Invoice", "Customer", "State", "To", "Cc", "Subject", "Created", "Sent"),
        *("Attempts", "Server's reply", "Message-ID"),
    ),
    ExportTable.BATCHES: (
        *("Id", "Status", "Invoices", "Succeeded", "Failed", "Created", "By", "Finished"),
    ),
    ExportTable.JOURNAL: ("Entry", "When", "Who", "Computer", "Kind", "Subject", "Id", "Words"),
}


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What an export begins with: the invoices of this filter, and those of them checked."""

    where: InvoiceFilter
    sort: InvoiceSort
    ids: tuple[int, ...] = ()
    pdfs: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and where."""

    path: Path
    count: int


class CancelledError(Exception):
    """Somebody stopped the export; nothing of it is left."""


def nobody_watches(done: int, total: int) -> None:
    """Nobody watches."""


def never() -> bool:
    """Nobody cancels."""
    return False


class ExportService:
    """Writes files; each is there whole or not at all."""

    def __init__(
        self, database: Database, documents: DocumentService, files: Files, clock: Clock
    ) -> None:
        self._database = database
        self._documents = documents
        self._files = files
        self._clock = clock

    def table(
        self,
        table: ExportTable,
        path: Path,
        where: InvoiceFilter | None = None,
        sort: InvoiceSort | None = None,
        progress: Progress = nobody_watches,
        stop: Stopping = never,
    ) -> Exported:
        """Write a table as CSV or XLSX, as the path's ending says; `where` is for invoices."""
        count = 0
        with self._files.sheet(path, HEADINGS[table]) as sheet:
            for row in self._rows(table, where or InvoiceFilter(), sort or InvoiceSort()):
                sheet.add(row)
                count += 1
                if not count % _AT_ONCE:
                    progress(count, 0)
                    _go_on(stop)
        progress(count, count)
        return Exported(path, count)

    def pdfs(
        self,
        ids: Sequence[int],
        path: Path,
        progress: Progress = nobody_watches,
        stop: Stopping = never,
    ) -> Exported:
        """Write invoices' PDFs into a folder, or into one ZIP where the path ends so."""
        if not ids:
            raise DomainError.of("nothing_selected")
        names, done = Names(), 0
        with self._files.bundle(path) as target:
            for start in range(0, len(ids), _AT_ONCE):
                for row in self._database.reads.invoices.rows(ids[start : start + _AT_ONCE]):
                    _go_on(stop)
                    name = names.unique(_pdf_name(row), ".pdf")
                    target.add(name, self._documents.pdf(row.id))
                    done += 1
                    progress(done, len(ids))
        return Exported(path, done)

    def everything(
        self, path: Path, progress: Progress = nobody_watches, stop: Stopping = never
    ) -> Manifest:
        """Write all there is as an archive that can be read back."""
        count = 0

        def each() -> None:
            nonlocal count
            count += 1
            if not count % _AT_ONCE:
                progress(count, 0)
                _go_on(stop)

        if path.suffix.lower() != ".zip":
            raise DomainError.of("archive_ending", "file", name=path.name)
        made_at = self._clock.now().isoformat(timespec="seconds")
        with self._database.reads.exports.everything() as found:
            manifest = self._files.write_archive(path, found.schema, made_at, found.tables(), each)
        progress(count, count)
        return manifest

    def read_back(self, path: Path) -> Manifest:
        """Fill an empty database from an archive, whole or not at all."""
        with self._files.open_archive(path) as archive:
            manifest = archive.manifest
            with self._database.reads.exports.everything() as mine:
                if manifest.schema > mine.schema:
                    raise DomainError.of("archive_newer", "file", schema=manifest.schema)

            def work(uow: UnitOfWork) -> None:
                if not uow.setup.is_empty():
                    raise DomainError.of("archive_not_empty")
                uow.archive.load(archive.rows)
                uow.record(Event("archive.read_back", Subject.COMPANY, 0))

            self._database.transactions.write(work)
        return manifest

    def _rows(
        self, table: ExportTable, where: InvoiceFilter, sort: InvoiceSort
    ) -> Iterator[Sequence[Cell]]:
        match table:
            case ExportTable.INVOICES:
                return self._invoices(where, sort)
            case ExportTable.CUSTOMERS:
                return self._customers()
            case ExportTable.PRODUCTS:
                return self._products()
            case ExportTable.EMAILS:
                emails = self._database.reads.outbox.emails(limit=_ALL)
                return map(_email_cells, emails)
            case ExportTable.BATCHES:
                batches = self._database.reads.batches.recent("", _ALL)
                return map(_batch_cells, batches)
            case ExportTable.JOURNAL:
                return self._journal()

    def _invoices(self, where: InvoiceFilter, sort: InvoiceSort) -> Iterator[Sequence[Cell]]:
        reads = self._database.reads.invoices
        for piece in _pieces(reads.ids(where, sort)):
            yield from map(_invoice_cells, reads.rows(piece))

    def _customers(self) -> Iterator[Sequence[Cell]]:
        reads = self._database.reads
        for piece in _pieces(reads.exports.ids("customers")):
            yield from map(_customer_cells, reads.customers.load(piece))

    def _products(self) -> Iterator[Sequence[Cell]]:
        reads = self._database.reads
        for product_id in reads.exports.ids("products"):
            if (one := reads.products.get(product_id)) is not None:
                yield (
                    one.code,
                    one.description,
                    one.unit,
                    one.unit_price,
                    one.currency,
                    one.tax_category.value,
                    one.tax_rate,
                    one.archived,
                )

    def _journal(self) -> Iterator[Sequence[Cell]]:
        seq = 0
        while rows := self._database.reads.journal.since(seq):
            for row in rows:
                yield (
                    row.seq,
                    row.at,
                    row.actor,
                    row.host,
                    row.kind,
                    row.subject,
                    row.subject_id,
                    row.words,
                )
            seq = rows[-1].seq


def _go_on(stop: Stopping) -> None:
    if stop():
        raise CancelledError


def _pieces(ids: "Sequence[int] | array[int]") -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _pdf_name(row: InvoiceRow) -> str:
    return f"{row.number or f'Draft {row.id}'} {row.customer}".strip()


def _invoice_cells(row: InvoiceRow) -> Sequence[Cell]:
    return (
        row.id,
        row.number,
        row.kind.words,
        row.status.words,
        row.customer,
        row.issued_on,
        row.due_on,
        row.currency,
        rounded(row.total, row.currency),
        rounded(row.balance, row.currency),
        row.light.words,
    )


def _customer_cells(one: Customer) -> Sequence[Cell]:
    who = next(iter(one.recipients() or one.contacts), None)
    return (
        one.number,
        one.name,
        one.kind.value,
        one.vat_id,
        one.address.lines,
        one.address.postcode,
        one.address.city,
        one.address.country,
        who.name if who else "",
        who.email if who else "",
        who.phone if who else "",
        one.currency,
        one.terms_days,
        one.language,
        one.einvoice_address,
        one.archived,
        one.note,
    )


def _email_cells(row: EmailRow) -> Sequence[Cell]:
    return (
        row.id,
        row.number or str(row.invoice_id),
        row.customer,
        row.state.value,
        ", ".join(row.addresses(RecipientRole.TO)),
        ", ".join(row.addresses(RecipientRole.CC)),
        row.subject,
        row.created_at,
        row.sent_at,
        row.attempts,
        row.reply,
        row.message_id,
    )


def _batch_cells(row: BatchRow) -> Sequence[Cell]:
    return (
        row.id,
        row.status.value,
        row.total,
        row.succeeded,
        row.failed,
        row.created_at,
        row.created_by,
        row.finished_at,
    )
