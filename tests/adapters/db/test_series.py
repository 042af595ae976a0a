# SPDX-License-Identifier: MIT
"""Number series on both databases: what was given is found, and openings see a changed series."""

import threading
from dataclasses import replace

import pytest

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.services.numbering import Numbering
from lightar_desktop.services.ports import Database, UnitOfWork
from tests import databases
from tests.databases import Ground
from tests.fakes import FakeClock


def test_given_numbers_are_found_by_their_beginning(database: Database, ground: Ground) -> None:
    databases.open_invoices(database, ground, 3)
    write = database.transactions.write
    every = sorted(write(lambda uow: list(uow.numbers.given(""))))
    assert every == ["INV-2026-0001", "INV-2026-0002", "INV-2026-0003"]
    assert write(lambda uow: sorted(uow.numbers.given("INV-2026-"))) == every
    assert write(lambda uow: list(uow.numbers.given("INV-2027-"))) == []
    assert write(lambda uow: uow.numbers.counters(ground.series.id)) == {2026: 4}


def test_a_series_goes_on_behind_what_was_given(
    database: Database, ground: Ground, clock: FakeClock
) -> None:
    databases.open_invoices(database, ground, 3)
    numbering = Numbering(database, clock)
    with pytest.raises(DomainError) as refused:
        numbering.save(ground.series, 3)
    assert refused.value.codes == ("number_given",)
    numbering.save(replace(ground.series, yearly=False))
    assert numbering.rows()[0].example == "INV-2026-0004"
    numbering.save(NumberSeries(0, "Credit notes", "CR-{year}-{number}"), 9)
    assert numbering.rows()[1].example == "CR-2026-9"


def test_openings_and_a_change_of_the_series_take_turns(
    database: Database, ground: Ground, clock: FakeClock
) -> None:
    """Whoever comes second sees what the first did; so no number is given twice."""
    numbering, on = Numbering(database, clock), clock.now().date()
    numbers: list[str] = []
    stop = threading.Event()

    def take(uow: UnitOfWork) -> str:
        series = uow.numbers.series(ground.series.id)
        return series.text(uow.numbers.take(series.id, series.period(on)), on)

    def openings() -> None:
        while not stop.is_set():
            numbers.append(database.transactions.write(take))

    threads = [threading.Thread(target=openings) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(6):
            pattern = f"{'AB'[turn % 2]}{{number}}"
            numbering.save(replace(ground.series, pattern=pattern, yearly=False))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(set(numbers)) == len(numbers)
