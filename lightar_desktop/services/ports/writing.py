# SPDX-License-Identifier: MIT
"""Writing: what one transaction can do."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from lightar_desktop.domain.attachment import Attachment
from lightar_desktop.domain.batch import BatchControl, ItemStatus
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.crediting import Credited
from lightar_desktop.domain.customer import Contact, Customer
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.events import Event
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState, RecipientReply
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate
from lightar_desktop.services.ports.exporting import ArchiveStore
from lightar_desktop.services.ports.importing import ImportStore

T = TypeVar("T")


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
    customer_id: int | None
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
    attachments: tuple[Attachment, ...] = ()
    done: tuple[str, ...] = ()  # recipients accepted or refused for good by an earlier attempt

    @property
    def pending(self) -> tuple[str, ...]:
        """Envelope recipients still to be reached, each once."""
        every = dict.fromkeys((*self.to, *self.cc, *self.bcc))
        return tuple(address for address in every if address not in self.done)


class NumberStore(Protocol):
    """Number series and their counters."""

    def series(self, series_id: int) -> NumberSeries:
        """The series as it is now; it stays so until this transaction ends."""

    def add_series(self, series: NumberSeries) -> int: ...

    def save_series(self, series: NumberSeries) -> None: ...

    def set_next(self, series_id: int, period: int, following: int) -> None:
        """Have the series go on with `following` in that period."""

    def counters(self, series_id: int) -> dict[int, int]:
        """What the series gives next, in each period in which that was ever decided."""

    def given(self, beginning: str) -> Iterable[str]:
        """Numbers given so far, of any series, that begin like this."""

    def take(self, series_id: int, period: int) -> int:
        """The next number of the series in that period; given back if the write fails."""


class DraftStore(Protocol):
    """Invoices and credit notes before they are opened."""

    def add_many(self, drafts: Sequence[Invoice]) -> list[int]:
        """Add drafts with their lines; `id` and `version` of the arguments do not matter."""

    def save(self, draft: Invoice) -> bool:
        """Replace a draft and its lines. False, and nothing done, when it is no longer a draft
        or no longer the version that was read.
        """

    def delete(self, invoice_ids: Sequence[int]) -> list[int]:
        """Delete those that are still drafts; returns their ids."""


class CorrectionStore(Protocol):
    """What credit notes and voiding do to opened invoices."""

    def held(self, invoice_id: int) -> Credited:
        """The invoice with what was credited so far; nobody else corrects it until the write
        ends.
        """

    def apply(self, note_id: int, corrected: Credited, applied: Decimal) -> None:
        """Set `applied` of a credit note, still a draft, against the invoice it corrects."""

    def settle(self, note_id: int, applied: Decimal, amount: Decimal) -> None:
        """Of an opened credit note over `amount`, leave what was not applied to be given back."""

    def void(self, invoice_id: int, reason: str) -> bool:
        """Make an untouched open invoice void. False, and nothing done, when it is not."""


class CustomerStore(Protocol):
    """Customers and their contacts."""

    def add_many(self, customers: Sequence[Customer]) -> list[int]: ...

    def save(self, changed: Customer) -> bool:
        """Replace a customer and its contacts. False, and nothing done, when it is no longer
        the version that was read.
        """

    def save_contacts(self, customer_id: int, contacts: Sequence[Contact]) -> None: ...

    def delete(self, customer_ids: Sequence[int]) -> list[int]:
        """Delete those of these customers that no invoice names; returns their ids."""

    def next_number(self) -> str:
        """A customer number nobody has, after those in use; no other write gets it as well."""

    def named(self, number: str, other_than: int) -> str:
        """The name of another customer with this number; empty when there is none."""


class ProductStore(Protocol):
    """The catalogue."""

    def add_many(self, products: Sequence[Product]) -> list[int]: ...

    def save(self, changed: Product) -> bool:
        """Replace a product. False, and nothing done, when it is no longer the version read."""

    def delete(self, product_ids: Sequence[int]) -> None: ...


class FilterStore(Protocol):
    """Filters of the invoice table that a team has named."""

    def save(self, name: str, content: str) -> int:
        """Store `content` under `name`, also where there is one; returns its id."""

    def rename(self, filter_id: int, name: str) -> None: ...

    def delete(self, filter_id: int) -> None: ...


class InvoiceStore(Protocol):
    """Invoices once they are opened, and their documents."""

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

    def wanted(self, invoice_id: int) -> bool:
        """Whether an email about the invoice may still go (`domain.invoice.may_be_emailed`)."""

    def opened(self, invoice_id: int) -> bool:
        """Whether a person opened an email of the invoice (engagement; False until tracked)."""


class BatchStore(Protocol):
    """Batch operations and their items."""

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
    """Outgoing email and its recipients."""

    def add(self, email: NewEmail) -> int | None:
        """Queue an email with its recipients; None when its `dedupe_key` is already there."""

    def claim(
        self, account_id: int, limit: int, token: str, now: datetime, lease_until: datetime
    ) -> list[int]:
        """Take up to `limit` due emails of the account whose PDF is there, oldest first."""

    def renew(self, email_id: int, token: str, lease_until: datetime) -> bool:
        """Prolong a claim, if it is still ours."""

    def fence(self, email_id: int, token: str, now: datetime, lease_until: datetime) -> bool:
        """Move it from claimed to sending: if ours, in time, and the invoice still owed."""

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

    def held_by(self, process: str) -> list[tuple[int, OutgoingState]]:
        """Emails claimed or sending in the name of `process`."""

    def used_in_window(self, account_id: int, since: datetime) -> int:
        """Emails of the account that are claimed or sending, or were fenced after `since`."""

    def states(self, invoice_id: int) -> list[OutgoingState]:
        """States of the invoice's emails, oldest first."""

    def waiting(self, invoice_id: int) -> list[int]:
        """Emails of the invoice that have not begun to leave."""

    def of(self, email_id: int) -> tuple[int, OutgoingState, int | None, int | None] | None:
        """Invoice id, state, batch item id and batch id of an email."""


