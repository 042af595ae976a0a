# SPDX-License-Identifier: MIT
"""Batches and their items in words."""

from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus
from lightar_desktop.gui import formats
from lightar_desktop.services.rows import BatchItemRow, BatchRow


def what(batch: BatchRow) -> str:
    """What a batch does."""
    words = "Open and send" if batch.with_email else "Open"
    count = "1 invoice" if batch.total == 1 else f"{formats.count(batch.total)} invoices"
    return f"{words} {count}"


def note(batch: BatchRow) -> str:
    """What else there is to know beside "47 of 50"."""
    counts = batch.counts
    parts = []
    if batch.failed:
        parts.append(f"{formats.count(batch.failed)} failed")
    if uncertain := counts.get(ItemStatus.UNCERTAIN, 0):
        parts.append(f"{formats.count(uncertain)} to check")
    if queued := counts.get(ItemStatus.QUEUED, 0):
        parts.append(f"{formats.count(queued)} emails wait")
    if waiting := counts.get(ItemStatus.WAITING, 0):
        parts.append(f"{formats.count(waiting)} not started")
    return ", ".join(parts)


def controlled(batch: BatchRow) -> str:
    """Whether somebody stopped the batch."""
    if not batch.counts.get(ItemStatus.WAITING, 0):
        return ""
    return {BatchControl.PAUSED: "paused", BatchControl.CANCELLED: "cancelled"}.get(
        batch.control, ""
    )


def bar_ink(batch: BatchRow) -> str:
    """Colour of a batch's bar."""
    if batch.status is BatchStatus.IN_PROGRESS:
        return "muted" if controlled(batch) else "accent"
    return "good"


def batch_cell(batch: BatchRow, column: int) -> tuple[str, str]:
    """Text and small text of a batch in a column of the tree."""
    again = f", retry of {batch.parent_id}" if batch.parent_id else ""
    return (
        (f"Batch {batch.id}", what(batch) + again),
        (controlled(batch), ""),
        (batch.words, note(batch)),
        (formats.moment(batch.created_at), f"by {batch.created_by}"),
    )[column]


def item_cell(item: BatchItemRow, column: int) -> tuple[str, str]:
    """Text and small text of an item in a column of the tree."""
    return (
        (item.number or f"Draft {item.invoice_id}", item.customer),
        ("", ""),
        reason(item),
        ("", ""),
    )[column]


def reason(item: BatchItemRow) -> tuple[str, str]:
    """Why an item failed, and below what to do about it or what else is wrong."""
    said = [str(one) for one in item.reasons] + ([item.words] if item.words else [])
    if len(said) != 1:
        return (said[0] if said else "", " ".join(said[1:]))
    what_is, _, what_to_do = said[0].partition("; ")
    return what_is.rstrip("."), what_to_do[:1].upper() + what_to_do[1:]
