# SPDX-License-Identifier: MIT
"""Many files: into a folder, or into one ZIP where the path ends so."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lightar_desktop.services.ports.exporting import Bundle


@contextmanager
def bundle(path: Path) -> Iterator[Bundle]:
    """A ZIP is written whole or not at all; in a folder each file is."""
    if path.suffix.lower() != ".zip":
        path.mkdir(parents=True, exist_ok=True)
        yield _Folder(path)
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        # PDFs are compressed already.
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as target:
            yield _Zip(target)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, content: bytes) -> None:
        partial = self._path / f".{name[:40]}.{os.getpid()}.partial"
        try:
            partial.write_bytes(content)
            partial.replace(self._path / name)
        finally:
            partial.unlink(missing_ok=True)


class _Zip:
    def __init__(self, target: zipfile.ZipFile) -> None:
        self._target = target

    def add(self, name: str, content: bytes) -> None:
        self._target.writestr(name, content)
