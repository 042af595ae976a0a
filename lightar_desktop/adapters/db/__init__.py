# SPDX-License-Identifier: MIT
"""Where data is kept: SQLite on one workstation, PostgreSQL for a team."""

from lightar_desktop.services.ports import Clock, Database


def open_database(url: str, actor: str, host: str, clock: Clock) -> Database:
    """The database at `url` (`sqlite:///file` or `postgresql://…`), for `actor` on `host`.

    Nothing is connected yet. `StorageError` when it cannot or must not be used.
    """
    # SQLAlchemy takes a third of a second to import; `boot` beside this shows rows without it.
    from lightar_desktop.adapters.db.engine import opened

    return opened(url, actor, host, clock)
