# SPDX-License-Identifier: MIT
"""The outside world as the services see it: what adapters must provide."""

import threading
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from lightar_desktop.domain.batch import BatchControl, ItemStatus
from lightar_desktop.domain.customer import Contact, Customer
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event
from lightar_desktop.domain.invoice import Company, Invoice, InvoiceStatus
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import Attempt, OutgoingState, RecipientReply
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
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

A = TypeVar("A")
T = TypeVar("T")


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait at most `seconds` for `event`; whether it was set."""


class Runner(Protocol):
    """Runs work on threads, at most `limit` at once; errors are reported, never lost."""

    limit: int

    def start(self, work: Callable[[], None]) -> None:
        """Run `work` soon on a free thread."""


class Renderers(Protocol):
    """Runs pure, importable functions in other processes, away from the window's lock."""

    def submit(self, function: Callable[[A], T], argument: A) -> Future[T]: ...

    def warm_up(self) -> None:
        """Have the processes ready before they are needed."""

    def close(self) -> None: ...


class Secrets(Protocol):
    """Passwords, kept by the operating system's keyring or only in memory."""

    @property
    def lasting(self) -> bool:
        """Whether secrets survive the end of the program."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


# What the documents and mail adapters do. Everything handed to them is frozen and picklable.


@dataclass(frozen=True, slots=True)
class PdfRequest:
    """An invoice to draw; without a number it is a draft and marked as such."""

    issued_json: str
    number: str | None
    logo: bytes


@dataclass(frozen=True, slots=True)
class MailRequest:
    """An email to build, complete: the same request always gives the same bytes."""

    issued_json: str
    number: str
    pdf: bytes
    from_name: str
    from_address: str
    reply_to: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    message: str
    message_id: str
    ref: str
    date: datetime


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page: `data` holds `height` lines of `stride` bytes, BGRA."""

    width: int
    height: int
    stride: int
    data: bytes


class Documents(Protocol):
    """Draws invoices and emails. All functions are pure and may run in another process."""

    render_pdf: Callable[[PdfRequest], bytes]
    build_mails: Callable[[tuple[MailRequest, ...]], list[bytes | DomainError]]
    mail_bodies: Callable[[MailRequest], tuple[str, str]]  # plain text, HTML
    page_images: Callable[[bytes, float], list[PageImage]]  # PDF, pixels per point


class MailSession(Protocol):
    """A kept connection to an account's server; used by one thread, closed by any."""

    def send(
        self,
        envelope_from: str,
        recipients: Sequence[str],
        message: bytes,
        fence: Callable[[], bool],
    ) -> Attempt:
        """Hand `message` over. `fence` is asked once, just before the final dot; on False the
        dot is not sent. Never raises for what a server or network does.
        """

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TestStep:
    """One step of an account test and what came of it, in words."""

    name: str
    ok: bool
    words: str


class MailServers(Protocol):
    """Opens connections to mail servers."""

    def session(self, account: MailAccount, password: str | None) -> MailSession:
        """A session that connects when first used and again when the connection was lost."""

    def test(self, account: MailAccount, password: str | None, to: str) -> list[TestStep]:
        """Connect, TLS, log in and, with `to`, send a test message; stops at the first failure."""


# Writing


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening writes on the invoice, provided nothing it rests on changed meanwhile."""

    invoice: Invoice
    number: str
    issued: IssuedInvoice
    issued_json: str
    light: Light


@dataclass(frozen=True, slots=True)
class NewEmail:
    """An email to be queued. `dedupe_key` and `message_id` are unique for ever.

    `document_id` is None while its PDF is not made yet; until then it is not claimed.
    """

    dedupe_key: str
    message_id: str
    ref: str
    invoice_id: int
    account_id: int | None
    settings: EmailSettings
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    created_at: datetime
    next_at: datetime
    batch_item_id: int | None = None
    document_id: int | None = None
    repeat_of: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedEmail:
    """An email this process may send until the lease ends, with all that building it needs."""

    id: int
    token: str
    invoice_id: int
    number: str
    attempts: int
    created_at: datetime
    issued_json: str
    pdf: bytes
    reply_to: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    message: str
    message_id: str
    ref: str
    done: tuple[str, ...] = ()  # recipients accepted or refused for good by an earlier attempt

    @property
    def pending(self) -> tuple[str, ...]:
        """Envelope recipients still to be reached, each once."""
        every = dict.fromkeys((*self.to, *self.cc, *self.bcc))
        return tuple(address for address in every if address not in self.done)


class NumberStore(Protocol):
    def series(self, series_id: int) -> NumberSeries: ...

    def add_series(self, series: NumberSeries) -> int: ...

    def take(self, series_id: int, period: int) -> int:
        """The next number of the series in that period; given back if the write fails."""


class InvoiceStore(Protocol):
    def add_many(self, invoices: Sequence[Invoice]) -> list[int]:
        """Add drafts with their lines; `id` and `version` of the arguments do not matter."""

    def open(self, opening: Opening) -> bool:
        """Make the draft open and locked. False, and nothing done, when invoice, customer or
        status are no longer as they were read.
        """

    def add_document(self, invoice_id: int, pdf: bytes, sha256: str, at: datetime) -> int:
        """Store the invoice's PDF once and let its waiting emails go; returns the id of the
        stored one, also when it was there before.
        """

    def set_light(self, invoice_id: int, light: Light) -> None: ...

    def status(self, invoice_id: int) -> InvoiceStatus: ...

    def opened(self, invoice_id: int) -> bool:
        """Whether a person opened an email of the invoice (engagement; False until tracked)."""


class BatchStore(Protocol):
    def add(
        self,
        invoice_ids: Sequence[int],
        email: EmailSettings | None,
        at: datetime,
        parent_id: int | None = None,
    ) -> int: ...

    def settle_item(
        self,
        item_id: int,
        expected: ItemStatus | None,
        status: ItemStatus,
        reasons: Sequence[Problem] = (),
        words: str = "",
    ) -> bool:
        """Set an item's status if it still has the `expected` one (None: any)."""

    def control(self, batch_id: int, control: BatchControl) -> None: ...

    def finish(self, batch_id: int, at: datetime) -> bool:
        """Stamp the batch finished if nothing of it waits; True when this call did it."""

    def acknowledge(self, batch_id: int, actor: str, at: datetime) -> None: ...


