# SPDX-License-Identifier: MIT
"""What Alembic runs; the connection, already inside a transaction, comes from `migrate.py`."""

from alembic import context

# The others are imported for the tables they add to the first one's.
from lightar_desktop.adapters.db import tables, tables_data, tables_work  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    # SQLite changes a table by making it anew; see the rules in migrate.py.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
