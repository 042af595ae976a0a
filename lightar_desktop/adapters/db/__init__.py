# SPDX-License-Identifier: MIT
"""Where data is kept: SQLite on one workstation, PostgreSQL for a team."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # `boot` lies in this package and is read before the first paint: nothing is imported for it.
    from lightar_desktop.services.ports import Clock, Database


def open_database(url: str, actor: str, host: str, clock: "Clock", process: str = "") -> "Database":
    """The database at `url` (`sqlite:///file` or `postgresql://…`), for `actor` on `host`; claims
    are made in the name of `process`.

    Nothing is connected yet. `StorageError` when it cannot or must not be used.
    """
    from lightar_desktop.adapters.db.engine import opened

    return opened(url, actor, host, clock, process)