class OutboxStore(Protocol):
    def add(self, email: NewEmail) -> int | None:
        """Queue an email with its recipients; None when its `dedupe_key` is already there."""

    def claim(
        self, account_id: int, limit: int, token: str, now: datetime, lease_until: datetime
    ) -> list[int]:
        """Take up to `limit` due emails of the account whose PDF is there, oldest first."""

    def fence(self, email_id: int, token: str, now: datetime, lease_until: datetime) -> bool:
        """claimed -> sending, if still ours, in time, and the invoice is still owed."""

    def settle(
        self,
        email_id: int,
        token: str | None,
        expected: Sequence[OutgoingState],
        state: OutgoingState,
        *,
        reply: str = "",
        next_at: datetime | None = None,
        sent_at: datetime | None = None,
        counted: bool = False,
        recipients: Sequence[RecipientReply] = (),
    ) -> bool:
        """Move an email on if it is in an `expected` state and, with a token, still ours.
        `counted` adds one to its attempts.
        """

    def expired(self, now: datetime) -> list[tuple[int, OutgoingState]]:
        """Emails claimed or sending whose lease is over."""

    def used_in_window(self, account_id: int, since: datetime) -> int:
        """Emails of the account that are claimed or sending, or were fenced after `since`."""

    def states(self, invoice_id: int) -> list[OutgoingState]:
        """States of the invoice's emails, oldest first."""

    def of(self, email_id: int) -> tuple[int, OutgoingState, int | None, int | None] | None:
        """Invoice id, state, batch item id and batch id of an email."""


class SetupStore(Protocol):
    def is_empty(self) -> bool: ...

    def save_company(self, company: Company) -> None: ...

    def add_asset(self, content: bytes) -> str:
        """Store a picture once; returns its SHA-256."""

    def add_template(self, template: InvoiceTemplate) -> int: ...

    def save_template(self, template: InvoiceTemplate) -> None: ...

    def save_contacts(self, customer_id: int, contacts: Sequence[Contact]) -> None: ...

    def add_customers(self, customers: Sequence[Customer]) -> list[int]: ...

    def save_account(self, account: MailAccount) -> int:
        """Insert (id 0) or update the account; returns its id."""

    def account_trouble(self, account_id: int, words: str, paused_until: datetime | None) -> None:
        """Note why an account cannot be used now, or clear it with empty words."""


class UnitOfWork(Protocol):
    """One transaction: commits when the work returns, rolls back when it raises."""

    numbers: NumberStore
    invoices: InvoiceStore
    batches: BatchStore
    outbox: OutboxStore
    setup: SetupStore

    def record(self, *events: Event) -> None:
        """Append to the journal in this transaction, with who, where and when."""


class StorageError(Exception):
    """The database cannot be used now; nothing was changed. Its words are meant for the user."""


class Transactions(Protocol):
    """The only way to write. `work` runs on the writer's thread and must only use its `uow`.

    It may run again after a rollback (serialization failure), so it has no other effects.
    """

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` durably; returns what it returned or raises what it raised."""

    def submit(self, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """The same without waiting; the future is done when the commit is durable."""


# Reading


class InvoiceReads(Protocol):
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


class SetupReads(Protocol):
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


class Files(Protocol):
    """Where documents leave the program."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all."""


def today(clock: Clock, zone: str) -> date:
    """The day it is now in the IANA zone `zone`."""
    return clock.now().astimezone(ZoneInfo(zone)).date()
