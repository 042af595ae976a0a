# SPDX-License-Identifier: MIT
"""The numbers in use as the database tells them, with gaps that only a damaged one has."""

from datetime import date

import pytest
from sqlalchemy import create_engine, text

from lightar_desktop.adapters.db import triggers
from lightar_desktop.domain.number_gaps import Run
from lightar_desktop.services.numbers import OtherNumbers, number_report
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground

YEAR = date(2026, 1, 1).year


@pytest.fixture
def numbered(database: Database, ground: Ground, url: str) -> Database:
    """Twelve opened invoices. The last two are renumbered to look like nobody's."""
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
