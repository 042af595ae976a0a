# SPDX-License-Identifier: MIT
"""What a person does with single emails: send, settle an uncertain one, cancel a waiting one."""

from collections.abc import Callable

from lightar_desktop.domain.address import domain_of
from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.engagement import light
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.invoice import Invoice, may_be_emailed
from lightar_desktop.domain.issued import IssuedInvoice, from_json
from lightar_desktop.domain.outgoing import OutgoingState, RecipientRole
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services import composing
from lightar_desktop.services.commands import SendEmail
from lightar_desktop.services.opening import queued
from lightar_desktop.services.ports import Clock, Database, NewEmail, UnitOfWork, today
from lightar_desktop.services.rows import EmailRow
from lightar_desktop.services.settling import follow

_OPEN_QUESTION = (OutgoingState.UNCERTAIN,)
_NOT_BEGUN = (OutgoingState.QUEUED, OutgoingState.HELD)


class Outbox:
    """Commands on the outgoing email of single invoices."""

    def __init__(
        self, database: Database, clock: Clock, new_id: Callable[[], str], wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._wake = wake

    def send(self, command: SendEmail) -> int:
        """Queue an email about an open invoice; returns its id. The same key queues it once."""
        new = self._new(command)
        email_id = self._database.transactions.write(lambda uow: _queue(uow, new))
        self._wake()
        return email_id

    def check(self, command: SendEmail) -> None:
        """Refuse what `send` would refuse, and do nothing."""
        self._new(command)

    def _new(self, command: SendEmail) -> NewEmail:
        command.checked()
        reads = self._database.reads
        invoice = self._open_invoice(command.invoice_id)
        account = reads.setup.account()
        if account is None:
            raise DomainError.of("no_mail_account")
        issued = reads.invoices.issued(invoice.id)
        if issued is None:
            raise DomainError.of("not_open", status=invoice.status.words)
        number, issued_json = issued
        to = command.to or _contacts(invoice)
        if not to:
            raise DomainError.of("no_recipients", "to")
        earlier = self._earlier(invoice.id)
        if earlier and not command.again:
            raise _already(earlier)
        frozen = from_json(issued_json, number)
        settings = command.settings.for_language(frozen.buyer.language)
        values = self._values(invoice.id, frozen, number or "")
        if missing := composing.nothing_for(settings, values):
            raise DomainError(*missing)
        text = composing.personal(settings, values)
        token = self._new_id()
        now = self._clock.now()
        document = reads.invoices.document(invoice.id)
        return NewEmail(
            dedupe_key=f"manual:{command.key}",
            message_id=f"<{token}@{domain_of(account.from_address)}>",
            ref=token,
            invoice_id=invoice.id,
            customer_id=invoice.customer.id if invoice.customer else None,
            account_id=account.id,
            settings=text,
            to=to,
            cc=tuple(one for one in dict.fromkeys(text.cc) if one not in to),
            bcc=tuple(one for one in dict.fromkeys(command.bcc) if one not in {*to, *text.cc}),
            created_at=now,
            next_at=now,
            document_id=document[0].id if document else None,
            repeat_of=earlier.id if earlier else None,
        )

    def _values(self, invoice_id: int, issued: IssuedInvoice, number: str) -> dict[str, str]:
        """What the placeholders stand for today, when part may have been paid."""
        (row,) = self._database.reads.invoices.rows([invoice_id])
        on = today(self._clock, issued.seller.time_zone)
        return composing.placeholder_values(issued, number, on, row.balance)

    def settle(self, email_id: int, how: str, reason: str) -> int:
        """Say what became of an uncertain email: it arrived (`sent`), send it `again`, or leave
        it (`cancelled`). Returns the id of the email that stands for it now.
        """
        email = self._known(email_id)
        if email.state is not OutgoingState.UNCERTAIN:
            raise DomainError.of("not_uncertain", state=email.state.value)
        if how == "again":
            return self._again(email, reason)
        state = OutgoingState(how)
        now = self._clock.now()
        sent_at = now if state is OutgoingState.SENT else None

        def work(uow: UnitOfWork) -> int:
            if not uow.outbox.settle(
                email_id, None, _OPEN_QUESTION, state, reply=email.reply, sent_at=sent_at
            ):
                raise DomainError.of("changed_meanwhile")
            follow(
                uow, email_id, email.invoice_id, state, reason, now, _by_hand(email, how, reason)
            )
            return email_id

        return self._database.transactions.write(work)

    def cancel(self, email_id: int, reason: str = "by hand") -> None:
        """Take back an email that has not begun to leave."""
        email = self._known(email_id)
        if not email.state.cancellable:
            raise DomainError.of("cannot_cancel", state=email.state.value)
        now = self._clock.now()
        state = OutgoingState.CANCELLED

        def work(uow: UnitOfWork) -> None:
            if not uow.outbox.settle(email_id, None, _NOT_BEGUN, state, reply=reason):
                raise DomainError.of("changed_meanwhile")
            data: EventData = {"reason": reason}
            event = Event("email.cancelled", Subject.EMAIL, email_id, email.invoice_id, data)
            follow(uow, email_id, email.invoice_id, state, reason, now, event)

        self._database.transactions.write(work)

    def try_now(self, email_id: int) -> None:
        """Do not wait any longer for the next attempt of a queued email."""
        email = self._known(email_id)
        if email.state is not OutgoingState.QUEUED:
            raise DomainError.of("cannot_cancel", state=email.state.value)
        now = self._clock.now()
        queued_state = OutgoingState.QUEUED
        self._database.transactions.write(
            lambda uow: uow.outbox.settle(
                email_id, None, (queued_state,), queued_state, reply=email.reply, next_at=now
            )
        )
        self._wake()

    def send_failed_again(self, invoice_id: int, item_id: int) -> None:
        """Send an opened invoice's failed email anew, as the item of another batch."""
        email = next(
            one
            for one in self._database.reads.outbox.emails(invoice_id=invoice_id)
            if one.state is OutgoingState.FAILED
        )
        to = _contacts(self._open_invoice(invoice_id))
        new = self._repeat(email, to, f"retry:{item_id}", item_id)

        def work(uow: UnitOfWork) -> None:
            if uow.batches.settle_item(item_id, ItemStatus.WAITING, ItemStatus.QUEUED):
                _queue(uow, new)

        self._database.transactions.write(work)
        self._wake()

    def _again(self, email: EmailRow, reason: str) -> int:
        """A deliberate repeat: the uncertain one is closed, a new one with its own id goes."""
        found = self._database.reads.outbox.item(email.id)
        to = email.addresses(RecipientRole.TO)
        new = self._repeat(email, to, f"again:{email.id}", found)

        def work(uow: UnitOfWork) -> int:
            state = OutgoingState.CANCELLED
            if not uow.outbox.settle(email.id, None, _OPEN_QUESTION, state, reply=email.reply):
                raise DomainError.of("changed_meanwhile")
            uow.record(_by_hand(email, "again", reason))
            if found is not None:
                uow.batches.settle_item(found, None, ItemStatus.QUEUED)
            return _queue(uow, new)

        email_id = self._database.transactions.write(work)
        self._wake()
        return email_id

    def _repeat(
        self, email: EmailRow, to: tuple[str, ...], key: str, item_id: int | None
    ) -> NewEmail:
        """The same words as a new message of its own."""
        invoice = self._open_invoice(email.invoice_id)
        account = self._database.reads.setup.account()
        if account is None:
            raise DomainError.of("no_mail_account")
        document = self._database.reads.invoices.document(invoice.id)
        token = self._new_id()
        now = self._clock.now()
        return NewEmail(
            dedupe_key=key,
            message_id=f"<{token}@{domain_of(account.from_address)}>",
            ref=token,
            invoice_id=invoice.id,
            customer_id=invoice.customer.id if invoice.customer else None,
            account_id=account.id,
            settings=_settings_of(email),
            to=to,
            cc=email.addresses(RecipientRole.CC),
            bcc=email.addresses(RecipientRole.BCC),
            created_at=now,
            next_at=now,
            batch_item_id=item_id,
            document_id=document[0].id if document else None,
            repeat_of=email.id,
        )

    def _open_invoice(self, invoice_id: int) -> Invoice:
        found = self._database.reads.invoices.load([invoice_id])
        if not found:
            raise DomainError.of("not_found", what="invoice", id=invoice_id)
        invoice = found[0]
        if not may_be_emailed(invoice.status, invoice.kind):
            raise DomainError.of("not_open", status=invoice.status.words)
        return invoice

    def _known(self, email_id: int) -> EmailRow:
        email = self._database.reads.outbox.get(email_id)
        if email is None:
            raise DomainError.of("not_found", what="email", id=email_id)
        return email

    def _earlier(self, invoice_id: int) -> EmailRow | None:
        """The newest email of the invoice that was sent or may still be."""
        ended = {OutgoingState.FAILED, OutgoingState.CANCELLED}
        emails = self._database.reads.outbox.emails(invoice_id=invoice_id)
        return next((email for email in emails if email.state not in ended), None)


def _contacts(invoice: Invoice) -> tuple[str, ...]:
    return tuple(c.email for c in invoice.customer.recipients()) if invoice.customer else ()


def _already(earlier: EmailRow) -> DomainError:
    when = (earlier.sent_at or earlier.created_at).strftime("%d %b %Y %H:%M UTC")
    to = ", ".join(earlier.addresses(RecipientRole.TO))
    return DomainError.of("already_sent", "to", to=to, when=when)


def _queue(uow: UnitOfWork, new: NewEmail) -> int:
    email_id = uow.outbox.add(new)
    if email_id is None:
        raise DomainError.of("changed_meanwhile")
    uow.invoices.set_light(new.invoice_id, light(uow.outbox.states(new.invoice_id)))
    uow.record(queued(email_id, new.invoice_id, new.to))
    return email_id


def _settings_of(email: EmailRow) -> EmailSettings:
    cc = email.addresses(RecipientRole.CC)
    return EmailSettings(
        email.subject, email.reply_to, cc, email.message, attachments=email.attachments
    )


def _by_hand(email: EmailRow, how: str, reason: str) -> Event:
    data: EventData = {"state": how, "reason": reason}
    return Event("email.settled", Subject.EMAIL, email.id, email.invoice_id, data)
