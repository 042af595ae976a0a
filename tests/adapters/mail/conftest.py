# SPDX-License-Identifier: MIT
"""An email, an account at a test server, and an authority for its certificates."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lightar_desktop.adapters.mail.connection import Timeouts
from lightar_desktop.adapters.mail.message import Attachment, Mailbox, MailParts, build_message
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import Attempt, Letter, Verdict, verdict
from tests.certificates import Authority, authority
from tests.smtp_servers import FEATURES, FaultyServer

REF = "0123456789abcdef0123456789abcdef"
PARTS = MailParts(
    from_=Mailbox("ar@acme.example", "Acme"),
    reply_to="billing@acme.example",
    to=(Mailbox("ada@kunde.example", "Ada"),),
    cc=(Mailbox("chef@kunde.example"),),
    subject="Invoice 2026-0001",
    text="Hello\n\n.a dot\n..\n.\nBye",
    html="<p>Hello</p>",
    message_id=f"<{REF}@acme.example>",
    ref=REF,
    date=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    attachments=(Attachment("Invoice.pdf", "application/pdf", b"%PDF-1.7" + bytes(range(256))),),
)
SOON = Timeouts(connect=5, reply=5, dot=0.3)


@pytest.fixture
def parts() -> MailParts:
    return PARTS


@pytest.fixture
def message() -> bytes:
    return build_message(PARTS)


def account_at(server: FaultyServer, **changes: object) -> MailAccount:
    account = MailAccount(1, "127.0.0.1", server.port, Security.NONE, "", "ar@acme.example", "Acme")
    return replace(account, **changes)  # type: ignore[arg-type]


@pytest.fixture
def connect() -> Callable[..., SmtpSession]:
    """Sessions that are closed when the test ends."""

    def make(server: FaultyServer, password: str | None = None, **changes: object) -> SmtpSession:
        return SmtpSession(account_at(server, **changes), password, SOON)

    return make


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(params=[FEATURES, FEATURES[1:]], ids=["pipelined", "step by step"])
def features(request: pytest.FixtureRequest) -> tuple[str, ...]:
    offers: tuple[str, ...] = request.param
    return offers


@pytest.fixture
def letters(parts: MailParts) -> list[Letter]:
    """Three messages to Ada, Bob and Eve, each with a mark of its own."""

    def letter(number: int, to: str) -> Letter:
        ref = f"{number:032x}"
        own = replace(parts, ref=ref, message_id=f"<{ref}@acme.example>", subject=f"No. {number}")
        return Letter("ar@acme.example", (f"{to}@kunde.example",), build_message(own))

    return [letter(number, to) for number, to in enumerate(("ada", "bob", "eve"), 1)]


def send(
    session: SmtpSession,
    letter: Letter,
    following: Letter | None = None,
    fence: Callable[[], bool] = lambda: True,
) -> Attempt:
    return session.send(letter.envelope_from, letter.recipients, letter.message, fence, following)


def send_all(session: SmtpSession, letters: Sequence[Letter]) -> list[Verdict]:
    """One after the other, each announced with the one before it."""
    return [
        verdict(send(session, letter, following))
        for letter, following in itertools.zip_longest(letters, letters[1:])
    ]


def taken(server: FaultyServer) -> list[tuple[str, ...]]:
    """To whom messages went; each must be whole."""
    assert all(message.content for message in server.seen.messages), "an empty message was taken"
    return [message.recipients for message in server.seen.messages]
