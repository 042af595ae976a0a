# SPDX-License-Identifier: MIT
"""Reading outgoing email."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import document, invoice, issued_invoice
from lightar_desktop.adapters.db.tables_work import outgoing_email, outgoing_recipient
from lightar_desktop.adapters.db.texts_json import attachments_from
from lightar_desktop.domain.outgoing import OutgoingState, RecipientRole, RecipientState
from lightar_desktop.services.ports import ClaimedEmail
from lightar_desktop.services.rows import EmailRow, RecipientRow

email = outgoing_email.c

_EMAIL = select(outgoing_email, invoice.c.number, invoice.c.customer_name).join_from(
    outgoing_email, invoice
)
_PARTS = (
    select(
        outgoing_email, invoice.c.number, issued_invoice.c.content, document.c.content.label("pdf")
    )
    .join_from(outgoing_email, invoice)
    .join(issued_invoice, issued_invoice.c.invoice_id == email.invoice_id)
    .join(document, document.c.invoice_id == email.invoice_id, isouter=True)
)


class ReadOutbox:
    """Implements `OutboxReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def emails(
        self,
        *,
        invoice_id: int | None = None,
        customer_id: int | None = None,
        states: Iterable[OutgoingState] = (),
        limit: int = 500,
    ) -> list[EmailRow]:
        query = _EMAIL.order_by(email.id.desc()).limit(limit)
        if invoice_id is not None:
            query = query.where(email.invoice_id == invoice_id)
        if customer_id is not None:
            query = query.where(email.customer_id == customer_id)
        if wanted := sorted(states):
            query = query.where(email.state.in_(wanted))
        return self._emails(query)

    def get(self, email_id: int) -> EmailRow | None:
        found = self._emails(_EMAIL.where(email.id == email_id))
        return found[0] if found else None

    def claimed(self, email_ids: Sequence[int], token: str) -> list[ClaimedEmail]:
        query = _PARTS.where(
            among(email.id, email_ids, self._source.dialect),
            email.token == token,
            email.state == OutgoingState.CLAIMED,
        )
        by_id = {found.id: found for found in self._parts(query)}
        return [by_id[email_id] for email_id in email_ids if email_id in by_id]

    def item(self, email_id: int) -> int | None:
        query = select(email.batch_item_id).where(email.id == email_id)
        with self._source.reading() as connection:
            return connection.execute(query).scalar()

    def parts(self, email_id: int) -> ClaimedEmail | None:
        found = self._parts(_PARTS.where(email.id == email_id))
        return found[0] if found else None

    def counts(self) -> Mapping[OutgoingState, int]:
        query = select(email.state, func.count()).group_by(email.state)
        with self._source.reading() as connection:
            return dict(connection.execute(query).all())

    def due(self, now: datetime) -> int:
        query = select(func.count()).where(
            email.state == OutgoingState.QUEUED,
            email.account_id.is_not(None),
            email.next_at <= now,
            email.document_id.is_not(None),
        )
        with self._source.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def holders(self) -> list[str]:
        under_way = (OutgoingState.CLAIMED, OutgoingState.SENDING)
        query = select(email.claimed_by).where(email.state.in_(under_way)).distinct()
        with self._source.reading() as connection:
            return [name for name in connection.execute(query).scalars() if name]

    def _emails(self, query: Select[Any]) -> list[EmailRow]:
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
            people = _recipients(connection, [row.id for row in rows])
        return [
            EmailRow(
                id=row.id,
                invoice_id=row.invoice_id,
                number=row.number,
                customer=row.customer_name,
                state=row.state,
                subject=row.subject,
                reply_to=row.reply_to,
                message=row.message,
                message_id=row.message_id,
                attempts=row.attempts,
                created_at=row.created_at,
                next_at=row.next_at,
                sent_at=row.sent_at,
                reply=row.reply,
                recipients=tuple(people[row.id]),
                attachments=attachments_from(row.attachments),
            )
            for row in rows
        ]

    def _parts(self, query: Select[Any]) -> list[ClaimedEmail]:
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
            people = _recipients(connection, [row.id for row in rows])
        return [
            ClaimedEmail(
                id=row.id,
                token=row.token or "",
                invoice_id=row.invoice_id,
                number=row.number,
                attempts=row.attempts,
                created_at=row.created_at,
                issued_json=row.content,
                pdf=row.pdf or b"",
                reply_to=row.reply_to,
                **{
                    role.value: tuple(who.address for who in people[row.id] if who.role is role)
                    for role in RecipientRole
                },
                subject=row.subject,
                message=row.message,
                message_id=row.message_id,
                ref=row.ref,
                attachments=attachments_from(row.attachments),
                done=tuple(
                    who.address for who in people[row.id] if who.state is not RecipientState.PENDING
                ),
            )
            for row in rows
        ]


def _recipients(connection: Connection, ids: Sequence[int]) -> dict[int, list[RecipientRow]]:
    found: dict[int, list[RecipientRow]] = defaultdict(list)
    if not ids:
        return found
    who = outgoing_recipient.c
    query = (
        select(who.email_id, who.address, who.role, who.state, who.reply)
        .where(among(who.email_id, ids, connection.dialect.name))
        .order_by(who.email_id, who.position)
    )
    for email_id, *values in connection.execute(query):
        found[email_id].append(RecipientRow(*values))
    return found
