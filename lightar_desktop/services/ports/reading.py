# SPDX-License-Identifier: MIT
"""Reading: frozen rows, each question on a connection of its own."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.crediting import Credited
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.number_gaps import NumberUse
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.filters import (
    CustomerFilter,
    CustomerSort,
    InvoiceFilter,
    InvoiceSort,
)
from lightar_desktop.services.ports.exporting import ExportReads
from lightar_desktop.services.ports.importing import ImportReads
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
    OwedRow,
    SavedFilterRow,
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

    def credit_notes(self, invoice_id: int) -> list[InvoiceRow]:
        """Credit notes that correct the invoice, oldest first, drafts among them."""

    def credited(self, ids: Sequence[int]) -> dict[int, Credited]:
        """What was credited so far of these opened invoices, by id."""

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
        customer_id: int | None = None,
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


class CustomerReads(Protocol):
    """Customers and what is known about them."""

    def page(self, search: str, limit: int) -> list[CustomerRow]:
        """The first `limit` customers by name that match `search`, with what they owe."""

    def count(self, where: CustomerFilter, on: date) -> int: ...

    def table(
        self, where: CustomerFilter, sort: CustomerSort, on: date, start: int, limit: int
    ) -> list[CustomerRow]:
        """`limit` rows from row `start`, with what is owed and what of it is late on `on`."""

    def get(self, customer_id: int) -> Customer | None: ...

    def load(self, ids: Sequence[int]) -> list[Customer]:
        """Customers in the order of `ids`; those that are gone are left out."""

    def by_number(self, numbers: Sequence[str]) -> dict[str, int]:
        """Ids of the customers with these numbers."""

    def owed(self, customer_id: int, on: date) -> list[OwedRow]:
        """What the customer owes and what of it is overdue on the day `on`, per currency; an
        index answers, however much was paid before.
        """

    def like(self, one: Customer, limit: int = 5) -> list[CustomerRow]:
        """Others with the same name, number, VAT id or email address: perhaps duplicates."""


class ProductReads(Protocol):
    """The catalogue."""

    def page(self, search: str, limit: int, *, archived: bool = False) -> list[Product]:
        """The first `limit` products that match, in the order of their descriptions."""

    def get(self, product_id: int) -> Product | None: ...

    def by_code(self, codes: Sequence[str]) -> dict[str, Product]: ...


class SetupReads(Protocol):
    """The company, its templates and mail account."""

    def company(self) -> Company | None: ...

    def asset(self, asset_id: str) -> bytes: ...

    def templates(self) -> list[TemplateRow]: ...

    def series(self) -> list[NumberSeries]: ...

    def account(self) -> MailAccount | None:
        """The account mail leaves by."""

    def account_trouble(self, account_id: int) -> tuple[str, datetime | None]: ...

    def saved_filters(self) -> list[SavedFilterRow]:
        """Named filters in the order of their names."""

    def next_number(self, series_id: int, period: int) -> int:
        """What the series would give next in that period."""

    def sidebar(self, actor: str) -> SidebarCounts: ...


class NumberReads(Protocol):
    """The invoice numbers that are used."""

    def used(self) -> list[NumberUse]:
        """Per series and period, the numbers that follow the series' pattern."""

    def numbered(self) -> dict[int, int]:
        """How many invoices carry a number of each series, whatever the number looks like."""


class JournalReads(Protocol):
    """The audit trail."""

    def last(self) -> int: ...

    def since(self, seq: int, limit: int = 5000) -> list[ActivityRow]: ...

    def about(self, invoice_id: int, limit: int = 500) -> list[ActivityRow]:
        """An invoice's history, newest first."""

    def about_customer(self, customer_id: int, limit: int = 200) -> list[ActivityRow]:
        """A customer's history and that of its newest invoices, newest first."""

    def verify(self) -> AuditReport:
        """Check the hash chain and that opened invoices are what the journal says."""


class Reads(Protocol):
    """Everything that can be read, each on a connection of its own."""

    invoices: InvoiceReads
    batches: BatchReads
    outbox: OutboxReads
    setup: SetupReads
    customers: CustomerReads
    products: ProductReads
    numbers: NumberReads
    imports: ImportReads
    exports: ExportReads
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
    driver: str  # what rows that are stored in bulk are made ready for

    def prepare(self) -> SchemaState:
        """Create it or bring its schema up to date; refuses a newer one."""

    def close(self) -> None:
        """Finish waiting writes and let go of every connection."""
