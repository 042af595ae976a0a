# SPDX-License-Identifier: MIT
"""Checks the journal's chain of hashes, and that opened invoices are what the journal says."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Integer, String, select, type_coerce

from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.journal import FIRST, entry_hash
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import correction, invoice, issued_invoice
from lightar_desktop.adapters.db.tables_work import journal
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.rows import AuditReport

BATCH: Final = 10_000
OPENED: Final = "invoice.opened"


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first thing found wrong."""

    seq: int | None
    words: str


class Verification:
    """One pass over the journal, in batches, each a short read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._entries = 0
        self._opened: set[int] = set()

    def report(self) -> AuditReport:
        """What the check found, in words a clerk and an auditor understand."""
        flaw = self._chain() or self._unrecorded()
        if flaw is not None:
            return AuditReport(
                ok=False, entries=self._entries, first_bad=flaw.seq, words=flaw.words
            )
        words = (
            f"{self._entries} entries and {len(self._opened)} opened invoices checked: nothing was "
            "changed, removed or put between. Entries cut off at the very end show only when "
            "compared with the last hash noted elsewhere"
        )
        head = f": entry {self._entries} has {self._hash}." if self._entries else "."
        return AuditReport(ok=True, entries=self._entries, first_bad=None, words=words + head)

    def _chain(self) -> Flaw | None:
        self._hash = FIRST
        for rows in self._batches():
            opened = []
            for row in rows:
                flaw = self._entry(row)
                if flaw is not None:
                    return flaw
                if row[4] == OPENED:
                    opened.append(row)
            flaw = self._as_recorded(opened)
            if flaw is not None:
                return flaw
        return None

    def _batches(self) -> Iterator[Sequence[Any]]:
        j = journal.c
        # Raw numbers and words: exactly what was hashed.
        query = select(
            j.seq,
            type_coerce(j.at, Integer),
            j.actor,
            j.host,
            j.kind,
            type_coerce(j.subject, String),
            j.subject_id,
            j.invoice_id,
            j.data,
            j.prev_hash,
            j.hash,
        ).order_by(j.seq)
        last = -(2**62)
        while True:
            with self._source.reading() as connection:
                rows = connection.execute(query.where(j.seq > last).limit(BATCH)).all()
            if not rows:
                return
            yield rows
            last = rows[-1][0]

    def _entry(self, row: Sequence[Any]) -> Flaw | None:
        *fields, prev_hash, own_hash = row
        expected = self._entries + 1
        if fields[0] != expected:
            found = f"entry {fields[0]} stands there instead"
            return Flaw(expected, f"Entry {expected} is missing; {found}.")
        if prev_hash != self._hash:
            return Flaw(expected, f"Entry {expected} does not follow from the entry before it.")
        if entry_hash(prev_hash, fields) != own_hash:
            return Flaw(expected, f"Entry {expected} was changed after it was written.")
        self._entries = expected
        self._hash = own_hash
        return None

    def _as_recorded(self, entries: Sequence[Any]) -> Flaw | None:
        """Whether the invoices of these entries are still what was opened."""
        stored = self._stored([row[7] for row in entries])
        for row in entries:
            seq, invoice_id, data = row[0], row[7], json.loads(row[8])
            found = stored.get(invoice_id)
            if found is None:
                return Flaw(seq, f"Invoice {data.get('number')} was removed after it was opened.")
            for name, words in _WORDS.items():
                if name in data and not _same(name, data[name], found[name]):
                    return Flaw(
                        seq, f"{words} of invoice {data.get('number')} differs from entry {seq}."
                    )
            self._opened.add(invoice_id)
        return None

    def _stored(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        if not ids:
            return {}
        query = (
            select(
                invoice.c.id,
                invoice.c.number,
                invoice.c.total,
                invoice.c.currency,
                invoice.c.kind,
                issued_invoice.c.content,
                correction.c.invoice_id.label("corrects"),
                correction.c.applied,
            )
            .join_from(invoice, issued_invoice, isouter=True)
            .outerjoin(correction, correction.c.note_id == invoice.c.id)
            .where(
                among(invoice.c.id, ids, self._source.dialect),
                invoice.c.status != InvoiceStatus.DRAFT,
            )
        )
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
        return {
            row.id: {
                "number": row.number,
                # The journal has what is printed, and a credit note's total is printed positive.
                "total": row.kind.sign * row.total,
                "currency": row.currency,
                "issued_sha256": hashlib.sha256((row.content or "").encode()).hexdigest(),
                "corrects": row.corrects,
                "applied": row.applied,
            }
            for row in rows
        }

    def _unrecorded(self) -> Flaw | None:
        """An opened invoice the journal knows nothing of."""
        query = select(invoice.c.id, invoice.c.number).where(
            invoice.c.status != InvoiceStatus.DRAFT
        )
        last = 0
        while True:
            piece = query.where(invoice.c.id > last).order_by(invoice.c.id).limit(BATCH)
            with self._source.reading() as connection:
                rows = connection.execute(piece).all()
            if not rows:
                return None
            for row in rows:
                if row.id not in self._opened:
                    return Flaw(None, f"Nothing is recorded about the opening of {row.number}.")
            last = rows[-1].id


_WORDS: Final = {
    "number": "The number",
    "total": "The total",
    "currency": "The currency",
    "issued_sha256": "The issued content",
    "corrects": "The invoice corrected by the credit note",
    "applied": "The amount credited by the credit note",
}
_AMOUNTS: Final = frozenset({"total", "applied"})


def _same(name: str, recorded: object, found: object) -> bool:
    return Decimal(str(recorded)) == found if name in _AMOUNTS else recorded == found
