# SPDX-License-Identifier: MIT
"""Everything as one ZIP that other programs can read too: a JSON line for each row, the PDFs and
pictures as files, and a list of hashes that reading it back begins with.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.ports.exporting import Attached, Manifest, Plain

FORMAT: Final = "lightar-archive"
_VERSION: Final = 1
_MANIFEST: Final = "manifest.json"
_SUMS: Final = "SHA256SUMS"
_FILE: Final = "file"  # `{"file": "files/…"}` stands where a row has bytes
_BLOCK: Final = 1 << 20
_README: Final = """Everything of a LightAR database.

tables/NAME.jsonl  one JSON object a line for each row; amounts are texts with all their decimals,
                   instants are ISO 8601 in UTC
files/             PDFs and pictures; rows name them
manifest.json      schema, counts of rows, and the hash of SHA256SUMS
SHA256SUMS         the hash of every file: sha256sum -c SHA256SUMS checks them

lightar import archive FILE.zip reads it into an empty database.
"""


def write_archive(
    path: Path,
    schema: str,
    made_at: str,
    tables: Iterable[tuple[str, Iterable[Plain]]],
    each: Callable[[], None],
) -> Manifest:
    """Write all tables; `each` is called for every row."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            manifest = _Writing(target, each).write(schema, made_at, tables)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


class _Writing:
    """One archive being written."""

    def __init__(self, target: zipfile.ZipFile, each: Callable[[], None]) -> None:
        self._target = target
        self._each = each
        self._sums: dict[str, str] = {}

    def write(
        self, schema: str, made_at: str, tables: Iterable[tuple[str, Iterable[Plain]]]
    ) -> Manifest:
        self._add("README.txt", _README.encode())
        counts = {name: self._table(name, rows) for name, rows in tables}
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
        files = sum(name.startswith("files/") for name in self._sums)
        manifest = Manifest(schema, made_at, counts, files)
        self._target.writestr(_SUMS, lines)
        document = {
            "format": FORMAT,
            "version": _VERSION,
            "schema": schema,
            "made_at": made_at,
            "rows": counts,
            "files": files,
            "sums": hashlib.sha256(lines.encode()).hexdigest(),
        }
        self._target.writestr(_MANIFEST, json.dumps(document, indent=2))
        return manifest

    def _table(self, name: str, rows: Iterable[Plain]) -> int:
        """A ZIP takes one member at a time: lines wait in a file while rows' files go in."""
        count = 0
        with tempfile.TemporaryFile() as lines:
            for row in rows:
                plain = {key: self._plain(value) for key, value in row.items()}
                line = json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"
                lines.write(line.encode("utf-8", "surrogatepass"))
                count += 1
                self._each()
            self._copy(lines, f"tables/{name}.jsonl")
        return count

    def _copy(self, source: IO[bytes], member: str) -> None:
        digest = hashlib.sha256()
        source.seek(0)
        with self._target.open(member, "w", force_zip64=True) as target:
            while block := source.read(_BLOCK):
                digest.update(block)
                target.write(block)
        self._sums[member] = digest.hexdigest()

    def _plain(self, value: object) -> object:
        if not isinstance(value, Attached):
            return value
        name = f"files/{hashlib.sha256(value.content).hexdigest()}{_ending(value.content)}"
        if name not in self._sums:
            self._add(name, value.content)
        return {_FILE: name}

    def _add(self, name: str, content: bytes) -> None:
        self._sums[name] = hashlib.sha256(content).hexdigest()
        self._target.writestr(name, content)


def _ending(content: bytes) -> str:
    for mark, ending in ((b"%PDF", ".pdf"), (b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg")):
        if content.startswith(mark):
            return ending
    return ".bin"


class Archive:
    """An archive whose every file was checked. Implements `OpenedArchive`."""

    def __init__(self, source: zipfile.ZipFile, manifest: Manifest) -> None:
        self.manifest = manifest
        self._source = source

    def rows(self, table: str) -> Iterator[Plain]:
        """The rows of a table; none where the archive does not have it."""
        if table not in self.manifest.rows:
            return
        with self._source.open(f"tables/{table}.jsonl") as file:
            for line in file:
                row: dict[str, Any] = json.loads(line.decode("utf-8", "surrogatepass"))
                yield {key: self._value(value) for key, value in row.items()}

    def _value(self, value: object) -> object:
        if isinstance(value, dict) and set(value) == {_FILE}:
            return Attached(self._source.read(str(value[_FILE])))
        return value


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """An archive to read from; refuses one that is damaged, cut short or changed."""
    if not path.is_file():
        raise DomainError.of("no_file", "file", name=path.name)
    try:
        with zipfile.ZipFile(path) as source:
            yield Archive(source, _checked(source, path))
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise DomainError.of("archive_damaged", "file", name=path.name) from error


def _checked(source: zipfile.ZipFile, path: Path) -> Manifest:
    members = set(source.namelist())
    if _MANIFEST not in members or _SUMS not in members:
        raise DomainError.of("archive_foreign", "file", name=path.name)
    document = json.loads(source.read(_MANIFEST))
    if document.get("format") != FORMAT or document.get("version") != _VERSION:
        raise DomainError.of("archive_foreign", "file", name=path.name)
    listed = source.read(_SUMS)
    lines = (line.split("  ", 1) for line in listed.decode("utf-8").splitlines())
    sums = {name: digest for digest, name in lines}
    whole = hashlib.sha256(listed).hexdigest() == document.get("sums")
    whole = whole and set(sums) == members - {_MANIFEST, _SUMS}
    if not whole or not _as_listed(source, sums):
        raise DomainError.of("archive_damaged", "file", name=path.name)
    return Manifest(document["schema"], document["made_at"], document["rows"], document["files"])


def _as_listed(source: zipfile.ZipFile, sums: Mapping[str, str]) -> bool:
    for name, wanted in sums.items():
        with source.open(name) as file:
            if _hash(file) != wanted:
                return False
    return True


def _hash(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
