# SPDX-License-Identifier: MIT
"""A database with a million invoices, made the fast way: raw rows first, indexes after.

python -m tests.benchmarks.large FILE [COUNT]
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import create_engine

from lightar_desktop.adapters.db import triggers
from lightar_desktop.adapters.db.store_invoices import number_back, number_key
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.adapters.db.version import SCHEMA
from tests import databases

CUSTOMERS = 20_000
LINES = 3
_FIRST = [
    "Anna",
    "Björn",
    "Carla",
    "Dieter",
    "Émile",
    "Freya",
    "Gustav",
    "Hansen",
    "Ines",
    "Jørgen",
    "Klara",
    "Lars",
    "Møller",
    "Nora",
]
_KIND = [
    "Media",
    "Design",
    "Bau",
    "Transport",
    "Energie",
    "Foods",
    "Software",
    "Papier",
    "Licht",
    "Wasser",
    "Wind",
    "Druck",
]
_LEGAL = ("GmbH", "AS", "SARL", "Ltd", "KG", "SA")
_STATUSES = ("paid", "open", "void", "partially_paid")
_WEIGHTS = (667, 233, 50, 50)
_LIGHTS = ("sent", "opened", "failed", "check", "not_sent")
_LIGHT_WEIGHTS = (500, 440, 10, 5, 45)


def build_large(path: Path, count: int = 1_000_000) -> Path:
    """Fill a new file with `count` invoices of three lines, 5 % of them drafts."""
    databases.prepare(f"sqlite:///{path}")
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        triggers.drop(connection)
        connection.commit()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("PRAGMA journal_mode = OFF")
        raw.execute("PRAGMA cache_size = -400000")
        indexes = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name IN ('invoice', 'customer')"
        ).fetchall()
        for name, _sql in indexes:
            raw.execute(f"DROP INDEX {name}")
        raw.execute("BEGIN")
        _fill(raw, count)
        for _name, sql in indexes:
            raw.execute(sql)
        raw.execute("INSERT INTO customer_search(customer_search) VALUES ('rebuild')")
        raw.execute("COMMIT")
    with engine.connect() as connection:
        triggers.create(connection)
        connection.commit()
    engine.dispose()
    return path


def cached_large(count: int = 1_000_000) -> Path:
    """Such a database, made once and kept in the temporary folder."""
    path = Path(tempfile.gettempdir()) / f"lightar-large-{SCHEMA}-{count}.sqlite"
    if not path.exists():
        making = path.with_suffix(".making")
        for leftover in path.parent.glob(f"{making.name}*"):
            leftover.unlink()
        build_large(making, count).rename(path)
    return path


def _fill(raw: sqlite3.Connection, count: int) -> None:
    chance = Random(42)
    raw.execute("INSERT INTO number_series VALUES (1, 'Main', 'INV-{year}-{number:7}')")
    raw.execute("INSERT INTO invoice_template VALUES (1, 'Standard', '', '', '', '[]')")
    names = [
        f"{chance.choice(_FIRST)} {chance.choice(_KIND)} {number} {chance.choice(_LEGAL)}"
        for number in range(1, CUSTOMERS + 1)
    ]
    _insert(raw, "customer", 17, _customers(names))
    _insert(raw, "invoice", 25, _invoices(chance, names, count))
    _insert(
        raw,
        "invoice_line",
        10,
        (
            (invoice, line, "Design", 2_000_000, 100_000_000, "h", 0, 0, "S", 190_000)
            for invoice in range(1, count + 1)
            for line in range(1, LINES + 1)
        ),
    )


def _insert(
    raw: sqlite3.Connection, table: str, columns: int, rows: Iterator[tuple[object, ...]]
) -> None:
    marks = ", ".join("?" * columns)
    raw.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _customers(names: list[str]) -> Iterator[tuple[object, ...]]:
    for number, name in enumerate(names, 1):
        search = folded(f"{name}\nC{number:05}\nDE{number:09}")
        start = (number, 0, f"C{number:05}", name, folded(name), search, "business")
        yield (*start, "", "", "Oslo", "NO", f"DE{number:09}", "en", "EUR", 30, "", 0)


def _invoices(chance: Random, names: list[str], count: int) -> Iterator[tuple[object, ...]]:
    keys = [folded(name) for name in names]
    first = date(2020, 1, 1)
    days = [(first + timedelta(days=day)).isoformat() for day in range(2600)]
    statuses = chance.choices(_STATUSES, _WEIGHTS, k=count)
    lights = chance.choices(_LIGHTS, _LIGHT_WEIGHTS, k=count)
    for number, status, light in zip(range(1, count + 1), statuses, lights, strict=True):
        customer = chance.randrange(len(names))
        total = chance.randrange(100, 2_000_000) * 100
        draft = number > count * 0.95
        text = None if draft else f"INV-2026-{number:07}"
        day = number * 2400 // count
        yield (
            number,
            0,
            "draft" if draft else status,
            "not_sent" if draft else light,
            text,
            text and number_key(text),
            text and number_back(text),
            1,
            customer + 1,
            names[customer],
            keys[customer],
            1,
            "EUR" if customer % 10 else "USD",
            0,
            0,
            total * 100 // 119,
            total - total * 100 // 119,
            total,
            0 if status == "paid" and not draft else total,
            None if draft else days[day],
            None if draft else days[day + chance.choice((14, 30, 60))],
            30,
            "",
            "",
            None if draft else 1_700_000_000_000_000 + number,
        )


if __name__ == "__main__":
    build_large(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
