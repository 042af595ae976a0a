# SPDX-License-Identifier: MIT
"""Rows as the JSON of the contract: money as text, instants in UTC, ids as text."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from lightar_desktop.domain.customer import Customer, PostalAddress
from lightar_desktop.domain.money import plain
from lightar_desktop.domain.outgoing import RecipientRole
from lightar_desktop.services.ports.importing import ImportRow
from lightar_desktop.services.rows import (
    ActivityRow,
    BatchItemRow,
    BatchRow,
    CustomerRow,
    EmailRow,
    InvoiceRow,
    OwedRow,
)

Shown = dict[str, object]


def invoice(row: InvoiceRow) -> Shown:
    return {
        "id": str(row.id),
        "number": row.number,
        "status": row.status.value,
        "customer": row.customer or None,
        "currency": row.currency,
        "total": plain(row.total, row.currency),
        "balance": plain(row.balance, row.currency),
        "issued_on": _day(row.issued_on),
        "due_on": _day(row.due_on),
        "light": row.light.value,
        "kind": row.kind.value,
    }


def imported(row: ImportRow) -> Shown:
    return {
        "import": str(row.id),
        "at": instant(row.at),
        "actor": row.actor,
        "kind": row.kind.value,
        "file": row.file_name,
        "state": row.state.value,
        "added": row.added,
        "changed": row.changed,
        "wrong": row.wrong,
    }


def email(row: EmailRow) -> Shown:
    return {
        "id": str(row.id),
        "invoice": str(row.invoice_id),
        "number": row.number,
        "state": row.state.value,
        "to": list(row.addresses(RecipientRole.TO)),
        "cc": list(row.addresses(RecipientRole.CC)),
        "bcc": list(row.addresses(RecipientRole.BCC)),
        "reply_to": row.reply_to,
        "subject": row.subject,
        "message_id": row.message_id,
        "attempts": row.attempts,
        "created_at": instant(row.created_at),
        "next_at": instant(row.next_at),
        "sent_at": instant(row.sent_at),
        "reply": row.reply,
        "recipients": [
            {
                "address": one.address,
                "role": one.role.value,
                "state": one.state.value,
                "reply": one.reply,
            }
            for one in row.recipients
        ],
        "attachments": [{"name": one.name, "size": one.size} for one in row.attachments],
    }


def batch(row: BatchRow) -> Shown:
    return {
        "batch": str(row.id),
        "status": row.status.value,
        "control": row.control.value,
        "total": row.total,
        "succeeded": row.succeeded,
        "failed": row.failed,
        "acknowledged": row.acknowledged,
        "created_at": instant(row.created_at),
        "created_by": row.created_by,
        "parent": None if row.parent_id is None else str(row.parent_id),
    }


def batch_with_items(row: BatchRow, items: Iterable[BatchItemRow]) -> Shown:
    return batch(row) | {"items": [_item(one) for one in items]}


def _item(row: BatchItemRow) -> Shown:
    reasons = [str(problem) for problem in row.reasons]
    if row.words and not reasons and not row.status.succeeded:
        reasons = [row.words]
    return {
        "invoice": str(row.invoice_id),
        "number": row.number,
        "status": row.status.value,
        "reasons": reasons,
        "fields": [problem.field for problem in row.reasons],
        "codes": [problem.code for problem in row.reasons],
    }


def customer(row: CustomerRow) -> Shown:
    return {
        "id": str(row.id),
        "number": row.number,
        "name": row.name,
        "email": row.email or None,
        "city": row.city,
        "country": row.country,
        "archived": row.archived,
        "open": [_sum(one.currency, one.total) for one in row.balances],
        "overdue": [_sum(one.currency, one.total) for one in row.overdue],
    }


def whole_customer(one: Customer) -> Shown:
    return {
        "id": str(one.id),
        "number": one.number,
        "name": one.name,
        "type": one.kind.value,
        "archived": one.archived,
        "address": _address(one.address),
        "shipping": {"name": one.shipping.name} | _address(one.shipping.address),
        "vat_id": one.vat_id,
        "language": one.language,
        "currency": one.currency,
        "time_zone": one.time_zone,
        "terms_days": one.terms_days,
        "einvoice_address": one.einvoice_address,
        "contacts": [
            {
                "name": who.name,
                "email": who.email,
                "phone": who.phone,
                "roles": sorted(who.roles),
            }
            for who in one.contacts
        ],
        "preferences": {
            "reply_to": one.preferences.reply_to,
            "cc": list(one.preferences.cc),
            "role": one.preferences.role,
        },
        "note": one.note,
    }


def owed(row: OwedRow) -> Shown:
    return {
        "currency": row.currency,
        "invoices": row.invoices,
        "balance": plain(row.balance, row.currency),
        "overdue_invoices": row.overdue_invoices,
        "overdue": plain(row.overdue, row.currency),
    }


def _sum(currency: str, total: Decimal) -> Shown:
    return {"currency": currency, "total": plain(total, currency)}


def _address(address: PostalAddress) -> Shown:
    return {
        "lines": address.lines,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
    }


def activity(row: ActivityRow) -> Shown:
    return {
        "seq": row.seq,
        "at": instant(row.at),
        "actor": row.actor,
        "host": row.host,
        "kind": row.kind,
        "words": row.words,
        "data": dict(row.data),
    }


def instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
