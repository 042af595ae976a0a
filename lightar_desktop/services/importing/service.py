# SPDX-License-Identifier: MIT
"""Imports: looked at first, tried dry, done in pieces, and taken back as a whole."""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lightar_desktop import i18n
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.importing.columns import formats
from lightar_desktop.domain.importing.days import DateOrder
from lightar_desktop.domain.importing.mapping import Columns, guessed, missing
from lightar_desktop.services.importing.outcome import (
    SHOWN,
    ImportCommand,
    Outcome,
    Progress,
    Stopping,
    Undone,
)
from lightar_desktop.services.importing.pieces import DraftPieces, Elsewhere, Piece, RecordPieces
from lightar_desktop.services.importing.writing import Writing, headings_key
from lightar_desktop.services.ports import Clock, Database, Renderers, UnitOfWork
from lightar_desktop.services.ports.files import SourceTable, TableRequest
from lightar_desktop.services.ports.importing import ImportRow, ImportSettings, Tables, TakenBack

_TAKEN_BACK_AT_ONCE: Final = 500


def never() -> bool:
    """Nobody cancels."""
    return False


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


class ImportService:
    """Takes over a stranger's tables. Methods may take long; `stop` ends them early."""

    def __init__(
        self,
        database: Database,
        tables: Tables,
        renderers: Renderers,
        clock: Clock,
        has_ended: Callable[[str], bool],
    ) -> None:
        self._database = database
        self._tables = tables
        self._renderers = renderers
        self._clock = clock
        self._has_ended = has_ended
        self._folders: dict[Path, tempfile.TemporaryDirectory[str]] = {}

    def look(
        self,
        path: Path,
        encoding: str = "",
        delimiter: str = "",
        sheet: str = "",
        header_row: int = 0,
    ) -> SourceTable:
        """Read a file through: how it is written, its headings, its first rows."""
        if not path.is_file():
            raise DomainError.of("no_file", "file", name=path.name or str(path))
        folder = tempfile.TemporaryDirectory(prefix="lightar-import-", ignore_cleanup_errors=True)
        request = TableRequest(
            path.resolve(), Path(folder.name), encoding, delimiter, sheet, header_row
        )
        try:
            table = self._renderers.submit(self._tables.open_table, request).result()
        except BaseException:
            folder.cleanup()
            raise
        if table.text.parent == Path(folder.name):
            self._folders[table.text] = folder
        else:
            folder.cleanup()
        return table

    def forget(self, table: SourceTable) -> None:
        """Delete what looking at it left behind; the file itself stays."""
        if folder := self._folders.pop(table.text, None):
            folder.cleanup()

    def close(self) -> None:
        """Delete all that was left behind."""
        for folder in self._folders.values():
            folder.cleanup()
        self._folders.clear()

    def mapping(self, kind: ImportKind, table: SourceTable) -> Columns:
        """The columns as they were mapped for these headings the last time, else guessed."""
        stored = self._database.reads.imports.mapping(kind, headings_key(table))
        if stored is None:
            return guessed(kind, table.headings)
        places = {heading: column for column, heading in enumerate(table.headings)}
        remembered: dict[str, str] = json.loads(stored)
        return {name: places[one] for name, one in remembered.items() if one in places}

    def check(
        self,
        command: ImportCommand,
        progress: Progress = no_progress,
        stop: Stopping = never,
    ) -> Outcome:
        """The dry run: what importing would do. Nothing is written but the wrong rows' file."""
        return self._through(command, _leave, progress, stop)

    def run(
        self,
        command: ImportCommand,
        progress: Progress = no_progress,
        stop: Stopping = never,
    ) -> Outcome:
        """Import; cancelled or failed half way, all of it is taken back."""
        writing = Writing(self._database, command, self._clock.now())
        finished = False
        try:
            outcome = self._through(command, writing.write, progress, stop)
            finished = bool(outcome.to_do) and not outcome.cancelled
        finally:
            if writing.import_id is not None and not finished:
                self._take_back(writing.import_id, ImportState.CANCELLED)
        if finished:
            writing.end(outcome)
            outcome.import_id = writing.import_id
        elif not outcome.cancelled:
            found = f"{outcome.words}. {outcome.first_reason}".strip()
            raise DomainError.of("nothing_to_import", "file", found=found)
        return outcome

    def undo(self, import_id: int) -> Undone:
        """Take an import back, but for what was changed or opened since."""
        known = self._database.reads.imports.get(import_id)
        if known is None:
            raise DomainError.of("not_found", what="import", id=import_id)
        if known.state is not ImportState.DONE:
            raise DomainError.of("import_not_done", state=known.state)
        gone, left = self._take_back(import_id, ImportState.UNDONE)
        return Undone(import_id, known.kind, gone, left)

    def recent(self) -> list[ImportRow]:
        """Imports, newest first."""
        return self._database.reads.imports.recent()

    def recover(self) -> list[ImportRow]:
        """Take back imports that a crash cut short; returns them."""
        dead = [
            one for one in self._database.reads.imports.running() if self._has_ended(one.process)
        ]
        for one in dead:
            self._take_back(one.id, ImportState.CANCELLED)
        return dead

    def _through(
        self,
        command: ImportCommand,
        write: Callable[[Piece, Outcome], None],
        progress: Progress,
        stop: Stopping,
    ) -> Outcome:
        settings = self._settings(command)
        if command.errors is not None and command.errors.resolve() == command.table.path:
            raise DomainError.of("errors_over_source", "errors")
        if not self._tables.unchanged(command.table):
            raise DomainError.of("file_changed", "file", name=command.table.path.name)
        outcome = Outcome(command.kind)
        progress(0, command.table.rows)
        for piece in self._pieces(command, settings):
            if stop():
                outcome.cancelled = True
                return outcome
            write(piece, outcome)
            self._count(piece, outcome, command)
            progress(min(outcome.rows, command.table.rows), command.table.rows)
        return outcome

    def _pieces(self, command: ImportCommand, settings: ImportSettings) -> Iterator[Piece]:
        kind = DraftPieces if command.kind is ImportKind.INVOICES else RecordPieces
        elsewhere = Elsewhere(self._renderers)
        return kind(self._database.reads, self._tables, elsewhere, settings).of(command.table)

    def _count(self, piece: Piece, outcome: Outcome, command: ImportCommand) -> None:
        outcome.rows += piece.rows
        outcome.new += piece.new
        outcome.changed += piece.changed
        outcome.unchanged += piece.unchanged
        outcome.wrong += piece.wrong
        outcome.wrong_rows += len(piece.wrong_rows)
        outcome.first_wrong += piece.wrong_rows[: SHOWN - len(outcome.first_wrong)]
        if command.errors is not None and piece.wrong_rows:
            if outcome.errors is None:
                command.errors.unlink(missing_ok=True)
            self._tables.write_wrong(command.errors, command.table.headings, piece.wrong_rows)
            outcome.errors = command.errors

    def _take_back(self, import_id: int, state: ImportState) -> tuple[int, tuple[int, ...]]:
        gone, left, after = 0, tuple[int, ...](), 0
        while True:
            step = self._database.transactions.write(_taking_back(import_id, after))
            if step.last is None:
                break
            gone, after = gone + step.gone, step.last
            left += step.left
        data: EventData = {"count": gone, "left": len(left)}

        def end(uow: UnitOfWork) -> None:
            if uow.imports.end(import_id, state):
                uow.record(Event("import.taken_back", Subject.IMPORT, import_id, None, data))

        self._database.transactions.write(end)
        return gone, left

    def _settings(self, command: ImportCommand) -> ImportSettings:
        """How the table is read; refuses a mapping that lacks something."""
        kind, table = command.kind, command.table
        if lacking := missing(kind, command.columns):
            raise DomainError.of("not_mapped", "columns", fields="; ".join(lacking))
        company = self._database.reads.setup.company()
        if company is None:
            raise DomainError.of("no_company")
        read = formats(table.seen, table.delimiter if not table.sheet else "")
        if command.month_first is not None:
            order = DateOrder.MONTH_FIRST if command.month_first else DateOrder.DAY_FIRST
            read = tuple(replace(one, date_order=order) for one in read)
        if command.decimal_mark:
            read = tuple(replace(one, decimal_mark=command.decimal_mark) for one in read)
        settings = ImportSettings(
            kind,
            command.columns,
            read,
            i18n.countries() if "country" in command.columns else {},
            company.currency,
            command.tax_rate,
            driver=self._database.driver,
        )
        return self._with_ground(settings) if kind is ImportKind.INVOICES else settings

    def _with_ground(self, settings: ImportSettings) -> ImportSettings:
        """The number series and template that new drafts stand on."""
        named = {"tax_rate", "tax_category", "product_code"} & settings.columns.keys()
        if not named and settings.tax_rate is None:
            raise DomainError.of("no_tax_rate", "tax_rate")
        reads = self._database.reads.setup
        company = reads.company()
        series, templates = reads.series(), reads.templates()
        if not series:
            raise DomainError.of("no_series")
        known = {row.template.id for row in templates}
        chosen = company.template_id if company else 0
        return replace(
            settings,
            series_id=(company.series_id if company else 0) or series[0].id,
            template_id=chosen if chosen in known else min(known, default=None),
        )


def _leave(_piece: Piece, _outcome: Outcome) -> None:
    """A dry run writes nothing."""


def _taking_back(import_id: int, after: int) -> Callable[[UnitOfWork], TakenBack]:
    return lambda uow: uow.imports.take_back(import_id, after, _TAKEN_BACK_AT_ONCE)
