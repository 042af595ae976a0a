# SPDX-License-Identifier: MIT
"""An email, an account at a test server, and an authority for its certificates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lightar_desktop.adapters.mail.connection import Timeouts
from lightar_desktop.adapters.mail.message import Attachment, Mailbox, MailParts, build_message
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.mail_account import MailAccount, Security
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
