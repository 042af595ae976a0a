# SPDX-License-Identifier: MIT
"""Many drafts at once: made ready for the driver in another process, stored in this one.

What costs most of storing a draft is turning its values into what the driver takes. Done elsewhere,
the window's process only hands rows through.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import bindparam, insert, text
from sqlalchemy.engine import make_url

from lightar_desktop.adapters.db.statements import Prepared, Session
from lightar_desktop.adapters.db.store_drafts import draft_row, line_row
from lightar_desktop.adapters.db.tables import invoice, invoice_line
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.services.ports.importing import ReadyDrafts

_NEW: Final = {"version": 0, "status": InvoiceStatus.DRAFT, "light": Light.NOT_SENT}
_COLUMNS: Final = (
    "id",
    *_NEW,
    "series_id",
    "customer_id",
    "customer_name",
    "customer_key",
    "template_id",
    "currency",
    "discount_percent",
    "discount_amount",
    "net",
    "tax",
    "total",
    "balance",
    "issued_on",
    "due_on",
    "terms_days",
    "buyer_reference",
    "note",
    "kind",
)
INVOICE: Final = insert(invoice).values({name: bindparam(name) for name in _COLUMNS})
LINE: Final = insert(invoice_line).values({one.name: bindparam(one.name) for one in invoice_line.c})
_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = 'invoice'")
_NEXT_IDS = text(
    "SELECT nextval(pg_get_serial_sequence('invoice', 'id')) FROM generate_series(1, :count)"
)


@lru_cache(maxsize=4)
def _statements(dialect: str) -> tuple[Prepared, Prepared]:
    driver = {"postgresql": "postgresql+psycopg"}.get(dialect, dialect)
    found = make_url(f"{driver}://").get_dialect()()
    return Prepared(INVOICE, found), Prepared(LINE, found)


def ready(
    dialect: str,
    drafts: Sequence[Invoice],
    references: Sequence[str],
    fingerprints: Sequence[str],
) -> ReadyDrafts:
    """Drafts as the driver of `dialect` takes them; their ids are put in when they are stored."""
    if not drafts:
        return ReadyDrafts()
    adding, adding_line = _statements(dialect)
    invoices, lines, lines_of = [], [], []
    for position, draft in enumerate(drafts):
        invoices.append(adding.values({"id": 0, **_NEW, **draft_row(draft)}))
        for number, line in enumerate(draft.lines, 1):
            lines.append(adding_line.values(line_row(0, number, line)))
            lines_of.append(position)
    return ReadyDrafts(invoices, lines, lines_of, references, fingerprints)


def add(session: Session, drafts: ReadyDrafts) -> list[int]:
    """Store new drafts; returns their ids, in order."""
    if not drafts.invoices:
        return []
    ids = _next_ids(session, len(drafts.invoices))
    for row, draft_id in zip(drafts.invoices, ids, strict=True):
        row[_place(row, "id")] = draft_id
    session.run_ready(INVOICE, drafts.invoices)
    add_lines(session, drafts, ids)
    return ids


def add_lines(session: Session, drafts: ReadyDrafts, ids: Sequence[int]) -> None:
    """Store the lines of drafts that have these ids."""
    for row, position in zip(drafts.lines, drafts.lines_of, strict=True):
        row[_place(row, "invoice_id")] = ids[position]
    session.run_ready(LINE, drafts.lines)


def image(drafts: ReadyDrafts, position: int, draft_id: int) -> dict[str, Any]:
    """One of the drafts as the image of a row, to be put in the place of an older one."""
    keep = ("id", *_NEW)
    row = drafts.invoices[position]
    whole = row if isinstance(row, dict) else dict(zip(_COLUMNS, row, strict=True))
    names = [column.name for column in invoice_line.c]
    parts = []
    for line, of in zip(drafts.lines, drafts.lines_of, strict=True):
        if of == position:
            values = line if isinstance(line, dict) else dict(zip(names, line, strict=True))
            parts.append(values | {"invoice_id": draft_id})
    return {
        "whole": {name: value for name, value in whole.items() if name not in keep},
        "parts": parts,
    }


def _place(row: Any, name: str) -> Any:
    """Where the id stands. SQLite takes values by place, PostgreSQL by name."""
    return name if isinstance(row, dict) else 0


def _next_ids(session: Session, count: int) -> list[int]:
    """Ids for new invoices, never used before nor after."""
    if session.dialect == "postgresql":
        found = session.core.execute(_NEXT_IDS, {"count": count}).scalars()
        return [int(one) for one in found]
    # The only writer may look and add: nobody else can come between.
    last = int(session.core.execute(_LAST_ID).scalar() or 0)
    return list(range(last + 1, last + 1 + count))
