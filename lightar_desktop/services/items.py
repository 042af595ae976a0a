# SPDX-License-Identifier: MIT
"""How a batch follows what becomes of its items."""

from datetime import datetime

from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.crediting import Credit
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


def opened_event(
    invoice: Invoice,
    issued: IssuedInvoice,
    number: str,
    fingerprint: str,
    batch_id: int,
    credit: Credit | None,
) -> Event:
    """The journal's entry about an invoice that a batch opened; `credit` when it is a note."""
    return Event(
        "invoice.opened",
        Subject.INVOICE,
        invoice.id,
        invoice.id,
        {
            "number": number,
            "total": str(issued.totals.total),
            "currency": issued.currency,
            "issued_sha256": fingerprint,
            "batch": batch_id,
            **(credit.facts() if credit is not None else {}),
        },
    )
