# SPDX-License-Identifier: MIT
"""Named filters: written down, read back on another day, and shared."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.periods import PERIODS
from lightar_desktop.services.ports import Database
from lightar_desktop.services.saved_filters import ChosenFilter, SavedFilters, from_json, to_json
from tests import databases

TODAY, LATER = date(2026, 11, 24), date(2027, 2, 3)
DAYS = st.none() | st.dates()
AMOUNTS = st.none() | st.decimals(-10_000, 10_000, places=2)


@st.composite
def filters(draw: st.DrawFn) -> ChosenFilter:
    days = {name: draw(DAYS) for name in ("issued_from", "issued_to", "due_from", "due_to")}
    periods = {name: draw(st.sampled_from(["", *PERIODS])) for name in ("issued", "due")}
    for name, period in periods.items():
        if period:
            days[f"{name}_from"], days[f"{name}_to"] = PERIODS[period](TODAY)
    where = InvoiceFilter(
        statuses=draw(st.frozensets(st.sampled_from(InvoiceStatus))),
        lights=draw(st.frozensets(st.sampled_from(Light))),
        customer_id=draw(st.none() | st.integers(1, 10**9)),
        amount_from=draw(AMOUNTS),
        amount_to=draw(AMOUNTS),
        overdue_on=draw(st.sampled_from([None, TODAY])),
        search=draw(st.text()),
        **days,
    )
    return ChosenFilter(where, **periods)


@given(filters())
def test_a_filter_comes_back_as_it_was_chosen(chosen: ChosenFilter) -> None:
    assert from_json(to_json(chosen), TODAY) == chosen


@given(
    st.text()
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_nothing_that_is_stored_can_break_the_window(content: str) -> None:
    assert from_json(content, TODAY) == ChosenFilter(InvoiceFilter())


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "statuses",
                "lights",
                "customer",
                "issued",
                "due_from",
                "amount_to",
                "overdue",
                "search",
            ]
        ),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text() | st.integers()),
    )
)
def test_values_of_another_kind_are_left_out(data: dict[str, object]) -> None:
    found = from_json(json.dumps(data), TODAY).where
    assert found.statuses <= frozenset(InvoiceStatus)
    assert found.amount_to is None or found.amount_to.is_finite()
    assert type(found.customer_id) in {int, type(None)}


def test_what_a_later_version_knows_is_left_out_and_the_rest_kept() -> None:
    content = (
        '{"statuses": ["open", "frozen"], "moon": "full", "amount_from": "NaN", "due": "Someday"}'
    )
    expected = InvoiceFilter(statuses=frozenset({InvoiceStatus.OPEN}))
    assert from_json(content, TODAY) == ChosenFilter(expected)


def test_overdue_and_named_periods_move_on_and_typed_days_stay() -> None:
    where = InvoiceFilter(
        overdue_on=TODAY,
        due_from=date(2026, 10, 1),
        due_to=date(2026, 10, 31),
        issued_from=date(2026, 1, 1),
        amount_from=Decimal(5),
    )
    found = from_json(to_json(ChosenFilter(where, due="Last month")), LATER)
    assert found.where.overdue_on == LATER
    assert (found.where.due_from, found.where.due_to) == (date(2027, 1, 1), date(2027, 1, 31))
    assert found.where.issued_from == date(2026, 1, 1)
    assert "2026-11" not in to_json(ChosenFilter(where, due="Last month"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with databases.opened(databases.sqlite_url(tmp_path)) as database:
        yield database


LATE = ChosenFilter(InvoiceFilter(overdue_on=TODAY))
DRAFTS = ChosenFilter(InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT})))


def test_saving_under_a_known_name_replaces_and_everything_is_in_the_journal(
    database: Database,
) -> None:
    saved = SavedFilters(database)
    first = saved.save("  To   chase ", LATE)
    assert saved.save("To chase", DRAFTS) == first
    other = saved.save("Late", LATE)
    assert [(row.id, row.name) for row in saved.all()] == [(other, "Late"), (first, "To chase")]
    assert from_json(saved.all()[1].content, TODAY) == DRAFTS
    saved.rename(other, "Overdue")
    saved.delete(first)
    assert [row.name for row in saved.all()] == ["Overdue"]
    words = [row.words for row in database.reads.journal.since(0)]
    assert words[-2:] == ["Filter renamed to Overdue", "Filter To chase deleted"]
    assert words.count("Filter To chase saved") == 2


@pytest.mark.parametrize(
    ("name", "code"), [(" \n", "no_filter_name"), ("x" * 41, "filter_name_long")]
)
def test_a_name_must_be_there_and_fit(database: Database, name: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        SavedFilters(database).save(name, LATE)
    assert refusal.value.codes == (code,)
    assert SavedFilters(database).all() == []


def test_a_name_is_not_given_twice(database: Database) -> None:
    saved = SavedFilters(database)
    saved.save("Late", LATE)
    drafts = saved.save("Drafts", DRAFTS)
    with pytest.raises(DomainError, match="Another filter is called Late"):
        saved.rename(drafts, "Late")
    saved.rename(drafts, "Drafts")
