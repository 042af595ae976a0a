# SPDX-License-Identifier: MIT
"""Opens a database: SQLite by a file's address, PostgreSQL by a server's."""

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, QueuePool

from lightar_desktop.adapters.db import places
from lightar_desktop.adapters.db.failures import translated
from lightar_desktop.adapters.db.journal import Chain
from lightar_desktop.adapters.db.migrate import prepare
from lightar_desktop.adapters.db.reads import AllReads
from lightar_desktop.adapters.db.statements import Session, Statements
from lightar_desktop.adapters.db.transactions import PostgresTransactions
from lightar_desktop.adapters.db.unit import Unit
from lightar_desktop.adapters.db.writer import Writer
from lightar_desktop.services.ports import (
    Clock,
    Database,
    Reads,
    SchemaState,
    StorageError,
    Transactions,
)

# Twenty workers and the window read at once.
READERS: Final = 24
BUSY_SECONDS: Final = 30.0
# Before this version two connections can damage a WAL database (facts of the SQLite project,
# fixed 13 March 2026).
_WAL_SAFE: Final = (3, 51, 3)


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """The journal mode that is safe with this version of SQLite."""
    return "wal" if version >= _WAL_SAFE else "truncate"


def opened(url: str, actor: str, host: str, clock: Clock, process: str) -> Database:
    """See `open_database`."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StorageError(_UNKNOWN) from error
    stamp = Stamp(actor, host, clock, process or host)
    match address.get_backend_name():
        case "sqlite":
            return SqliteDatabase(address, stamp)
        case "postgresql":
            return PostgresDatabase(address, stamp)
        case _:
            raise StorageError(_UNKNOWN)


_UNKNOWN: Final = (
    "The database address is not understood; it begins with sqlite:/// or postgresql://."
)


class Stamp:
    """Who writes, where and when; makes the units of work that say so."""

    def __init__(self, actor: str, host: str, clock: Clock, process: str) -> None:
        self.actor = actor
        self.host = host
        self.clock = clock
        self.process = process

    def units(self, engine: Engine) -> "UnitMaker":
        return UnitMaker(self, Statements(engine.dialect))


class UnitMaker:
    """Makes a unit of work on a connection; statements are prepared once for all of them."""

    def __init__(self, stamp: Stamp, statements: Statements) -> None:
        self._stamp = stamp
        self._statements = statements

    def __call__(self, connection: Connection) -> Unit:
        session = Session(connection, self._statements)
        stamp = self._stamp
        return Unit(session, Chain(stamp.actor, stamp.host), stamp.clock.now, stamp.process)


class SqliteDatabase:
    """One file, one writer. Implements `Database`."""

    def __init__(self, address: URL, stamp: Stamp) -> None:
        if not address.database or address.database == ":memory:":
            raise StorageError("The database needs a file; name one after sqlite:///.")
        self.path = places.checked(Path(address.database))
        self.journal_mode = journal_mode()
        self.engine = _sqlite_engine(self.path, writes=False)
        self._writing = _sqlite_engine(self.path, writes=True)
        self.writer = Writer(self._writing.connect, stamp.units(self._writing))
        self.transactions: Transactions = self.writer
        self.driver = self._writing.dialect.name
        self.reads: Reads = AllReads(self.engine)

    def prepare(self) -> SchemaState:
        try:
            return prepare(self._writing, self.path)
        except Exception as error:
            raise _meaning(error) from error

    def close(self) -> None:
        self.writer.close()
        self.engine.dispose()
        self._writing.dispose()


def _sqlite_engine(path: Path, *, writes: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            _set_up(connection, writes=writes)
        except BaseException:
            connection.close()
            raise
        return connection

    pool: dict[str, Any] = (
        {"poolclass": NullPool}
        if writes
        else {"poolclass": QueuePool, "pool_size": READERS, "max_overflow": READERS}
    )
    engine = create_engine("sqlite://", creator=connect, hide_parameters=True, **pool)
    if not writes:
        # One snapshot for all statements of a read.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _set_up(connection: sqlite3.Connection, *, writes: bool) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA cache_size = -16384")
    if writes:
        wanted = journal_mode()
        (mode,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
        if mode != wanted:
            raise StorageError(
                f"The database cannot work in journal mode {wanted}, only in {mode}."
            )
    else:
        connection.execute("PRAGMA query_only = ON")


class PostgresDatabase:
    """A server that several workstations share. Implements `Database`."""

    def __init__(self, address: URL, stamp: Stamp) -> None:
        address = address.set(drivername="postgresql+psycopg")
        self.engine = _postgres_engine(address, "REPEATABLE READ")
        event.listen(self.engine, "connect", _read_only)
        self._writing = _postgres_engine(address, "READ COMMITTED")
        self._transactions = PostgresTransactions(self._writing, stamp.units(self._writing))
        self.transactions: Transactions = self._transactions
        self.driver = self._writing.dialect.name
        self.reads: Reads = AllReads(self.engine)

    def prepare(self) -> SchemaState:
        try:
            return prepare(self._writing, None)
        except Exception as error:
            raise _meaning(error) from error

    def close(self) -> None:
        self._transactions.close()
        self.engine.dispose()
        self._writing.dispose()


def _postgres_engine(address: URL, isolation: str) -> Engine:
    try:
        return create_engine(
            address,
            isolation_level=isolation,
            hide_parameters=True,
            pool_size=READERS,
            max_overflow=READERS,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": "-c timezone=utc"},
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs one more package; install lightar-desktop[postgresql]."
        ) from error


def _read_only(connection: Any, _record: object) -> None:
    connection.read_only = True


def _meaning(error: Exception) -> BaseException:
    meaning = translated(error)
    return error if meaning is error else meaning
