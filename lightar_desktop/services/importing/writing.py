# SPDX-License-Identifier: MIT
"""Writes the pieces of one import, each in a transaction of its own."""

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.imported import ImportState
from lightar_desktop.domain.importing.mapping import plain_heading
from lightar_desktop.services.importing.outcome import ImportCommand, Outcome
from lightar_desktop.services.importing.pieces import Piece
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.ports.files import SourceTable


class Writing:
    """One import under way. It is begun with the first piece that has something to write."""

    def __init__(self, database: Database, command: ImportCommand, at: datetime) -> None:
        self.import_id: int | None = None
        self._database = database
        self._command = command
        self._at = at

    def write(self, piece: Piece, so_far: Outcome) -> None:
        """Store a piece and remember what it added and changed."""
        if not piece.new and not piece.changed:
            return
        if self.import_id is None:
            self.import_id = self._database.transactions.write(self._beginning())
        self._database.transactions.write(self._storing(self.import_id, piece, so_far))

    def end(self, outcome: Outcome) -> None:
        """All is written."""
        import_id = self.import_id or 0
        data: EventData = {"count": outcome.to_do, "what": outcome.kind.value}

        def work(uow: UnitOfWork) -> None:
            uow.imports.count(import_id, outcome.new, outcome.changed, outcome.wrong)
            uow.imports.end(import_id, ImportState.DONE)
            uow.record(Event("import.done", Subject.IMPORT, import_id, None, data))

        self._database.transactions.write(work)

    def _beginning(self) -> Callable[[UnitOfWork], int]:
        kind, table, at = self._command.kind, self._command.table, self._at
        mapped = {name: table.headings[place] for name, place in self._command.columns.items()}

        def work(uow: UnitOfWork) -> int:
            uow.imports.save_mapping(kind, headings_key(table), json.dumps(mapped))
            return uow.imports.begin(kind, table.path.name, at)

        return work

    def _storing(
        self, import_id: int, piece: Piece, so_far: Outcome
    ) -> Callable[[UnitOfWork], None]:
        added, changed = so_far.new + piece.new, so_far.changed + piece.changed
        wrong = so_far.wrong + piece.wrong
        data: EventData = {"count": added + changed, "what": so_far.kind.value}

        def work(uow: UnitOfWork) -> None:
            imports = uow.imports
            imports.add_customers(import_id, piece.new_customers)
            imports.change_customers(import_id, piece.changed_customers)
            imports.add_products(import_id, piece.new_products)
            imports.change_products(import_id, piece.changed_products)
            imports.add_drafts(import_id, piece.new_drafts)
            imports.change_drafts(import_id, piece.changed_drafts, piece.changed_ids)
            imports.count(import_id, added, changed, wrong)
            uow.record(Event("import.written", Subject.IMPORT, import_id, None, data))

        return work


def headings_key(table: SourceTable) -> str:
    """The same for files with the same headings."""
    plain = "\n".join(map(plain_heading, table.headings))
    return sha256(plain.encode()).hexdigest()
