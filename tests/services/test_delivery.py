# SPDX-License-Identifier: MIT
"""The outbox: nothing lost, nothing sent twice, nothing called sent that did not leave."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import (
    Attempt,
    OutgoingState,
    RecipientReply,
    RecipientState,
    Reply,
    Stage,
)
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.commands import SendEmail
from tests.builders import contact
from tests.services.conftest import ACCOUNT, SETTINGS, World

UNKNOWN = Attempt(Stage.RECIPIENTS, Reply(550, "5.1.1 User unknown"))
GREYLISTED = Attempt(Stage.RECIPIENTS, Reply(450, "4.2.0 Greylisted, try again in 5 minutes"))
SILENCE = Attempt(Stage.DOT, Reply())
REFUSED_LOGIN = Attempt(Stage.CONNECT, Reply(535, "5.7.8 Authentication failed"))


def sent_once(world: World) -> int:
    ids = world.drafts(count=1)
    world.open(ids)
    world.deliver()
    return ids[0]


def test_sent_means_the_server_accepted_it(world: World) -> None:
    invoice_id = sent_once(world)
    email = world.email(invoice_id)
    assert email.state is OutgoingState.SENT
    assert email.reply == "250 2.0.0 queued"
    assert email.sent_at == world.clock.now()
    assert [one.state for one in email.recipients] == [RecipientState.ACCEPTED]
    assert world.server.delivered[0][0] == ("anna@weber.example",)


def test_a_temporary_refusal_is_tried_again_later_by_itself(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [GREYLISTED]
    batch_id = world.open([invoice_id])
    world.deliver()
    email = world.email(invoice_id)
    assert (email.state, email.attempts) == (OutgoingState.QUEUED, 1)
    assert email.next_at - world.clock.now() >= timedelta(minutes=4)
    assert "Greylisted" in email.reply
    assert world.items(batch_id)[0].status is ItemStatus.QUEUED
    assert world.deliver().counts == {}
    world.clock.advance(timedelta(minutes=6))
    world.deliver()
    assert world.email(invoice_id).state is OutgoingState.SENT
    assert world.items(batch_id)[0].status is ItemStatus.SENT
    assert len(world.server.delivered) == 1


def test_it_gives_up_after_a_day_and_says_so(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [GREYLISTED] * 40
    world.open([invoice_id])
    for _ in range(40):
        world.deliver()
        world.clock.advance(timedelta(hours=5))
    assert world.email(invoice_id).state is OutgoingState.FAILED
    assert "given up" in world.email(invoice_id).reply
    assert world.invoice(invoice_id).light is Light.FAILED
    assert world.server.delivered == []


def test_a_final_refusal_stops_with_the_servers_words(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [UNKNOWN]
    world.open([invoice_id])
    world.deliver()
    assert world.email(invoice_id).state is OutgoingState.FAILED
    assert world.email(invoice_id).reply == "550 5.1.1 User unknown"
    world.clock.advance(timedelta(days=2))
    world.deliver()
    assert world.server.delivered == []


def test_silence_after_the_dot_is_uncertain_and_never_repeated(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [SILENCE]
    batch_id = world.open([invoice_id])
    world.deliver()
    world.clock.advance(timedelta(days=3))
    world.deliver()
    assert world.email(invoice_id).state is OutgoingState.UNCERTAIN
    assert world.invoice(invoice_id).light is Light.CHECK
    assert world.items(batch_id)[0].status is ItemStatus.UNCERTAIN
    assert len(world.server.delivered) == 1


@pytest.mark.parametrize(
    ("how", "state", "item"),
    [
        ("sent", OutgoingState.SENT, ItemStatus.SENT),
        ("cancelled", OutgoingState.CANCELLED, ItemStatus.FAILED),
    ],
)
def test_a_person_settles_an_uncertain_email(
    world: World, how: str, state: OutgoingState, item: ItemStatus
) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [SILENCE]
    batch_id = world.open([invoice_id])
    world.deliver()
    world.outbox.settle(world.email(invoice_id).id, how, "asked Anna")
    assert world.email(invoice_id).state is state
    assert world.items(batch_id)[0].status is item
    with pytest.raises(DomainError, match="only an uncertain one"):
        world.outbox.settle(world.email(invoice_id).id, how, "again")


def test_sending_an_uncertain_email_again_is_a_new_message(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    world.server.script = [SILENCE]
    batch_id = world.open([invoice_id])
    world.deliver()
    first = world.email(invoice_id)
    world.outbox.settle(first.id, "again", "it did not arrive")
    world.deliver()
    second = world.email(invoice_id)
    assert second.message_id != first.message_id
    assert second.state is OutgoingState.SENT
    assert world.items(batch_id)[0].status is ItemStatus.SENT
    assert len(world.server.delivered) == 2


def test_a_refused_login_pauses_the_account_and_costs_no_attempt(world: World) -> None:
    ids = world.drafts(count=5)
    world.open(ids)
    world.server.script = [REFUSED_LOGIN] * 5
    tally = world.deliver()
    assert "Authentication failed" in tally.trouble
    assert "Authentication failed" in world.delivery.trouble()
    assert {email.state for email in world.emails()} == {OutgoingState.QUEUED}
    assert {email.attempts for email in world.emails()} == {0}
    world.server.script = []
    world.clock.advance(timedelta(minutes=2))
    world.deliver()
    assert {email.state for email in world.emails()} == {OutgoingState.SENT}
    assert world.delivery.trouble() == ""


def test_a_server_that_wants_fewer_connections_gets_fewer(world: World) -> None:
    world.open(world.drafts(count=9))
    world.server.script = [Attempt(Stage.MAIL, Reply(432, "4.3.2 Concurrent connections"))] * 4
    world.deliver()
    waiting = world.emails(OutgoingState.QUEUED)
    assert {email.attempts for email in waiting} == {0}
    assert len(waiting) + len(world.server.delivered) == 9
    world.clock.advance(timedelta(minutes=1))
    world.deliver()
    assert len(world.server.delivered) == 9
    assert {email.state for email in world.emails()} == {OutgoingState.SENT}


def test_one_refused_recipient_does_not_stop_the_others(world: World) -> None:
    both = world.customer(contacts=(contact("good@two.example"), contact("bad@two.example")))
    (invoice_id,) = world.drafts({"customer": both})
    refusal = RecipientReply("bad@two.example", Reply(550, "5.1.1 no such user"))
    world.server.script = [Attempt(Stage.DOT, Reply(250, "ok"), (refusal,))]
    world.open([invoice_id])
    world.deliver()
    states = {one.address: one.state for one in world.email(invoice_id).recipients}
    assert states == {
        "good@two.example": RecipientState.ACCEPTED,
        "bad@two.example": RecipientState.REFUSED,
    }
    assert world.email(invoice_id).state is OutgoingState.SENT


def test_a_recipient_asked_to_wait_is_reached_later_and_nobody_twice(world: World) -> None:
    both = world.customer(contacts=(contact("now@two.example"), contact("later@two.example")))
    (invoice_id,) = world.drafts({"customer": both})
    wait = RecipientReply("later@two.example", Reply(450, "4.2.0 greylisted"))
    world.server.script = [Attempt(Stage.DOT, Reply(250, "ok"), (wait,))]
    world.open([invoice_id])
    world.deliver()
    assert world.email(invoice_id).state is OutgoingState.QUEUED
    world.clock.advance(timedelta(minutes=10))
    world.deliver()
    assert world.email(invoice_id).state is OutgoingState.SENT
    reached = [to for to, _ in world.server.delivered]
    assert reached == [("now@two.example",), ("later@two.example",)]


def test_a_message_that_cannot_be_built_fails_alone(world: World) -> None:
    ids = world.drafts(count=1)
    world.open(ids, EmailSettings("UNSAFE", "ar@nordlys.example"))
    more = world.drafts(count=1)
    world.open(more)
    world.deliver()
    assert world.email(ids[0]).state is OutgoingState.FAILED
    assert "not built" in world.email(ids[0]).reply
    assert world.email(more[0]).state is OutgoingState.SENT


def test_claims_of_a_dead_process_are_released_after_their_lease(world: World) -> None:
    ids = world.drafts(count=2)
    world.open(ids)
    now = world.clock.now()

    def die_midway(uow: object) -> None:
        claimed = uow.outbox.claim(1, 2, "dead", now, now + timedelta(seconds=60))  # type: ignore[attr-defined]
        assert uow.outbox.fence(claimed[0], "dead", now, now + timedelta(seconds=660))  # type: ignore[attr-defined]

    world.database.transactions.write(die_midway)
    world.deliver()
    assert world.server.delivered == []
    world.clock.advance(timedelta(seconds=700))
    world.deliver()
    states = sorted(email.state for email in world.emails())
    assert states == [OutgoingState.SENT, OutgoingState.UNCERTAIN]
    assert len(world.server.delivered) == 1


def test_a_slow_server_does_not_outlast_the_claims(world: World) -> None:
    world.setup.save_mail_account(replace(ACCOUNT, connections=1))
    world.open(world.drafts(count=9))
    handed_over: list[datetime] = []

    def take_long() -> None:
        world.clock.advance(timedelta(seconds=50))
        handed_over.append(world.clock.now())

    world.server.before_fence = take_long
    world.deliver()
    assert len(handed_over) == len(world.server.delivered) == 9


def test_a_limit_a_minute_is_held(world: World) -> None:
    world.setup.save_mail_account(replace(ACCOUNT, per_minute=5))
    world.open(world.drafts(count=12))
    times: list[float] = []
    world.server.before_fence = lambda: times.append(world.clock.now().timestamp())
    world.deliver()
    assert len(times) == 12
    for start in times:
        assert sum(start <= at < start + 60 for at in times) <= 5


def test_sending_by_hand_needs_an_open_invoice(world: World) -> None:
    (invoice_id,) = world.drafts(count=1)
    with pytest.raises(DomainError, match="Open it first"):
        world.outbox.send(SendEmail(invoice_id, SETTINGS, "k1"))


def test_a_repeat_needs_a_second_confirm(world: World) -> None:
    invoice_id = sent_once(world)
    with pytest.raises(DomainError, match="already emailed to anna"):
        world.outbox.send(SendEmail(invoice_id, SETTINGS, "k1"))
    world.outbox.send(SendEmail(invoice_id, SETTINGS, "k2", again=True))
    world.deliver()
    assert len(world.server.delivered) == 2


def test_a_double_click_sends_once(world: World) -> None:
    ids = world.drafts(count=1)
    world.open(ids, None)
    world.outbox.send(SendEmail(ids[0], SETTINGS, "same", again=True))
    with pytest.raises(DomainError):
        world.outbox.send(SendEmail(ids[0], SETTINGS, "same", again=True))
    world.deliver()
    assert len(world.server.delivered) == 1


def test_chosen_recipients_override_the_contacts(world: World) -> None:
    ids = world.drafts(count=1)
    world.open(ids, None)
    settings = EmailSettings("S", "ar@nordlys.example", ("cc@x.example",), "M")
    world.outbox.send(SendEmail(ids[0], settings, "k", ("to@x.example",), ("bcc@x.example",)))
    world.deliver()
    assert world.server.delivered[0][0] == ("to@x.example", "cc@x.example", "bcc@x.example")
    assert b"bcc@x.example" not in world.server.delivered[0][1]


def test_a_waiting_email_can_be_cancelled(world: World) -> None:
    ids = world.drafts(count=1)
    world.open(ids)
    world.outbox.cancel(world.email(ids[0]).id)
    world.deliver()
    assert world.server.delivered == []
    assert world.invoice(ids[0]).light is Light.NOT_SENT
    with pytest.raises(DomainError, match="can no longer be cancelled"):
        world.outbox.cancel(world.email(ids[0]).id)


def test_the_background_sends_what_becomes_due(world: World) -> None:
    world.delivery.start()
    ids = world.drafts(count=3)
    world.open(ids)
    world.delivery.nudge()
    world.delivery.stop()
    world.deliver()
    assert len(world.server.delivered) == 3
