# SPDX-License-Identifier: MIT
"""Number series are changed while invoices are opened; no number comes twice, none is lost."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.services.numbering import Numbering
from tests.fakes import InlineRunner
from tests.services.conftest import World, furnish, make_world

PATTERNS = ("INV-{year}-{number:4}", "INV-{year}-{number}", "INV-2026-{number:4}", "R{number}")
OPENING = st.tuples(st.just("open"), st.sampled_from((date(2025, 12, 30), date(2026, 5, 1), None)))
CHANGE = st.tuples(
    st.just("change"),
    st.tuples(st.sampled_from(PATTERNS), st.booleans(), st.none() | st.integers(1, 12)),
)


def numbering(world: World) -> Numbering:
    return Numbering(world.database, world.clock)


def opened(world: World, count: int = 1) -> list[str | None]:
    ids = world.drafts(count=count)
    world.open(ids, None)
    return [world.invoice(one).number for one in ids]


@settings(max_examples=15)
@given(st.lists(OPENING | CHANGE, max_size=10))
def test_no_two_invoices_get_the_same_number(steps: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = furnish(make_world(f"sqlite:///{Path(folder) / 'x.db'}", InlineRunner()))
        try:
            numbers = [number for step in steps if (number := _take(world, *step))]
        finally:
            world.database.close()
    assert len(set(numbers)) == len(numbers)


def _take(world: World, what: str, how: object) -> str | None:
    if what == "open":
        (draft,) = world.drafts({"issued_on": how, "terms_days": 30})
        world.open([draft], None)
        number = world.invoice(draft).number
        assert number
        return number
    assert isinstance(how, tuple)
    pattern, yearly, following = how
    series = NumberSeries(1, "Invoices", pattern, yearly and "{year}" in pattern)
    with suppress(DomainError):  # a number that was given already
        numbering(world).save(series, following)
    return None


def test_the_next_number_is_set_and_shown_before_it_is_given(world: World) -> None:
    service = numbering(world)
    (row,) = service.rows()
    assert row.example == "INV-2026-0001"
    service.save(row.series, 42)
    assert service.rows()[0].example == "INV-2026-0042"
    assert opened(world, 2) == ["INV-2026-0042", "INV-2026-0043"]
    service.save(row.series, 500)
    service.save(row.series, 44)  # nothing was given behind 43
    with pytest.raises(DomainError) as refused:
        service.save(row.series, 43)
    assert refused.value.codes == ("number_given",)
    assert "choose 44 or more" in str(refused.value)
    assert opened(world) == ["INV-2026-0044"]


def test_a_change_of_the_year_reset_goes_on_behind_what_was_given(world: World) -> None:
    service = numbering(world)
    opened(world, 3)
    (row,) = service.rows()
    service.save(replace(row.series, yearly=False))
    assert opened(world) == ["INV-2026-0004"]
    service.save(row.series)
    assert opened(world) == ["INV-2026-0005"]


def test_a_batch_under_way_follows_a_changed_series(world: World) -> None:
    drafts = world.drafts(count=2)
    settings, ground = None, world.opening.ground(None)
    batch = world.database.transactions.write(
        lambda uow: uow.batches.add(drafts, settings, world.clock.now())
    )
    items = world.items(batch)
    first, second = world.database.reads.invoices.load(drafts)
    assert world.opening.open(first, items[0].id, batch, ground).number == "INV-2026-0001"
    numbering(world).save(NumberSeries(1, "Invoices", "INV-{year}-{number:4}", yearly=False))
    assert world.opening.open(second, items[1].id, batch, ground).number == "INV-2026-0002"


def test_a_new_series_and_its_changes_stand_in_the_journal(world: World) -> None:
    service = numbering(world)
    new = service.save(NumberSeries(0, "Credit notes", "CR-{year}-{number:3}"), 7)
    service.save(NumberSeries(new, "Credits", "CR-{year}-{number:3}"), 8)
    service.save(NumberSeries(new, "Credits", "CR-{year}-{number:3}"))  # nothing changed
    added, changed = [
        row.words for row in world.database.reads.journal.since(0) if row.subject == "series"
    ]
    assert added == "Number series Credit notes added: numbers: CR-{year}-{number:3}, next: 7"
    assert changed.endswith("name: Credit notes → Credits, next: 7 → 8")
    assert [row.example for row in service.rows()] == ["INV-2026-0001", "CR-2026-008"]


def test_a_series_like_another_is_refused(world: World) -> None:
    with pytest.raises(DomainError) as refused:
        numbering(world).save(NumberSeries(0, "More", "INV-{year}-{number}"))
    assert refused.value.codes == ("series_alike",)
    with pytest.raises(DomainError) as refused:
        numbering(world).save(NumberSeries(0, "More", "X{number}", yearly=False), 10**10)
    assert refused.value.codes == ("number_too_high",)
