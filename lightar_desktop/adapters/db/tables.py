# SPDX-License-Identifier: MIT
"""The tables: companies, customers, invoices and what opening writes."""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy import text as sql

from lightar_desktop.adapters.db.types import (
    ID,
    Instant,
    Plain,
    Texts,
    amount,
    listed,
    quantity,
    rate,
    word,
)
from lightar_desktop.domain.customer import CustomerKind
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.tax import TaxCategory

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str) -> Column[str]:
    """A text that may be empty but not NULL."""
    return Column(name, Text, nullable=False)


def later(name: str, default: str = "") -> Column[str]:
    """A text that came with a later schema: rows from before hold `default`."""
    return Column(name, Text, nullable=False, server_default=sql(f"'{default}'"))


company: Final = Table(
    "company",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *(
        text(name)
        for name in (
            "name",
            "address_lines",
            "postcode",
            "city",
            "country",
            "vat_id",
            "registration",
            "email",
            "phone",
            "website",
            "iban",
            "bic",
            "bank",
            "currency",
            "time_zone",
            "language",
            "logo_id",
            "colour",
        )
    ),
    later("registered_lines"),
    later("registered_postcode"),
    later("registered_city"),
    later("registered_country"),
    later("einvoice_address"),
    # Further bank accounts, a JSON list; the main one has columns of its own.
    later("accounts", "[]"),
    # What a new draft begins with; 0 is none. No foreign keys: SQLite adds none to a table.
    Column("template_id", Integer, nullable=False, server_default="0"),
    Column("series_id", Integer, nullable=False, server_default="0"),
    Column("credit_series_id", Integer, nullable=False, server_default="0"),
    Column("terms_days", Integer, nullable=False, server_default="30"),
    CheckConstraint("id = 1", name="only_one"),
)

