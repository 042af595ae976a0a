# SPDX-License-Identifier: MIT
"""Commands that import: a table of customers, products or invoices; undo; list."""

from argparse import Namespace
from pathlib import Path

from lightar_desktop.cli import shown
from lightar_desktop.cli.output import Output
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing.fields import fields
from lightar_desktop.domain.importing.mapping import Columns, named
from lightar_desktop.services.app import App
from lightar_desktop.services.importing.outcome import ImportCommand, Outcome
from lightar_desktop.services.ports.files import SourceTable

_COLUMNS = ("import", "at", "actor", "kind", "file", "state", "added", "changed", "wrong")


def table(app: App, options: Namespace, output: Output) -> int:
    app.imports.recover()
    kind = ImportKind(options.kind)
    found = app.imports.look(
        options.file, options.encoding, options.delimiter, options.sheet, options.header_row
    )
    try:
        columns = _columns(app, kind, found, options.mapping)
        order = {"month": True, "day": False}.get(options.dates)
        errors = options.errors or (None if options.dry_run else _beside(options.file))
        mark = {"comma": ",", "point": "."}.get(options.decimals, "")
        command = ImportCommand(kind, found, columns, options.vat, order, mark, errors)
        act = app.imports.check if options.dry_run else app.imports.run
        outcome = act(command, lambda done, total: output.progress(done, total, f"row {done:,}"))
    except KeyboardInterrupt:
        output.failure("Stopped; nothing of the import is left.")
        return 1
    finally:
        app.imports.forget(found)
    data = _data(outcome, found, columns, dry_run=options.dry_run)
    output.document(data, _words(outcome, dry_run=options.dry_run))
    return 1 if outcome.wrong else 0


def undo(app: App, options: Namespace, output: Output) -> int:
    undone = app.imports.undo(options.id)
    data = {
        "import": str(undone.import_id),
        "kind": undone.kind.value,
        "undone": undone.gone,
        "left": [str(one) for one in undone.left],
    }
    words = f"Taken back: {undone.kind.counted(undone.gone)}."
    if undone.left:
        words += f" {len(undone.left):,} were changed or used since and stay."
    output.document(data, words)
    return 1 if undone.left else 0


def imports(app: App, options: Namespace, output: Output) -> int:
    app.imports.recover()
    output.table([shown.imported(one) for one in app.imports.recent()], _COLUMNS)
    return 0


def _columns(app: App, kind: ImportKind, found: SourceTable, wishes: list[str]) -> Columns:
    asked = {}
    for wish in wishes:
        name, sign, heading = wish.partition("=")
        if not sign:
            raise DomainError.of("no_field", "mapping", name=wish, known="FIELD=HEADING")
        asked[name] = heading
    if not asked:
        return app.imports.mapping(kind, found)
    try:
        return named(kind, found.headings, asked)
    except KeyError as unknown:
        known = ", ".join((*(field.name for field in fields(kind)), *found.headings))
        raise DomainError.of("no_field", "mapping", name=unknown.args[0], known=known) from None


def _beside(source: Path) -> Path:
    """Where wrong rows go unless told otherwise."""
    return source.with_name(f"{source.stem}.wrong.csv")


def _data(
    outcome: Outcome, found: SourceTable, columns: Columns, *, dry_run: bool
) -> dict[str, object]:
    return {
        "import": None if outcome.import_id is None else str(outcome.import_id),
        "kind": outcome.kind.value,
        "dry_run": dry_run,
        "rows": outcome.rows,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "wrong": outcome.wrong,
        "wrong_rows": [{"row": one.row, "reason": one.reason} for one in outcome.first_wrong],
        "errors": str(outcome.errors.resolve()) if outcome.errors else None,
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "sheet": found.sheet or None,
        "mapping": {name: found.headings[at] for name, at in columns.items()},
    }


def _words(outcome: Outcome, *, dry_run: bool) -> str:
    begin = "Nothing is written yet; importing gives" if dry_run else "Imported"
    lines = [f"{begin} {outcome.kind.value}: {outcome.words}."]
    lines += [f"  row {one.row}: {one.reason}" for one in outcome.first_wrong[:20]]
    if outcome.wrong_rows > 20:
        lines.append(f"  and {outcome.wrong_rows - 20:,} more")
    if outcome.errors:
        lines.append(f"Wrong rows: {outcome.errors}")
    if outcome.import_id is not None:
        lines.append(f"lightar import undo {outcome.import_id} takes it back.")
    return "\n".join(lines)
