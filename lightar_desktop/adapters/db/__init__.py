# SPDX-License-Identifier: MIT
"""Where data is kept: SQLite on one workstation, PostgreSQL for a team."""

from lightar_desktop.services.ports import Clock, Database


def open_database(url: str, actor: str, host: str, clock: Clock, process: str = "") -> Database:
    """The database at `url` (`sqlite:///file` or `postgresql://…`), for `actor` on `host`; claims
    are made in the name of `process`.

    Nothing is connected yet. `StorageError` when it cannot or must not be used.
    """
    # SQLAlchemy takes a third of a second to import; `boot` beside this shows rows without it.
    from lightar_desktop.adapters.db.engine import opened

    return opened(url, actor, host, clock, process)
