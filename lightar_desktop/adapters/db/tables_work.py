# SPDX-License-Identifier: MIT
"""The tables of work under way: batches, outgoing email, and the journal of all that happened."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from lightar_desktop.adapters.db.tables import later, metadata, text
from lightar_desktop.adapters.db.types import ID, Instant, Texts, listed, word
from lightar_desktop.domain.batch import BatchControl, ItemStatus
from lightar_desktop.domain.events import Subject
from lightar_desktop.domain.mail_account import Security
from lightar_desktop.domain.outgoing import OutgoingState, RecipientRole, RecipientState

batch: Final = Table(
    "batch",
    metadata,
    Column("id", ID, primary_key=True),
    Column("created_at", Instant, nullable=False),
    text("created_by"),
    Column("control", word(BatchControl, "control"), nullable=False),
    Column("parent_id", ForeignKey("batch.id")),
    Column("finished_at", Instant),
    # The settings of the batch's emails; empty when none are sent.
    Column("with_email", Boolean, nullable=False),
    Column("subject", Text),
    Column("reply_to", Text),
    Column("cc", Texts),
    Column("message", Text),
    later("variants", "[]"),
    later("attachments", "[]"),
)

batch_item: Final = Table(
    "batch_item",
    metadata,
    Column("id", ID, primary_key=True),
    Column("batch_id", ForeignKey("batch.id"), nullable=False),
    # No foreign key: a draft that could not be opened may be deleted, its item stays.
    Column("invoice_id", ID, nullable=False),
    Column("status", word(ItemStatus, "status"), nullable=False),
    Column("reasons", Text, nullable=False),
    text("words"),
    UniqueConstraint("batch_id", "invoice_id"),
    Index("ix_batch_item_status", "batch_id", "status", "id"),
)

batch_acknowledgement: Final = Table(
    "batch_acknowledgement",
    metadata,
    Column("batch_id", ForeignKey("batch.id"), primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

mail_account: Final = Table(
    "mail_account",
    metadata,
    Column("id", ID, primary_key=True),
    text("host"),
    Column("port", Integer, nullable=False),
    Column("security", word(Security, "security"), nullable=False),
    text("username"),
    text("from_address"),
    text("from_name"),
    Column("connections", Integer, nullable=False),
    Column("per_minute", Integer, nullable=False),
    text("ca_file"),
    text("trouble"),
    Column("paused_until", Instant),
)

outgoing_email: Final = Table(
    "outgoing_email",
    metadata,
    Column("id", ID, primary_key=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("ref", Text, nullable=False, unique=True),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False),
    Column("account_id", ForeignKey("mail_account.id")),
    Column("document_id", ForeignKey("document.id")),
    Column("batch_item_id", ForeignKey("batch_item.id")),
    Column("repeat_of", ForeignKey("outgoing_email.id")),
    text("subject"),
    text("reply_to"),
    text("message"),
    Column("state", word(OutgoingState, "state"), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    # Who may send it now, and since when the final dot may be on its way.
    Column("token", Text),
    Column("claimed_by", Text),
    Column("lease_until", Instant),
    Column("fenced_at", Instant),
    Column("sent_at", Instant),
    text("reply"),
    later("attachments", "[]"),
    # The invoice's customer, who never changes: an email was queued because it was opened.
    Column("customer_id", ID),
    Index("ix_outgoing_email_customer_id", "customer_id", "id"),
    Index("ix_outgoing_email_state", "state", "account_id", "next_at", "id", "document_id"),
    Index("ix_outgoing_email_account_id_fenced_at", "account_id", "fenced_at"),
    Index("ix_outgoing_email_invoice_id", "invoice_id", "id"),
    Index("ix_outgoing_email_batch_item_id", "batch_item_id"),
)

outgoing_recipient: Final = Table(
    "outgoing_recipient",
    metadata,
    Column("email_id", ForeignKey("outgoing_email.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text("address"),
    Column("role", word(RecipientRole, "role"), nullable=False),
    Column("state", word(RecipientState, "state"), nullable=False),
    text("reply"),
    sqlite_with_rowid=False,
)

journal: Final = Table(
    "journal",
    metadata,
    Column("seq", ID, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    text("actor"),
    text("host"),
    text("kind"),
    Column("subject", listed(Subject), nullable=False),
    Column("subject_id", ID, nullable=False),
    # No foreign key: what the journal says stays, whatever it is about.
    Column("invoice_id", ID),
    text("data"),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_journal_invoice_id_seq", "invoice_id", "seq"),
    Index(
        "ix_journal_customer",
        "subject_id",
        "seq",
        sqlite_where=sql("subject = 'customer'"),
        postgresql_where=sql("subject = 'customer'"),
    ),
)
