# SPDX-License-Identifier: MIT
"""Batches and what is set up before the first invoice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.services.ports import Database
from lightar_desktop.services.rows import CurrencySum, SidebarCounts
from tests import builders, databases
from tests.databases import ACCOUNT, ACTOR, SETTINGS, Ground
from tests.fakes import START


def start(database: Database, ground: Ground, count: int = 3) -> tuple[int, list[int]]:
    """A batch and the ids of its items."""
    ids = [draft.id for draft in databases.add_drafts(database, ground, count)]
    batch_id = database.transactions.write(
        lambda uow: uow.batches.add([*ids, ids[0]], SETTINGS, START)
    )
    return batch_id, [item for item, _ in database.reads.batches.waiting(batch_id, 0, 100)]


def test_a_batch_is_followed_to_its_end(database: Database, ground: Ground) -> None:
    batch_id, items = start(database, ground)
    write, reads = database.transactions.write, database.reads.batches
    assert len(items) == 3
    assert reads.unfinished() == [batch_id]
    assert reads.settings(batch_id) == SETTINGS
    new = reads.get(batch_id, ACTOR)
    assert new is not None
    assert (new.status, new.words, new.created_by) == (
        BatchStatus.IN_PROGRESS,
        "0 of 3",
        ACTOR,
    )

    waiting = ItemStatus.WAITING
    problems = (Problem("no_address", "customer", {"customer": "Ærø"}), Problem("no_lines"))
    settled = [
        write(lambda uow: uow.batches.settle_item(items[0], waiting, ItemStatus.SENT)),
        write(lambda uow: uow.batches.settle_item(items[0], waiting, ItemStatus.FAILED)),
        write(
            lambda uow: uow.batches.settle_item(
                items[1], waiting, ItemStatus.FAILED, problems, "550 no"
            )
        ),
        write(lambda uow: uow.batches.finish(batch_id, START)),
        write(lambda uow: uow.batches.settle_item(items[2], None, ItemStatus.OPENED)),
        write(lambda uow: uow.batches.finish(batch_id, START)),
        write(lambda uow: uow.batches.finish(batch_id, START)),
    ]
    assert settled == [True, False, True, False, True, True, False]

    (done,) = reads.recent(ACTOR)
    assert (done.status, done.succeeded, done.failed) == (BatchStatus.FAILED, 2, 1)
    assert (done.finished_at, done.acknowledged) == (START, False)
    assert reads.unfinished() == []
    (failed,) = reads.items(batch_id, ItemStatus.FAILED)
    assert (failed.reasons, failed.words) == (problems, "550 no")
    assert [row.id for row in reads.items(batch_id, after=items[0], limit=1)] == [items[1]]


def test_acknowledging_is_personal(database: Database, ground: Ground) -> None:
    batch_id, items = start(database, ground, 1)
    write, reads = database.transactions.write, database.reads
    write(lambda uow: uow.batches.settle_item(items[0], None, ItemStatus.OPENED))
    write(lambda uow: uow.batches.finish(batch_id, START))
    assert reads.setup.sidebar(ACTOR).batches_to_acknowledge == 1
    for _ in range(2):
        write(lambda uow: uow.batches.acknowledge(batch_id, ACTOR, START))
    acknowledged = [reads.batches.recent(actor)[0].acknowledged for actor in (ACTOR, "bob")]
    assert acknowledged == [True, False]
    sidebars = [reads.setup.sidebar(actor).batches_to_acknowledge for actor in (ACTOR, "bob")]
    assert sidebars == [0, 1]


def test_a_cancelled_batch_ends_without_what_it_did_not_start(
    database: Database, ground: Ground
) -> None:
    batch_id, items = start(database, ground, 2)
    write = database.transactions.write
    write(lambda uow: uow.batches.settle_item(items[0], None, ItemStatus.QUEUED))
    write(lambda uow: uow.batches.control(batch_id, BatchControl.CANCELLED))
    assert database.reads.batches.unfinished() == []
    assert not write(lambda uow: uow.batches.finish(batch_id, START))
    write(lambda uow: uow.batches.settle_item(items[0], None, ItemStatus.SENT))
    assert write(lambda uow: uow.batches.finish(batch_id, START))
    child = write(lambda uow: uow.batches.add([1], None, START, parent_id=batch_id))
    row = database.reads.batches.get(child, ACTOR)
    assert row is not None
    assert (row.parent_id, row.with_email) == (batch_id, False)
    assert database.reads.batches.settings(child) is None
    assert database.reads.batches.get(99, ACTOR) is None


def test_what_was_set_up_comes_back(database: Database) -> None:
    write, reads = database.transactions.write, database.reads.setup
    assert reads.company() is None
    assert reads.account() is None
    assert write(lambda uow: uow.setup.is_empty())
    ground = databases.lay_ground(database)
    assert not write(lambda uow: uow.setup.is_empty())
    assert reads.company() == builders.COMPANY
    write(lambda uow: uow.setup.save_company(replace(builders.COMPANY, name="New AS")))
    company = reads.company()
    assert company is not None
    assert company.name == "New AS"

    account = replace(ACCOUNT, id=ground.account_id)
    assert reads.account() == account
    write(lambda uow: uow.setup.save_account(replace(account, port=25)))
    assert reads.account() == replace(account, port=25)
    assert reads.account_trouble(account.id) == ("", None)
    write(lambda uow: uow.setup.account_trouble(account.id, "535 no", START))
    assert reads.account_trouble(account.id) == ("535 no", START)

    assert reads.series() == [ground.series]
    assert write(lambda uow: uow.numbers.series(ground.series.id)) == ground.series
    with pytest.raises(DomainError, match="no number series 9"):
        write(lambda uow: uow.numbers.series(9))


def test_pictures_are_kept_once(database: Database) -> None:
    write = database.transactions.write
    ids = {write(lambda uow: uow.setup.add_asset(b"\x89PNG")) for _ in range(2)}
    (asset_id,) = ids
    assert database.reads.setup.asset(asset_id) == b"\x89PNG"
    with pytest.raises(DomainError, match="no file"):
        database.reads.setup.asset("0" * 64)


def test_templates_know_how_many_use_them(database: Database, ground: Ground) -> None:
    databases.add_drafts(database, ground, 2)
    write = database.transactions.write
    other = InvoiceTemplate(0, "Other", cc=("a@b.example", "ç@d.example"))
    other = replace(other, id=write(lambda uow: uow.setup.add_template(other)))
    changed = replace(other, subject="Hello", reply_to="x@y.example")
    write(lambda uow: uow.setup.save_template(changed))
    found = [(row.template, row.invoices) for row in database.reads.setup.templates()]
    assert found == [(builders.TEMPLATE, 2), (changed, 0)]


def test_customers_are_found_with_what_they_owe(database: Database, ground: Ground) -> None:
    databases.open_invoices(database, ground, 2)
    databases.add_drafts(database, ground, 1)
    write, reads = database.transactions.write, database.reads.customers
    write(lambda uow: uow.customers.add_many([builders.customer(name="Ånd", contacts=())]))
    weber, other = reads.page("", 10)[::-1]
    assert (weber.name, weber.email, weber.city) == (
        "Weber & Söhne GmbH",
        "anna@weber.example",
        "Berlin",
    )
    assert weber.balances == (CurrencySum("EUR", 2, Decimal(250)),)
    assert (other.name, other.email, other.balances) == ("Ånd", "", ())
    assert [row.name for row in reads.page("sohne", 10)] == [weber.name]
    assert [row.name for row in reads.page("an", 10)] == ["Ånd"]
    assert reads.get(99) is None


def test_the_sidebar_counts_what_waits(database: Database, ground: Ground) -> None:
    databases.open_invoices(database, ground, 3)
    databases.add_drafts(database, ground, 2)
    database.transactions.write(
        lambda uow: uow.outbox.settle(1, None, [OutgoingState.QUEUED], OutgoingState.FAILED)
    )
    assert database.reads.setup.sidebar(ACTOR) == SidebarCounts(2, 0, 2, 1)
