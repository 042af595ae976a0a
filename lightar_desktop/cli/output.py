# SPDX-License-Identifier: MIT
"""What a command prints: one JSON document, or a plain table for people."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

Document = Mapping[str, object]


class Output:
    """Standard output for the result, standard error for progress."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def document(self, data: Document, words: str) -> None:
        """One thing: its JSON, or `words` for people."""
        print(_json(data) if self._as_json else words)

    def table(self, records: Sequence[Document], columns: Sequence[str]) -> None:
        """Many alike: a JSON list, or the named columns aligned."""
        if self._as_json:
            print(_json(records))
            return
        cells = [[_cell(record.get(column)) for column in columns] for record in records]
        widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
        for line in ([*columns], *cells):
            print("  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip())

    def failure(self, sentence: str) -> int:
        """Say on standard error why the surroundings failed; the exit status for that."""
        print(f"lightar: {sentence}", file=sys.stderr)
        return 3

    def progress(self, done: int, total: int, words: str) -> None:
        """A bar on standard error, only on a terminal."""
        if not sys.stderr.isatty():
            return
        filled = 30 * done // max(total, 1)
        bar = "█" * filled + "░" * (30 - filled)
        end = "\n" if done >= total else ""
        print(f"\r{bar} {words}\x1b[K", end=end, file=sys.stderr, flush=True)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def write_file(path: Path, content: bytes) -> None:
    """Write `path` whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
