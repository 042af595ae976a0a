# SPDX-License-Identifier: MIT
"""A demo company on both databases, made once and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.program import Program
from tests.smtp_servers import Fault, FaultyServer

Filled = Callable[..., Program]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the databases lie that tests copy."""
    return tmp_path_factory.mktemp("templates")


def _fill(url: str, home: Path, invoices: int, broken: int) -> None:
    program = Program(url, home)
    program.json("init")
    counts = ("--invoices", str(invoices), "--broken", str(broken), "--customers", "8")
    program.json("demo", "fill", *counts)


@pytest.fixture
def filled(tmp_path: Path, templates: Path) -> Filled:
    """A program on a SQLite database of its own with the demo company and as many drafts."""

    def make(invoices: int = 3, broken: int = 0, **more: str) -> Program:
        made = templates / f"{invoices}-{broken}.db"
        if not made.exists():
            partial = made.with_suffix(".partial")
            _fill(f"sqlite:///{partial}", templates, invoices, broken)
            partial.rename(made)
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        shutil.copy(made, tmp_path / "company.db")
        return Program(f"sqlite:///{tmp_path / 'company.db'}", home, more)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(
    request: pytest.FixtureRequest, filled: Filled, tmp_path: Path, templates: Path
) -> Iterator[Filled]:
    """The same on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield filled
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    made: list[str] = []

    def make(invoices: int = 3, broken: int = 0, **more: str) -> Program:
        url = server.fresh_database(
            lambda source: _fill(source, templates, invoices, broken),
            template=f"demo {invoices} {broken}",
        )
        made.append(url)
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        return Program(url, home, more)

    yield make
    for url in made:
        server.drop(url)


@pytest.fixture
def mail() -> Iterator[FaultyServer]:
    """A mail server that takes everything."""
    with FaultyServer() as server:
        yield server


@pytest.fixture
def serving() -> Iterator[Callable[..., FaultyServer]]:
    """Mail servers with faults, ended when the test ends."""
    running: list[FaultyServer] = []

    def make(*faults: Fault, **more: object) -> FaultyServer:
        server = FaultyServer(*faults, **more)  # type: ignore[arg-type]
        running.append(server.__enter__())
        return server

    yield make
    for server in running:
        if not server._loop.is_closed():
            server.__exit__(None, None, None)
