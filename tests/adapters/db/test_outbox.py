# SPDX-License-Identifier: MIT
"""Outgoing email: queued once, claimed by one, fenced, settled."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from lightar_desktop.domain.outgoing import (
    OutgoingState,
    RecipientReply,
    RecipientRole,
    RecipientState,
    Reply,
)
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import LEASE, Ground, new_email, open_invoices
from tests.fakes import START

TOKEN = "token-1"
UNDER_WAY = (OutgoingState.CLAIMED, OutgoingState.SENDING)


def claim(database: Database, ground: Ground, limit: int = 10, token: str = TOKEN) -> list[int]:
    return database.transactions.write(
        lambda uow: uow.outbox.claim(ground.account_id, limit, token, START, START + LEASE)
    )


def test_an_email_goes_its_whole_way(database: Database, ground: Ground) -> None:
    (invoice_id,) = open_invoices(database, ground, 1)
    write, reads = database.transactions.write, database.reads.outbox
    assert (reads.due(START), reads.due(START - LEASE)) == (1, 0)
    (email_id,) = claim(database, ground)
    assert claim(database, ground) == []

    (claimed,) = reads.claimed([email_id], TOKEN)
    assert reads.claimed([email_id], "another") == []
    assert (claimed.number, claimed.pdf) == ("INV-2026-0001", f"%PDF {invoice_id}".encode())
    assert claimed.pending == ("anna@weber.example", "boss@nordlys.example")
    assert '"Weber & Söhne GmbH"' in claimed.issued_json

    assert not write(lambda uow: uow.outbox.fence(email_id, "another", START, START + LEASE))
    assert not write(lambda uow: uow.outbox.fence(email_id, TOKEN, START + LEASE, START + LEASE))
    assert write(lambda uow: uow.outbox.fence(email_id, TOKEN, START, START + LEASE))
    assert not write(lambda uow: uow.outbox.fence(email_id, TOKEN, START, START + LEASE))

    answers = [
        RecipientReply("anna@weber.example", Reply(250, "2.1.5 ok")),
        RecipientReply("boss@nordlys.example", Reply(550, "5.1.1 unknown")),
    ]
    assert write(
        lambda uow: uow.outbox.settle(
            email_id,
            TOKEN,
            [OutgoingState.SENDING, OutgoingState.UNCERTAIN],
            OutgoingState.SENT,
            reply="250 2.0.0 queued",
            sent_at=START,
            counted=True,
            recipients=answers,
        )
    )
    row = reads.get(email_id)
    assert row is not None
    assert (row.state, row.reply, row.sent_at) == (OutgoingState.SENT, "250 2.0.0 queued", START)
    assert (row.attempts, row.subject, row.customer) == (1, "Invoice", "Weber & Söhne GmbH")
    assert [(one.state, one.reply) for one in row.recipients] == [
        (RecipientState.ACCEPTED, "250 2.1.5 ok"),
        (RecipientState.REFUSED, "550 5.1.1 unknown"),
    ]
    assert row.addresses(RecipientRole.CC) == ("boss@nordlys.example",)
    parts = reads.parts(email_id)
    assert parts is not None
    assert parts.done == ("anna@weber.example", "boss@nordlys.example")
    assert reads.counts() == {OutgoingState.SENT: 1}
    assert write(lambda uow: uow.outbox.states(invoice_id)) == [OutgoingState.SENT]


def test_an_email_is_queued_once(database: Database, ground: Ground) -> None:
    (invoice_id,) = open_invoices(database, ground, 1)
    again = new_email(invoice_id, ground)
    assert database.transactions.write(lambda uow: uow.outbox.add(again)) is None
    other = replace(again, dedupe_key="manual:1", message_id="<2@x>", ref="ref-2", repeat_of=1)
    email_id = database.transactions.write(lambda uow: uow.outbox.add(other))
    assert [row.id for row in database.reads.outbox.emails(invoice_id=invoice_id)] == [email_id, 1]


def test_an_email_without_its_pdf_is_not_claimed(database: Database, ground: Ground) -> None:
    (draft,) = databases.add_drafts(database, ground, 1)
    database.transactions.write(databases.opening(draft, ground))
    assert claim(database, ground) == []
    email = database.reads.outbox.parts(1)
    assert email is not None
    assert email.pdf == b""


def test_twenty_claimers_share_the_queue(database: Database, ground: Ground) -> None:
    open_invoices(database, ground, 60)
    with ThreadPoolExecutor(20) as pool:
        shares = list(pool.map(lambda i: claim(database, ground, 3, f"token-{i}"), range(20)))
    taken = [email_id for share in shares for email_id in share]
    assert sorted(taken) == list(range(1, 61))


def test_the_oldest_are_claimed_first(database: Database, ground: Ground) -> None:
    open_invoices(database, ground, 3)
    database.transactions.write(
        lambda uow: uow.outbox.settle(
            1,
            None,
            [OutgoingState.QUEUED],
            OutgoingState.QUEUED,
            next_at=START + timedelta(seconds=1),
        )
    )
    assert claim(database, ground, 1) == [2]
    assert claim(database, ground) == [3]


@pytest.mark.parametrize("status", ["paid", "void"])
def test_the_fence_asks_whether_it_is_still_owed(
    database: Database, ground: Ground, status: str
) -> None:
    open_invoices(database, ground, 1)
    (email_id,) = claim(database, ground)
    database.transactions.write(
        lambda uow: uow._session.core.execute(text(f"UPDATE invoice SET status = '{status}'"))  # type: ignore[attr-defined]
    )
    assert not database.transactions.write(
        lambda uow: uow.outbox.fence(email_id, TOKEN, START, START + LEASE)
    )


def test_a_retry_reaches_only_those_who_were_asked_to_wait(
    database: Database, ground: Ground
) -> None:
    open_invoices(database, ground, 1)
    (email_id,) = claim(database, ground)
    write = database.transactions.write
    write(lambda uow: uow.outbox.fence(email_id, TOKEN, START, START + LEASE))
    answers = [
        RecipientReply("anna@weber.example", Reply(250, "ok")),
        RecipientReply("boss@nordlys.example", Reply(450, "4.2.0 wait")),
    ]
    write(
        lambda uow: uow.outbox.settle(
            email_id,
            TOKEN,
            [OutgoingState.SENDING],
            OutgoingState.QUEUED,
            next_at=START + LEASE,
            sent_at=START,
            counted=True,
            recipients=answers,
        )
    )
    parts = database.reads.outbox.parts(email_id)
    assert parts is not None
    assert (parts.pending, parts.attempts) == (("boss@nordlys.example",), 1)


def test_nobody_is_served_by_a_message_that_did_not_leave(
    database: Database, ground: Ground
) -> None:
    open_invoices(database, ground, 1)
    (email_id,) = claim(database, ground)
    answers = [RecipientReply("anna@weber.example", Reply(250, "ok"))]
    database.transactions.write(
        lambda uow: uow.outbox.settle(
            email_id, TOKEN, UNDER_WAY, OutgoingState.QUEUED, next_at=START, recipients=answers
        )
    )
    parts = database.reads.outbox.parts(email_id)
    assert parts is not None
    assert parts.done == ()


def test_only_the_owner_settles_and_late_proof_counts(database: Database, ground: Ground) -> None:
    open_invoices(database, ground, 1)
    (email_id,) = claim(database, ground)
    write = database.transactions.write
    sent = OutgoingState.SENT

    def settle(token: str | None, expected: OutgoingState, state: OutgoingState) -> bool:
        return write(lambda uow: uow.outbox.settle(email_id, token, [expected], state))

    assert not settle("another", OutgoingState.CLAIMED, sent)
    assert not settle(TOKEN, OutgoingState.SENDING, sent)
    assert settle(None, OutgoingState.CLAIMED, OutgoingState.UNCERTAIN)
    assert settle(TOKEN, OutgoingState.UNCERTAIN, sent)
    assert not settle(TOKEN, sent, OutgoingState.QUEUED)  # a settled email is nobody's


def test_leases_end_and_the_window_counts(database: Database, ground: Ground) -> None:
    open_invoices(database, ground, 3)
    first, second = claim(database, ground, 2)
    write = database.transactions.write
    write(lambda uow: uow.outbox.fence(first, TOKEN, START, START + 2 * LEASE))
    later = START + LEASE + timedelta(seconds=1)
    assert write(lambda uow: uow.outbox.expired(START)) == []
    assert write(lambda uow: uow.outbox.expired(later)) == [(second, OutgoingState.CLAIMED)]
    assert write(lambda uow: uow.outbox.used_in_window(ground.account_id, later)) == 2
    write(lambda uow: uow.outbox.settle(first, TOKEN, UNDER_WAY, OutgoingState.SENT))
    write(lambda uow: uow.outbox.settle(second, TOKEN, UNDER_WAY, OutgoingState.QUEUED))
    assert write(lambda uow: uow.outbox.used_in_window(ground.account_id, later)) == 0
    assert write(lambda uow: uow.outbox.used_in_window(ground.account_id, START - LEASE)) == 1


def test_emails_queued_before_there_was_an_account_leave_by_it(
    database: Database, ground: Ground
) -> None:
    (invoice_id,) = open_invoices(database, ground, 1)
    orphan = replace(
        new_email(invoice_id, ground),
        dedupe_key="manual:1",
        message_id="<2@x>",
        ref="2",
        account_id=None,
        document_id=1,
    )
    email_id = database.transactions.write(lambda uow: uow.outbox.add(orphan))
    assert claim(database, ground, token="other") == [1]
    account = database.reads.setup.account()
    assert account is not None
    database.transactions.write(lambda uow: uow.setup.save_account(account))
    assert claim(database, ground) == [email_id]


def test_an_email_knows_its_batch(database: Database, ground: Ground) -> None:
    (draft,) = databases.add_drafts(database, ground, 1)
    write = database.transactions.write
    batch_id = write(lambda uow: uow.batches.add([draft.id], databases.SETTINGS, START))
    ((item_id, _invoice_id),) = database.reads.batches.waiting(batch_id, 0, 10)
    email_id = write(databases.opening(draft, ground, batch_item_id=item_id))
    assert email_id is not None
    of = write(lambda uow: uow.outbox.of(email_id))
    assert of == (draft.id, OutgoingState.QUEUED, item_id, batch_id)
    assert database.reads.outbox.item(email_id) == item_id
    assert write(lambda uow: uow.outbox.of(99)) is None
