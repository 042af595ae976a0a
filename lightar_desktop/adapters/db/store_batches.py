# SPDX-License-Identifier: MIT
"""Writing batches and their items."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, insert, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from lightar_desktop.adapters.db.problems import problems_json
from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables_work import batch, batch_acknowledgement, batch_item
from lightar_desktop.adapters.db.texts_json import as_json
from lightar_desktop.domain.batch import BatchControl, ItemStatus
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.template import EmailSettings

_ADD_ITEM = insert(batch_item).values(
    batch_id=bindparam("batch_id"),
    invoice_id=bindparam("invoice_id"),
    status=ItemStatus.WAITING,
    reasons="[]",
    words="",
)
_SETTLE = (
    update(batch_item)
    .where(batch_item.c.id == bindparam("the_id"))
    .values(status=bindparam("status"), reasons=bindparam("reasons"), words=bindparam("words"))
)
_SETTLE_EXPECTED = _SETTLE.where(batch_item.c.status == bindparam("expected"))
_CONTROL = (
    update(batch).where(batch.c.id == bindparam("the_id")).values(control=bindparam("control"))
)
# What a cancelled batch did not start is not waited for.
_FINISH = (
    update(batch)
    .where(
        batch.c.id == bindparam("the_id"),
        batch.c.finished_at.is_(None),
        ~exists().where(
            batch_item.c.batch_id == batch.c.id,
            or_(
                batch_item.c.status == ItemStatus.QUEUED,
                and_(
                    batch_item.c.status == ItemStatus.WAITING,
                    batch.c.control != BatchControl.CANCELLED,
                ),
            ),
        ),
    )
    .values(finished_at=bindparam("at"))
)


def _acknowledge(dialect: Any) -> Any:
    adding = dialect.insert(batch_acknowledgement).values(
        {column.name: bindparam(column.name) for column in batch_acknowledgement.c}
    )
    return adding.on_conflict_do_nothing()


_ACKNOWLEDGE: Final = {"sqlite": _acknowledge(sqlite), "postgresql": _acknowledge(postgresql)}


class Batches:
    """Batches and their items. Implements `BatchStore`."""

    def __init__(self, session: Session, actor: str) -> None:
        self._session = session
        self._actor = actor

    def add(
        self,
        invoice_ids: Sequence[int],
        email: EmailSettings | None,
        at: datetime,
        parent_id: int | None = None,
    ) -> int:
        adding = insert(batch).values(
            created_at=at,
            created_by=self._actor,
            control=BatchControl.RUNNING,
            parent_id=parent_id,
            with_email=email is not None,
            subject=email.subject if email else None,
            reply_to=email.reply_to if email else None,
            cc=email.cc if email else None,
            message=email.message if email else None,
            variants=as_json(email.variants if email else ()),
            attachments=as_json(email.attachments if email else ()),
        )
        batch_id = int(self._session.core.execute(adding.returning(batch.c.id)).scalar_one())
        self._session.run_many(
            _ADD_ITEM,
            (
                {"batch_id": batch_id, "invoice_id": invoice_id}
                for invoice_id in dict.fromkeys(invoice_ids)
            ),
        )
        return batch_id

    def settle_item(
        self,
        item_id: int,
        expected: ItemStatus | None,
        status: ItemStatus,
        reasons: Sequence[Problem] = (),
        words: str = "",
    ) -> bool:
        values = {
            "the_id": item_id,
            "status": status,
            "reasons": problems_json(reasons),
            "words": words,
        }
        if expected is None:
            return self._session.run(_SETTLE, **values) == 1
        return self._session.run(_SETTLE_EXPECTED, expected=expected, **values) == 1

    def control(self, batch_id: int, control: BatchControl) -> None:
        self._session.run(_CONTROL, the_id=batch_id, control=control)

    def finish(self, batch_id: int, at: datetime) -> bool:
        return self._session.run(_FINISH, the_id=batch_id, at=at) == 1

    def acknowledge(self, batch_id: int, actor: str, at: datetime) -> None:
        self._session.run(
            _ACKNOWLEDGE[self._session.dialect], batch_id=batch_id, actor=actor, at=at
        )
