# SPDX-License-Identifier: MIT
"""Commands on the audit trail."""

import json
from argparse import Namespace

from lightar_desktop.cli import shown
from lightar_desktop.cli.output import Output, write_file
from lightar_desktop.services.app import App


def verify(app: App, options: Namespace, output: Output) -> int:
    report = app.reads.journal.verify()
    data = {"ok": report.ok, "entries": report.entries, "first_bad": report.first_bad}
    output.document(data | {"words": report.words}, report.words)
    return 0 if report.ok else 1


def export(app: App, options: Namespace, output: Output) -> int:
    lines, seq = [], 0
    while rows := app.reads.journal.since(seq):
        lines += [json.dumps(shown.activity(row), ensure_ascii=False) for row in rows]
        seq = rows[-1].seq
    write_file(options.file, ("\n".join(lines) + "\n").encode())
    path = str(options.file.resolve())
    output.document({"path": path, "entries": len(lines)}, path)
    return 0
