# SPDX-License-Identifier: MIT
"""Writing outgoing email: queued once, claimed by one, fenced before the final dot, settled."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, case, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables import invoice
from lightar_desktop.adapters.db.tables_work import batch_item, outgoing_email, outgoing_recipient
from lightar_desktop.adapters.db.texts_json import as_json
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.outgoing import (
    OutgoingState,
    RecipientReply,
    RecipientRole,
    RecipientState,
)
from lightar_desktop.services.ports import NewEmail

_OWED: Final = tuple(status for status in InvoiceStatus if status.owed)
_UNDER_WAY: Final = (OutgoingState.CLAIMED, OutgoingState.SENDING)
# Those that still hold their token: a late answer may turn uncertain into sent.
_HOLDING: Final = (*_UNDER_WAY, OutgoingState.UNCERTAIN)
# The message went out, or may have.
_LEFT: Final = (OutgoingState.SENT, OutgoingState.UNCERTAIN)

email = outgoing_email.c
_NEW: Final[dict[str, Any]] = {
    column.name: bindparam(column.name)
    for column in email
    if column.name not in {"id", "token", "claimed_by", "lease_until", "fenced_at", "sent_at"}
}


def _add(dialect: Any) -> Any:
    adding = dialect.insert(outgoing_email).values(_NEW)
    return adding.on_conflict_do_nothing(index_elements=[email.dedupe_key]).returning(email.id)


_ADD: Final = {"sqlite": _add(sqlite), "postgresql": _add(postgresql)}
_ADD_RECIPIENT = insert(outgoing_recipient).values(
    {column.name: bindparam(column.name) for column in outgoing_recipient.c}
)
_DUE = (
    select(email.id)
    .where(
        email.state == OutgoingState.QUEUED,
        email.account_id == bindparam("the_account"),
        email.next_at <= bindparam("now"),
        email.document_id.is_not(None),
    )
    .order_by(email.next_at, email.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(outgoing_email)
    .where(email.id == bindparam("the_id"), email.state == OutgoingState.QUEUED)
    .values(
        state=OutgoingState.CLAIMED,
        token=bindparam("token"),
        claimed_by=bindparam("claimed_by"),
        lease_until=bindparam("lease_until"),
    )
)
_RENEW = (
    update(outgoing_email)
    .where(
        email.id == bindparam("the_id"),
        email.state == OutgoingState.CLAIMED,
        email.token == bindparam("the_token"),
    )
    .values(lease_until=bindparam("lease_until"))
)
_FENCE = (
    update(outgoing_email)
    .where(
        email.id == bindparam("the_id"),
        email.state == OutgoingState.CLAIMED,
        email.token == bindparam("the_token"),
        email.lease_until > bindparam("now"),
        exists().where(
            invoice.c.id == email.invoice_id,
            or_(
                *(invoice.c.status == status for status in _OWED),
                and_(
                    invoice.c.status == InvoiceStatus.PAID,
                    invoice.c.kind == DocumentKind.CREDIT_NOTE,
                ),
            ),
        ),
    )
    .values(
        state=OutgoingState.SENDING,
        lease_until=bindparam("lease_until"),
        fenced_at=bindparam("fenced_at"),
    )
)
_ANSWER = (
    update(outgoing_recipient)
    .where(
        outgoing_recipient.c.email_id == bindparam("the_email"),
        outgoing_recipient.c.address == bindparam("the_address"),
    )
    .values(state=bindparam("state"), reply=bindparam("reply"))
)
_EXPIRED = select(email.id, email.state).where(
    or_(*(email.state == state for state in _UNDER_WAY)), email.lease_until < bindparam("now")
)
_HELD_BY = select(email.id, email.state).where(
    or_(*(email.state == state for state in _UNDER_WAY)), email.claimed_by == bindparam("process")
)
_USED = select(func.count()).where(
    email.account_id == bindparam("the_account"),
    or_(
        or_(*(email.state == state for state in _UNDER_WAY)),
        email.fenced_at > bindparam("since"),
    ),
)
_STATES = select(email.state).where(email.invoice_id == bindparam("the_invoice")).order_by(email.id)
_WAITING = (
    select(email.id)
    .where(
        email.invoice_id == bindparam("the_invoice"),
        or_(*(email.state == state for state in OutgoingState if state.cancellable)),
    )
    .order_by(email.id)
)
_OF = (
    select(email.invoice_id, email.state, email.batch_item_id, batch_item.c.batch_id)
    .join_from(outgoing_email, batch_item, isouter=True)
    .where(email.id == bindparam("the_id"))
)


@lru_cache
def _settling(expected: frozenset[OutgoingState], *, owned: bool) -> Any:
    """The statement that moves an email on from one of the `expected` states."""
    known = [or_(*(email.state == state for state in sorted(expected)))]
    if owned:
        known.append(email.token == bindparam("the_token"))
    holding: Any = bindparam("holding")
    return (
        update(outgoing_email)
        .where(email.id == bindparam("the_id"), and_(*known))
        .values(
            state=bindparam("state"),
            reply=case((bindparam("reply") != "", bindparam("reply")), else_=email.reply),
            next_at=func.coalesce(bindparam("next_at", type_=email.next_at.type), email.next_at),
            sent_at=func.coalesce(bindparam("sent_at", type_=email.sent_at.type), email.sent_at),
            attempts=email.attempts + bindparam("counted"),
            token=case((holding == 1, email.token)),
            lease_until=case((holding == 1, email.lease_until)),
        )
    )


class Outbox:
    """Outgoing email. Implements `OutboxStore`."""

    def __init__(self, session: Session, claimed_by: str) -> None:
        self._session = session
        self._claimed_by = claimed_by
        self._add = _ADD[session.dialect]

    def add(self, email: NewEmail) -> int | None:
        email_id = self._session.value(
            self._add,
            dedupe_key=email.dedupe_key,
            message_id=email.message_id,
            ref=email.ref,
            invoice_id=email.invoice_id,
            customer_id=email.customer_id,
            account_id=email.account_id,
            document_id=email.document_id,
            batch_item_id=email.batch_item_id,
            repeat_of=email.repeat_of,
            subject=email.settings.subject,
            reply_to=email.settings.reply_to,
            message=email.settings.message,
            attachments=as_json(email.settings.attachments),
            state=OutgoingState.QUEUED,
            attempts=0,
            created_at=email.created_at,
            next_at=email.next_at,
            reply="",
        )
        if email_id is None:
            return None
        addresses = [
            (address, role)
            for role, group in (
                (RecipientRole.TO, email.to),
                (RecipientRole.CC, email.cc),
                (RecipientRole.BCC, email.bcc),
            )
            for address in group
        ]
        self._session.run_many(
            _ADD_RECIPIENT,
            (
                {
                    "email_id": email_id,
                    "position": position,
                    "address": address,
                    "role": role,
                    "state": RecipientState.PENDING,
                    "reply": "",
                }
                for position, (address, role) in enumerate(addresses, 1)
            ),
        )
        return int(email_id)

    def claim(
        self, account_id: int, limit: int, token: str, now: datetime, lease_until: datetime
    ) -> list[int]:
        due = self._session.rows(_DUE, the_account=account_id, now=now, most=limit)
        ids = [int(row[0]) for row in due]
        self._session.run_many(
            _CLAIM,
            (
                {
                    "the_id": email_id,
                    "token": token,
                    "claimed_by": self._claimed_by,
                    "lease_until": lease_until,
                }
                for email_id in ids
            ),
        )
        return ids

    def renew(self, email_id: int, token: str, lease_until: datetime) -> bool:
        values = {"the_id": email_id, "the_token": token, "lease_until": lease_until}
        return self._session.run(_RENEW, **values) == 1

    def fence(self, email_id: int, token: str, now: datetime, lease_until: datetime) -> bool:
        changed = self._session.run(
            _FENCE,
            the_id=email_id,
            the_token=token,
            now=now,
            lease_until=lease_until,
            fenced_at=now,
        )
        return changed == 1

    def settle(
        self,
        email_id: int,
        token: str | None,
        expected: Sequence[OutgoingState],
        state: OutgoingState,
        *,
        reply: str = "",
        next_at: datetime | None = None,
        sent_at: datetime | None = None,
        counted: bool = False,
        recipients: Sequence[RecipientReply] = (),
    ) -> bool:
        statement = _settling(frozenset(expected), owned=token is not None)
        owner = {} if token is None else {"the_token": token}
        changed = self._session.run(
            statement,
            the_id=email_id,
            state=state,
            reply=reply,
            next_at=next_at,
            sent_at=sent_at,
            counted=int(counted),
            holding=int(state in _HOLDING),
            **owner,
        )
        if changed != 1:
            return False
        self._session.run_many(
            _ANSWER,
            (
                {
                    "the_email": email_id,
                    "the_address": answer.address,
                    "state": _recipient_state(answer, left=sent_at is not None or state in _LEFT),
                    "reply": str(answer.reply),
                }
                for answer in recipients
            ),
        )
        return True

    def expired(self, now: datetime) -> list[tuple[int, OutgoingState]]:
        return self._under_way(self._session.rows(_EXPIRED, now=now))

    def held_by(self, process: str) -> list[tuple[int, OutgoingState]]:
        return self._under_way(self._session.rows(_HELD_BY, process=process))

    @staticmethod
    def _under_way(rows: list[tuple[Any, ...]]) -> list[tuple[int, OutgoingState]]:
        return [(int(email_id), OutgoingState(state)) for email_id, state in rows]

    def used_in_window(self, account_id: int, since: datetime) -> int:
        return int(self._session.value(_USED, the_account=account_id, since=since))

    def states(self, invoice_id: int) -> list[OutgoingState]:
        rows = self._session.rows(_STATES, the_invoice=invoice_id)
        return [OutgoingState(row[0]) for row in rows]

    def waiting(self, invoice_id: int) -> list[int]:
        rows = self._session.rows(_WAITING, the_invoice=invoice_id)
        return [int(row[0]) for row in rows]

    def of(self, email_id: int) -> tuple[int, OutgoingState, int | None, int | None] | None:
        rows = self._session.rows(_OF, the_id=email_id)
        if not rows:
            return None
        invoice_id, state, item_id, batch_id = rows[0]
        return invoice_id, OutgoingState(state), item_id, batch_id


def _recipient_state(answer: RecipientReply, *, left: bool) -> RecipientState:
    """A recipient is served only if the message left; one refused for good stays refused."""
    if answer.reply.permanent:
        return RecipientState.REFUSED
    if answer.reply.accepted and left:
        return RecipientState.ACCEPTED
    return RecipientState.PENDING
