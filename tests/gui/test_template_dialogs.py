# SPDX-License-Identifier: MIT
"""Templates in the dialogs that send: whose language, what is checked, what is kept."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.gui.dialogs.compose_email import ComposeEmailDialog
from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog
from lightar_desktop.gui.dialogs.save_template import SaveTemplateDialog
from lightar_desktop.gui.main_window import MainWindow
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


def stored(app: App, name: str = "Standard") -> InvoiceTemplate:
    rows = app.reads.setup.templates()
    return next(row.template for row in rows if row.template.name == name)


@pytest.fixture
def opening(window: MainWindow, mail: FaultyServer, app: App, qtbot: QtBot) -> OpenInvoicesDialog:
    assert window.context is not None
    ids = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())
    dialog = OpenInvoicesDialog(window.context, ids)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    context = window.context
    qtbot.waitUntil(lambda: dialog.check.complete and not context.tasks.busy)
    with qtbot.waitSignal(dialog.preview.shown):
        QTest.keyClick(dialog.send_email, KEY.Key_Space)
    qtbot.waitUntil(lambda: dialog.check.complete and not context.tasks.busy)
    return dialog


def test_the_dialog_says_who_reads_what(opening: OpenInvoicesDialog) -> None:
    note = opening.language_note
    assert note.text().startswith("German, French, Spanish and Norwegian")
    assert [one.language for one in opening.text.settings().variants] == ["de", "fr", "es", "nb"]
    opening.fields.subject.setFocus()
    QTest.keyClicks(opening.fields.subject, "X")
    assert "Everyone gets the text you typed" in note.text()
    assert opening.text.settings().variants == ()
    opening.restore.setFocus()
    QTest.keyClick(opening.restore, KEY.Key_Space)
    assert opening.text.settings().variants
    assert not opening.restore.isVisible()


def test_the_check_follows_placeholders_that_may_be_empty(
    opening: OpenInvoicesDialog, qtbot: QtBot
) -> None:
    ready = opening.confirm.text()
    opening.fields.subject.set_text("{{number}} {{buyer_reference}}")
    qtbot.waitUntil(lambda: opening.check.complete and opening.confirm.text() != ready)
    assert any("empty placeholder" in pill.words for pill in opening._pills)
    QTest.keyClick(opening.restore, KEY.Key_Space)
    assert opening.confirm.text() == ready


def composing(window: MainWindow, app: App, qtbot: QtBot) -> ComposeEmailDialog:
    ids = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())
    drafts = app.reads.invoices.load(list(ids))
    template = next(one.template for one in drafts if one.template)
    german = next(one for one in drafts if one.customer and one.customer.language == "de")
    app.database.transactions.write(
        lambda uow: uow.drafts.save(replace(german, template=stored(app)))
    )
    assert template is not None
    assert app.batches.wait(app.batches.start(OpenInvoices([german.id])), 10)
    assert window.context is not None
    dialog = ComposeEmailDialog(window.context, german.id)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    with qtbot.waitSignal(dialog.preview.shown):
        pass
    return dialog


def test_one_email_is_written_in_the_customer_s_language_and_saved_as_such(
    window: MainWindow, mail: FaultyServer, app: App, qtbot: QtBot
) -> None:
    before = stored(app)
    dialog = composing(window, app, qtbot)
    assert dialog.fields.subject.text().startswith("Rechnung")
    assert dialog.language_note.text() == ("The template’s German text, which this customer reads.")
    dialog.fields.subject.set_text("Ihre Rechnung {{ number }}")
    dialog.save_template.setFocus()
    QTest.keyClick(dialog.save_template, KEY.Key_Space)
    (asking,) = dialog.findChildren(SaveTemplateDialog)
    assert asking.change.text() == "Change Standard"
    assert "German" in asking.change_note.text()
    qtbot.waitUntil(asking.isActiveWindow)
    with qtbot.waitSignal(asking.accepted):
        QTest.keyClick(asking, KEY.Key_Return, CONTROL)
    after = stored(app)
    assert after.settings().for_language("de").subject == "Ihre Rechnung {{number}}"
    assert (after.subject, after.reply_to, after.cc) == (
        before.subject,
        before.reply_to,
        before.cc,
    )


def test_a_send_becomes_a_new_template_and_leaves_its_own_alone(
    window: MainWindow, mail: FaultyServer, app: App, qtbot: QtBot
) -> None:
    before = stored(app)
    dialog = composing(window, app, qtbot)
    dialog.fields.message.set_text("Nur heute, {{ contact }}")
    QTest.keyClick(dialog.save_template, KEY.Key_Space)
    (asking,) = dialog.findChildren(SaveTemplateDialog)
    QTest.keyClick(asking.make_new, KEY.Key_Space)
    assert not asking.save.isEnabled()
    QTest.keyClicks(asking.name, "Standard")
    QTest.keyClick(asking.name, KEY.Key_Return)
    error = asking.findChild(type(asking.problem), "name_error")
    assert error is not None
    qtbot.waitUntil(lambda: "already a template" in error.text())
    QTest.keyClicks(asking.name, " 2")
    with qtbot.waitSignal(asking.accepted):
        QTest.keyClick(asking.name, KEY.Key_Return)
    made = stored(app, "Standard 2")
    assert made.settings().for_language("de").message == "Nur heute, {{contact}}"
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    assert stored(app) == before
