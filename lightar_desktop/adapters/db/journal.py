# SPDX-License-Identifier: MIT
"""The journal: every entry carries a hash of itself and of the one before it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select, text

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables_work import journal
from lightar_desktop.adapters.db.types import microseconds
from lightar_desktop.domain.events import Event, Subject

FIRST: Final = "0" * 64
_CANONICAL: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_HEAD = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_APPEND = insert(journal).values({column.name: bindparam(column.name) for column in journal.c})
# One key for all of LightAR's journals of one database; held until the transaction ends.
_LOCK = text("SELECT pg_advisory_xact_lock(4985273391)")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry."""

    seq: int = 0
    hash: str = FIRST


def canonical(data: object) -> str:
    """JSON that is the same text for the same data."""
    return _ENCODER.encode(data)


def entry_hash(prev_hash: str, fields: Sequence[object]) -> str:
    """The hash of an entry after the one whose hash is `prev_hash`."""
    return hashlib.sha256((prev_hash + canonical(fields)).encode()).hexdigest()


class Chain:
    """Appends entries. On SQLite the one writer remembers the head for a whole group of writes."""

    def __init__(self, actor: str, host: str) -> None:
        self.actor = actor
        self.host = host
        self._head: Head | None = None

    def forget(self) -> None:
        """Ask the database for the head again: another program may have written."""
        self._head = None

    def append(self, session: Session, events: Sequence[Event], at: datetime) -> None:
        """Write `events` as happening `at`; the last statement of its transaction, because on
        PostgreSQL everyone else's entries wait for it.
        """
        head = self._head or self._read_head(session)
        rows = []
        for event in events:
            row = self._row(head, event, at)
            head = Head(head.seq + 1, str(row["hash"]))
            rows.append(row)
        session.run_many(_APPEND, rows)
        self._head = head

    def _read_head(self, session: Session) -> Head:
        if session.dialect == "postgresql":
            session.run(_LOCK)
        found = session.rows(_HEAD)
        return Head(*found[0]) if found else Head()

    def _row(self, head: Head, event: Event, at: datetime) -> dict[str, object]:
        invoice_id = event.invoice_id
        if invoice_id is None and event.subject is Subject.INVOICE:
            invoice_id = event.subject_id
        fields = {
            "seq": head.seq + 1,
            "at": at,
            "actor": self.actor,
            "host": self.host,
            "kind": event.kind,
            "subject": event.subject,
            "subject_id": event.subject_id,
            "invoice_id": invoice_id,
            "data": canonical(event.data),
        }
        hashed = [fields["seq"], microseconds(at), *list(fields.values())[2:]]
        return {**fields, "prev_hash": head.hash, "hash": entry_hash(head.hash, hashed)}
