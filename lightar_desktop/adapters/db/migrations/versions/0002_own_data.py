# SPDX-License-Identifier: MIT
"""A team's own data: more about company and customers, products, credit notes, imports.

New columns are added in place, so that a million invoices are not copied; on SQLite such columns
can have no foreign key. Only the journal and the batches' items are made anew, each without a
constraint that became too strict.

Revision ID: 0002
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()
SCALED_4 = sa.BigInteger()
SCALED_6 = sa.BigInteger()
OWED = sa.text("status IN ('open', 'partially_paid')")
ABOUT_CUSTOMER = sa.text("subject = 'customer'")


def text(name: str) -> sa.Column[str]:
    """A text that may be empty but not NULL."""
    return sa.Column(name, sa.Text(), nullable=False)


def later(names: str, default: str = "") -> Iterator[sa.Column[str]]:
    """Texts that rows from before hold `default` in."""
    for name in names.split():
        standard = sa.text(f"'{default}'")
        yield sa.Column(name, sa.Text(), nullable=False, server_default=standard)


def number(name: str, default: str) -> sa.Column[int]:
    """A whole number that rows from before hold `default` in."""
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def switch(name: str, default: sa.ColumnElement[bool]) -> sa.Column[bool]:
    """Yes or no; rows from before hold `default`."""
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=default)


def listed(name: str, default: str | None = None) -> sa.Column[str]:
    """A word of a list."""
    return sa.Column(name, sa.String(length=20), nullable=False, server_default=default)


def upgrade() -> None:
    """Add columns, tables and indexes."""
    _columns()
    _indexes()
    _tables()
    _less_strict()


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _columns() -> None:
    _add(
        "company",
        *later("registered_lines registered_postcode registered_city registered_country"),
        *later("einvoice_address"),
        *later("accounts", "[]"),
        number("template_id", "0"),
        number("series_id", "0"),
        number("credit_series_id", "0"),
        number("terms_days", "30"),
    )
    _add(
        "customer",
        *later("shipping_name shipping_lines shipping_postcode shipping_city shipping_country"),
        *later("time_zone reply_to"),
        *later("copies", "[]"),
        *later("recipient_role note"),
    )
    _add("contact", *later("phone"))
    _add(
        "invoice_template",
        *later("language"),
        *later("variants attachments", "[]"),
        *later("layout", "{}"),
        switch("archived", sa.false()),
    )
    _add("number_series", switch("yearly", sa.true()))
    _add("invoice", listed("kind", "invoice"), *later("void_reason"))
    _add("invoice_line", *later("tax_reason"))
    _add("batch", *later("variants attachments", "[]"))
    _add("outgoing_email", *later("attachments", "[]"), sa.Column("customer_id", ID))
    op.execute(
        "UPDATE outgoing_email SET customer_id = "
        "(SELECT customer_id FROM invoice WHERE invoice.id = outgoing_email.invoice_id)"
    )


def _indexes() -> None:
    op.create_index("ix_customer_number", "customer", ["number"])
    op.create_index("ix_customer_vat_id", "customer", ["vat_id"])
    op.create_index("ix_contact_email", "contact", ["email"])
    op.create_index("ix_outgoing_email_customer_id", "outgoing_email", ["customer_id", "id"])
    op.create_index(
        "ix_invoice_owed",
        "invoice",
        ["customer_id", "currency", "due_on", "balance"],
        sqlite_where=OWED,
        postgresql_where=OWED,
    )


def _tables() -> None:
    op.create_table(
        "correction",
        sa.Column("note_id", ID, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("applied", SCALED_4, nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["invoice.id"], name="fk_correction_note_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name="fk_correction_invoice_id"),
        sa.PrimaryKeyConstraint("note_id", name="pk_correction"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_correction_invoice_id", "correction", ["invoice_id"])
    op.create_table(
        "product",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *map(text, ("code", "description")),
        sa.Column("sort_key", PLAIN, nullable=False),
        *map(text, ("search", "unit")),
        sa.Column("unit_price", SCALED_6, nullable=False),
        text("currency"),
        listed("tax_category"),
        sa.Column("tax_rate", SCALED_4, nullable=False),
        text("tax_reason"),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_product"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_product_sort_key_id", "product", ["sort_key", "id"])
    op.create_index("ix_product_code", "product", ["code"])
    op.create_table(
        "saved_filter",
        sa.Column("id", ID, nullable=False),
        *map(text, ("name", "content")),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
        sa.UniqueConstraint("name", name="uq_saved_filter_name"),
    )
    _imports()


def _imports() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        text("actor"),
        listed("kind"),
        text("file_name"),
        listed("state"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("added", "changed", "wrong")),
        text("process"),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_run_state", "import_run", ["state"])
    op.create_table(
        "import_row",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("subject_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name="fk_import_row_import_id"),
        sa.PrimaryKeyConstraint("import_id", "subject_id", name="pk_import_row"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_mapping",
        listed("kind"),
        *map(text, ("headings", "content")),
        sa.PrimaryKeyConstraint("kind", "headings", name="pk_import_mapping"),
        sqlite_with_rowid=False,
    )


def _less_strict() -> None:
    """Subjects of the journal are more from version to version, so the column holds any word from
    now on; and a batch's item stays when its draft is deleted.
    """
    for table, constraint, kind in (
        ("journal", "ck_journal_subject", "check"),
        ("batch_item", "fk_batch_item_invoice_id", "foreignkey"),
    ):
        if op.get_bind().dialect.name == "sqlite":
            with op.batch_alter_table(table, recreate="always") as batch:
                batch.drop_constraint(op.f(constraint), type_=kind)
        else:
            op.drop_constraint(op.f(constraint), table)
    op.create_index(
        "ix_journal_customer",
        "journal",
        ["subject_id", "seq"],
        sqlite_where=ABOUT_CUSTOMER,
        postgresql_where=ABOUT_CUSTOMER,
    )
