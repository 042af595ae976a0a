# SPDX-License-Identifier: MIT
"""Everything goes out and comes back, from either database into either."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.bootstrap.files import FILES
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.documents import DocumentService
from lightar_desktop.services.exporting import ExportService
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.ports import Database
from tests import databases
from tests.databases import Ground
from tests.fakes import FakeClock, PlainDocuments


def exports(database: Database) -> ExportService:
    clock = FakeClock()
    documents = DocumentService(database, PlainDocuments(), InlineRenderers(), clock)
    return ExportService(database, documents, FILES, clock)


def filled(database: Database, ground: Ground) -> Database:
    """Opened invoices with documents and emails, a picture, and drafts with hostile names."""
    databases.open_invoices(database, ground, 3)
    database.transactions.write(lambda uow: uow.setup.add_asset(b"\x89PNG picture"))
    databases.add_drafts(database, ground, 2, lines=3)
    return database


def contents(database: Database) -> dict[str, list[object]]:
    with database.reads.exports.everything() as found:
        return {
            name: [dict(row) for row in rows] for name, rows in found.tables() if name != "journal"
        }


@pytest.fixture
def archive(database: Database, ground: Ground, tmp_path: Path) -> Path:
    path = tmp_path / "all.zip"
    exports(filled(database, ground)).everything(path)
    return path


def test_an_archive_fills_an_empty_database_with_the_same(
    database: Database, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with databases.opened(databases.sqlite_url(folder)) as other:
        manifest = exports(other).read_back(archive)
        assert manifest.rows["invoice"] == 5
        assert contents(other) == contents(database)
        report = other.reads.journal.verify()
        assert (report.ok, report.entries) == (True, 4)
        pdf = other.reads.invoices.document(1)
        assert pdf is not None
        assert pdf[1] == b"%PDF 1"
        with pytest.raises(DomainError, match="already holds data"):
            exports(other).read_back(archive)


def test_what_comes_back_can_be_worked_with(
    url: str, archive: Path, tmp_path: Path, request: pytest.FixtureRequest, dialect: str
) -> None:
    """Into the same kind of database: opened invoices are locked again, ids go on."""
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    if dialect == "postgresql":
        server = request.getfixturevalue("postgres_server")
        address = str(server.fresh_database(databases.prepare, template="lightar"))
    else:
        address = databases.sqlite_url(fresh)
    with databases.opened(address) as other:
        exports(other).read_back(archive)
        (first,) = other.reads.invoices.load([1])
        assert first.status is InvoiceStatus.OPEN
        assert not other.transactions.write(lambda uow: uow.drafts.save(first))
        (added,) = other.transactions.write(lambda uow: uow.drafts.add_many([first]))
        assert added > 5
        assert other.reads.journal.verify().ok


def test_an_archive_is_readable_without_the_program(archive: Path) -> None:
    with zipfile.ZipFile(archive) as source:
        manifest = json.loads(source.read("manifest.json"))
        assert manifest["rows"]["invoice"] == 5
        first = json.loads(source.read("tables/invoice.jsonl").splitlines()[0])
        assert first["status"] == "open"
        assert first["total"] == "125"
        names = source.namelist()
        assert sum(name.endswith(".pdf") for name in names) == 3
        assert sum(name.endswith(".png") for name in names) == 1
        assert "README.txt" in names


@pytest.mark.parametrize("member", ["tables/invoice.jsonl", "manifest.json", "SHA256SUMS"])
def test_a_changed_archive_is_refused_and_nothing_is_stored(
    archive: Path, tmp_path: Path, member: str
) -> None:
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == member:
                content = content.replace(b"125", b"999").replace(b"0", b"1", 1)
            target.writestr(name, content)
    folder = tmp_path / "other"
    folder.mkdir()
    with databases.opened(databases.sqlite_url(folder)) as other:
        with pytest.raises(DomainError, match=r"damaged|no archive|newer"):
            exports(other).read_back(changed)
        assert other.reads.invoices.count(InvoiceFilter()) == 0
        assert other.reads.setup.company() is None


def test_half_an_archive_and_other_files_are_refused(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    half = tmp_path / "half.zip"
    half.write_bytes(archive.read_bytes()[:-500])
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as target:
        target.writestr("a.txt", "hello")
    with databases.opened(databases.sqlite_url(folder)) as other:
        for path in (half, foreign, tmp_path / "none.zip"):
            with pytest.raises(DomainError):
                exports(other).read_back(path)


def test_pdfs_get_safe_names_each_once(database: Database, ground: Ground, tmp_path: Path) -> None:
    hostile = "../..\\etc:<b>\u202eCON"
    (stored,) = database.reads.customers.load([ground.customer_id])
    database.transactions.write(lambda uow: uow.customers.save(replace(stored, name=hostile)))
    databases.open_invoices(database, ground, 2)
    ids = database.reads.invoices.ids(InvoiceFilter(), InvoiceSort())
    service = exports(database)
    assert service.pdfs(ids, tmp_path / "pdfs").count == 2
    files = sorted(path.name for path in (tmp_path / "pdfs").iterdir())
    assert len(files) == 2
    assert all(name.endswith(".pdf") and not set(name) & set('/\\:<>"|?*\u202e') for name in files)
    service.pdfs(ids, tmp_path / "pdfs.zip")
    with zipfile.ZipFile(tmp_path / "pdfs.zip") as made:
        assert sorted(made.namelist()) == files
