# SPDX-License-Identifier: MIT
"""Outgoing email: the states of one send, what a server's answer means, when to try again.

"Sent" means the server accepted the message. An email whose fate is unknown is `uncertain` and is
never sent again by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class OutgoingState(StrEnum):
    """queued -claim-> claimed -fence-> sending -reply-> sent, queued again, or failed."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in {OutgoingState.SENT, OutgoingState.FAILED, OutgoingState.CANCELLED}

    @property
    def cancellable(self) -> bool:
        return self in {OutgoingState.QUEUED, OutgoingState.HELD}


class RecipientRole(StrEnum):
    """In which header a recipient stands; `bcc` stands in none."""

    TO = "to"
    CC = "cc"
    BCC = "bcc"


class RecipientState(StrEnum):
    """What became of one recipient."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Stage(StrEnum):
    """How far the conversation with the server had come."""

    CONNECT = "connect"  # connecting, TLS, login: the account's trouble, not the message's
    MAIL = "mail"
    RECIPIENTS = "recipients"
    DATA = "data"  # up to the final dot, which was not sent
    DOT = "dot"  # the final dot was sent


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer; code 0 means the connection broke or timed out without one."""

    code: int = 0
    text: str = ""

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 400

    @property
    def permanent(self) -> bool:
        return 500 <= self.code < 600

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else self.text


@dataclass(frozen=True, slots=True)
class Letter:
    """An email as a server is given it."""

    envelope_from: str
    recipients: tuple[str, ...]
    message: bytes


@dataclass(frozen=True, slots=True)
class RecipientReply:
    """What the server said to one recipient."""

    address: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt to send ended, as the mail adapter reports it."""

    stage: Stage
    reply: Reply
    recipients: tuple[RecipientReply, ...] = ()
    fenced_out: bool = False  # the fence said no: the dot was not sent


class Verdict(StrEnum):
    """What follows from an attempt."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    STOPPED = "stopped"  # fenced out; whoever moved the email on decides what happens
    ACCOUNT = "account"  # nothing wrong with the message; the account must be seen to


def verdict(attempt: Attempt) -> Verdict:
    """Judge an attempt by RFC 5321: 4yz may be tried again, 5yz may not, silence after the dot
    means nobody knows.
    """
    if attempt.fenced_out:
        return Verdict.STOPPED
    if attempt.stage is Stage.DOT:
        if attempt.reply.accepted:
            return Verdict.SENT
        if not attempt.reply.code:
            return Verdict.UNCERTAIN
    elif attempt.stage is Stage.CONNECT:
        return Verdict.ACCOUNT
    return Verdict.FAILED if attempt.reply.permanent else Verdict.RETRY


LEASE: Final = timedelta(seconds=60)
SLOW_LEASE: Final = timedelta(minutes=5)  # where the server takes its time before the dot
DOT_LEASE: Final = timedelta(seconds=660)  # RFC 5321 4.5.3.2.6: ten minutes for the dot's reply
_WAITS: Final = tuple(timedelta(minutes=m) for m in (5, 15, 60, 120, 240))
_GIVE_UP: Final = timedelta(hours=24)
_JITTER: Final = 0.1


def next_attempt(
    attempts: int, first_at: datetime, now: datetime, chance: float
) -> datetime | None:
    """When to try again after `attempts` refusals, or None after a day of trying.

    Waits grow from 5 minutes (greylisting never lets one in sooner) to 4 hours; `chance` in
    [0, 1) spreads them by 10 % either way, so that a batch does not come back as one.
    """
    wait = _WAITS[min(attempts, len(_WAITS)) - 1]
    at = now + wait * (1 + _JITTER * (2 * chance - 1))
    return at if at - first_at <= _GIVE_UP else None


def advice(reply: Reply) -> str:
    """What a clerk can do about a refusal, in one sentence after the server's own words."""
    text = reply.text.lower()
    for code, signs, words in _ADVICE:
        if (not code or reply.code == code) and any(sign in text for sign in signs):
            return words
    if reply.permanent:
        return "The server will not take this email; read its words and correct the cause."
    return "LightAR tries again by itself."


_ADVICE: Final = (
    (0, ("5.1.1", "5.1.2", "5.1.3", "5.1.10", "user unknown", "no such user"),
     "The address does not exist; correct it on the customer and send again."),
    (0, ("5.3.4", "size", "too large", "too big"), "The message is too big; attach less."),
    (0, ("5.7.30", "basic authentication"),
     "The provider no longer takes passwords; use another way to log in."),
    (535, ("",), "The user name or password is wrong; enter it again under AR Settings."),
    (0, ("5.7.", "spf", "dkim", "dmarc", "spam", "policy"),
     "The server's rules refuse it; ask whoever runs your mail domain."),
    (0, ("4.2.2", "5.2.2", "quota", "mailbox full"),
     "The customer's mailbox is full; call or use another address."),
)  # fmt: skip
