# SPDX-License-Identifier: MIT
"""How a batch follows what becomes of its items."""

from datetime import datetime

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.ports import UnitOfWork


def finish_batch(uow: UnitOfWork, batch_id: int, at: datetime) -> None:
    """Stamp the batch finished, once, when the last of its items is done."""
    if uow.batches.finish(batch_id, at):
        uow.record(batch_event("batch.finished", batch_id))


def item_after(state: OutgoingState) -> ItemStatus:
    """What an email's state makes of the batch item it belongs to."""
    return {
        OutgoingState.SENT: ItemStatus.SENT,
        OutgoingState.UNCERTAIN: ItemStatus.UNCERTAIN,
        OutgoingState.FAILED: ItemStatus.FAILED,
        OutgoingState.CANCELLED: ItemStatus.FAILED,
    }.get(state, ItemStatus.QUEUED)


def batch_event(kind: str, batch_id: int, **data: str | int) -> Event:
    """The journal's entry about a batch."""
    return Event(kind, Subject.BATCH, batch_id, None, {"batch": batch_id, **data})
