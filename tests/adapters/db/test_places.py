# SPDX-License-Identifier: MIT
"""Where a database may lie, and how carefully SQLite treats it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lightar_desktop.adapters.db import open_database, places
from lightar_desktop.adapters.db.engine import journal_mode
from lightar_desktop.services.ports import StorageError
from tests import databases
from tests.fakes import FakeClock

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export {folder}/team nfs4 rw 0 0
//server/share {folder}/my\\040files cifs rw 0 0
me@host: {folder}/far fuse.sshfs rw 0 0
/dev/sdb1 {folder}/team/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("team/a.sqlite", "a network drive"),
        ("my files/a.sqlite", "a network drive"),
        ("far/deep/a.sqlite", "a network drive"),
        ("team/local/a.sqlite", ""),
        ("a.sqlite", ""),
        ("Dropbox/a.sqlite", "a folder that is synchronised with the cloud"),
        ("OneDrive - Acme/a.sqlite", "a folder that is synchronised with the cloud"),
        ("Dropboxes/a.sqlite", ""),
    ],
)
def test_places_are_told_apart(tmp_path: Path, name: str, why: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.format(folder=tmp_path))
    assert places.problem_with(tmp_path / name, mounts) == why
    if why:
        with pytest.raises(StorageError, match="PostgreSQL for several workstations"):
            places.checked(tmp_path / name, mounts)


@pytest.mark.parametrize("address", [r"\\server\share\a.sqlite", "//server/share/a.sqlite"])
def test_network_shares_are_refused(address: str) -> None:
    with pytest.raises(StorageError, match="a network share"):
        open_database(f"sqlite:///{address}", "a", "h", FakeClock())


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://a/b", "nonsense"])
def test_other_addresses_are_refused_in_words(url: str) -> None:
    with pytest.raises(StorageError, match=r"sqlite:///"):
        open_database(url, "a", "h", FakeClock())


def test_the_journal_mode_is_safe_with_this_sqlite(tmp_path: Path) -> None:
    assert [journal_mode(version) for version in ((3, 40, 1), (3, 51, 2), (3, 51, 3))] == [
        "truncate",
        "truncate",
        "wal",
    ]
    with databases.opened(databases.sqlite_url(tmp_path)) as database:
        modes = database.transactions.write(_settings)
    assert modes == (journal_mode(sqlite3.sqlite_version_info), 2, 1, 1, 0)


def _settings(uow: object) -> tuple[object, ...]:
    connection = uow._session.core.connection.driver_connection  # type: ignore[attr-defined]
    names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "mmap_size")
    return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)


def test_the_database_does_not_notice_readers_elsewhere(tmp_path: Path) -> None:
    url = databases.sqlite_url(tmp_path)
    with databases.opened(url) as database, databases.opened(url) as other:
        databases.lay_ground(database)
        assert other.reads.setup.company() == database.reads.setup.company()
        with closing(sqlite3.connect(tmp_path / "lightar.sqlite")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
