# SPDX-License-Identifier: MIT
"""The invoice page, its emails, and the dialogs that start from it."""

from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.drafting import Column
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import (
    OutgoingState,
    RecipientRole,
    RecipientState,
)
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs.compose_email import ComposeEmailDialog
from lightar_desktop.gui.dialogs.sent_message import SentMessageDialog
from lightar_desktop.gui.dialogs.settle_email import SettleEmailDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import EmailRow, RecipientRow

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNT = MailAccount(
    0, "localhost", 9, Security.NONE, "", "ar@nordlys.example", "Nordlys Design AS"
)


def an_email(state: OutgoingState, reply: str = "250 2.0.0 Ok") -> EmailRow:
    to = RecipientRow("anna@weber.example", RecipientRole.TO, RecipientState.ACCEPTED, reply)
    cc = RecipientRow("files@weber.example", RecipientRole.CC, RecipientState.REFUSED, "550 no")
    words = ("Invoice 1", "ar@nordlys.example", "Hello", "<1@nordlys.example>")
    return EmailRow(7, 1, "INV-1", "Weber", state, *words, 1, AT, AT, AT, reply, (to, cc))


@pytest.fixture
def context(window: MainWindow, app: App) -> Context:
    app.setup.save_mail_account(ACCOUNT)
    assert window.context is not None
    return window.context


@pytest.fixture
def draft(app: App) -> int:
    return app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0]


@pytest.fixture
def opened(app: App, draft: int) -> int:
    assert app.batches.wait(app.batches.start(OpenInvoices([draft])), 10)
    return draft


def page_of(window: MainWindow, invoice_id: int, qtbot: QtBot, field: str = "") -> InvoicePage:
    window.show_invoice(invoice_id, field)
    page = window.page
    assert isinstance(page, InvoicePage)
    qtbot.waitUntil(lambda: page.view is not None and page.view.row.id == invoice_id)
    return page


def test_a_draft_can_be_opened_but_not_emailed(
    context: Context, window: MainWindow, draft: int, qtbot: QtBot
) -> None:
    page = page_of(window, draft, qtbot)
    assert page.number.text() == "Draft"
    assert page.status.words == "Draft"
    assert page.open_invoice.isVisible()
    assert not page.send_email.isEnabled()
    assert "open it first" in page.send_email.toolTip()
    assert not page.details.lock_note.isVisible()
    assert page.editor is not None
    assert page.editor.isVisible()


def test_an_open_invoice_is_locked_and_can_be_emailed(
    context: Context, window: MainWindow, opened: int, qtbot: QtBot
) -> None:
    page = page_of(window, opened, qtbot)
    assert page.number.text().startswith("INV-")
    assert not page.open_invoice.isVisible()
    assert page.send_email.isEnabled()
    assert "Locked" in page.details.lock_note.text()
    assert page.view is not None
    assert page.details.lines.model().rowCount() == len(page.view.lines)
    words = [row.words for row in page.view.activity]
    assert any("Opened as" in one for one in words)
    assert page.activity.model.rowCount() == len(words)


def test_a_field_to_mend_is_shown(
    context: Context, window: MainWindow, draft: int, qtbot: QtBot
) -> None:
    page = page_of(window, draft, qtbot, "customer")
    editor = page.editor
    assert editor is not None
    qtbot.waitUntil(editor.customer.hasFocus)
    page = page_of(window, draft, qtbot, "lines.1.quantity")
    qtbot.waitUntil(lambda: editor.lines.cells.field is not None)
    assert editor.lines.currentIndex().column() == Column.QUANTITY


