# SPDX-License-Identifier: MIT
"""The import wizard and the export dialog, as a clerk uses them."""

import csv
import threading
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.gui.dialogs.export import ExportDialog
from lightar_desktop.gui.dialogs.import_wizard import ImportWizard, Step
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import InvoiceFilter
from lightar_desktop.services.importing.outcome import (
    ImportCommand,
    Outcome,
    Progress,
    Stopping,
)

W = TypeVar("W", bound=QWidget)
CUSTOMERS = (
    "Kundenliste;;;\n\nKd.-Nr.;Firma;Ort;E-Mail\n"
    "D1;Müller & Söhne;Köln;a@mueller.example\n"
    'D2;"<b>Fett</b>";Bonn;b@fett.example\n'
    "D3;Kaputt KG;Ulm;keine-mail\n"
)


def dialog(window: MainWindow, kind: type[W]) -> W:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def is_at(wizard: ImportWizard, step: Step) -> bool:
    return wizard.at is step


def people(app: App) -> list[str]:
    return [row.name for row in app.reads.customers.page("", 100)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Kunden.csv"
    path.write_bytes(CUSTOMERS.encode("cp1252"))
    return path


@pytest.fixture
def wizard(window: MainWindow, qtbot: QtBot) -> ImportWizard:
    window.import_file(ImportKind.CUSTOMERS)
    return dialog(window, ImportWizard)


@pytest.fixture
def at_columns(wizard: ImportWizard, file: Path, qtbot: QtBot) -> ImportWizard:
    wizard.source.ask = lambda: str(file)
    wizard.source.choose.click()
    qtbot.waitUntil(lambda: wizard.at is Step.COLUMNS)
    return wizard


def test_a_strangers_file_is_imported_and_taken_back(
    at_columns: ImportWizard, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard = at_columns
    columns = wizard.columns
    assert columns.encoding.currentData() == "cp1252"
    assert columns.delimiter.currentText() == "Semicolon"
    assert columns.header_row.value() == 3
    assert columns.choices["name"].currentText() == "Firma"
    sample = columns.findChild(QLabel, "name_sample")
    assert isinstance(sample, QLabel)
    assert "Müller & Söhne" in sample.text()
    wizard.go.click()
    qtbot.waitUntil(lambda: wizard.at is Step.CHECKED)
    assert wizard.go.text() == "Import 2 customers"
    assert "Müller & Söhne" not in people(app), "so far it was a dry run"
    assert wizard.report.model.rowCount() == 1
    assert "keine-mail" in wizard.report.model.item(0, 1).text()
    wizard.ask_where = lambda proposal: str(tmp_path / proposal.name)
    wizard.report.save.click()
    qtbot.waitUntil(lambda: "Saved as" in wizard.note.text())
    with (tmp_path / "Kunden.wrong.csv").open(encoding="utf-8-sig", newline="") as saved:
        assert [row["Firma"] for row in csv.DictReader(saved)] == ["Kaputt KG"]
    QTest.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: wizard.at is Step.DONE)
    assert wizard.report.headline.text() == "2 customers imported"
    assert {"Müller & Söhne", "<b>Fett</b>"} <= set(people(app))
    wizard.report.undo.click()
    qtbot.waitUntil(lambda: "taken back" in wizard.report.headline.text())
    assert "Müller & Söhne" not in people(app)


def test_a_wrong_guess_is_put_right_and_remembered(
    at_columns: ImportWizard, window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    wizard = at_columns
    name = wizard.columns.choices["name"]
    name.setCurrentIndex(0)
    assert not wizard.go.isEnabled()
    assert "Name" in wizard.note.text()
    name.setCurrentIndex(name.findText("Firma"))
    city = wizard.columns.choices["city"]
    city.setCurrentIndex(0)
    wizard.go.click()
    qtbot.waitUntil(lambda: wizard.at is Step.CHECKED)
    wizard.go.click()
    qtbot.waitUntil(lambda: wizard.at is Step.DONE)
    wizard.go.click()
    assert not wizard.isVisible()
    window.import_file(ImportKind.CUSTOMERS)
    again = dialog(window, ImportWizard)
    again.look(file)
    qtbot.waitUntil(lambda: again.at is Step.COLUMNS)
    assert again.columns.choices["city"].currentIndex() == 0
    assert again.columns.choices["name"].currentText() == "Firma"
    qtbot.waitUntil(lambda: again.source.model.rowCount() == 1)


def test_another_encoding_reads_the_file_anew(at_columns: ImportWizard, qtbot: QtBot) -> None:
    box = at_columns.columns.encoding
    box.setCurrentIndex(box.findData("cp850"))
    box.activated.emit(box.currentIndex())
    model = at_columns.columns.model
    qtbot.waitUntil(lambda: model.rowCount() > 0 and model.item(0, 1).text() == "M³ller & S÷hne")
    assert at_columns.columns.encoding.currentData() == "cp850"


def test_the_same_file_again_offers_nothing_to_import(
    at_columns: ImportWizard, window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    wizard = at_columns
    for step in (Step.CHECKED, Step.DONE):
        wizard.go.click()
        qtbot.waitUntil(partial(is_at, wizard, step))
    wizard.go.click()
    window.import_file(ImportKind.CUSTOMERS)
    again = dialog(window, ImportWizard)
    again.look(file)
    qtbot.waitUntil(lambda: again.at is Step.COLUMNS)
    again.go.click()
    qtbot.waitUntil(lambda: again.at is Step.CHECKED)
    assert again.report.headline.text() == "There is nothing to import"
    assert not again.go.isEnabled()


def test_what_is_no_table_is_refused_beside_the_file(
    wizard: ImportWizard, tmp_path: Path, qtbot: QtBot
) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    wizard.look(picture)
    qtbot.waitUntil(lambda: "picture" in wizard.note.text())
    assert wizard.at is Step.SOURCE
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


def test_cancelling_a_running_import_leaves_nothing_and_the_window_waits_for_it(
    at_columns: ImportWizard,
    window: MainWindow,
    app: App,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wizard, before = at_columns, people(app)
    wizard.go.click()
    qtbot.waitUntil(lambda: wizard.at is Step.CHECKED)
    go_on, run = threading.Event(), app.imports.run

    def held(command: ImportCommand, progress: Progress, stop: Stopping) -> Outcome:
        assert go_on.wait(10)
        return run(command, progress, stop)

    monkeypatch.setattr(app.imports, "run", held)
    wizard.go.click()
    assert wizard.at is Step.IMPORTING
    window.close()
    assert window.isVisible()
    assert window.page is not None
    assert window.page.isEnabled(), "the rest of the window can be used"
    wizard.cancel.click()
    go_on.set()
    qtbot.waitUntil(lambda: wizard.at is Step.DONE)
    assert wizard.report.headline.text() == "The import is cancelled"
    assert people(app) == before


def test_a_file_dropped_on_the_window_is_looked_at(
    window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(file))])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(QPoint(5, 5), copy, dropped, button, keys),
        QDropEvent(QPointF(5, 5), copy, dropped, button, keys),
    ):
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
    wizard = dialog(window, ImportWizard)
    qtbot.waitUntil(lambda: wizard.at is Step.COLUMNS)


def exported(
    window: MainWindow, qtbot: QtBot, what: str, kind: str, path: Path
) -> Callable[[], bool]:
    window.export_data()
    asked = dialog(window, ExportDialog)
    asked.what.setCurrentIndex(asked.what.findData(what))
    asked.kind.setCurrentIndex(asked.kind.findData(kind))
    asked.ask = lambda proposal, ending: str(path)
    asked.go.click()
    return lambda: not window.findChildren(ExportDialog)


def test_tables_and_pdfs_and_everything_are_exported(
    window: MainWindow, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(exported(window, qtbot, "customers", ".csv", tmp_path / "c.csv"))
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["Name"] for row in csv.DictReader(file)] == [
            one.name for one in app.reads.customers.load(app.reads.exports.ids("customers"))
        ]
    qtbot.waitUntil(exported(window, qtbot, "everything", ".zip", tmp_path / "all"))
    assert "Everything is exported" in window.message_bar.text.text()
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "manifest.json" in archive.namelist()


def test_what_is_checked_and_filtered_is_what_goes_out(
    window: MainWindow, page: SalesInvoicesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    wanted = {action.text(): action for action in page.more.menu.actions()}
    wanted["&Export these invoices…"].trigger()
    asked = dialog(window, ExportDialog)
    assert asked.what.currentText() == "Sales invoices, all"
    asked.ask = lambda proposal, ending: str(tmp_path / "i.xlsx")
    qtbot.waitUntil(asked.isActiveWindow)
    QTest.keyClick(asked, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.findChildren(ExportDialog))
    assert (tmp_path / "i.xlsx").stat().st_size > 0
    assert page.rows.where == InvoiceFilter()
