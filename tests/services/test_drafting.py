# SPDX-License-Identifier: MIT
"""Drafts and corrections as the window asks for them, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import DocumentKind, Invoice, InvoiceStatus
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests import databases
from tests.builders import COMPANY, draft, line
from tests.fakes import InlineRunner
from tests.services.conftest import World, furnish, make_world


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        return str(server.fresh_database(databases.prepare, template="lightar"))
    return databases.sqlite_url(tmp_path)


@pytest.fixture
def world(url: str) -> Iterator[World]:
    made = furnish(make_world(url, InlineRunner()))
    yield made
    made.database.close()


def load(world: World, invoice_id: int) -> Invoice:
    (found,) = world.database.reads.invoices.load([invoice_id])
    return found


def opened(world: World, **changes: object) -> int:
    """An open invoice, over 125.00 EUR unless told otherwise."""
    (invoice_id,) = world.drafts(changes)
    world.open([invoice_id], None)
    return invoice_id


def kinds(world: World, invoice_id: int) -> list[str]:
    return [row.kind for row in world.database.reads.journal.about(invoice_id)]


def refused(error: pytest.ExceptionInfo[DomainError]) -> tuple[str, ...]:
    return error.value.codes


def test_a_new_draft_begins_with_the_companys_defaults(world: World) -> None:
    write = world.database.transactions.write
    second = write(lambda uow: uow.numbers.add_series(NumberSeries(0, "Second")))
    company: Company = replace(COMPANY, series_id=second, terms_days=10, currency="NOK")
    world.setup.save_company(company)
    empty = load(world, world.drafting.new())
    assert (empty.currency, empty.terms_days, empty.series_id) == ("NOK", 10, second)
    assert empty.template is not None
    made = load(world, world.drafting.new(1, [line()]))
    assert made.customer is not None
    assert (made.currency, made.terms_days, len(made.lines)) == ("EUR", None, 1)
    with pytest.raises(DomainError) as error:
        world.drafting.new(99)
    assert refused(error) == ("not_found",)


def test_a_draft_is_saved_as_typed_and_the_journal_is_not_flooded(world: World) -> None:
    one = load(world, world.drafting.new(1))
    for word in ("D", "De", "Des"):
        version = world.drafting.save(replace(one, note=word))
        one = replace(one, note=word, version=version)
    assert load(world, one.id) == one
    assert kinds(world, one.id) == ["invoice.changed", "invoice.added"]
    world.drafting.finish(one.id)
    world.drafting.finish(one.id)
    assert kinds(world, one.id) == ["invoice.changed", "invoice.changed", "invoice.added"]
    world.clock.advance(timedelta(minutes=2))
    world.drafting.save(replace(one, note="Design"))
    world.drafting.finish(one.id)
    assert kinds(world, one.id).count("invoice.changed") == 3


def test_a_conflict_says_who_was_faster_and_loses_nothing(world: World) -> None:
    one = load(world, world.drafting.new(1))
    world.drafting.save(replace(one, note="theirs"))
    with pytest.raises(DomainError, match="anna on desk changed this draft") as error:
        world.drafting.save(replace(one, note="mine"))
    assert refused(error) == ("edited_elsewhere",)
    assert load(world, one.id).note == "theirs"
    world.drafting.delete([one.id])
    with pytest.raises(DomainError) as error:
        world.drafting.save(replace(one, note="mine"))
    assert refused(error) == ("draft_deleted",)
    open_one = opened(world)
    with pytest.raises(DomainError) as error:
        world.drafting.save(load(world, open_one))
    assert refused(error) == ("not_a_draft_any_more",)


def test_what_no_column_could_hold_is_refused_before_the_database_sees_it(world: World) -> None:
    one = load(world, world.drafting.new(1))
    with pytest.raises(DomainError) as error:
        world.drafting.save(replace(one, lines=(line("999999999", "999999999"),)))
    assert refused(error) == ("amount_too_big",)


def test_a_duplicate_is_a_draft_of_its_own(world: World) -> None:
    first = opened(world, note="Thanks")
    second = load(world, world.drafting.duplicate(first))
    assert second.status is InvoiceStatus.DRAFT
    assert (second.number, second.issued_on, second.note) == (None, None, "Thanks")
    assert second.lines == load(world, first).lines


def test_only_drafts_are_deleted(world: World) -> None:
    locked, free = opened(world), world.drafting.new(1)
    done = world.drafting.delete([free, locked, 999])
    assert (done.gone, done.kept) == ((free,), (locked,))
    assert world.database.reads.invoices.load([free]) == []
    assert kinds(world, free)[0] == "invoice.deleted"


def test_a_credit_note_lowers_what_its_invoice_owes(world: World) -> None:
    first = opened(world, lines=(line("100", "4"),))
    note = world.drafting.credit_note(first, {0: Decimal(1)})
    assert world.invoice(note).total == -125
    assert world.invoice(first).balance == 500  # a draft changes nothing yet
    world.open([note], None)
    row, credited = world.invoice(note), world.invoice(first)
    assert (credited.status, credited.balance) == (InvoiceStatus.PARTIALLY_PAID, Decimal(375))
    assert (row.status, row.balance, row.kind) == (
        InvoiceStatus.PAID,
        Decimal(0),
        DocumentKind.CREDIT_NOTE,
    )
    assert "invoice.credited" in kinds(world, first)
    (linked,) = world.database.reads.invoices.credit_notes(first)
    assert linked.id == note
    assert load(world, note).corrects == credited.number
    world.open([world.drafting.credit_note(first, {0: Decimal(3)})], None)
    assert (world.invoice(first).status, world.invoice(first).balance) == (
        InvoiceStatus.PAID,
        Decimal(0),
    )
    assert world.database.reads.journal.verify().ok


def test_no_more_is_credited_than_was_charged(world: World) -> None:
    first = opened(world)
    notes = [world.drafting.credit_note(first) for _ in range(2)]
    world.open(notes[:1], None)
    with pytest.raises(DomainError) as error:
        world.drafting.credit_note(first)
    assert refused(error) == ("nothing_to_credit",)
    assert [one.code for one in world.opening.problems(notes[1], email=False)] == ["credit_too_big"]
    batch = world.open(notes[1:], None)
    (item,) = world.items(batch)
    assert [reason.code for reason in item.reasons] == ["credit_too_big"]
    assert world.invoice(notes[1]).status is InvoiceStatus.DRAFT
    numbers = [world.invoice(one).number for one in (first, notes[0])]
    assert numbers == ["INV-2026-0001", "INV-2026-0002"]


def test_credit_notes_opened_at_once_never_come_to_more_than_the_invoice(url: str) -> None:
    from lightar_desktop.adapters.system.runners import ThreadRunner

    world = furnish(make_world(url, ThreadRunner(8, "worker")))
    try:
        first = opened(world, lines=(line("100", "4"),))
        notes = [world.drafting.credit_note(first, {0: Decimal(1)}) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda note: world.open([note], None), notes))
        rows = [world.invoice(note) for note in notes]
        given = [row for row in rows if row.status is not InvoiceStatus.DRAFT]
        assert (len(given), world.invoice(first).balance) == (4, Decimal(0))
        assert sorted(str(row.number)[-4:] for row in given) == ["0002", "0003", "0004", "0005"]
        report = world.database.reads.journal.verify()
        assert report.ok, report.words
    finally:
        world.database.close()


def test_a_credit_note_is_never_overdue(world: World) -> None:
    first = opened(world)
    world.open([world.drafting.credit_note(first, {0: Decimal(1)})], None)
    (note,) = world.database.reads.invoices.credit_notes(first)
    far = InvoiceFilter(statuses=frozenset({InvoiceStatus.OPEN}), overdue_on=date(2030, 1, 1))
    found = world.database.reads.invoices.page(far, InvoiceSort(), 10)
    assert note.due_on is None
    assert note.id not in {row.id for row in found}


def test_credit_notes_have_numbers_of_their_own_if_the_company_wants(world: World) -> None:
    write = world.database.transactions.write
    series = NumberSeries(0, "Credit notes", "CN-{number:3}")
    series_id = write(lambda uow: uow.numbers.add_series(series))
    world.setup.save_company(replace(COMPANY, credit_series_id=series_id))
    note = world.drafting.credit_note(opened(world))
    world.open([note], None)
    assert world.invoice(note).number == "CN-001"


def test_a_settled_credit_note_is_emailed(world: World) -> None:
    note = world.drafting.credit_note(opened(world))
    world.open([note])
    assert world.invoice(note).status is InvoiceStatus.PAID
    world.deliver()
    assert world.email(note).state is OutgoingState.SENT


def test_voiding_keeps_the_reason_and_the_waiting_emails_here(world: World) -> None:
    (first,) = world.drafts({})
    world.open([first])
    world.drafting.void(first, "  Wrong customer ")
    row, invoice = world.invoice(first), load(world, first)
    assert (row.status, row.balance, row.total) == (
        InvoiceStatus.VOID,
        Decimal(0),
        Decimal(125),
    )
    assert invoice.void_reason == "Wrong customer"
    assert world.email(first).state is OutgoingState.CANCELLED
    assert {"invoice.voided", "email.cancelled"} <= set(kinds(world, first))
    world.deliver()
    assert world.server.delivered == []
    assert world.database.reads.journal.verify().ok
    with pytest.raises(DomainError) as error:
        world.drafting.void(first, "again")
    assert refused(error) == ("already_void",)
    note = draft(kind=DocumentKind.CREDIT_NOTE, corrects_id=first)
    (note_id,) = world.database.transactions.write(lambda uow: uow.drafts.add_many([note]))
    problems = world.opening.problems(note_id, email=False)
    assert [problem.code for problem in problems] == ["corrected_void"]


def test_voiding_is_refused_without_reason_or_once_something_was_credited(world: World) -> None:
    first = opened(world, lines=(line("100", "4"),))
    for words, code in ((" ", "no_reason"), ("x", "void_paid")):
        with pytest.raises(DomainError) as error:
            world.drafting.void(first, words)
        assert refused(error) == (code,)
        world.open([world.drafting.credit_note(first, {0: Decimal(1)})], None)
    with pytest.raises(DomainError) as error:
        world.drafting.void(world.drafting.new(1), "x")
    assert refused(error) == ("not_opened_yet",)


def test_a_changed_correction_is_refused_and_found(world: World, url: str) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import DBAPIError

    from lightar_desktop.adapters.db import triggers

    first = opened(world, lines=(line("100", "4"),))
    world.open([world.drafting.credit_note(first, {0: Decimal(1)})], None)
    engine = create_engine(url)
    for statement in ("UPDATE correction SET applied = 0", "DELETE FROM correction"):
        with pytest.raises(DBAPIError, match="locked"), engine.begin() as connection:
            connection.execute(text(statement))
    with engine.begin() as connection:
        triggers.drop(connection)
        connection.execute(text("UPDATE correction SET applied = 0"))
    engine.dispose()
    report = world.database.reads.journal.verify()
    assert not report.ok
    assert "amount credited" in report.words
