# SPDX-License-Identifier: MIT
"""Commands that export: tables, PDFs, everything; and reading everything back."""

from argparse import Namespace

from lightar_desktop.cli.invoices import filter_of
from lightar_desktop.cli.output import Output
from lightar_desktop.services.app import App
from lightar_desktop.services.exporting import ExportTable
from lightar_desktop.services.filters import InvoiceColumn, InvoiceSort
from lightar_desktop.services.ports.exporting import Manifest


def table(app: App, options: Namespace, output: Output) -> int:
    kind = ExportTable(options.table)
    where = sort = None
    if kind is ExportTable.INVOICES:
        where, sort = filter_of(app, options), _sort(options)
    done = app.exports.table(kind, options.file, where, sort)
    path = str(done.path.resolve())
    output.document({"path": path, "rows": done.count}, f"{path}: {done.count:,} rows")
    return 0


def pdfs(app: App, options: Namespace, output: Output) -> int:
    ids = app.reads.invoices.ids(filter_of(app, options), _sort(options))
    done = app.exports.pdfs(
        ids, options.file, lambda one, of: output.progress(one, of, f"{one:,} of {of:,}")
    )
    path = str(done.path.resolve())
    output.document({"path": path, "files": done.count}, f"{path}: {done.count:,} PDFs")
    return 0


def everything(app: App, options: Namespace, output: Output) -> int:
    manifest = app.exports.everything(options.file)
    path = str(options.file.resolve())
    output.document({"path": path} | _data(manifest), f"{path}: {_words(manifest)}")
    return 0


def read_back(app: App, options: Namespace, output: Output) -> int:
    manifest = app.exports.read_back(options.file)
    output.document(_data(manifest), f"Read back: {_words(manifest)}")
    return 0


def _data(manifest: Manifest) -> dict[str, object]:
    return {
        "schema": manifest.schema,
        "made_at": manifest.made_at,
        "rows": dict(manifest.rows),
        "files": manifest.files,
    }


def _words(manifest: Manifest) -> str:
    return f"{sum(manifest.rows.values()):,} rows and {manifest.files:,} files"


def _sort(options: Namespace) -> InvoiceSort:
    column = InvoiceColumn(options.sort.removeprefix("-"))
    return InvoiceSort(column, descending=options.sort.startswith("-"))
