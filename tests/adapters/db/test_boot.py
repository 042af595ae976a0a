# SPDX-License-Identifier: MIT
"""The first rows, read without SQLAlchemy."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lightar_desktop.adapters.db import boot
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def test_the_first_rows_are_those_of_the_table(
    database: Database, ground: Ground, tmp_path: Path
) -> None:
    databases.open_invoices(database, ground, 2)
    databases.add_drafts(database, ground, 3)
    path = tmp_path / "lightar.sqlite"
    assert boot.first_rows(path, 4) == database.reads.invoices.page(
        InvoiceFilter(), InvoiceSort(), 4
    )
    assert boot.counts(path) == boot.Counts(invoices=5, drafts=3)


def test_what_is_not_ready_is_left_to_the_real_database(url: str, tmp_path: Path) -> None:
    path = tmp_path / "lightar.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    (tmp_path / "text").write_text("not a database, but long enough to look like one " * 10)
    for name in ("missing", "text", "lightar.sqlite"):
        assert boot.first_rows(tmp_path / name, 10) is None
        assert boot.counts(tmp_path / name) is None
    assert not (tmp_path / "missing").exists()


def test_a_writer_does_not_hold_up_the_first_paint(url: str, tmp_path: Path) -> None:
    path = tmp_path / "lightar.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert boot.first_rows(path, 10) in ([], None)  # WAL lets readers through


def test_nothing_heavy_is_imported() -> None:
    program = (
        "import sys; import lightar_desktop.adapters.db.boot; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert {"sqlalchemy", "alembic", "psycopg"} & set(found.stdout.split()) == set()
