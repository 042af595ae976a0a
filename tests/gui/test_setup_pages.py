# SPDX-License-Identifier: MIT
"""Outbox, Invoice Templates and AR Settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.dialogs.mail_account import MailAccountDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.ar_settings import ArSettingsPage
from lightar_desktop.gui.pages.invoice_templates import InvoiceTemplatesPage
from lightar_desktop.gui.pages.outbox import OutboxPage
from lightar_desktop.gui.widgets.email_rows import advice_on, outbox_lines
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices, SendEmail
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests.gui.test_invoice_page import an_email

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
ACCOUNT = MailAccount(
    0, "localhost", 9, Security.NONE, "", "ar@nordlys.example", "Nordlys Design AS"
)


def templates_page(window: MainWindow, qtbot: QtBot) -> InvoiceTemplatesPage:
    window.show_page("invoice_templates")
    page = window.page
    assert isinstance(page, InvoiceTemplatesPage)
    with qtbot.waitSignal(page.preview.shown):
        pass
    qtbot.waitUntil(lambda: not page.context.tasks.busy)
    return page


def test_a_template_is_changed_and_saved(window: MainWindow, app: App, qtbot: QtBot) -> None:
    page = templates_page(window, qtbot)
    assert not page.save.isEnabled()
    page.fields.subject.setFocus()
    QTest.keyClick(page.fields.subject, KEY.Key_A, CONTROL)
    with qtbot.waitSignal(page.preview.shown):
        QTest.keyClicks(page.fields.subject, "From us: {{number}}")
    assert page.preview.card.subject.text().startswith("From us: INV-")
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(page.fields.subject, KEY.Key_Return)
    assert not page.save.isEnabled()
    first = app.reads.setup.templates()[0].template
    assert first.subject == "From us: {{number}}"


def test_an_unknown_placeholder_is_not_saved(window: MainWindow, qtbot: QtBot) -> None:
    page = templates_page(window, qtbot)
    page.fields.message.set_text("Dear {{nobody}}")
    assert "nobody" in page.fields.error("message")
    assert not page.save.isEnabled()
    page.fields.subject.set_text("")
    page.fields.message.set_text("Dear {{contact}}")
    assert page.save.isEnabled()  # a template may leave the subject to each send
    QTest.keyClick(page.revert, KEY.Key_Space)
    assert page.may_leave()


def test_leaving_unsaved_input_is_asked_about(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = templates_page(window, qtbot)
    page.fields.subject.set_text("Something else")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    window.show_page("customers")
    assert shown_title(window) == "Invoice Templates"
    window.show_page("customers")
    assert shown_title(window) == "Customers"
    assert not page.is_changed


def shown_title(window: MainWindow) -> str:
    return window.page.title if window.page is not None else ""


def settings_page(window: MainWindow, qtbot: QtBot) -> ArSettingsPage:
    window.show_page("ar_settings")
    page = window.page
    assert isinstance(page, ArSettingsPage)
    company, defaults = page.company_section, page.defaults_section
    qtbot.waitUntil(lambda: bool(company.name.text()) and defaults.time_zone.count() > 100)
    return page


def test_the_company_is_checked_and_saved(window: MainWindow, app: App, qtbot: QtBot) -> None:
    page = settings_page(window, qtbot)
    assert not page.save.isEnabled()
    assert not page.problems()
    assert "No mail account" in page.mail_section.mail_summary.text()
    company, defaults = page.company_section, page.defaults_section
    company.country.setEditText("NOR")
    defaults.time_zone.setEditText("Nowhere/Town")
    assert {problem.field for problem in page.problems()} == {"country", "time_zone"}
    assert not page.save.isEnabled()
    QTest.keyClick(page.revert, KEY.Key_Space)
    company.name.setFocus()
    QTest.keyClick(company.name, KEY.Key_A, CONTROL)
    QTest.keyClicks(company.name, "Polaris AS")
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(company.name, KEY.Key_Return)
    stored = app.reads.setup.company()
    assert stored is not None
    assert stored.name == "Polaris AS"
    assert stored.address.country == "NO"
    assert stored.logo_id  # what is not shown is kept


def test_a_mail_account_is_set_up_with_a_preset(window: MainWindow, app: App, qtbot: QtBot) -> None:
    assert window.context is not None
    dialog = MailAccountDialog(window.context, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.host.text() == "smtp.office365.com"
    assert dialog.account().security is Security.STARTTLS
    assert not dialog.save.isEnabled()
    dialog.username.setText("ar@nordlys.example")
    dialog.password.setText("secret")
    dialog.from_address.setText("ar@nordlys")
    assert not dialog.save.isEnabled()
    dialog.from_address.setText("ar@nordlys.example")
    assert dialog.save.isEnabled()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)
    account = app.reads.setup.account()
    assert account is not None
    assert account.host == "smtp.office365.com"
    again = MailAccountDialog(window.context, account)
    qtbot.addWidget(again)
    assert again.preset.currentText() == "Microsoft 365"
    assert again.typed_password() is None


def test_the_account_test_shows_each_step(window: MainWindow, app: App, qtbot: QtBot) -> None:
    assert window.context is not None
    dialog = MailAccountDialog(window.context, ACCOUNT)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.test, KEY.Key_Space)
    assert not dialog.test.isEnabled()
    qtbot.waitUntil(dialog.test.isEnabled)
    steps = dialog.steps.layout()
    assert steps is not None
    assert steps.count() >= 1


def test_the_outbox_lists_what_waits(window: MainWindow, app: App, qtbot: QtBot) -> None:
    app.delivery.stop()  # so that it waits
    app.setup.save_mail_account(ACCOUNT)
    draft = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0]
    assert app.batches.wait(app.batches.start(OpenInvoices([draft])), 10)
    settings = EmailSettings("About {{number}}", "ar@nordlys.example")
    email_id = app.outbox.send(SendEmail(draft, settings, "key"))
    window.show_page("outbox")
    page = window.page
    assert isinstance(page, OutboxPage)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.cancel.isVisible()
    assert not page.settle.isVisible()
    QTest.keyClick(page.cancel, KEY.Key_Space)
    qtbot.waitUntil(lambda: page.sides.currentWidget() is page.empty)
    cancelled = app.reads.outbox.get(email_id)
    assert cancelled is not None
    assert cancelled.state is OutgoingState.CANCELLED


def test_every_email_that_needs_a_person_says_what_to_do() -> None:
    refused = an_email(OutgoingState.FAILED, "550 5.1.1 No such user")
    assert "correct it on the customer" in advice_on(refused)
    assert "Ask the customer" in advice_on(an_email(OutgoingState.UNCERTAIN))
    assert "tries again by itself" in advice_on(an_email(OutgoingState.QUEUED, "450 later"))
    assert not advice_on(an_email(OutgoingState.SENT))
    ((_, pill, texts),) = outbox_lines([refused])
    assert pill.words == "Failed"
    assert texts[4][0] == "550 5.1.1 No such user"
