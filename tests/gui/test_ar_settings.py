# SPDX-License-Identifier: MIT
"""AR Settings: each section from the keyboard, saved together."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from lightar_desktop import paths
from lightar_desktop.domain.company import Company
from lightar_desktop.gui.dialogs.number_series import NumberSeriesDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.ar_settings import ArSettingsPage
from lightar_desktop.services.app import App
from tests.gui.test_setup_pages import settings_page

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SECOND = "DE89370400440532013000"


@pytest.fixture
def settings(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ArSettingsPage:
    discard = QMessageBox.StandardButton.Discard
    monkeypatch.setattr(QMessageBox, "question", lambda *_: discard)  # when the window closes
    page = settings_page(window, qtbot)
    qtbot.waitUntil(lambda: not page.context.tasks.busy)
    return page


def stored(app: App) -> Company:
    company = app.reads.setup.company()
    assert company is not None
    return company


def save(page: ArSettingsPage, qtbot: QtBot) -> None:
    window = page.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert page.save.isEnabled()
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(window, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not page.context.tasks.busy)


def test_sections_are_walked_with_the_arrows(settings: ArSettingsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(settings.sections.hasFocus)
    shown = []
    for _ in settings.parts:
        shown.append(settings.sections.currentItem().text())
        assert settings.parts[settings.stack.currentIndex()].isVisible()
        QTest.keyClick(settings.sections, KEY.Key_Down)
    assert shown == [
        *("Company", "Bank accounts", "Logo and colour", "Numbering", "Defaults", "Mail account")
    ]


def test_a_second_bank_account_is_added_and_made_the_main_one(
    settings: ArSettingsPage, app: App, qtbot: QtBot
) -> None:
    section = settings.accounts_section
    settings.show_section(section)
    first = stored(app).iban
    QTest.keyClick(section.add, KEY.Key_Space)
    row = section.fields[1]
    qtbot.waitUntil(row.iban.hasFocus)
    QTest.keyClicks(row.iban, SECOND[:-1] + "1")
    assert "mistyped" in row.error.text()
    assert not settings.save.isEnabled()
    assert "mended" in settings.sections.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(row.iban, KEY.Key_Backspace)
    QTest.keyClicks(row.iban, "0")
    QTest.keyClicks(row.currency, "nok")
    assert not row.error.text()
    save(settings, qtbot)
    (account,) = stored(app).accounts
    assert (account.iban, account.currency) == (SECOND, "NOK")
    QTest.keyClick(section.fields[1].first, KEY.Key_Space)
    assert section.fields[0].iban.text() == "DE89 3704 0044 0532 0130 00"
    save(settings, qtbot)
    assert stored(app).iban == SECOND
    assert stored(app).accounts[0].iban == first
    QTest.keyClick(section.fields[1].remove, KEY.Key_Space)
    save(settings, qtbot)
    assert stored(app).accounts == ()


def test_a_logo_is_dropped_saved_and_removed(
    settings: ArSettingsPage, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    section = settings.logo_section
    settings.show_section(section)
    before = stored(app).logo_id
    bad = tmp_path / "<b>evil.png"
    bad.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    section.take_file(bad)
    error = section.findChild(QLabel, "logo_error")
    assert isinstance(error, QLabel)
    qtbot.waitUntil(lambda: "SVG" in error.text())
    section.take_file(tmp_path)
    qtbot.waitUntil(lambda: "no file" in error.text())
    data = QMimeData()
    picture = tmp_path / "logo.png"
    picture.write_bytes(paths.resource("demo/logo.png").read_bytes())
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    section.dropEvent(QDropEvent(QPoint(5, 5).toPointF(), copy, data, left, none))
    qtbot.waitUntil(lambda: bool(section.picture))
    assert not error.text()
    save(settings, qtbot)
    assert stored(app).logo_id not in {"", before}
    assert app.reads.setup.asset(stored(app).logo_id).startswith(b"\x89PNG")
    QTest.keyClick(section.remove, KEY.Key_Space)
    assert "No logo" in section.preview.text()
    save(settings, qtbot)
    assert stored(app).logo_id == ""


def test_a_series_is_added_with_its_next_number(
    settings: ArSettingsPage, app: App, qtbot: QtBot
) -> None:
    section = settings.numbering_section
    settings.show_section(section)
    QTest.keyClick(section.add, KEY.Key_Space)
    dialog = settings.window().findChild(NumberSeriesDialog)
    assert dialog is not None
    assert not dialog.save.isEnabled()
    QTest.keyClicks(dialog.name, "Credit notes")
    QTest.keyClicks(dialog.pattern, "INV-{year}-{number}")
    error = dialog.findChild(QLabel, "pattern_error")
    assert isinstance(error, QLabel)
    assert "Invoices could make the same numbers" in error.text()
    QTest.keyClick(dialog.pattern, KEY.Key_A, CONTROL)
    QTest.keyClicks(dialog.pattern, "CR-{year}-{number:3}")
    dialog.next.setValue(42)
    year = app.numbering.today().year
    assert dialog.example.text() == f"CR-{year}-042"
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: section.credit_series_id.count() == 3)
    section.credit_series_id.setCurrentIndex(2)
    save(settings, qtbot)
    assert stored(app).credit_series_id == app.numbering.rows()[1].series.id
    assert app.numbering.rows()[1].example == f"CR-{year}-042"


def test_unsaved_settings_are_asked_about_and_kept_while_others_change(
    settings: ArSettingsPage, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.company_section.name.setText("Polaris AS")
    with qtbot.waitSignal(settings.context.feed.changed):
        app.numbering.save(app.numbering.rows()[0].series, 90)
        settings.context.feed.poll()
    qtbot.waitUntil(lambda: not settings.context.tasks.busy)
    assert settings.company_section.name.text() == "Polaris AS"
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    assert not settings.may_leave()
    assert settings.may_leave()
    assert settings.company_section.name.text() == stored(app).name


def test_a_country_is_found_by_its_name(settings: ArSettingsPage, app: App, qtbot: QtBot) -> None:
    box = settings.company_section.country
    vat = settings.company_section.findChild(QLabel, "vat_id_error")
    assert isinstance(vat, QLabel)
    box.setEditText("sweden")
    assert box.code() == "SE"
    assert not vat.text()  # a Norwegian id is right in Sweden too
    box.setEditText("Atlantis")
    assert not settings.save.isEnabled()
