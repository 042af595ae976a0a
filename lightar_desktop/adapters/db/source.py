# SPDX-License-Identifier: MIT
"""Everything that can be read, each call on a connection of its own and given back at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from lightar_desktop.adapters.db.failures import translated


class Source:
    """Hands out connections in a short reading transaction: one snapshot, then gone.

    Below WAL a reader keeps SQLite's writer from committing, so all rows are fetched and nothing
    is computed before the connection is given back.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.dialect = engine.dialect.name

    def another(self, path: Path) -> Engine:
        """An engine for a copy of a SQLite database."""
        return create_engine(f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except Exception as error:
            meaning = translated(error)
            if meaning is error:
                raise
            raise meaning from error
