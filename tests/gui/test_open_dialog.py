# SPDX-License-Identifier: MIT
"""The Open dialog, by keyboard: what is asked, checked, shown and started."""

from array import array

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.batch import BatchStatus
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
ACCOUNT = MailAccount(
    0, "localhost", 9, Security.NONE, "", "ar@nordlys.example", "Nordlys Design AS"
)


@pytest.fixture
def context(window: MainWindow, app: App) -> Context:
    app.setup.save_mail_account(ACCOUNT)
    assert window.context is not None
    return window.context


@pytest.fixture
def drafts(app: App) -> "array[int]":
    return app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())


def shown(context: Context, ids: "array[int]", qtbot: QtBot) -> OpenInvoicesDialog:
    dialog = OpenInvoicesDialog(context, ids)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.check.complete and not context.tasks.busy)
    return dialog


def with_email(dialog: OpenInvoicesDialog, qtbot: QtBot) -> OpenInvoicesDialog:
    dialog.send_email.setFocus()
    with qtbot.waitSignal(dialog.preview.shown):
        QTest.keyClick(dialog.send_email, KEY.Key_Space)
    qtbot.waitUntil(lambda: dialog.check.complete)
    return dialog


def test_title_and_button_say_how_many(
    context: Context, drafts: "array[int]", qtbot: QtBot
) -> None:
    dialog = shown(context, drafts, qtbot)
    assert dialog.title.text() == "Open 30 invoices"
    assert dialog.confirm.text() == "Open 30"
    assert dialog.confirm.isEnabled()
    assert not dialog.einvoice.isEnabled()
    with_email(dialog, qtbot)
    assert dialog.confirm.text() == "Open and send 30"
    assert "own customer’s contacts" in dialog.recipients_note.text()


def test_defaults_come_from_the_template_and_the_preview_walks(
    context: Context, drafts: "array[int]", qtbot: QtBot
) -> None:
    dialog = with_email(shown(context, drafts, qtbot), qtbot)
    assert "{{number}}" in dialog.fields.subject.text()
    assert "@" in dialog.fields.reply_to.text()
    first = dialog.preview.customer.text()
    assert dialog.preview.position.text() == "1 of 30"
    assert "{{" not in dialog.preview.card.subject.text()
    with qtbot.waitSignal(dialog.preview.shown):
        QTest.keyClick(dialog, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert dialog.preview.position.text() == "2 of 30"
    assert dialog.preview.customer.text() != first
    assert dialog.preview.pdf.stack.page_count


def test_email_needs_a_subject_and_a_reply_to(
    context: Context, drafts: "array[int]", qtbot: QtBot
) -> None:
    dialog = with_email(shown(context, drafts, qtbot), qtbot)
    dialog.fields.subject.setFocus()
    QTest.keyClick(dialog.fields.subject, KEY.Key_A, CONTROL)
    QTest.keyClick(dialog.fields.subject, KEY.Key_Delete)
    assert "no subject" in dialog.fields.error("subject")
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(dialog.fields.subject, "Hello {{numbr}}")
    assert "numbr" in dialog.fields.error("subject")
    dialog.fields.subject.set_text("Hello")
    dialog.fields.reply_to.setText("nobody@")
    assert "nobody@" in dialog.fields.error("reply_to")
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    assert dialog.isVisible()
    dialog.fields.reply_to.setText("ar@nordlys.example")
    assert dialog.confirm.isEnabled()


def test_placeholders_are_offered_while_typing(
    context: Context, drafts: "array[int]", qtbot: QtBot
) -> None:
    dialog = with_email(shown(context, drafts, qtbot), qtbot)
    field = dialog.fields.subject
    field.set_text("")
    field.setFocus()
    QTest.keyClicks(field, "For {{cu")
    assert field.offers() == ["customer"]
    QTest.keyClick(field._popup, KEY.Key_Return)
    assert field.text() == "For {{customer}}"
    assert not field.offers()


def test_ctrl_enter_starts_the_batch_and_closes_at_once(
    context: Context, drafts: "array[int]", qtbot: QtBot, app: App
) -> None:
    dialog = shown(context, drafts[:3], qtbot)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(app.reads.batches.recent(app.actor)))
    (batch,) = app.reads.batches.recent(app.actor)
    assert app.batches.wait(batch.id, 10)
    done = app.reads.batches.get(batch.id, app.actor)
    assert done is not None
    assert (done.status, done.words) == (BatchStatus.COMPLETED, "3 of 3")


def test_what_is_not_ready_is_counted_listed_and_left_out(
    context: Context, drafts: "array[int]", qtbot: QtBot, app: App
) -> None:
    opened = drafts[0]
    from lightar_desktop.services.commands import OpenInvoices

    assert app.batches.wait(app.batches.start(OpenInvoices([opened])), 10)
    dialog = shown(context, drafts[:5], qtbot)
    assert dialog.confirm.text() == "Open 4"
    assert [pill.words for pill in dialog._pills] == ["4 ready", "1 no longer draft"]
    dialog.show_problems.setFocus()
    QTest.keyClick(dialog.show_problems, KEY.Key_Space)
    table = dialog.preflight.table
    assert dialog.sides.currentWidget() is dialog.preflight
    assert dialog.preflight.model.ids == [opened]
    table.setCurrentIndex(dialog.preflight.model.index(0, 0))
    QTest.keyClick(table, KEY.Key_Space)
    assert opened not in dialog.ids_to_open()
    assert len(dialog.ids_to_open()) == 4
    QTest.keyClick(dialog, KEY.Key_Escape)
    assert not dialog.isVisible()


def test_without_a_mail_account_email_says_what_to_do(
    window: MainWindow, drafts: "array[int]", qtbot: QtBot
) -> None:
    assert window.context is not None
    dialog = with_email(shown(window.context, drafts, qtbot), qtbot)
    assert not dialog.confirm.isEnabled()
    assert "No mail account" in dialog.progress_note.text()


def test_a_hundred_thousand_are_asked_about_at_once(
    context: Context, drafts: "array[int]", qtbot: QtBot
) -> None:
    many = array("q", drafts) * 4000  # ids need not be different to be many
    dialog = OpenInvoicesDialog(context, many)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.confirm.text().startswith("Open 120")
    qtbot.waitUntil(lambda: dialog.check.result is not None)
    assert "Checked" in dialog.progress_note.text()
    dialog.check._newest.drop()


def test_a_refusal_after_closing_is_told_in_the_window(
    context: Context, drafts: "array[int]", qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> int:
        raise DomainError.of("no_mail_account", "email")

    monkeypatch.setattr(context.app.batches, "start", refuse)
    dialog = OpenInvoicesDialog(context, drafts)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.check.complete and not context.tasks.busy)
    with qtbot.waitSignal(context.messages.posted) as told:
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    assert told.args is not None
    assert "No mail account" in told.args[0].text
    assert told.args[0].action == "Open again…"
