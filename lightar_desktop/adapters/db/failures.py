# SPDX-License-Identifier: MIT
"""What a database's errors mean, in the words of the domain or of the user."""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

from lightar_desktop.adapters.db.triggers import LOCKED
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.ports import StorageError

_SQLITE: Final = {
    sqlite3.SQLITE_FULL: "The disk is full; free some space and try again.",
    sqlite3.SQLITE_READONLY: "The database is read-only; allow writing to its file and folder.",
    sqlite3.SQLITE_IOERR: "The disk reported an error; check it and the space left on it.",
    sqlite3.SQLITE_CORRUPT: "The database file is damaged; restore the newest backup.",
    sqlite3.SQLITE_NOTADB: "This file is not a LightAR database; choose another.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened; check that its folder exists.",
    sqlite3.SQLITE_BUSY: "Another program keeps the database busy; close it and try again.",
    sqlite3.SQLITE_LOCKED: "Another program keeps the database busy; close it and try again.",
}
# SQLSTATE classes and codes: connection lost, disk full, shutting down, may not.
_POSTGRESQL: Final = {
    "08": "The connection to the database was lost; check the network and try again.",
    "28": "The database refused the user name or password; check the settings.",
    "3D": "There is no such database on the server; check the settings.",
    "53": "The database server has run out of space or memory; tell its administrator.",
    "57": "The database server is shutting down; try again in a moment.",
    "42501": "The database user may not do this; tell the administrator.",
    "25006": "The database can only be read now; tell its administrator.",
}
# Serialization failure and deadlock: the same work may succeed when it runs again.
_AGAIN: Final = frozenset({"40001", "40P01"})
_LOST: Final = "The connection to the database was lost; check the network and try again."


def translated(error: BaseException) -> BaseException:
    """`error` as callers should see it; what is not a database's stays as it is."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _meaning(error, str(cause), _sqlite_words(cause))
    state = sqlstate(cause)
    if state is None:
        return error
    return _meaning(error, str(cause).partition("\n")[0], _postgresql_words(state))


def _meaning(error: BaseException, message: str, words: str | None) -> BaseException:
    if message == LOCKED:
        return DomainError.of(LOCKED)
    return StorageError(words) if words else error


def _sqlite_words(error: sqlite3.Error) -> str | None:
    # The low byte is the kind, the rest a detail.
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _SQLITE.get(code & 0xFF)


def _postgresql_words(state: str) -> str | None:
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2]) or (None if state else _LOST)


def sqlstate(error: BaseException | None) -> str | None:
    """PostgreSQL's code for `error`: None when it is none of its errors, empty without a server."""
    if isinstance(error, DBAPIError):
        error = error.orig
    if type(error).__module__.partition(".")[0] != "psycopg":
        return None
    code = getattr(error, "sqlstate", None)
    if code is None and type(error).__name__ == "OperationalError":
        return ""
    return code


def worth_repeating(error: BaseException) -> bool:
    """Whether the database undid the work only because of somebody else's."""
    return sqlstate(error) in _AGAIN


def is_busy(error: BaseException) -> bool:
    """Whether SQLite waited in vain for others to finish."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY
