# SPDX-License-Identifier: MIT
"""The numbers in use as the database tells them, with gaps that only a damaged one has."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import create_engine, event, text

from lightar_desktop.adapters.db import triggers
from lightar_desktop.adapters.db.read_numbers import ReadNumbers
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.domain.number_gaps import Run, VoidNumber
from lightar_desktop.services.numbers import OtherNumbers, number_report
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground

YEAR = date(2026, 1, 1).year


@pytest.fixture
def numbered(database: Database, ground: Ground, url: str) -> Database:
    """Twelve opened invoices."""
    databases.open_invoices(database, ground, 12)
    return database


def damage(url: str, *statements: str) -> None:
    """What the program never does, and its triggers forbid."""
    engine = create_engine(url)
    with engine.begin() as connection:
        triggers.drop(connection)
        for statement in statements:
            connection.execute(text(statement))
        triggers.create(connection)
    engine.dispose()


def renumbered(old: str, new: str) -> str:
    return f"UPDATE invoice SET number = '{new}' WHERE number = '{old}'"


def test_numbers_without_a_gap_are_one_run(numbered: Database) -> None:
    (use,) = numbered.reads.numbers.used()
    assert (use.series.name, use.period, use.given, use.runs) == ("Main", YEAR, 12, (Run(1, 12),))
    assert number_report(numbered.reads).missing_count == 0


def test_gaps_are_found_also_past_the_pattern_s_digits(numbered: Database, url: str) -> None:
    damage(
        url,
        renumbered("INV-2026-0004", "INV-2026-10000"),
        renumbered("INV-2026-0005", "INV-2026-10001"),
        renumbered("INV-2026-0012", "INV-2026-0013"),
    )
    (use,) = numbered.reads.numbers.used()
    assert use.runs == (Run(1, 3), Run(6, 11), Run(13, 13), Run(10000, 10001))
    (row,) = number_report(numbered.reads).rows
    assert [str(gap) for gap in row.missing] == [
        "INV-2026-0004 to INV-2026-0005",
        "INV-2026-0012",
        "INV-2026-0014 to INV-2026-9999",
    ]


def test_numbers_lost_at_the_end_are_missed_because_the_counter_gave_them(
    numbered: Database, url: str
) -> None:
    damage(url, "UPDATE number_counter SET next = 15")
    (row,) = number_report(numbered.reads).rows
    assert [str(gap) for gap in row.missing] == ["INV-2026-0013 to INV-2026-0014"]


def test_numbers_that_follow_no_pattern_are_counted_apart(numbered: Database, url: str) -> None:
    damage(
        url,
        renumbered("INV-2026-0010", "INV-2026-00x"),
        renumbered("INV-2026-0011", "INV-2026-"),
        renumbered("INV-2026-0012", "2026/12"),
    )
    found = number_report(numbered.reads)
    assert found.others == (OtherNumbers("Main", 3),)
    assert [str(gap) for row in found.rows for gap in row.missing] == [
        "INV-2026-0010 to INV-2026-0012"
    ]


def test_void_numbers_bring_their_reason_and_credit_notes_are_counted(
    numbered: Database, url: str
) -> None:
    damage(
        url,
        "UPDATE invoice SET status = 'void', void_reason = 'Ordered twice' "
        "WHERE number IN ('INV-2026-0003', 'INV-2026-0011')",
        "UPDATE invoice SET kind = 'credit_note', total = -total WHERE number = 'INV-2026-0004'",
    )
    (row,) = number_report(numbered.reads).rows
    assert row.voids == (
        VoidNumber("INV-2026-0003", "Ordered twice"),
        VoidNumber("INV-2026-0011", "Ordered twice"),
    )
    assert (row.count, row.credit_notes, row.missing) == (12, 1, ())


def test_years_that_share_a_counter_are_one_row_of_numbers(numbered: Database, url: str) -> None:
    damage(
        url,
        "UPDATE number_series SET yearly = false",
        "UPDATE number_counter SET period = 0, next = 17",
        renumbered("INV-2026-0012", "INV-2027-0014"),
        renumbered("INV-2026-0011", "INV-2027-x015"),
    )
    found = number_report(numbered.reads)
    (row,) = found.rows
    assert (row.year, row.first, row.count) == (None, "INV-YYYY-0001", 11)
    assert [str(gap) for gap in row.missing] == [
        "INV-YYYY-0011 to INV-YYYY-0013",
        "INV-YYYY-0015 to INV-YYYY-0016",
    ]
    assert found.others == (OtherNumbers("Main", 1),)


@pytest.mark.parametrize("pattern", ["R*[{year}]?{number:4}", "{number}/{year}", "{number:3}"])
def test_every_pattern_is_read_back(database: Database, ground: Ground, pattern: str) -> None:
    series = replace(ground.series, pattern=pattern)
    database.transactions.write(lambda uow: uow.numbers.save_series(series))
    databases.open_invoices(database, replace(ground, series=series), 11)
    (row,) = number_report(database.reads).rows
    assert (row.count, row.missing) == (11, ())
    assert number_report(database.reads).others == ()


def test_a_million_invoices_are_not_touched_only_their_index(
    numbered: Database, url: str, dialect: str
) -> None:
    if dialect != "sqlite":
        return  # PostgreSQL plans by statistics, which twelve rows do not make
    queries: list[tuple[str, tuple[object, ...]]] = []
    engine = create_engine(url)
    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", lambda *a: queries.append(a[2:4]))
        ReadNumbers(Source(engine)).used()
        counting, given = next(query for query in queries if "min(" in query[0])
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {counting}", given).all()
    engine.dispose()
    assert "USING COVERING INDEX" in str(plan)


def test_two_series_are_kept_apart(database: Database, ground: Ground) -> None:
    databases.open_invoices(database, ground, 3)
    database.transactions.write(
        lambda uow: uow.numbers.add_series(type(ground.series)(0, "Other", "INV-{year}-{number:4}"))
    )
    (row,) = number_report(database.reads).rows
    assert (row.series, row.count) == ("Main", 3)


def test_nothing_numbered_is_an_empty_report(database: Database, ground: Ground) -> None:
    assert number_report(database.reads) == number_report(database.reads)
    assert number_report(database.reads).rows == ()
