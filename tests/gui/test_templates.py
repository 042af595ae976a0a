# SPDX-License-Identifier: MIT
"""Templates in the window, by keyboard: languages, placeholders, files, looks, and test emails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.layout import Column, LogoPlace, PageLayout, PageSize
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.gui.dialogs.proof_email import ProofEmailDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.invoice_templates import InvoiceTemplatesPage
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests.smtp_servers import FaultyServer

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def mail(app: App) -> Iterator[FaultyServer]:
    """A mail server, and an account on it."""
    with FaultyServer() as server:
        account = MailAccount(
            0, "127.0.0.1", server.port, Security.NONE, "", "ar@nordlys.example", "Nordlys"
        )
        app.setup.save_mail_account(account)
        yield server


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> InvoiceTemplatesPage:
    discard = QMessageBox.StandardButton.Discard  # when the window closes
    monkeypatch.setattr(QMessageBox, "question", lambda *_: discard)
    window.show_page("invoice_templates")
    shown = window.page
    assert isinstance(shown, InvoiceTemplatesPage)
    with qtbot.waitSignal(shown.preview.shown):
        pass
    quiet(shown, qtbot)
    return shown


def quiet(page: InvoiceTemplatesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.context.tasks.busy)


def stored(app: App, name: str = "Standard") -> InvoiceTemplate:
    rows = app.reads.setup.templates()
    return next(row.template for row in rows if row.template.name == name)


def save(page: InvoiceTemplatesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(page, KEY.Key_Return, CONTROL)
    quiet(page, qtbot)


def to_german(page: InvoiceTemplatesPage, qtbot: QtBot) -> None:
    page.editor.languages.tabs.setFocus()
    with qtbot.waitSignal(page.preview.shown):
        QTest.keyClick(page.editor.languages.tabs, KEY.Key_Right)
    assert page.editor.languages.current == "de"


def test_the_default_language_is_named_and_the_preview_follows(
    page: InvoiceTemplatesPage, app: App, qtbot: QtBot
) -> None:
    tabs = page.editor.languages.tabs
    assert tabs.tabText(0) == "English (default)"
    assert tabs.tabText(1) == "German"
    to_german(page, qtbot)
    assert page.fields.subject.text().startswith("Rechnung")
    invoice_id = page.preview.invoice_id
    assert invoice_id is not None
    (invoice,) = app.reads.invoices.load([invoice_id])
    assert invoice.customer is not None
    assert invoice.customer.language == "de"
    assert page.preview.card.subject.text().startswith("Rechnung INV-")
    assert not page.is_changed


def test_a_misspelt_placeholder_blocks_saving_until_it_is_right(
    page: InvoiceTemplatesPage, app: App, qtbot: QtBot
) -> None:
    to_german(page, qtbot)
    page.fields.message.setFocus()
    QTest.keyClick(page.fields.message, KEY.Key_End, CONTROL)
    QTest.keyClicks(page.fields.message, " {{due_dat}}")
    assert "Did you mean {{ due_date }}?" in page.fields.error("message")
    assert not page.save.isEnabled()
    with qtbot.assertNotEmitted(page.context.messages.posted):
        QTest.keyClick(page, KEY.Key_Return, CONTROL)
    # Also from another language, whose own text is right.
    QTest.keyClick(page.editor.languages.tabs, KEY.Key_Left)
    assert page.fields.error("message") == ""
    assert not page.save.isEnabled()
    assert "wrong" in page.editor.languages.tabs.tabToolTip(1)
    QTest.keyClick(page.editor.languages.tabs, KEY.Key_Right)
    assert page.fields.message.text().endswith("{{due_dat}}")
    QTest.keyClick(page.fields.message, KEY.Key_End, CONTROL)
    for _ in "}}":
        QTest.keyClick(page.fields.message, KEY.Key_Backspace)
    QTest.keyClicks(page.fields.message, "e}}")
    assert page.save.isEnabled()
    save(page, qtbot)
    texts = {one.language: one.message for one in stored(app).variants}
    assert texts["de"].endswith("{{due_date}}")
    assert not page.is_changed


def test_a_placeholder_half_typed_is_no_mistake_until_one_goes_on(
    page: InvoiceTemplatesPage, qtbot: QtBot
) -> None:
    page.fields.message.setFocus()
    QTest.keyClick(page.fields.message, KEY.Key_End, CONTROL)
    QTest.keyClicks(page.fields.message, "{{due")
    assert page.fields.error("message") == ""
    assert not page.save.isEnabled()
    QTest.keyClick(page.fields.message._popup, KEY.Key_Escape)
    page.fields.subject.setFocus()
    qtbot.waitUntil(lambda: "two braces" in page.fields.error("message"))


def test_placeholders_are_put_in_from_a_list(page: InvoiceTemplatesPage) -> None:
    page.fields.subject.setFocus()
    QTest.keyClick(page.fields.subject, KEY.Key_End, CONTROL)
    button = page.findChild(type(page.more), "insert_placeholder")
    assert button is not None
    button.setFocus()
    choices = {action.text().partition("\t")[0]: action for action in button.menu().actions()}
    choices["{{ balance }}"].trigger()
    assert page.fields.subject.text().endswith("{{balance}}")
    assert page.fields.subject.hasFocus()


def test_a_language_is_added_and_taken_away(
    page: InvoiceTemplatesPage, app: App, qtbot: QtBot
) -> None:
    offered = {action.text(): action for action in page.editor.languages.menu.actions()}
    assert "German" not in offered
    offered["Italian"].trigger()
    assert page.editor.languages.current == "it"
    page.fields.subject.set_text("Fattura {{ number }}")
    save(page, qtbot)
    assert stored(app).settings().for_language("it").subject == "Fattura {{number}}"
    page.editor.remove_language.setFocus()
    QTest.keyClick(page.editor.remove_language, KEY.Key_Space)
    assert page.editor.languages.current == ""
    save(page, qtbot)
    assert stored(app).variant_for("it") is None


def test_files_are_added_summed_refused_and_removed(
    page: InvoiceTemplatesPage, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    terms, program = tmp_path / "terms.pdf", tmp_path / "setup.exe"
    terms.write_bytes(b"%PDF terms" * 30_000)
    program.write_bytes(b"MZ")
    files = page.attachments
    with qtbot.waitSignal(files.changed):
        files.dropEvent(dropped(terms))
    assert [line.name.toolTip() for line in files.lines] == ["The invoice’s PDF", "terms.pdf"]
    assert "in all" in files.total.text()
    files.add_files([program])
    qtbot.waitUntil(lambda: "can run as a program" in files.error.text())
    assert [one.name for one in files.attachments] == ["terms.pdf"]
    save(page, qtbot)
    (kept,) = stored(app).attachments
    assert app.files.contents([kept]) == (("terms.pdf", terms.read_bytes()),)
    files.lines[1].remove.setFocus()
    QTest.keyClick(files.lines[1].remove, KEY.Key_Space)
    assert [one.name for one in files.attachments] == []
    assert page.save.isEnabled()


def dropped(path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dropped.data = data  # type: ignore[attr-defined]  # Qt does not keep it
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.NoButton
    return QDropEvent(QPointF(1, 1), action, data, buttons, Qt.KeyboardModifier.NoModifier)


def test_too_many_megabytes_are_refused_with_the_sum(
    page: InvoiceTemplatesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    files = page.attachments
    for number, size in enumerate((9, 9)):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(bytes(size * 1024 * 1024))
        with qtbot.waitSignal(files.changed):
            files.add_files([path])
        if not number:
            assert "some mail servers take 10 MB" in files.total.text()
        else:
            assert files.total.text().startswith("24.")
    path = tmp_path / "last.zip"
    path.write_bytes(bytes(2 * 1024 * 1024))
    files.add_files([path])
    qtbot.waitUntil(lambda: "at most 25 MB" in files.error.text())
    assert len(files.attachments) == 2


def test_templates_are_made_copied_chosen_and_put_away(
    page: InvoiceTemplatesPage, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page._names.stringList()[0] == "Standard  (default)"
    page.new_template.setFocus()
    QTest.keyClick(page.new_template, KEY.Key_Space)
    qtbot.waitUntil(lambda: page.editor.name.text() == "New template")
    qtbot.waitUntil(page.editor.name.hasFocus)
    QTest.keyClicks(page.editor.name, "standard")
    QTest.keyClick(page.editor.name, KEY.Key_Return)
    error = page.findChild(type(page.uses), "name_error")
    assert error is not None
    qtbot.waitUntil(lambda: "already a template" in error.text())
    QTest.keyClick(page.editor.name, KEY.Key_A, CONTROL)
    QTest.keyClicks(page.editor.name, "Services")
    save(page, qtbot)
    page.duplicate.trigger()
    qtbot.waitUntil(lambda: page.editor.name.text() == "Services (copy)")
    quiet(page, qtbot)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    page.delete.trigger()
    qtbot.waitUntil(lambda: "Services (copy)" not in page._names.stringList())
    quiet(page, qtbot)
    page.template_list.setCurrentIndex(page._names.index(page._names.rowCount() - 1))
    assert page.editor.name.text() == "Services"
    page.make_default.trigger()
    qtbot.waitUntil(lambda: "Services  (default)" in page._names.stringList())
    quiet(page, qtbot)
    assert not page.archive.isEnabled()
    page.template_list.setCurrentIndex(page._names.index(0))
    assert not page.delete.isEnabled()  # invoices use it
    page.archive.trigger()
    qtbot.waitUntil(lambda: "Standard  (archived)" in page._names.stringList())
    assert stored(app).archived


def test_the_pdf_s_looks_are_chosen_seen_and_frozen_at_opening(
    page: InvoiceTemplatesPage, app: App, qtbot: QtBot
) -> None:
    before = page.preview.pdf._pdf
    page.parts.setCurrentIndex(1)
    looks = page.editor.looks
    looks.logo_left.setFocus()
    with qtbot.waitSignal(page.preview.shown):
        QTest.keyClick(looks.logo_left, KEY.Key_Right)
    assert page.preview.pdf._pdf != before
    assert not page.preview.test.isVisible()  # only the PDF is shown
    looks.colour.setFocus()
    QTest.keyClicks(looks.colour, "#00")
    assert not page.save.isEnabled()
    QTest.keyClicks(looks.colour, "8040")
    QTest.keyClick(looks.column_position, KEY.Key_Space)
    QTest.keyClick(looks.bank_details, KEY.Key_Space)
    QTest.keyClicks(looks.footer_1, "Nordlys Design AS")
    looks.paper_a4.setFocus()
    QTest.keyClick(looks.paper_a4, KEY.Key_Right)
    chosen = PageLayout(
        LogoPlace.RIGHT,
        "#008040",
        frozenset({Column.POSITION}),
        ("Nordlys Design AS",),
        bank_details=False,
        page=PageSize.LETTER,
    )
    save(page, qtbot)
    assert PageLayout.from_json(stored(app).layout) == chosen
    ids = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())
    drafts = app.reads.invoices.load(list(ids))
    draft = next(one for one in drafts if one.template and one.template.name == "Standard")
    assert app.batches.wait(app.batches.start(OpenInvoices([draft.id])), 10)
    issued = app.reads.invoices.issued(draft.id)
    assert issued is not None
    assert '"colour":"#008040"' in issued[1]


def test_a_test_email_goes_to_me_alone(
    mail: FaultyServer, page: InvoiceTemplatesPage, app: App, qtbot: QtBot
) -> None:
    page.preview.test.setFocus()
    QTest.keyClick(page.preview.test, KEY.Key_Space)
    (dialog,) = page.window().findChildren(ProofEmailDialog)
    qtbot.waitUntil(lambda: dialog.to.text() == "ar@nordlys.example")
    QTest.keyClick(dialog.to, KEY.Key_A, CONTROL)
    QTest.keyClicks(dialog.to, "me@")
    assert not dialog.send.isEnabled()
    QTest.keyClicks(dialog.to, "nordlys.example")
    QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "The server took the test email" in dialog.answer.text())
    (message,) = mail.seen.messages
    assert message.recipients == ("me@nordlys.example",)
    assert b"Subject: [TEST] Invoice INV-" in message.content
    assert app.reads.outbox.emails() == []
    QTest.keyClick(dialog, KEY.Key_Escape)
    quiet(page, qtbot)