asset: Final = Table(
    "asset",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

customer: Final = Table(
    "customer",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version", Integer, nullable=False),
    text("number"),
    text("name"),
    Column("sort_key", Plain, nullable=False),
    Column("search", Text, nullable=False),
    Column("kind", word(CustomerKind, "kind"), nullable=False),
    text("address_lines"),
    text("postcode"),
    text("city"),
    text("country"),
    text("vat_id"),
    text("language"),
    text("currency"),
    Column("terms_days", Integer, nullable=False),
    text("einvoice_address"),
    Column("archived", Boolean, nullable=False),
    later("shipping_name"),
    later("shipping_lines"),
    later("shipping_postcode"),
    later("shipping_city"),
    later("shipping_country"),
    later("time_zone"),
    # Where this customer's emails differ from the company's.
    later("reply_to"),
    Column("copies", Texts, nullable=False, server_default="[]"),
    later("recipient_role"),
    later("note"),
    Index("ix_customer_sort_key_id", "sort_key", "id"),
    Index("ix_customer_number", "number"),
    Index("ix_customer_vat_id", "vat_id"),
)

contact: Final = Table(
    "contact",
    metadata,
    Column("customer_id", ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text("name"),
    text("email"),
    Column("roles", Texts, nullable=False),
    later("phone"),
    Index("ix_contact_email", "email"),
    sqlite_with_rowid=False,
)

invoice_template: Final = Table(
    "invoice_template",
    metadata,
    Column("id", ID, primary_key=True),
    text("name"),
    text("subject"),
    text("message"),
    text("reply_to"),
    Column("cc", Texts, nullable=False),
    later("language"),
    later("variants", "[]"),
    later("attachments", "[]"),
    later("layout", "{}"),
    Column("archived", Boolean, nullable=False, server_default=false()),
)

number_series: Final = Table(
    "number_series",
    metadata,
    Column("id", ID, primary_key=True),
    text("name"),
    text("pattern"),
    # Whether it starts again at 1 each year.
    Column("yearly", Boolean, nullable=False, server_default=true()),
)

number_counter: Final = Table(
    "number_counter",
    metadata,
    Column("series_id", ForeignKey("number_series.id"), primary_key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("next", Integer, nullable=False),
    sqlite_with_rowid=False,
)

invoice: Final = Table(
    "invoice",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", word(InvoiceStatus, "status"), nullable=False),
    Column("light", word(Light, "light"), nullable=False),
    Column("number", Plain),
    # The number with every run of digits filled up with zeros, so that 9 sorts before 10,
    # and written backwards, so that its last digits are found by an index.
    Column("number_key", Plain),
    Column("number_back", Plain),
    Column("series_id", ForeignKey("number_series.id"), nullable=False),
    Column("customer_id", ForeignKey("customer.id")),
    text("customer_name"),
    Column("customer_key", Plain, nullable=False),
    Column("template_id", ForeignKey("invoice_template.id")),
    text("currency"),
    Column("discount_percent", rate(), nullable=False),
    Column("discount_amount", amount(), nullable=False),
    Column("net", amount(), nullable=False),
    Column("tax", amount(), nullable=False),
    Column("total", amount(), nullable=False),
    Column("balance", amount(), nullable=False),
    Column("issued_on", Date),
    Column("due_on", Date),
    Column("terms_days", Integer),
    text("buyer_reference"),
    text("note"),
    Column("opened_at", Instant),
    Column("kind", listed(DocumentKind), nullable=False, server_default="invoice"),
    later("void_reason"),
    # The number first: it also serves searches for a number and its beginning.
    UniqueConstraint("number", "series_id"),
    CheckConstraint(
        "(status = 'draft') = (number IS NULL) AND (number IS NULL) = (opened_at IS NULL)",
        name="draft_has_no_number",
    ),
    # One index for every column of the table: each status is a stretch in the order of that
    # column, and a page merges the stretches asked for, so no page costs more than the first.
    Index("ix_invoice_status_number", "status", "number_key", "id"),
    Index("ix_invoice_status_customer", "status", "customer_key", "id", "customer_id"),
    Index("ix_invoice_status_issued_on", "status", "issued_on", "id"),
    Index("ix_invoice_status_due_on", "status", "due_on", "id"),
    Index("ix_invoice_status_total", "status", "total", "id", "currency"),
    Index("ix_invoice_status_balance", "status", "balance", "id"),
    Index("ix_invoice_status_light", "status", "light", "id"),
    Index("ix_invoice_customer_id", "customer_id", "status", "id"),
    Index("ix_invoice_template_id", "template_id"),
    Index("ix_invoice_number_back", "number_back"),
    # What customers owe, without walking through all they have paid.
    Index(
        "ix_invoice_owed",
        "customer_id",
        "currency",
        "due_on",
        "balance",
        sqlite_where=sql("status IN ('open', 'partially_paid')"),
        postgresql_where=sql("status IN ('open', 'partially_paid')"),
    ),
    # Ids are never used twice: the journal speaks of them for ever.
    sqlite_autoincrement=True,
)

# Apart from the invoice, so that going through a million invoices does not read their texts.
issued_invoice: Final = Table(
    "issued_invoice",
    metadata,
    Column("invoice_id", ForeignKey("invoice.id"), primary_key=True),
    text("content"),
)

invoice_line: Final = Table(
    "invoice_line",
    metadata,
    Column("invoice_id", ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text("description"),
    Column("quantity", quantity(), nullable=False),
    Column("unit_price", quantity(), nullable=False),
    text("unit"),
    Column("discount_percent", rate(), nullable=False),
    Column("discount_amount", amount(), nullable=False),
    Column("tax_category", word(TaxCategory, "tax_category"), nullable=False),
    Column("tax_rate", rate(), nullable=False),
    later("tax_reason"),
    sqlite_with_rowid=False,
)

# Which invoice a credit note corrects, and how much of it was set against that invoice.
correction: Final = Table(
    "correction",
    metadata,
    Column("note_id", ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False),
    Column("applied", amount(), nullable=False),
    Index("ix_correction_invoice_id", "invoice_id"),
    sqlite_with_rowid=False,
)

document: Final = Table(
    "document",
    metadata,
    Column("id", ID, primary_key=True),
    Column("invoice_id", ForeignKey("invoice.id"), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
