# SPDX-License-Identifier: MIT
"""Reading batches."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select

from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.problems import problems_from
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import invoice
from lightar_desktop.adapters.db.tables_work import batch, batch_acknowledgement, batch_item
from lightar_desktop.adapters.db.texts_json import attachments_from, variants_from
from lightar_desktop.domain.batch import BatchControl, ItemStatus, batch_status
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.rows import BatchItemRow, BatchRow

item = batch_item.c


class ReadBatches:
    """Implements `BatchReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def recent(self, actor: str, limit: int = 200) -> list[BatchRow]:
        return self._batches(_batches(actor).order_by(batch.c.id.desc()).limit(limit))

    def get(self, batch_id: int, actor: str) -> BatchRow | None:
        found = self._batches(_batches(actor).where(batch.c.id == batch_id))
        return found[0] if found else None

    def settings(self, batch_id: int) -> EmailSettings | None:
        query = select(batch).where(batch.c.id == batch_id)
        with self._source.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or not row.with_email:
            return None
        return EmailSettings(
            row.subject,
            row.reply_to,
            row.cc,
            row.message,
            variants_from(row.variants),
            attachments_from(row.attachments),
        )

    def items(
        self, batch_id: int, status: ItemStatus | None = None, after: int = 0, limit: int = 200
    ) -> list[BatchItemRow]:
        query = (
            select(batch_item, invoice.c.number, invoice.c.customer_name)
            .join_from(batch_item, invoice, item.invoice_id == invoice.c.id, isouter=True)
            .where(item.batch_id == batch_id, item.id > after)
            .order_by(item.id)
            .limit(limit)
        )
        if status is not None:
            query = query.where(item.status == status)
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
        return [
            BatchItemRow(
                row.id,
                row.batch_id,
                row.invoice_id,
                row.number,
                row.customer_name or "",
                row.status,
                problems_from(row.reasons),
                row.words,
            )
            for row in rows
        ]

    def waiting(self, batch_id: int, after: int, limit: int) -> list[tuple[int, int]]:
        query = (
            select(item.id, item.invoice_id)
            .where(item.batch_id == batch_id, item.status == ItemStatus.WAITING, item.id > after)
            .order_by(item.id)
            .limit(limit)
        )
        with self._source.reading() as connection:
            return [(row.id, row.invoice_id) for row in connection.execute(query)]

    def unfinished(self) -> list[int]:
        waits = exists().where(item.batch_id == batch.c.id, item.status == ItemStatus.WAITING)
        query = (
            select(batch.c.id)
            .where(batch.c.finished_at.is_(None), batch.c.control == BatchControl.RUNNING, waits)
            .order_by(batch.c.id)
        )
        with self._source.reading() as connection:
            return list(connection.execute(query).scalars())

    def _batches(self, query: Select[Any]) -> list[BatchRow]:
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
            counts = _counts(connection, [row.id for row in rows])
        return [_batch(row, counts[row.id]) for row in rows]


def _batches(actor: str) -> Select[Any]:
    ack = batch_acknowledgement.c
    seen = exists().where(ack.batch_id == batch.c.id, ack.actor == actor)
    return select(batch, seen.label("acknowledged"))


def _counts(connection: Connection, ids: Sequence[int]) -> dict[int, dict[ItemStatus, int]]:
    found: dict[int, dict[ItemStatus, int]] = defaultdict(dict)
    query = (
        select(item.batch_id, item.status, func.count())
        .where(among(item.batch_id, ids, connection.dialect.name))
        .group_by(item.batch_id, item.status)
    )
    for batch_id, status, count in connection.execute(query):
        found[batch_id][status] = count
    return found


def _batch(row: Row[Any], counts: dict[ItemStatus, int]) -> BatchRow:
    return BatchRow(
        id=row.id,
        status=batch_status(counts, row.control),
        control=row.control,
        counts=counts,
        created_at=row.created_at,
        created_by=row.created_by,
        with_email=row.with_email,
        parent_id=row.parent_id,
        acknowledged=bool(row.acknowledged),
        finished_at=row.finished_at,
    )
