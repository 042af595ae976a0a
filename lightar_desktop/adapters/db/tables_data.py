# SPDX-License-Identifier: MIT
"""The tables of a team's own data beside its invoices: products, saved filters, imports."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from lightar_desktop.adapters.db.tables import metadata, text
from lightar_desktop.adapters.db.types import ID, Instant, Plain, listed, quantity, rate
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.tax import TaxCategory

product: Final = Table(
    "product",
    metadata,
    Column("id", ID, primary_key=True),
    Column("version", Integer, nullable=False),
    text("code"),
    text("description"),
    Column("sort_key", Plain, nullable=False),
    text("search"),
    text("unit"),
    Column("unit_price", quantity(), nullable=False),
    text("currency"),
    Column("tax_category", listed(TaxCategory), nullable=False),
    Column("tax_rate", rate(), nullable=False),
    text("tax_reason"),
    Column("archived", Boolean, nullable=False),
    Index("ix_product_sort_key_id", "sort_key", "id"),
    Index("ix_product_code", "code"),
    sqlite_autoincrement=True,
)

saved_filter: Final = Table(
    "saved_filter",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    text("content"),
)

import_run: Final = Table(
    "import_run",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    text("actor"),
    Column("kind", listed(ImportKind), nullable=False),
    text("file_name"),
    Column("state", listed(ImportState), nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    # The process that runs it: one that has ended leaves an import to be taken back.
    text("process"),
    Index("ix_import_run_state", "state"),
    sqlite_autoincrement=True,
)

# What an import added (no image) or changed (its image from before, as JSON), for taking it back.
import_row: Final = Table(
    "import_row",
    metadata,
    Column("import_id", ForeignKey("import_run.id"), primary_key=True),
    Column("subject_id", ID, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # which the import left it with
    Column("before", Text),
    sqlite_with_rowid=False,
)

# How the columns of files with these headings were read the last time.
import_mapping: Final = Table(
    "import_mapping",
    metadata,
    Column("kind", listed(ImportKind), primary_key=True),
    Column("headings", Text, primary_key=True),
    text("content"),
    sqlite_with_rowid=False,
)
