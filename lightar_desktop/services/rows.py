# SPDX-License-Identifier: MIT
"""Frozen rows that screens and the command line show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from lightar_desktop.domain.attachment import Attachment
from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus, succeeded
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.events import in_words
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.outgoing import OutgoingState, RecipientRole, RecipientState
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One line of the invoice table. `total` and `balance` are in `currency`."""

    id: int
    number: str | None
    status: InvoiceStatus
    customer_id: int | None
    customer: str
    currency: str
    total: Decimal
    balance: Decimal
    issued_on: date | None
    due_on: date | None
    light: Light
    kind: DocumentKind = DocumentKind.INVOICE


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """Count and sum of totals of some invoices in one currency."""

    currency: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the customer table. Balances are sums per currency of what is owed, `overdue`
    is the part of it that is late.
    """

    id: int
    number: str
    name: str
    email: str
    city: str
    country: str
    archived: bool
    balances: tuple[CurrencySum, ...] = ()
    overdue: tuple[CurrencySum, ...] = ()


@dataclass(frozen=True, slots=True)
class OwedRow:
    """What a customer owes in one currency, and how much of it is late."""

    currency: str
    invoices: int
    balance: Decimal
    overdue_invoices: int
    overdue: Decimal


@dataclass(frozen=True, slots=True)
class SavedFilterRow:
    """A filter of the invoice table under the name a team gave it; `content` is its JSON."""

    id: int
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient of an email and what the server said to it."""

    address: str
    role: RecipientRole
    state: RecipientState
    reply: str


@dataclass(frozen=True, slots=True)
class EmailRow:
    """One outgoing email. `reply` is the server's last answer; times are UTC."""

    id: int
    invoice_id: int
    number: str | None
    customer: str
    state: OutgoingState
    subject: str
    reply_to: str
    message: str
    message_id: str
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    reply: str
    recipients: tuple[RecipientRow, ...]
    attachments: tuple[Attachment, ...] = ()

    def addresses(self, role: RecipientRole) -> tuple[str, ...]:
        return tuple(row.address for row in self.recipients if row.role is role)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch operation with the number of its items in each status."""

    id: int
    status: BatchStatus
    control: BatchControl
    counts: Mapping[ItemStatus, int]
    created_at: datetime
    created_by: str
    with_email: bool
    parent_id: int | None
    acknowledged: bool
    finished_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def succeeded(self) -> int:
        return succeeded(self.counts)

    @property
    def failed(self) -> int:
        return self.counts.get(ItemStatus.FAILED, 0)

    @property
    def words(self) -> str:
        """What follows every status of a batch: `47 of 50`."""
        return f"{self.succeeded:,} of {self.total:,}".replace(",", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class BatchItemRow:
    """One invoice of a batch; `reasons` say why it failed and which field to mend."""

    id: int
    batch_id: int
    invoice_id: int
    number: str | None
    customer: str
    status: ItemStatus
    reasons: tuple[Problem, ...]
    words: str  # server's words when its email failed


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One entry of the journal, as a history shows it."""

    seq: int
    at: datetime
    actor: str
    host: str
    kind: str
    subject: str
    subject_id: int
    invoice_id: int | None
    data: Mapping[str, object]

    @property
    def words(self) -> str:
        """What happened, in a sentence."""
        return in_words(self.kind, self.data)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stored document: what was made for an opened invoice, and its SHA-256."""

    id: int
    invoice_id: int
    sha256: str
    size: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SidebarCounts:
    """Counts beside the sidebar's names: what waits for a person, and what the outbox holds."""

    drafts: int
    batches_to_acknowledge: int
    emails_waiting: int
    emails_to_check: int  # uncertain, held or failed


_PILLS = {
    "no_customer": "without customer",
    "no_template": "without template",
    "no_lines": "without lines",
    "no_email": "without email",
    "bad_email": "with a bad address",
    "no_address": "without address",
    "no_vat_id": "without VAT id",
    "total_not_positive": "not above zero",
    "not_draft": "no longer draft",
    "empty_placeholder": "with an empty placeholder",
}


def pill(code: str) -> str:
    """What invoices with this problem are, in two or three words."""
    return _PILLS.get(code, "incomplete")


@dataclass(frozen=True, slots=True)
class PreflightLine:
    """Invoices of a selection that share one problem."""

    code: str
    words: str  # "without email", "without lines"
    invoice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Preflight:
    """What opening a selection would do. `looked_at` of `total` are checked so far."""

    total: int
    looked_at: int
    ready: int
    lines: tuple[PreflightLine, ...]


@dataclass(frozen=True, slots=True)
class EmailPreview:
    """An email as it would look, made from a real invoice."""

    invoice_id: int
    customer: str
    subject: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: str
    text: str
    html: str
    pdf: bytes
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a send begins with: settings, the template they are from, and the language of the
    variant that a single customer gets (empty for the default text).
    """

    settings: EmailSettings
    template: InvoiceTemplate | None = None
    language: str = ""

    def for_template(self, said: EmailSettings) -> EmailSettings:
        """What a send says, as a template may keep it: without the addresses that the send got
        from its customer's preferences or the company.
        """
        usual = self.template.settings() if self.template else EmailSettings("", "")
        reply_to = usual.reply_to if said.reply_to == self.settings.reply_to else said.reply_to
        own = set(self.settings.cc) - set(usual.cc)
        cc = tuple(address for address in said.cc if address not in own)
        return replace(said, reply_to=reply_to, cc=cc)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """An invoice template with the number of invoices that use it."""

    template: InvoiceTemplate
    invoices: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Result of checking the journal's hash chain and the locks of opened invoices."""

    ok: bool
    entries: int
    first_bad: int | None
    words: str
