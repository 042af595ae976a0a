# SPDX-License-Identifier: MIT
"""The mail servers as the services see them: sessions, and a test that explains itself."""

import secrets
from datetime import UTC, datetime
from typing import Final

from lightar_desktop.adapters.mail.connection import MailServerError, Timeouts
from lightar_desktop.adapters.mail.message import Mailbox, MailParts, build_message
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.address import domain_of
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import Verdict, advice, verdict
from lightar_desktop.services.ports import TestStep

_WELL: Final = {
    "Connect": "{host} answers on port {port}.",
    "TLS": "The connection is encrypted and the certificate is right.",
    "Log in": "The user name and password are right.",
}
_UNENCRYPTED: Final = "The connection is not encrypted."
_NO_LOGIN: Final = "The server is used without a user name."
_TEST_TEXT: Final = (
    "This is a test message from LightAR Desktop.\n\nThe mail account works: invoices can be sent "
    "through it."
)


class SmtpServers:
    """Opens sessions with mail servers; `timeouts` as RFC 5321 advises unless given."""

    def __init__(self, timeouts: Timeouts | None = None) -> None:
        self._timeouts = timeouts

    def session(self, account: MailAccount, password: str | None) -> SmtpSession:
        """A session that connects when first used."""
        return SmtpSession(account, password, self._timeouts)

    def test(self, account: MailAccount, password: str | None, to: str) -> list[TestStep]:
        """Connect, encrypt, log in and, with `to`, send a message; ends at the first failure."""
        session = self.session(account, password)
        try:
            session.connect()
        except MailServerError as error:
            said = f" The server says: {error.reply}" if error.reply.code else ""
            failed = TestStep(error.step, False, f"{error.words}{said}")
            return [*_passed(account, error.step), failed]
        try:
            sent = [_test_message(session, account, to)] if to else []
        finally:
            session.close()
        return _passed(account) + sent


def _passed(account: MailAccount, before: str = "") -> list[TestStep]:
    steps = []
    for name, words in _WELL.items():
        if name == before:
            break
        if name == "TLS" and account.security is Security.NONE:
            steps.append(TestStep(name, True, _UNENCRYPTED))
        elif name == "Log in" and not account.username:
            steps.append(TestStep(name, True, _NO_LOGIN))
        else:
            said = words.format(host=account.host, port=account.port)
            steps.append(TestStep(name, True, said))
    return steps


def _test_message(session: SmtpSession, account: MailAccount, to: str) -> TestStep:
    token = secrets.token_hex(16)
    message = build_message(
        MailParts(
            from_=Mailbox(account.from_address, account.from_name),
            reply_to=account.from_address,
            to=(Mailbox(to),),
            subject="Test message from LightAR Desktop",
            text=_TEST_TEXT,
            html="<p>" + _TEST_TEXT.replace("\n\n", "</p><p>") + "</p>",
            message_id=f"{token}@{domain_of(account.from_address)}",
            ref=token,
            date=datetime.now(UTC),
            auto_submitted=True,
        )
    )
    attempt = session.send(account.from_address, [to], message, lambda: True)
    if verdict(attempt) is Verdict.SENT:
        return TestStep("Test message", True, f"The server took it; it should be with {to} soon.")
    words = (
        f"{attempt.reply}. {advice(attempt.reply)}" if attempt.reply.code else str(attempt.reply)
    )
    return TestStep("Test message", False, words)