def test_the_pdf_is_shown_saved_and_printed(
    context: Context, window: MainWindow, opened: int, qtbot: QtBot, tmp_path: Path
) -> None:
    page = page_of(window, opened, qtbot)
    page.tabs.setFocus()
    with qtbot.waitSignal(page.pdf.view.drawn):
        QTest.keyClick(page.tabs, KEY.Key_Right)
    assert page.pdf.view.stack.page_count == 1
    before = page.pdf.view.percent
    with qtbot.waitSignal(page.pdf.view.drawn):
        QTest.keyClick(page.pdf.view, KEY.Key_Minus, CONTROL)
    assert page.pdf.view.percent < before
    with qtbot.waitSignal(context.messages.posted):
        page.pdf.write_to(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes().startswith(b"%PDF")
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(context.messages.posted):
        page.pdf.print_on(printer)
    assert (tmp_path / "printed.pdf").stat().st_size > 1000


def test_email_history_has_a_line_for_each_recipient(
    context: Context, window: MainWindow, opened: int, qtbot: QtBot
) -> None:
    history = page_of(window, opened, qtbot).history
    history.show_emails(opened, [an_email(OutgoingState.SENT)], is_open=True)
    model = history.model
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert heads == [
        "Send Date and Time",
        "Recipient Email",
        "Email Status",
        "Open Count",
        "Click Count",
    ]
    assert model.rowCount() == 2
    assert model.index(1, 1).data() == "files@weber.example  (CC)"
    assert [model.index(0, n).data() for n in (3, 4)] == ["not tracked", "not tracked"]
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [model.index(n, 2).data(role) for n in (0, 1)] == ["Sent", "Refused"]
    assert not history.arrived.isVisibleTo(history)
    history.show_emails(opened, [an_email(OutgoingState.UNCERTAIN)], is_open=True)
    assert history.arrived.isVisibleTo(history)
    assert history.cancel_email.isVisibleTo(history)
    assert "Ask the customer" in history.detail.text()
    history.show_emails(opened, [], is_open=True)
    assert history.empty.button.text() == "Send Email"


def test_send_again_needs_a_second_yes(
    context: Context, opened: int, qtbot: QtBot, app: App
) -> None:
    first = ComposeEmailDialog(context, opened)
    qtbot.addWidget(first)
    first.show()
    qtbot.waitUntil(first.send.isEnabled)
    assert first.to.addresses()
    with qtbot.waitSignal(first.accepted):
        QTest.keyClick(first, KEY.Key_Return, CONTROL)
    second = ComposeEmailDialog(context, opened)
    qtbot.addWidget(second)
    second.show()
    qtbot.waitUntil(second.send.isEnabled)
    QTest.keyClick(second, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: second.send.text() == "Send again")
    assert "already emailed" in second.note.text()
    assert len(app.reads.outbox.emails(invoice_id=opened)) == 1
    second.to.setText("other@weber.example")
    assert second.send.text() == "Send"  # other recipients: asked again
    QTest.keyClick(second, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: second.send.text() == "Send again")
    with qtbot.waitSignal(second.accepted):
        QTest.keyClick(second, KEY.Key_Return, CONTROL)
    newest = app.reads.outbox.emails(invoice_id=opened)[0]
    assert newest.addresses(RecipientRole.TO) == ("other@weber.example",)


def test_recipients_are_checked(context: Context, opened: int, qtbot: QtBot) -> None:
    dialog = ComposeEmailDialog(context, opened)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.send.isEnabled)
    dialog.to.setText("anna@weber.example, bob@")
    assert "bob@" in dialog.fields.error("to")
    assert not dialog.send.isEnabled()
    dialog.to.setText("")
    assert "no recipient" in dialog.fields.error("to")


def test_a_draft_is_not_emailed(context: Context, draft: int, qtbot: QtBot) -> None:
    dialog = ComposeEmailDialog(context, draft)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "only open invoices" in dialog.note.text())
    assert not dialog.send.isEnabled()


def test_settling_needs_a_choice_and_a_reason(context: Context, qtbot: QtBot) -> None:
    dialog = SettleEmailDialog(context, an_email(OutgoingState.UNCERTAIN))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog.arrived, KEY.Key_Space)
    assert dialog.confirm.text() == "It arrived"
    assert not dialog.confirm.isEnabled()
    QTest.keyClicks(dialog.reason, "Anna called")
    assert dialog.confirm.isEnabled()
    assert dialog.choice == "sent"
    dialog.reject()


def test_a_message_is_shown_as_sent_and_saved(
    context: Context, opened: int, qtbot: QtBot, app: App, tmp_path: Path
) -> None:
    from lightar_desktop.services.commands import SendEmail

    settings = EmailSettings("About {{number}}", "ar@nordlys.example", (), "Hello")
    email_id = app.outbox.send(SendEmail(opened, settings, "key", ("anna@weber.example",)))
    dialog = SentMessageDialog(context, email_id)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.save.isEnabled)
    assert "Subject: About INV-" in dialog.headers.text()
    assert "Hello" in dialog.text.toPlainText()
    assert ".pdf" in dialog.attachments.text()
    QTest.keyClick(dialog.show_source, KEY.Key_Space)
    assert "MIME-Version" in dialog.text.toPlainText()
    with qtbot.waitSignal(context.messages.posted):
        dialog.write_to(tmp_path / "mail.eml")
    saved = message_from_bytes((tmp_path / "mail.eml").read_bytes())
    assert saved["To"] == "anna@weber.example"
