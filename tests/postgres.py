# SPDX-License-Identifier: MIT
"""A real PostgreSQL for the tests: started once per run, a fresh database for each test.

The server listens on a free port of this machine only, keeps its files in a temporary folder and
does without fsync: these tests ask what it answers, not what survives a power cut.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

import psycopg
from system_packages import postgresql_folder

MISSING = "PostgreSQL is not installed"
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "panic",
}


class Account(NamedTuple):
    """A user of this machine, by number."""

    user: int
    group: int


class PostgresServer:
    """A running server. `fresh_database` gives the URL of a database nobody else uses."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = count(1)
        self._templates: dict[str, str] = {}

    def fresh_database(
        self, prepare: Callable[[str], None] | None = None, *, template: str = "prepared"
    ) -> str:
        """A new database; with `prepare`, a copy of one that was prepared once.

        `prepare` gets the URL of the one to be copied, fills it (with the migrations, say) and
        closes its connections. Copying takes some 50 ms, whatever `prepare` takes. Tests that
        prepare differently name their `template`.
        """
        source = "template1"
        if prepare is not None:
            if template not in self._templates:
                name = f"template_{len(self._templates) + 1}"
                self._create(name, "template1")
                prepare(self.url(name))
                self._templates[template] = name
            source = self._templates[template]
        name = f"test_{next(self._numbers)}"
        self._create(name, source)
        return self.url(name)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://lightar@127.0.0.1:{self._port}/{database}"

    def drop(self, url: str) -> None:
        """Remove a database, also if a test left connections to it."""
        self._run(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    def _create(self, name: str, source: str) -> None:
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def _run(self, statement: str) -> None:
        address = f"host=127.0.0.1 port={self._port} user=lightar dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[PostgresServer | None]:
    """A server while the block runs; None where PostgreSQL is not installed."""
    binaries = postgresql_folder()
    if binaries is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="lightar-postgres-"))
    try:
        with _process(binaries, home, port := _free_port()):
            yield PostgresServer(port)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _process(binaries: Path, home: Path, port: int) -> Iterator[None]:
    data = home / "data"
    account = _unprivileged_account(home)
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "lightar",
        "-E",
        "UTF8",
    ]
    _run_as(account, [*initdb, "--locale=C", "--no-sync", "--no-instructions"])
    settings = [part for item in SETTINGS.items() for part in ("-c", "=".join(item))]
    control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-s"]
    start: list[str | Path] = [
        "start",
        "-l",
        home / "log",
        "-o",
        _quoted(["-p", str(port), *settings]),
    ]
    try:
        _run_as(account, [*control, *start])
    except subprocess.CalledProcessError as error:
        log = home / "log"
        error.add_note(log.read_text() if log.exists() else "The server wrote no log.")
        raise
    try:
        yield
    finally:
        with suppress(subprocess.CalledProcessError):
            # pg_ctl ends the process whose id stands in the data folder, and no other.
            _run_as(account, [*control, "-m", "immediate", "stop"])


def _quoted(words: list[str]) -> str:
    return " ".join(f"'{word}'" for word in words)


def _run_as(account: Account | None, command: list[str | Path]) -> None:
    """Run to the end, as another user if one is given."""
    subprocess.run(
        [str(part) for part in command],
        check=True,
        user=account and account.user,
        group=account and account.group,
        extra_groups=[] if account else None,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _unprivileged_account(home: Path) -> Account | None:
    """Who runs the server when we are root, which PostgreSQL refuses to be; `home` is theirs."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name: Account(entry.pw_uid, entry.pw_gid) for entry in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    os.chown(home, account.user, account.group)
    return account


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
