# SPDX-License-Identifier: MIT
"""The first schema.

Revision ID: 0001
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()  # microseconds from 1970
SCALED_4 = sa.BigInteger()  # units of 10^-4: amounts and percentages
SCALED_6 = sa.BigInteger()  # units of 10^-6: quantities and prices of one unit


def text(name: str) -> sa.Column[str]:
    """A text that may be empty but not NULL."""
    return sa.Column(name, sa.Text(), nullable=False)


def texts(names: str) -> Iterator[sa.Column[str]]:
    """Several of them, separated by spaces."""
    return map(text, names.split())


def word(name: str, *values: str) -> sa.Enum:
    """One of a fixed list of words, checked by the constraint `name`."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    """Make every table."""
    _set_up()
    _invoices()
    _batches()
    _outgoing()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE customer_search USING fts5("
            "search, content='customer', content_rowid='id', tokenize='trigram')"
        )


def _set_up() -> None:
    op.create_table(
        "asset",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_asset"),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *texts(
            "name address_lines postcode city country vat_id registration email phone "
            "website iban bic bank currency time_zone language logo_id colour"
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_company_only_one")),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
    )
    op.create_table(
        "customer",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *texts("number name"),
        sa.Column("sort_key", PLAIN, nullable=False),
        text("search"),
        sa.Column("kind", word("kind", "business", "consumer", "government"), nullable=False),
        *texts("address_lines postcode city country vat_id language currency"),
        sa.Column("terms_days", sa.Integer(), nullable=False),
        text("einvoice_address"),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index("ix_customer_sort_key_id", "customer", ["sort_key", "id"])
    op.create_table(
        "contact",
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *texts("name email roles"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_contact_customer_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "position", name="pk_contact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invoice_template",
        sa.Column("id", ID, nullable=False),
        *texts("name subject message reply_to cc"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_template"),
    )
    op.create_table(
        "number_series",
        sa.Column("id", ID, nullable=False),
        *texts("name pattern"),
        sa.PrimaryKeyConstraint("id", name="pk_number_series"),
    )
    op.create_table(
        "number_counter",
        sa.Column("series_id", ID, nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["number_series.id"], name="fk_number_counter_series_id"
        ),
        sa.PrimaryKeyConstraint("series_id", "period", name="pk_number_counter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mail_account",
        sa.Column("id", ID, nullable=False),
        text("host"),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", word("security", "none", "starttls", "tls"), nullable=False),
        *texts("username from_address from_name"),
        sa.Column("connections", sa.Integer(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        *texts("ca_file trouble"),
        sa.Column("paused_until", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_mail_account"),
    )


def _invoices() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            word("status", "draft", "open", "partially_paid", "paid", "void"),
            nullable=False,
        ),
        sa.Column(
            "light",
            word("light", "not_sent", "scheduled", "sent", "opened", "check", "failed"),
            nullable=False,
        ),
        sa.Column("number", PLAIN),
        sa.Column("number_key", PLAIN),
        sa.Column("number_back", PLAIN),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("customer_id", ID),
        text("customer_name"),
        sa.Column("customer_key", PLAIN, nullable=False),
        sa.Column("template_id", ID),
        text("currency"),
        sa.Column("discount_percent", SCALED_4, nullable=False),
        sa.Column("discount_amount", SCALED_4, nullable=False),
        sa.Column("net", SCALED_4, nullable=False),
        sa.Column("tax", SCALED_4, nullable=False),
        sa.Column("total", SCALED_4, nullable=False),
        sa.Column("balance", SCALED_4, nullable=False),
        sa.Column("issued_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("terms_days", sa.Integer()),
        *texts("buyer_reference note"),
        sa.Column("opened_at", INSTANT),
        sa.CheckConstraint(
            "(status = 'draft') = (number IS NULL) AND (number IS NULL) = (opened_at IS NULL)",
            name=op.f("ck_invoice_draft_has_no_number"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_invoice_customer_id"),
        sa.ForeignKeyConstraint(["series_id"], ["number_series.id"], name="fk_invoice_series_id"),
        sa.ForeignKeyConstraint(
            ["template_id"], ["invoice_template.id"], name="fk_invoice_template_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invoice"),
        sa.UniqueConstraint("number", "series_id", name="uq_invoice_number_series_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invoice_customer_id", "invoice", ["customer_id", "status", "id"])
    op.create_index("ix_invoice_template_id", "invoice", ["template_id"])
    op.create_index("ix_invoice_number_back", "invoice", ["number_back"])
    op.create_index("ix_invoice_status_balance", "invoice", ["status", "balance", "id"])
    op.create_index(
        "ix_invoice_status_customer", "invoice", ["status", "customer_key", "id", "customer_id"]
    )
    op.create_index("ix_invoice_status_due_on", "invoice", ["status", "due_on", "id"])
    op.create_index("ix_invoice_status_issued_on", "invoice", ["status", "issued_on", "id"])
    op.create_index("ix_invoice_status_light", "invoice", ["status", "light", "id"])
    op.create_index("ix_invoice_status_number", "invoice", ["status", "number_key", "id"])
    op.create_index("ix_invoice_status_total", "invoice", ["status", "total", "id", "currency"])
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        text("description"),
        sa.Column("quantity", SCALED_6, nullable=False),
        sa.Column("unit_price", SCALED_6, nullable=False),
        text("unit"),
        sa.Column("discount_percent", SCALED_4, nullable=False),
        sa.Column("discount_amount", SCALED_4, nullable=False),
        sa.Column(
            "tax_category", word("tax_category", "S", "Z", "E", "AE", "K", "G", "O"), nullable=False
        ),
        sa.Column("tax_rate", SCALED_4, nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name="fk_invoice_line_invoice_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name="pk_invoice_line"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issued_invoice",
        sa.Column("invoice_id", ID, nullable=False),
        text("content"),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name="fk_issued_invoice_invoice_id"
        ),
        sa.PrimaryKeyConstraint("invoice_id", name="pk_issued_invoice"),
    )
    op.create_table(
        "document",
        sa.Column("id", ID, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_document_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("invoice_id", name="uq_document_invoice_id"),
    )


def _batches() -> None:
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        text("created_by"),
        sa.Column("control", word("control", "running", "paused", "cancelled"), nullable=False),
        sa.Column("parent_id", ID),
        sa.Column("finished_at", INSTANT),
        sa.Column("with_email", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("reply_to", sa.Text()),
        sa.Column("cc", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.ForeignKeyConstraint(["parent_id"], ["batch.id"], name="fk_batch_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
    )
    op.create_table(
        "batch_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column(
            "status",
            word("status", "waiting", "opened", "queued", "sent", "uncertain", "failed"),
            nullable=False,
        ),
        *texts("reasons words"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_batch_item_batch_id"),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_batch_item_invoice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch_item"),
        sa.UniqueConstraint("batch_id", "invoice_id", name="uq_batch_item_batch_id_invoice_id"),
    )
    op.create_index("ix_batch_item_status", "batch_item", ["batch_id", "status", "id"])
    op.create_table(
        "batch_acknowledgement",
        sa.Column("batch_id", ID, nullable=False),
        text("actor"),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name="fk_batch_acknowledgement_batch_id"
        ),
        sa.PrimaryKeyConstraint("batch_id", "actor", name="pk_batch_acknowledgement"),
        sqlite_with_rowid=False,
    )


def _outgoing() -> None:
    op.create_table(
        "outgoing_email",
        sa.Column("id", ID, nullable=False),
        *texts("dedupe_key message_id ref"),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("document_id", ID),
        sa.Column("batch_item_id", ID),
        sa.Column("repeat_of", ID),
        *texts("subject reply_to message"),
        sa.Column(
            "state",
            word(
                "state",
                "queued",
                "claimed",
                "sending",
                "sent",
                "uncertain",
                "held",
                "failed",
                "cancelled",
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("token", sa.Text()),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("lease_until", INSTANT),
        sa.Column("fenced_at", INSTANT),
        sa.Column("sent_at", INSTANT),
        text("reply"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["mail_account.id"], name="fk_outgoing_email_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["batch_item_id"], ["batch_item.id"], name="fk_outgoing_email_batch_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_outgoing_email_document_id"
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name="fk_outgoing_email_invoice_id"
        ),
        sa.ForeignKeyConstraint(
            ["repeat_of"], ["outgoing_email.id"], name="fk_outgoing_email_repeat_of"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_email"),
        sa.UniqueConstraint("dedupe_key", name="uq_outgoing_email_dedupe_key"),
        sa.UniqueConstraint("message_id", name="uq_outgoing_email_message_id"),
        sa.UniqueConstraint("ref", name="uq_outgoing_email_ref"),
    )
    op.create_index(
        "ix_outgoing_email_account_id_fenced_at", "outgoing_email", ["account_id", "fenced_at"]
    )
    op.create_index("ix_outgoing_email_batch_item_id", "outgoing_email", ["batch_item_id"])
    op.create_index("ix_outgoing_email_invoice_id", "outgoing_email", ["invoice_id", "id"])
    op.create_index(
        "ix_outgoing_email_state",
        "outgoing_email",
        ["state", "account_id", "next_at", "id", "document_id"],
    )
    op.create_table(
        "outgoing_recipient",
        sa.Column("email_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        text("address"),
        sa.Column("role", word("role", "to", "cc", "bcc"), nullable=False),
        sa.Column("state", word("state", "pending", "accepted", "refused"), nullable=False),
        text("reply"),
        sa.ForeignKeyConstraint(
            ["email_id"], ["outgoing_email.id"], name="fk_outgoing_recipient_email_id"
        ),
        sa.PrimaryKeyConstraint("email_id", "position", name="pk_outgoing_recipient"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        *texts("actor host kind"),
        sa.Column(
            "subject",
            word(
                "subject",
                "invoice",
                "batch",
                "email",
                "customer",
                "template",
                "company",
                "mail_account",
            ),
            nullable=False,
        ),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("invoice_id", ID),
        text("data"),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_journal"),
    )
    op.create_index("ix_journal_invoice_id_seq", "journal", ["invoice_id", "seq"])
