# SPDX-License-Identifier: MIT
"""Writing imports: what they add and change is remembered, so that they can be taken back."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, exists, insert, select, update

from lightar_desktop.adapters.db import bulk
from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.images import PARTS, Image, put_back, taken
from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.store_catalogue import Products
from lightar_desktop.adapters.db.store_customers import Customers
from lightar_desktop.adapters.db.tables import correction, invoice
from lightar_desktop.adapters.db.tables_data import import_mapping, import_row, import_run
from lightar_desktop.adapters.db.tables_work import batch_item, outgoing_email
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.product import Product
from lightar_desktop.services.ports.importing import ReadyDrafts, TakenBack

_NOTE: Final = insert(import_row).values(
    {column.name: bindparam(column.name) for column in import_row.c}
)


class Imports:
    """Implements `ImportStore`."""

    def __init__(self, session: Session, actor: str, process: str) -> None:
        self._session = session
        self._core = session.core
        self._actor = actor
        self._process = process

    def begin(self, kind: ImportKind, file_name: str, at: datetime) -> int:
        adding = insert(import_run).values(
            at=at,
            actor=self._actor,
            kind=kind,
            file_name=file_name,
            state=ImportState.RUNNING,
            added=0,
            changed=0,
            wrong=0,
            process=self._process,
        )
        return int(self._core.execute(adding.returning(import_run.c.id)).scalar_one())

    def count(self, import_id: int, added: int, changed: int, wrong: int) -> None:
        counting = update(import_run).where(import_run.c.id == import_id)
        self._core.execute(counting.values(added=added, changed=changed, wrong=wrong))

    def end(self, import_id: int, state: ImportState) -> bool:
        ending = update(import_run).where(import_run.c.id == import_id, import_run.c.state != state)
        return bool(self._core.execute(ending.values(state=state)).rowcount)

    def add_customers(self, import_id: int, customers: Sequence[Customer]) -> None:
        self._note(import_id, Customers(self._session).add_many(customers))

    def change_customers(self, import_id: int, customers: Sequence[Customer]) -> int:
        save = Customers(self._session).save
        return sum(self._change(import_id, ImportKind.CUSTOMERS, one, save) for one in customers)

    def add_products(self, import_id: int, products: Sequence[Product]) -> None:
        self._note(import_id, Products(self._session).add_many(products))

    def change_products(self, import_id: int, products: Sequence[Product]) -> int:
        save = Products(self._session).save
        return sum(self._change(import_id, ImportKind.PRODUCTS, one, save) for one in products)

    def add_drafts(self, import_id: int, ready: ReadyDrafts) -> list[int]:
        ids = bulk.add(self._session, ready)
        marks = [
            json.dumps({"reference": reference, "fingerprint": fingerprint}) if reference else None
            for reference, fingerprint in zip(ready.references, ready.fingerprints, strict=True)
        ]
        self._note(import_id, ids, marks)
        return ids

    def change_drafts(self, import_id: int, ready: ReadyDrafts, ids: Sequence[int]) -> int:
        changed = 0
        for position, draft_id in enumerate(ids):
            changed += self._change_draft(import_id, ready, position, draft_id)
        return changed

    def take_back(self, import_id: int, after: int, limit: int) -> TakenBack:
        kind = self._core.execute(
            select(import_run.c.kind).where(import_run.c.id == import_id)
        ).scalar_one()
        rows = self._core.execute(
            select(import_row)
            .where(import_row.c.import_id == import_id, import_row.c.subject_id > after)
            .order_by(import_row.c.subject_id)
            .limit(limit)
        ).all()
        added: dict[int, int] = {}
        gone: set[int] = set()
        for row in rows:
            image: Image = json.loads(row.before) if row.before else {}
            if "whole" not in image:
                added[row.subject_id] = row.version
            elif put_back(self._core, PARTS[kind], row.subject_id, row.version, image):
                gone.add(row.subject_id)
        gone |= self._deleted(kind, added)
        self._forget(import_id, gone)
        left = tuple(row.subject_id for row in rows if row.subject_id not in gone)
        return TakenBack(len(gone), left, rows[-1].subject_id if rows else None)

    def save_mapping(self, kind: ImportKind, headings: str, content: str) -> None:
        same = (import_mapping.c.kind == kind, import_mapping.c.headings == headings)
        self._core.execute(delete(import_mapping).where(*same))
        adding = insert(import_mapping).values(kind=kind, headings=headings, content=content)
        self._core.execute(adding)

    def _note(
        self, import_id: int, ids: Sequence[int], marks: Sequence[str | None] | None = None
    ) -> None:
        self._session.run_many(
            _NOTE,
            (
                {"import_id": import_id, "subject_id": one, "version": 0, "before": mark}
                for one, mark in zip(ids, marks or [None] * len(ids), strict=True)
            ),
        )

    def _change(
        self,
        import_id: int,
        kind: ImportKind,
        changed: Customer | Product,
        save: Callable[[Any], bool],
    ) -> bool:
        image = taken(self._core, PARTS[kind], changed.id)
        if not save(changed):
            return False
        self._remember(import_id, changed.id, changed.version + 1, image)
        return True

    def _change_draft(
        self, import_id: int, ready: ReadyDrafts, position: int, draft_id: int
    ) -> bool:
        parts = PARTS[ImportKind.INVOICES]
        image = taken(self._core, parts, draft_id)
        version = image["whole"]["version"]
        new = bulk.image(ready, position, draft_id)
        if not put_back(self._core, parts, draft_id, version, new):
            return False
        mark = {"reference": ready.references[position]}
        mark["fingerprint"] = ready.fingerprints[position]
        self._remember(import_id, draft_id, version + 1, image | mark)
        return True

    def _remember(self, import_id: int, subject_id: int, version: int, image: Image) -> None:
        row = {"import_id": import_id, "subject_id": subject_id, "version": version}
        before = json.dumps(image, ensure_ascii=False)
        self._session.run_many(_NOTE, [{**row, "before": before}])

    def _deleted(self, kind: ImportKind, added: Mapping[int, int]) -> set[int]:
        """Delete what was added, where it still is the version given and nothing names it."""
        table = PARTS[kind].whole
        named = {
            ImportKind.CUSTOMERS: (invoice.c.customer_id,),
            ImportKind.PRODUCTS: (),
            ImportKind.INVOICES: (
                batch_item.c.invoice_id,
                outgoing_email.c.invoice_id,
                correction.c.invoice_id,
            ),
        }[kind]
        found = self._core.execute(
            select(table.c.id, table.c.version).where(
                among(table.c.id, added, self._session.dialect),
                *(~exists().where(column == table.c.id) for column in named),
                *((table.c.status == InvoiceStatus.DRAFT,) if table is invoice else ()),
            )
        )
        ids = [row.id for row in found if row.version == added[row.id]]
        self._core.execute(delete(table).where(among(table.c.id, ids, self._session.dialect)))
        # What a person deleted before is gone just as well.
        there = self._core.execute(
            select(table.c.id).where(among(table.c.id, added, self._session.dialect))
        )
        return set(added) - set(there.scalars())

    def _forget(self, import_id: int, gone: Iterable[int]) -> None:
        wanted = among(import_row.c.subject_id, gone, self._session.dialect)
        self._core.execute(delete(import_row).where(import_row.c.import_id == import_id, wanted))
