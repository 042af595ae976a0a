# SPDX-License-Identifier: MIT
"""Writing down what became of an attempt: email, recipients, batch item, light and journal."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lightar_desktop.domain.engagement import light
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.outgoing import (
    Attempt,
    OutgoingState,
    Reply,
    Verdict,
    advice,
    next_attempt,
    verdict,
)
from lightar_desktop.services.items import finish_batch, item_after
from lightar_desktop.services.ports import ClaimedEmail, UnitOfWork

_OURS = (OutgoingState.CLAIMED, OutgoingState.SENDING, OutgoingState.UNCERTAIN)
NOT_OWED = "The invoice was paid or voided before the email left."
NO_ANSWER = "The connection was lost after the message was handed over, before the server answered."
INTERRUPTED = "LightAR was interrupted while it handed the message over; the server may have it."


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an email goes next and what is said about it."""

    state: OutgoingState
    kind: str
    reply: str
    next_at: datetime | None = None
    sent_at: datetime | None = None
    counted: bool = True


def outcome(email: ClaimedEmail, attempt: Attempt, now: datetime) -> Outcome:
    """What follows from an attempt, as `domain.outgoing.verdict` judges it."""
    said = str(attempt.reply)
    match verdict(attempt):
        case Verdict.SENT:
            return _accepted(email, attempt, said, now)
        case Verdict.UNCERTAIN:
            return Outcome(OutgoingState.UNCERTAIN, "email.uncertain", NO_ANSWER)
        case Verdict.RETRY:
            return _later(email, said, now)
        case Verdict.FAILED:
            return Outcome(OutgoingState.FAILED, "email.failed", said)
        case _:  # the account's trouble or the fence's word: no attempt of this email
            return Outcome(OutgoingState.QUEUED, "", said, now, counted=False)


def _accepted(email: ClaimedEmail, attempt: Attempt, said: str, now: datetime) -> Outcome:
    """Sent; unless some recipients were asked to wait, who are tried alone later. What reached
    only those in copy has not reached the customer.
    """
    waiting = [r.address for r in attempt.recipients if _asked_to_wait(r.reply)]
    again = _again(email, now) if waiting else None
    if again is None:
        refused = {r.address: r.reply for r in attempt.recipients if not r.reply.accepted}
        if email.to and all(address in refused for address in email.to):
            words = str(refused[email.to[0]])
            return Outcome(OutgoingState.FAILED, "email.failed", words, sent_at=now)
        return Outcome(OutgoingState.SENT, "email.sent", said, sent_at=now)
    words = f"{said} - asked to wait: {', '.join(waiting)}"
    return Outcome(OutgoingState.QUEUED, "email.deferred", words, again, now)


def _later(email: ClaimedEmail, said: str, now: datetime) -> Outcome:
    """Try again, with growing waits, for a day."""
    again = _again(email, now)
    if again is None:
        words = f"{said} - given up after a day of trying."
        return Outcome(OutgoingState.FAILED, "email.failed", words)
    return Outcome(OutgoingState.QUEUED, "email.deferred", said, again)


def _again(email: ClaimedEmail, now: datetime) -> datetime | None:
    chance = random.random()  # noqa: S311 - only spreads retries over time
    return next_attempt(email.attempts + 1, email.created_at, now, chance)


def _asked_to_wait(reply: Reply) -> bool:
    return 400 <= reply.code < 500


def settling(
    email: ClaimedEmail, attempt: Attempt, result: Outcome, now: datetime
) -> Callable[[UnitOfWork], OutgoingState | None]:
    """The write that settles an attempt; does nothing when the email is no longer ours."""

    def work(uow: UnitOfWork) -> OutgoingState | None:
        if attempt.fenced_out and not uow.invoices.wanted(email.invoice_id):
            return _withdraw(uow, email, now)
        moved = uow.outbox.settle(
            email.id,
            email.token,
            _OURS,
            result.state,
            reply=result.reply,
            next_at=result.next_at,
            sent_at=result.sent_at,
            counted=result.counted,
            recipients=attempt.recipients,
        )
        if not moved:
            return None
        if result.kind:
            data: EventData = {
                "to": list(email.to),
                "reply": result.reply,
            }
            event = Event(result.kind, Subject.EMAIL, email.id, email.invoice_id, data)
            follow(uow, email.id, email.invoice_id, result.state, result.reply, now, event)
        return result.state

    return work


def _withdraw(uow: UnitOfWork, email: ClaimedEmail, now: datetime) -> OutgoingState | None:
    """The fence said no because nothing is owed any more."""
    state = OutgoingState.CANCELLED
    if not uow.outbox.settle(email.id, email.token, _OURS, state, reply=NOT_OWED):
        return None
    event = Event(
        "email.cancelled", Subject.EMAIL, email.id, email.invoice_id, {"reason": NOT_OWED}
    )
    follow(uow, email.id, email.invoice_id, state, NOT_OWED, now, event)
    return state


def follow(
    uow: UnitOfWork,
    email_id: int,
    invoice_id: int,
    state: OutgoingState,
    words: str,
    now: datetime,
    event: Event,
) -> None:
    """Carry an email's new state to the invoice's light, its batch item and the journal."""
    seen = uow.invoices.opened(invoice_id)
    uow.invoices.set_light(invoice_id, light(uow.outbox.states(invoice_id), opened=seen))
    found = uow.outbox.of(email_id)
    if found and found[2] is not None:
        status = item_after(state)
        said = f"{words} {advice_for(state, words)}".strip() if state.value == "failed" else words
        uow.batches.settle_item(found[2], None, status, (), said)
        if found[3] is not None and state is not OutgoingState.QUEUED:
            finish_batch(uow, found[3], now)
    uow.record(event)


def advice_for(state: OutgoingState, words: str) -> str:
    """The next step for a failed email, from the server's words."""
    if state is not OutgoingState.FAILED:
        return ""
    code = words[:3]
    return advice(Reply(int(code) if code.isdigit() else 500, words))
