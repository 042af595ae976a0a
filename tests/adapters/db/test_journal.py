# SPDX-License-Identifier: MIT
"""The journal shows what was done to it, and to the invoices it speaks of."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from lightar_desktop.adapters.db import triggers
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.rows import AuditReport
from tests import databases
from tests.databases import ACTOR, HOST, Ground
from tests.fakes import START

ENTRIES = 6
REST = "at, actor, host, kind, subject, subject_id, invoice_id, data, prev_hash, hash"


@pytest.fixture
def unlocked(url: str, database: Database, ground: Ground) -> Iterator[Engine]:
    """Six opened invoices, and somebody who owns the database and has removed the triggers."""
    databases.open_invoices(database, ground, ENTRIES)
    engine = create_engine(url)
    with engine.begin() as connection:
        triggers.drop(connection)
    yield engine
    engine.dispose()


def tampered(database: Database, engine: Engine, *statements: str) -> AuditReport:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return database.reads.journal.verify()


def test_an_untouched_journal_is_sound(database: Database, unlocked: Engine) -> None:
    report = database.reads.journal.verify()
    assert (report.ok, report.entries, report.first_bad) == (True, ENTRIES, None)
    assert "6 entries and 6 opened invoices" in report.words
    assert "very end" in report.words


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        (["UPDATE journal SET actor = 'nobody' WHERE seq = 3"], 3),
        (["UPDATE journal SET data = replace(data, 'EUR', 'USD') WHERE seq = 2"], 2),
        (["DELETE FROM journal WHERE seq = 4"], 4),
        (["DELETE FROM journal WHERE seq = 1"], 1),
        (
            [f"INSERT INTO journal SELECT 0, {REST} FROM journal WHERE seq = 1"],
            1,
        ),
        (
            [
                "UPDATE journal SET seq = 99 WHERE seq = 2",
                "UPDATE journal SET seq = 2 WHERE seq = 3",
                "UPDATE journal SET seq = 3 WHERE seq = 99",
            ],
            2,
        ),
        (
            [f"INSERT INTO journal SELECT 7, {REST} FROM journal WHERE seq = 6"],
            7,
        ),
        (["UPDATE invoice SET total = total + 100 WHERE id = 5"], 5),
        (["UPDATE invoice SET number = 'INV-2026-0999' WHERE id = 1"], 1),
        (["UPDATE issued_invoice SET content = replace(content, 'Oslo', 'Rome')"], 1),
        (["UPDATE invoice SET status = 'draft', number = NULL, opened_at = NULL WHERE id = 2"], 2),
    ],
    ids=[
        "edited",
        "edited data",
        "deleted",
        "first deleted",
        "inserted before",
        "swapped",
        "copied to the end",
        "other total",
        "other number",
        "other content",
        "draft again",
    ],
)
def test_tampering_is_found_where_it_was_done(
    database: Database, unlocked: Engine, statements: list[str], first_bad: int
) -> None:
    report = tampered(database, unlocked, *statements)
    assert (report.ok, report.first_bad) == (False, first_bad), report.words


def test_a_cut_tail_leaves_invoices_without_their_opening(
    database: Database, unlocked: Engine
) -> None:
    report = tampered(database, unlocked, "DELETE FROM journal WHERE seq = 6")
    assert not report.ok
    assert report.words == "Nothing is recorded about the opening of INV-2026-0006."


def test_entries_say_who_where_when_and_what(database: Database, ground: Ground) -> None:
    (invoice_id,) = databases.open_invoices(database, ground, 1)

    def work(uow: UnitOfWork) -> None:
        uow.record(
            Event(
                "email.sent", Subject.EMAIL, 7, invoice_id, {"to": ["a@b.example", "ö@b.example"]}
            ),
            Event("batch.done", Subject.BATCH, 3),
        )

    database.transactions.write(work)
    reads = database.reads.journal
    assert reads.last() == 3
    assert [row.kind for row in reads.since(1)] == ["email.sent", "batch.done"]
    assert [row.kind for row in reads.since(0, limit=1)] == ["invoice.opened"]
    sent, opened = reads.about(invoice_id)
    assert (sent.kind, opened.kind) == ("email.sent", "invoice.opened")
    assert (sent.actor, sent.host, sent.at, sent.subject) == (ACTOR, HOST, START, "email")
    assert sent.data == {"to": ["a@b.example", "ö@b.example"]}
    assert reads.verify().ok
