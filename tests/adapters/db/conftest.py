# SPDX-License-Identifier: MIT
"""Every test of this folder runs on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground
from tests.fakes import FakeClock


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a prepared, empty database."""
    if dialect == "postgresql":
        server = request.getfixturevalue("postgres_server")
        return str(server.fresh_database(databases.prepare, template="lightar"))
    return databases.sqlite_url(tmp_path)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(url: str, clock: FakeClock) -> Iterator[Database]:
    with databases.opened(url, clock) as database:
        yield database


@pytest.fixture
def ground(database: Database) -> Ground:
    return databases.lay_ground(database)
