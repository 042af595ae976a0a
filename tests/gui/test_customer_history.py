# SPDX-License-Identifier: MIT
"""A customer's invoices, emails and history, its name everywhere, its preferences in dialogs."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.customer import (
    EmailPreferences,
)
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.gui.dialogs.compose_email import ComposeEmailDialog
from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.customer import CustomerPage
from lightar_desktop.gui.pages.invoice import InvoicePage
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests.builders import contact, customer
from tests.gui.customer_steps import (
    KEY,
    customer_page,
    focused,
    list_page,
    names,
    retype,
    settled,
    shown,
    stored,
)

pytestmark = pytest.mark.usefixtures("answers")
HOSTILE = ("Κήπος ΑΕ", "شركة النور", "光明公司", "<b>Bold</b> & Co", '=HYPERLINK("http://x","y")')


# Invoices, emails, history


def opened_and_shown(window: MainWindow, app: App, qtbot: QtBot) -> tuple[CustomerPage, int]:
    """The page of the customer of an opened invoice, and that invoice."""
    app.setup.save_mail_account(
        MailAccount(0, "localhost", 9, Security.NONE, "", "ar@nordlys.example", "Nordlys")
    )
    app.delivery.stop()  # so that the email waits
    draft = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0]
    settings = app.opening.default_settings([draft])
    assert app.batches.wait(app.batches.start(OpenInvoices([draft], settings)), 30)
    (row,) = app.reads.invoices.rows([draft])
    assert row.customer_id is not None
    return shown(window, qtbot, row.customer_id), draft


def test_the_tabs_show_what_happened(window: MainWindow, app: App, qtbot: QtBot) -> None:
    page, invoice_id = opened_and_shown(window, app, qtbot)
    (row,) = app.reads.invoices.rows([invoice_id])
    assert row.number is not None
    assert page.open.text().endswith(row.currency)
    assert not page.open.text().startswith("0")
    assert page.overdue.text().startswith("0")
    page.tabs.setCurrentIndex(2)
    assert page.history.model.rowCount() > 0
    assert row.number in str(page.history.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    page.tabs.setCurrentIndex(3)
    words = [str(page.activity.model.index(n).data()) for n in range(3)]
    assert any(row.number in one for one in words)
    page.tabs.setCurrentIndex(1)
    rows = page.invoices.rows
    assert rows is not None
    qtbot.waitUntil(lambda: rows.rowCount() > 0 and not window.tasks.busy)
    where = InvoiceFilter(customer_id=row.customer_id)
    assert rows.rowCount() == app.reads.invoices.count(where)
    at = rows.position_of(invoice_id)
    assert at is not None
    page.invoices.table.go_to(at)
    QTest.keyClick(page.invoices.table, KEY.Key_Space)
    assert rows.checked_count == 0
    QTest.keyClick(page.invoices.table, KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, InvoicePage))
    settled(qtbot, window)
    window.back()
    assert window.page is page
    settled(qtbot, window)


@pytest.mark.parametrize(
    ("code", "where"),
    [("no_vat_id", "vat_id"), ("no_address", "city"), ("no_email", "contacts"), ("", "name")],
)
def test_a_drafts_problem_leads_to_the_field(
    window: MainWindow, app: App, qtbot: QtBot, code: str, where: str
) -> None:
    draft = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[0]
    window.show_invoice(draft)
    invoice = window.page
    assert isinstance(invoice, InvoicePage)
    qtbot.waitUntil(lambda: invoice.view is not None and not window.tasks.busy)
    field = code or "no_vat_id"
    assert invoice.editor is not None
    invoice.editor.links.asked.emit(Problem(field, "customer", {"customer": ""}))
    page = customer_page(window, qtbot)
    details = page.details
    if code == "no_email":
        qtbot.waitUntil(details.contacts.rows[0].email.hasFocus)
    else:
        place: QWidget = getattr(details, where if code else "vat_id")
        qtbot.waitUntil(place.hasFocus)
    QTest.keyClick(focused(), KEY.Key_Escape)
    assert window.page is invoice
    settled(qtbot, window)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_as_they_are_typed(
    window: MainWindow, app: App, qtbot: QtBot, name: str
) -> None:
    new = app.customers.save(
        replace(customer(), id=0, number="", name=name, vat_id="", contacts=(contact(name=name),))
    )
    listing = list_page(window, qtbot)
    assert name in names(listing)
    page = shown(window, qtbot, new.id)
    assert page.details.name.text() == name
    (title,) = [one for one in labels(page) if one.text() == name]
    assert title.textFormat() is Qt.TextFormat.PlainText
    tip = str(listing.model.index(names(listing).index(name), 1).data(Qt.ItemDataRole.ToolTipRole))
    assert "<b>" not in tip
    page.context.messages.info(name)
    assert window.message_bar.text.textFormat() is Qt.TextFormat.PlainText


def labels(root: QObject) -> list[QLabel]:
    return root.findChildren(QLabel)


# Preferences in the dialogs


def prefer(app: App, customer_id: int | None) -> None:
    assert customer_id is not None
    mine = EmailPreferences("desk@customer.example", ("audit@customer.example",))
    app.customers.save(replace(stored(app, customer_id), preferences=mine))


def test_the_dialogs_of_one_begin_with_the_customers_preferences(
    window: MainWindow, app: App, qtbot: QtBot
) -> None:
    _, invoice_id = opened_and_shown(window, app, qtbot)
    (row,) = app.reads.invoices.rows([invoice_id])
    prefer(app, row.customer_id)
    window.send_email(invoice_id)
    (compose,) = window.findChildren(ComposeEmailDialog)
    with qtbot.waitSignal(compose.preview.shown):
        pass
    assert compose.fields.reply_to.text() == "desk@customer.example"
    assert "audit@customer.example" in compose.fields.cc.text()
    with qtbot.waitSignal(compose.preview.shown):
        retype(compose.fields.reply_to, "me@nordlys.example")
    assert "me@nordlys.example" in compose.preview.card.addresses.text()
    assert "desk@" not in compose.preview.card.addresses.text()
    compose.reject()


def test_the_preview_of_many_shows_each_customers_preferences(
    window: MainWindow, app: App, qtbot: QtBot
) -> None:
    drafts = app.reads.invoices.ids(InvoiceFilter(), InvoiceSort())[:2]
    (row, _) = app.reads.invoices.rows(drafts)
    prefer(app, row.customer_id)
    window.open_dialog(drafts)
    (dialog,) = window.findChildren(OpenInvoicesDialog)
    with qtbot.waitSignal(dialog.preview.shown):
        pass
    with qtbot.waitSignal(dialog.preview.shown):
        dialog.send_email.setChecked(True)
    said: Callable[[], str] = dialog.preview.card.addresses.text
    qtbot.waitUntil(lambda: "desk@customer.example" in said())
    assert dialog.fields.reply_to.text() == "ar@nordlys.example"
    assert "audit@customer.example" in said()
    dialog.reject()
    settled(qtbot, window)
