# SPDX-License-Identifier: MIT
"""A team's own data: drafts, customers, products and filters, read as they were written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lightar_desktop.domain.customer import (
    ContactRole,
    Delivery,
    EmailPreferences,
    PostalAddress,
)
from lightar_desktop.domain.product import Product
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground
from tests.fakes import START


def test_a_deleted_draft_stays_in_the_batch_that_could_not_open_it(
    database: Database, ground: Ground
) -> None:
    (draft,) = [one.id for one in databases.add_drafts(database, ground, 1)]
    batch_id = database.transactions.write(lambda uow: uow.batches.add([draft], None, START))
    assert database.transactions.write(lambda uow: uow.drafts.delete([draft, 99])) == [draft]
    (item,) = database.reads.batches.items(batch_id)
    assert (item.invoice_id, item.number, item.customer) == (draft, None, "")


def test_an_opened_invoice_is_never_deleted(database: Database, ground: Ground) -> None:
    (opened,) = databases.open_invoices(database, ground, 1)
    assert database.transactions.write(lambda uow: uow.drafts.delete([opened])) == []
    assert database.reads.invoices.load([opened])


def test_a_draft_changed_by_another_is_not_overwritten(database: Database, ground: Ground) -> None:
    (draft,) = databases.add_drafts(database, ground, 1)
    write = database.transactions.write
    assert write(lambda uow: uow.drafts.save(replace(draft, note="mine", lines=draft.lines * 2)))
    assert not write(lambda uow: uow.drafts.save(replace(draft, note="theirs")))
    (stored,) = database.reads.invoices.load([draft.id])
    assert (stored.note, len(stored.lines)) == ("mine", 2)
    assert stored.version == draft.version + 1


def test_what_a_customer_owes_is_told_from_what_is_late(database: Database, ground: Ground) -> None:
    databases.open_invoices(database, ground, 3)
    (row,) = database.reads.customers.owed(ground.customer_id, date(2030, 1, 1))
    assert (row.currency, row.invoices, row.balance) == ("EUR", 3, Decimal(375))
    assert (row.overdue_invoices, row.overdue) == (3, Decimal(375))
    (row,) = database.reads.customers.owed(ground.customer_id, date(2020, 1, 1))
    assert (row.overdue_invoices, row.overdue) == (0, Decimal(0))


def test_a_customer_comes_back_as_it_was_saved(database: Database, ground: Ground) -> None:
    stored = database.reads.customers.get(ground.customer_id)
    assert stored is not None
    changed = replace(
        stored,
        name="Weber GmbH",
        shipping=Delivery("Lager", PostalAddress("Hof 1", "10115", "Berlin", "DE")),
        time_zone="Europe/Berlin",
        preferences=EmailPreferences("sales@x.example", ("cc@x.example",), ContactRole.PRIMARY),
        note="slow payer",
        archived=True,
    )
    assert database.transactions.write(lambda uow: uow.customers.save(changed))
    assert database.reads.customers.get(stored.id) == replace(changed, version=stored.version + 1)
    assert not database.transactions.write(lambda uow: uow.customers.save(changed))
    assert [row.name for row in database.reads.customers.page("weber", 5)] == ["Weber GmbH"]


def test_a_product_and_a_filter_come_back_as_they_were_saved(database: Database) -> None:
    write, reads = database.transactions.write, database.reads
    new = Product(0, "D-1", "Design", "h", Decimal("95.5"), tax_rate=Decimal(25))
    (product_id,) = write(lambda uow: uow.products.add_many([new]))
    assert reads.products.get(product_id) == replace(new, id=product_id)
    assert reads.products.by_code(["D-1"])["D-1"].description == "Design"
    gone = replace(new, id=product_id, archived=True)
    assert write(lambda uow: uow.products.save(gone))
    assert reads.products.page("des", 5) == []
    assert [one.id for one in reads.products.page("des", 5, archived=True)] == [product_id]
    first = write(lambda uow: uow.filters.save("Late", "{}"))
    assert write(lambda uow: uow.filters.save("Late", '{"overdue":1}')) == first
    (saved,) = reads.setup.saved_filters()
    assert (saved.name, saved.content) == ("Late", '{"overdue":1}')
