# SPDX-License-Identifier: MIT
"""Test emails: the very message a customer would get, sent to oneself and marked as a test.

Nothing is kept of them on invoice or customer; only the journal says that one was sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from lightar_desktop.domain.address import domain_of, problem_with
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import Attempt, Verdict, advice, verdict
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.attaching import AttachedFiles, NewFile
from lightar_desktop.services.opening import OpeningService
from lightar_desktop.services.ports import (
    Clock,
    Database,
    Documents,
    MailRequest,
    MailServers,
    Renderers,
    Secrets,
    TestStep,
)

MARK: Final = "[TEST] "


class Proofs:
    """Sends test emails through the mail account, at once and past the outbox."""

    def __init__(
        self,
        database: Database,
        opening: OpeningService,
        makers: Documents,
        renderers: Renderers,
        servers: MailServers,
        secrets: Secrets,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._opening = opening
        self._makers = makers
        self._renderers = renderers
        self._servers = servers
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id
        self._files = AttachedFiles(database)

    def usual_address(self) -> str:
        """Where a test goes unless told otherwise: the address our mail comes from."""
        setup = self._database.reads.setup
        account, company = setup.account(), setup.company()
        return (account.from_address if account else "") or (company.email if company else "")

    def send(
        self,
        invoice_id: int,
        settings: EmailSettings,
        to: str,
        *,
        template_id: int = 0,
        new: Sequence[NewFile] = (),
        shared: bool = False,
    ) -> TestStep:
        """Send what the invoice's customer would get to the one address `to`; says what the
        server answered. `template_id` is the template that is being tried, if it is one;
        `shared` settings are meant for many customers.
        """
        if why := problem_with(to):
            raise DomainError.of("bad_address", "to", address=to, why=why)
        reads = self._database.reads.setup
        account, company = reads.account(), reads.company()
        if account is None:
            raise DomainError.of("no_mail_account")
        if not settings.reply_to and company is not None:
            settings = replace(settings, reply_to=company.email)
        if shared:
            settings = self._opening.own_settings(invoice_id, settings)
        made = self._opening.compose(invoice_id, settings.checked())
        request = self._marked(made.request, account, to)
        request = replace(request, attachments=self._files.contents(settings.attachments, new))
        attempt = self._hand_over(account, to, self._built(request))
        if verdict(attempt) is not Verdict.SENT:
            return TestStep("Test email", ok=False, words=_refusal(attempt))
        subject = Subject.TEMPLATE if template_id else Subject.COMPANY
        data: dict[str, str | int | list[str] | None] = {"to": to, "reply": str(attempt.reply)}
        event = Event("email.test_sent", subject, template_id, None, data)
        self._database.transactions.write(lambda uow: uow.record(event))
        words = f"The server took the test email to {to}: {attempt.reply}"
        return TestStep("Test email", ok=True, words=words)

    def _marked(self, request: MailRequest, account: MailAccount, to: str) -> MailRequest:
        """The same message to one reader, under an id of its own."""
        token = self._new_id()
        return replace(
            request,
            subject=f"{MARK}{request.subject}",
            to=(to,),
            cc=(),
            message_id=f"<{token}@{domain_of(account.from_address)}>",
            ref=token,
            date=self._clock.now(),
        )

    def _built(self, request: MailRequest) -> bytes:
        (built,) = self._renderers.submit(self._makers.build_mails, (request,)).result()
        if isinstance(built, DomainError):
            raise built
        return built

    def _hand_over(self, account: MailAccount, to: str, message: bytes) -> Attempt:
        password = self._secrets.get(account.secret_name) if account.username else None
        if account.username and password is None:
            raise DomainError.of("no_password", user=account.username)
        session = self._servers.session(account, password)
        try:
            return session.send(account.from_address, [to], message, lambda: True)
        finally:
            session.close()


def _refusal(attempt: Attempt) -> str:
    reply = attempt.reply
    if verdict(attempt) is Verdict.UNCERTAIN:
        return f"{reply} Look whether it arrived."
    # A test is not tried again, so only what may be done about a refusal is said.
    return f"{reply}. {advice(reply)}" if reply.permanent else str(reply)
