# SPDX-License-Identifier: MIT
"""Reading: frozen rows, each question on a connection of its own."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.invoice import Company, Invoice
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports.writing import ClaimedEmail, Transactions
from lightar_desktop.services.rows import (
    ActivityRow,
    AuditReport,
    BatchItemRow,
    BatchRow,
    CurrencySum,
    CustomerRow,
    DocumentRow,
    EmailRow,
    InvoiceRow,
    SidebarCounts,
    TemplateRow,
)


class InvoiceReads(Protocol):
    """The invoice table, whole invoices and their documents."""

    def count(self, where: InvoiceFilter) -> int: ...

    def page(self, where: InvoiceFilter, sort: InvoiceSort, limit: int) -> list[InvoiceRow]:
        """The first `limit` rows."""

    def ids(self, where: InvoiceFilter, sort: InvoiceSort) -> "array[int]":
        """Ids of all that match, in order (type code q)."""

    def rows(self, ids: Sequence[int]) -> list[InvoiceRow]:
        """Rows in the order of `ids`; those that are gone are left out."""

    def sums(self, ids: Sequence[int]) -> list[CurrencySum]:
        """Sums per currency of these invoices; any number of ids."""

    def sums_where(self, where: InvoiceFilter) -> list[CurrencySum]: ...

    def load(self, ids: Sequence[int]) -> list[Invoice]:
        """Whole invoices with lines, customer and template, in the order of `ids`."""

    def issued(self, invoice_id: int) -> tuple[str | None, str] | None:
        """Number and frozen JSON of an opened invoice; None for a draft."""

    def document(self, invoice_id: int) -> tuple[DocumentRow, bytes] | None: ...

    def without_document(self, limit: int) -> list[int]:
        """Opened invoices whose PDF was not stored (interrupted by a crash)."""

    def find(self, number_or_id: str) -> int | None:
        """The id of an invoice given by its id or its number."""


class BatchReads(Protocol):
    """Batch operations and their items."""

    def recent(self, actor: str, limit: int = 200) -> list[BatchRow]:
        """Batches, newest first, as `actor` has acknowledged them or not."""

    def get(self, batch_id: int, actor: str) -> BatchRow | None: ...

    def settings(self, batch_id: int) -> EmailSettings | None: ...

    def items(
        self, batch_id: int, status: ItemStatus | None = None, after: int = 0, limit: int = 200
    ) -> list[BatchItemRow]:
        """Items in order of id, those after item `after`."""

    def waiting(self, batch_id: int, after: int, limit: int) -> list[tuple[int, int]]:
        """(item id, invoice id) of items not started, in order, after item id `after`."""

    def unfinished(self) -> list[int]:
        """Batches under way when the program ended: running ones with waiting items."""


class OutboxReads(Protocol):
    """Outgoing email."""

    def emails(
        self,
        *,
        invoice_id: int | None = None,
        states: Iterable[OutgoingState] = (),
        limit: int = 500,
    ) -> list[EmailRow]:
        """Outgoing emails, newest first."""

    def get(self, email_id: int) -> EmailRow | None: ...

    def claimed(self, email_ids: Sequence[int], token: str) -> list[ClaimedEmail]: ...

    def item(self, email_id: int) -> int | None:
        """The batch item the email belongs to, if any."""

    def parts(self, email_id: int) -> ClaimedEmail | None:
        """All that building this email needs, whatever its state."""

    def counts(self) -> Mapping[OutgoingState, int]: ...

    def due(self, now: datetime) -> int:
        """How many queued emails could be claimed now."""

    def holders(self) -> list[str]:
        """The processes in whose names emails are claimed or sending."""


class SetupReads(Protocol):
    """The company, its customers, templates and mail account."""

    def company(self) -> Company | None: ...

    def asset(self, asset_id: str) -> bytes: ...

    def templates(self) -> list[TemplateRow]: ...

    def series(self) -> list[NumberSeries]: ...

    def account(self) -> MailAccount | None:
        """The account mail leaves by."""

    def account_trouble(self, account_id: int) -> tuple[str, datetime | None]: ...

    def customers(self, search: str, limit: int) -> list[CustomerRow]: ...

    def customer(self, customer_id: int) -> Customer | None: ...

    def sidebar(self, actor: str) -> SidebarCounts: ...


class JournalReads(Protocol):
    """The audit trail."""

    def last(self) -> int: ...

    def since(self, seq: int, limit: int = 5000) -> list[ActivityRow]: ...

    def about(self, invoice_id: int, limit: int = 500) -> list[ActivityRow]:
        """An invoice's history, newest first."""

    def verify(self) -> AuditReport:
        """Check the hash chain and that opened invoices are what the journal says."""


class Reads(Protocol):
    """Everything that can be read, each on a connection of its own."""

    invoices: InvoiceReads
    batches: BatchReads
    outbox: OutboxReads
    setup: SetupReads
    journal: JournalReads


@dataclass(frozen=True, slots=True)
class SchemaState:
    """What preparing a database did."""

    schema: str
    created: bool


class Database(Protocol):
    """One database: where data is written and read."""

    transactions: Transactions
    reads: Reads

    def prepare(self) -> SchemaState:
        """Create it or bring its schema up to date; refuses a newer one."""

    def close(self) -> None:
        """Finish waiting writes and let go of every connection."""
