# SPDX-License-Identifier: MIT
"""Batch operations: one request over many invoices, where partial success is normal."""

from collections.abc import Mapping
from enum import StrEnum


class ItemStatus(StrEnum):
    """What became of one invoice of a batch."""

    WAITING = "waiting"  # not started
    OPENED = "opened"  # opened; no email was asked for
    QUEUED = "queued"  # opened; its email waits
    SENT = "sent"  # opened; its email was accepted by the server
    UNCERTAIN = "uncertain"  # opened; a person must say whether the email arrived
    FAILED = "failed"  # still a draft, or opened but not sent: the reasons say which

    @property
    def succeeded(self) -> bool:
        return self in {ItemStatus.OPENED, ItemStatus.SENT}


class BatchStatus(StrEnum):
    """The product document's three words."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def words(self) -> str:
        return {"in_progress": "In Progress", "completed": "Completed", "failed": "Failed"}[self]


class BatchControl(StrEnum):
    """What a person decided about a batch that is not finished."""

    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


def batch_status(items: Mapping[ItemStatus, int], control: BatchControl) -> BatchStatus:
    """Overall status from the number of items in each status.

    In progress while anything is still to be done; then failed if one or more failed, must be
    checked, or was never started because the batch was cancelled; else completed.
    """
    waiting = items.get(ItemStatus.WAITING, 0)
    if items.get(ItemStatus.QUEUED, 0) or (waiting and control is not BatchControl.CANCELLED):
        return BatchStatus.IN_PROGRESS
    if waiting or items.get(ItemStatus.FAILED, 0) or items.get(ItemStatus.UNCERTAIN, 0):
        return BatchStatus.FAILED
    return BatchStatus.COMPLETED


def succeeded(items: Mapping[ItemStatus, int]) -> int:
    """How many items were done wholly: the 47 of "47 of 50"."""
    return sum(count for status, count in items.items() if status.succeeded)
