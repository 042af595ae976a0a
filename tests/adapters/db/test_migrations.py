# SPDX-License-Identifier: MIT
"""The schema: made by migrations, the same as the tables say, whole or not at all."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from lightar_desktop.adapters.db import migrate, open_database, triggers
from lightar_desktop.adapters.db.tables import metadata
from lightar_desktop.adapters.db.version import SCHEMA
from lightar_desktop.services.ports import Database, SchemaState, StorageError
from tests import databases
from tests.databases import Ground
from tests.fakes import FakeClock

_COLUMN = re.compile(r", (?=\w+ (?:TEXT|INTEGER|BIGINT|VARCHAR|BOOLEAN|DATE)\b)")
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    kept = {{"sqlite_autoincrement": True}}
    with op.batch_alter_table("invoice", recreate=recreate, table_kwargs=kept) as batch:
        batch.add_column(sa.Column("project", sa.Text(), server_default=""))
    {more}
"""


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url, connect_args={} if "post" in url else {"isolation_level": None})
    yield engine
    engine.dispose()


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if dialect == "postgresql":
        return str(request.getfixturevalue("postgres_server").fresh_database())
    return f"sqlite:///{tmp_path / 'empty.sqlite'}"


def scripts(tmp_path: Path, more: str = "pass") -> Path:
    """The migrations with one more that makes the invoice table anew."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, folder)
    (folder / "versions" / "0003_next.py").write_text(NEXT.format(more=more))
    return folder


def test_the_program_wants_the_newest_schema() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


def test_migrations_make_what_the_tables_say(engine: Engine) -> None:
    def ours(name: str | None, kind: str) -> bool:
        return kind != "table" or not str(name).startswith("customer_search")

    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, parents: ours(name, kind),
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def constraints(engine: Engine) -> set[str]:
    """Every table, column and constraint in the database's own words."""
    if engine.dialect.name == "postgresql":
        query = (
            "SELECT conname || conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace UNION ALL "
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
    else:
        query = (
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' "
            "AND name NOT LIKE 'customer_search%' AND name NOT LIKE 'sqlite_%'"
        )
    with engine.connect() as connection:
        rows = connection.execute(text(query)).scalars().all()
    # SQLite writes columns that were added later behind one another.
    parts = [part for row in rows for line in row.splitlines() for part in _COLUMN.split(line)]
    plain = (re.sub(r"DEFAULT \(('[^']*')\)", r"DEFAULT \1", part) for part in parts)
    words = {re.sub(r'["\s]+', " ", part).strip(" ,") for part in plain}
    return {part for part in words if "alembic_version" not in part}


def test_constraints_are_those_of_the_tables_too(engine: Engine, empty_url: str) -> None:
    other = create_engine(empty_url)
    metadata.create_all(other)
    migrated, declared = constraints(engine), constraints(other)
    other.dispose()
    assert {part for part in migrated ^ declared if "version_num" not in part} == set()


def test_preparing_again_does_nothing(url: str, empty_url: str) -> None:
    database = open_database(empty_url, "a", "h", FakeClock())
    assert database.prepare() == SchemaState(SCHEMA, created=True)
    assert database.prepare() == SchemaState(SCHEMA, created=False)
    database.close()


def test_two_workstations_do_not_create_at_once(empty_url: str) -> None:
    def create() -> bool:
        database = open_database(empty_url, "a", "h", FakeClock())
        try:
            return database.prepare().created
        finally:
            database.close()

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(create) for _ in range(2)]
    assert sorted(future.result() for future in futures) == [False, True]


def test_a_newer_schema_is_refused(database: Database, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer LightAR"):
        database.prepare()


@pytest.mark.parametrize("content", [b"Not a database at all. " * 100, None])
def test_a_file_of_another_program_is_left_alone(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.sqlite"
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    database = open_database(f"sqlite:///{path}", "a", "h", FakeClock())
    with pytest.raises(StorageError, match="not a LightAR database"):
        database.prepare()
    database.close()
    assert path.read_bytes() == before


def test_a_migration_loses_nothing(
    database: Database,
    ground: Ground,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    databases.open_invoices(database, ground, 2)
    monkeypatch.setattr(migrate, "SCRIPTS", scripts(tmp_path))
    with engine.connect() as connection:
        before = triggers.names(connection)
    declared = constraints(engine)
    path = Path(str(engine.url.database)) if engine.dialect.name == "sqlite" else None
    assert migrate.prepare(engine, path, "0003") == SchemaState("0003", created=False)

    with engine.begin() as connection:
        assert triggers.names(connection) == before
        lines = connection.execute(text("SELECT count(*) FROM invoice_line")).scalar()
        assert lines == 2
    with pytest.raises(DBAPIError, match=triggers.LOCKED), engine.begin() as connection:
        connection.execute(text("UPDATE invoice SET note = 'changed'"))
    assert database.reads.journal.verify().ok
    assert declared - constraints(engine) == set()
    if path is not None:
        backup = path.with_name(f"{path.name}.before-0002-changed")
        with closing(sqlite3.connect(backup)) as connection_:
            assert connection_.execute("SELECT count(*) FROM invoice").fetchone() == (2,)


@pytest.mark.parametrize(
    "more",
    ["raise RuntimeError('stop')", "op.execute('DELETE FROM number_series')"],
    ids=["breaks", "leaves orphans"],
)
def test_a_failed_migration_leaves_all_as_it_was(
    database: Database,
    ground: Ground,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: str,
) -> None:
    databases.open_invoices(database, ground, 2)
    monkeypatch.setattr(migrate, "SCRIPTS", scripts(tmp_path, more))
    with engine.connect() as connection:
        names = triggers.names(connection)
    before = constraints(engine)
    path = Path(str(engine.url.database)) if engine.dialect.name == "sqlite" else None
    with pytest.raises((RuntimeError, StorageError, DBAPIError)):
        migrate.prepare(engine, path, "0003")
    with engine.connect() as connection:
        assert triggers.names(connection) == names
    assert constraints(engine) == before
    assert database.prepare() == SchemaState(SCHEMA, created=False)
    assert database.reads.journal.verify().ok
