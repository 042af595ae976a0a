# SPDX-License-Identifier: MIT
"""Which word, icon and colours a status has: one table for pills, cells and chips."""

from dataclasses import dataclass, replace
from typing import Final

from lightar_desktop.domain.batch import BatchStatus, ItemStatus
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.outgoing import OutgoingState


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown. `ink` and `tint` are tokens; without `tint` there is no pill."""

    words: str
    ink: str = "neutral"
    tint: str = "neutral_tint"
    icon: str = ""


_INVOICE: Final = {
    InvoiceStatus.DRAFT: Look("Draft"),
    InvoiceStatus.OPEN: Look("Open", "info", "info_tint"),
    InvoiceStatus.PARTIALLY_PAID: Look("Partially paid", "warn", "warn_tint"),
    InvoiceStatus.PAID: Look("Paid", "good", "good_tint"),
    InvoiceStatus.VOID: Look("Void"),
}
_SETTLED: Final = {
    InvoiceStatus.PAID: "Settled",
    InvoiceStatus.PARTIALLY_PAID: "Partly settled",
}
_LIGHT: Final = {
    Light.NOT_SENT: Look("Not sent", "muted", "", "circle"),
    Light.SCHEDULED: Look("Scheduled", "neutral", "neutral_tint", "clock"),
    Light.SENT: Look("Sent", "warn", "warn_tint", "mail"),
    Light.OPENED: Look("Opened", "good", "good_tint", "check"),
    Light.CHECK: Look("Check", "warn", "warn_tint", "question"),
    Light.FAILED: Look("Failed", "bad", "bad_tint", "x"),
}
_LIGHT_MEANS: Final = {
    Light.NOT_SENT: "No email was sent.",
    Light.SCHEDULED: "An email waits to be sent.",
    Light.SENT: "The mail server accepted the email; it was not opened yet.",
    Light.OPENED: "The email was sent and opened.",
    Light.CHECK: "Nobody knows whether the email left; look at it in the Outbox.",
    Light.FAILED: "The email could not be sent; open the invoice to see why.",
}
_BATCH: Final = {
    BatchStatus.IN_PROGRESS: Look("In Progress", "info", "info_tint", "clock"),
    BatchStatus.COMPLETED: Look("Completed", "good", "good_tint", "check"),
    BatchStatus.FAILED: Look("Failed", "bad", "bad_tint", "x"),
}
_ITEM: Final = {
    ItemStatus.WAITING: Look("Waiting", "neutral", "neutral_tint", "clock"),
    ItemStatus.OPENED: Look("Opened", "good", "good_tint", "check"),
    ItemStatus.QUEUED: Look("Opened, email waits", "info", "info_tint", "clock"),
    ItemStatus.SENT: Look("Opened and sent", "good", "good_tint", "check"),
    ItemStatus.UNCERTAIN: Look("Check", "warn", "warn_tint", "question"),
    ItemStatus.FAILED: Look("Failed", "bad", "bad_tint", "x"),
}
_EMAIL: Final = {
    OutgoingState.QUEUED: Look("Waiting", "neutral", "neutral_tint", "clock"),
    OutgoingState.CLAIMED: Look("Sending", "info", "info_tint", "outbox"),
    OutgoingState.SENDING: Look("Sending", "info", "info_tint", "outbox"),
    OutgoingState.SENT: Look("Sent", "good", "good_tint", "check"),
    OutgoingState.UNCERTAIN: Look("Check", "warn", "warn_tint", "question"),
    OutgoingState.HELD: Look("Held", "warn", "warn_tint", "pause"),
    OutgoingState.FAILED: Look("Failed", "bad", "bad_tint", "x"),
    OutgoingState.CANCELLED: Look("Cancelled", "muted", "", "circle"),
}

Status = InvoiceStatus | Light | BatchStatus | ItemStatus | OutgoingState


def look(status: Status) -> Look:
    """How `status` is shown."""
    match status:
        case InvoiceStatus():
            return _INVOICE[status]
        case Light():
            return _LIGHT[status]
        case BatchStatus():
            return _BATCH[status]
        case ItemStatus():
            return _ITEM[status]
        case OutgoingState():
            return _EMAIL[status]


def invoice_look(status: InvoiceStatus, kind: DocumentKind) -> Look:
    """How an invoice's status is shown; a credit note is not paid but settled."""
    if kind is DocumentKind.CREDIT_NOTE and status in _SETTLED:
        return replace(_INVOICE[status], words=_SETTLED[status])
    return _INVOICE[status]


def light_means(light: Light) -> str:
    """What the delivery light says, in a sentence."""
    return _LIGHT_MEANS[light]
