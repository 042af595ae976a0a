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
)

from lightar_desktop.adapters.db.types import (
    ID,
    Instant,
    Plain,
    Texts,
    amount,
    quantity,
    rate,
    word,
)
from lightar_desktop.domain.customer import CustomerKind
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import InvoiceStatus
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
    Index("ix_customer_sort_key_id", "sort_key", "id"),
)

contact: Final = Table(
    "contact",
    metadata,
    Column("customer_id", ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text("name"),
    text("email"),
    Column("roles", Texts, nullable=False),
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
)

number_series: Final = Table(
    "number_series",
    metadata,
    Column("id", ID, primary_key=True),
    text("name"),
    text("pattern"),
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