class SetupStore(Protocol):
    """The company, its templates and mail account."""

    def is_empty(self) -> bool: ...

    def save_company(self, company: Company) -> None: ...

    def add_asset(self, content: bytes) -> str:
        """Store a picture or a file once; returns its SHA-256."""

    def add_template(self, template: InvoiceTemplate) -> int: ...

    def save_template(self, template: InvoiceTemplate) -> None: ...

    def delete_template(self, template_id: int) -> None:
        """Delete a template that no invoice uses."""

    def save_account(self, account: MailAccount) -> int:
        """Insert (id 0) or update the account; returns its id."""

    def account_trouble(self, account_id: int, words: str, paused_until: datetime | None) -> None:
        """Note why an account cannot be used now, or clear it with empty words."""


class UnitOfWork(Protocol):
    """One transaction: commits when the work returns, rolls back when it raises."""

    numbers: NumberStore
    invoices: InvoiceStore
    drafts: DraftStore
    corrections: CorrectionStore
    customers: CustomerStore
    products: ProductStore
    filters: FilterStore
    batches: BatchStore
    outbox: OutboxStore
    setup: SetupStore
    imports: ImportStore
    archive: ArchiveStore

    def record(self, *events: Event) -> None:
        """Append to the journal in this transaction, with who, where and when."""


class StorageError(Exception):
    """The database cannot be used now; nothing was changed. Its words are meant for the user."""


class Transactions(Protocol):
    """The only way to write. `work` runs on the writer's thread and must only use its `uow`.

    It may run again after a rollback (serialization failure), so it has no other effects. `urgent`
    work, short and awaited by an open connection, may overtake other work, but not its like.
    """

    def write(self, work: Callable[[UnitOfWork], T], *, urgent: bool = False) -> T:
        """Run `work` durably; returns what it returned or raises what it raised."""

    def submit(self, work: Callable[[UnitOfWork], T], *, urgent: bool = False) -> Future[T]:
        """The same without waiting; the future is done when the commit is durable."""
