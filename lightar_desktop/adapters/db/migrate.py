# SPDX-License-Identifier: MIT
"""Brings a database to the schema of this program, whole or not at all.

Alembic changes a SQLite table by making it anew, which silently loses its triggers and, with
foreign keys on, its children. So: a backup first, foreign keys off, everything in one transaction,
our triggers dropped before and made again after, and checks before it is committed. What it also
forgets a migration must repeat in `table_kwargs`: AUTOINCREMENT and WITHOUT ROWID.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

from lightar_desktop.adapters.db import triggers
from lightar_desktop.adapters.db.version import SCHEMA
from lightar_desktop.services.ports import SchemaState, StorageError

SCRIPTS: Final = Path(__file__).resolve().parent / "migrations"
_LOCK = text("SELECT pg_advisory_xact_lock(4985273392)")
_VERSION = text("SELECT version_num FROM alembic_version")


def prepare(engine: Engine, path: Path | None, target: str = SCHEMA) -> SchemaState:
    """Create the schema or bring it to `target`; does nothing, and fast, when it is there.

    `path` is the file of a SQLite database.
    """
    with engine.connect() as connection:
        found = _version(connection)
    if found == target:
        return SchemaState(target, created=False)
    _refuse_newer(found, target)
    if path is None:
        with engine.begin() as connection:
            connection.execute(_LOCK)
            return _migrate(connection, target)
    backup = _backed_up(path, found) if found else None
    with engine.connect() as connection, _sqlite_transaction(connection, backup):
        return _migrate(connection, target)


def _migrate(connection: Connection, target: str) -> SchemaState:
    # Another program may have done it while this one waited for the lock.
    found = _version(connection)
    if found == target:
        return SchemaState(target, created=False)
    _refuse_newer(found, target)
    if found is None:
        _refuse_foreign(connection)
    triggers.drop(connection)
    _upgrade(connection, target)
    triggers.create(connection)
    return SchemaState(target, created=found is None)


def _upgrade(connection: Connection, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(_VERSION).scalar()


def _refuse_newer(found: str | None, target: str) -> None:
    if found is not None and found > target:
        raise StorageError(
            f"The database was made by a newer LightAR (schema {found}, this one knows {target}); "
            "install the newer version here, too."
        )


def _refuse_foreign(connection: Connection) -> None:
    """A file that some other program keeps its data in is left alone."""
    if connection.dialect.name != "sqlite":
        return
    others = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()
    if others:
        raise StorageError("This file is not a LightAR database; choose another.")


@contextmanager
def _sqlite_transaction(connection: Connection, backup: Path | None) -> Iterator[None]:
    """One transaction with foreign keys off that is committed only if the result is sound."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - for the type checker
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield
        _check(raw, backup)
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _check(connection: sqlite3.Connection, backup: Path | None) -> None:
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    (state,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if orphans or state != "ok":
        kept = f" A backup is at {backup}." if backup else ""
        raise StorageError(
            f"The database could not be brought up to date and was left as it was ({state}, "
            f"{len(orphans)} rows without their parent).{kept}"
        )


def _backed_up(path: Path, version: str) -> Path:
    """A checked copy of the database beside it."""
    copy = path.with_name(f"{path.name}.before-{version}-changed")
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        (state,) = target.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise StorageError(
            f"The database was not brought up to date, because its backup is damaged: {state}"
        )
    return copy
