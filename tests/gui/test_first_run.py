# SPDX-License-Identifier: MIT
"""From an empty database to the first invoice that a mail server has, by keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.customer import Contact, ContactRole
from lightar_desktop.domain.mail_account import Security
from lightar_desktop.gui.dialogs.import_wizard import ImportWizard
from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.first_run import FirstRunPage
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.services.app import App
from tests import builders
from tests.gui.conftest import make_app
from tests.smtp_servers import FaultyServer

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[App]:
    started: list[str] = []
    made = replace(
        make_app(f"sqlite:///{tmp_path / 'empty.db'}", invoices=0),
        start_demo=lambda: started.append("demo"),
    )
    yield made
    made.close()


@pytest.fixture
def page(open_window: Callable[[App], MainWindow], empty: App, qtbot: QtBot) -> FirstRunPage:
    window = open_window(empty)
    qtbot.waitUntil(lambda: isinstance(window.page, FirstRunPage))
    shown = window.page
    assert isinstance(shown, FirstRunPage)
    qtbot.waitUntil(lambda: shown.company_step.country.count() > 100)
    return shown


def type_at_focus(page: FirstRunPage, text: str, qtbot: QtBot) -> None:
    """Type where the cursor is, then go on with Tab."""
    focus = page.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, KEY.Key_A, CONTROL)
    QTest.keyClicks(focus, text)
    QTest.keyClick(focus, KEY.Key_Tab)


def error(page: QWidget, field: str) -> str:
    label = page.findChild(QLabel, f"{field}_error")
    assert isinstance(label, QLabel)
    return label.text()


def fill_company(page: FirstRunPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.company_step.name.hasFocus)
    for text in ("Fjord AS", "Storgata 1", "0155", "Oslo", "Norway (NO)", "923609016MVA"):
        type_at_focus(page, text, qtbot)
    assert page.focusWidget() is page.company_step.iban
    QTest.keyClicks(page.company_step.iban, "NO93 8601 1117 947")


def test_from_an_empty_database_to_the_first_mailed_invoice(
    page: FirstRunPage, empty: App, qtbot: QtBot
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    fill_company(page, qtbot)
    assert page.company_step.currency.code() == "NOK"
    QTest.keyClick(page.company_step.iban, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.step == 1)
    with FaultyServer() as server:
        mail = page.mail_step
        qtbot.waitUntil(mail.from_address.hasFocus)
        QTest.keyClicks(mail.from_address, "ar@fjord.example")
        assert mail.username.text() == "ar@fjord.example"
        QTest.keyClicks(mail.host, "127.0.0.1")
        mail.port.setValue(server.port)
        mail.security.setCurrentIndex(mail.security.findData(Security.NONE.value))
        mail.username.clear()
        QTest.keyClick(mail.test, KEY.Key_Space)
        steps = mail.steps.layout()
        assert steps is not None
        qtbot.waitUntil(lambda: steps.count() > 1 and mail.test.isEnabled())
        QTest.keyClick(window, KEY.Key_Return, CONTROL)
        qtbot.waitUntil(lambda: page.step == 2)
        QTest.keyClick(window, KEY.Key_Return, CONTROL)
        qtbot.waitUntil(lambda: isinstance(window.page, SalesInvoicesPage))
        open_first_invoice(window, empty, qtbot)
        qtbot.waitUntil(lambda: server.seen.accepted == 1, timeout=20_000)
    (row,) = empty.reads.outbox.emails()
    year = empty.numbering.today().year
    assert row.number == f"INV-{year}-0001"
    assert row.subject == f"Invoice INV-{year}-0001 from Fjord AS"
    assert row.reply_to == "ar@fjord.example"


def test_customers_are_imported_from_the_last_step(page: FirstRunPage, qtbot: QtBot) -> None:
    window = page.window()
    for _ in range(2):
        page.skip.click()
    assert page.step == 2
    page.bring.setFocus()
    QTest.keyClick(page.bring, KEY.Key_Space)
    qtbot.waitUntil(lambda: window.findChild(ImportWizard) is not None)
    wizard = window.findChild(ImportWizard)
    assert isinstance(wizard, ImportWizard)
    qtbot.waitUntil(wizard.isVisible)
    wizard.close()


def open_first_invoice(window: MainWindow, app: App, qtbot: QtBot) -> None:
    """A customer and a draft come in; it is opened with what the first run made."""
    company = app.reads.setup.company()
    assert company is not None
    anna = Contact("Anna", "anna@weber.example", frozenset({ContactRole.FINANCE}))
    (customer_id,) = app.database.transactions.write(
        lambda uow: uow.customers.add_many([builders.customer(contacts=(anna,))])
    )
    (template,) = [row.template for row in app.reads.setup.templates()]
    assert template.id == company.template_id
    draft = builders.draft(
        customer=app.reads.customers.get(customer_id),
        template=template,
        series_id=company.series_id,
    )
    (draft_id,) = app.database.transactions.write(lambda uow: uow.drafts.add_many([draft]))
    window.open_dialog([draft_id])
    dialog = window.findChild(OpenInvoicesDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.send_email.setChecked(True)
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        qtbot.waitUntil(dialog.confirm.isEnabled, timeout=10_000)
        QTest.keyClick(dialog, KEY.Key_Return, CONTROL)


def test_a_step_says_what_is_missing_only_when_it_is_asked(
    page: FirstRunPage, empty: App, qtbot: QtBot
) -> None:
    step = page.company_step
    assert not error(step, "name")
    QTest.keyClicks(step.iban, "NO9386011117948")
    assert "mistyped" in error(step, "iban")
    assert not error(step, "city")
    QTest.keyClick(page.onward, KEY.Key_Space)
    assert "enter its name" in error(step, "name")
    assert "the city" in error(step, "city")
    assert page.note.text()
    assert empty.reads.setup.company() is None


def test_every_step_can_be_skipped_and_nothing_is_made(
    page: FirstRunPage, empty: App, qtbot: QtBot
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    QTest.keyClick(page.skip, KEY.Key_Space)
    assert page.step == 1
    QTest.keyClicks(page.mail_step.from_address, "me@gmail.com")
    assert page.mail_step.host.text() == "smtp.gmail.com"
    assert "app password" in page.mail_step.hint.text()
    QTest.keyClick(page.back, KEY.Key_Space)
    assert page.step == 0
    QTest.keyClick(page.skip, KEY.Key_Space)
    QTest.keyClick(page.skip, KEY.Key_Space)
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(page.demo, KEY.Key_Space)
    QTest.keyClick(page.onward, KEY.Key_Space)
    assert isinstance(window.page, SalesInvoicesPage)
    assert empty.reads.setup.company() is None
    assert not empty.reads.setup.templates()


def test_a_database_with_a_company_is_shown_at_once(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert isinstance(window.page, SalesInvoicesPage)


def test_the_beginning_of_a_country_is_enough(page: FirstRunPage, qtbot: QtBot) -> None:
    step = page.company_step
    step.country.setFocus()
    qtbot.waitUntil(step.country.hasFocus)
    QTest.keyClicks(step.country, "ger")
    completer = step.country.completer()
    offered = completer.popup() if completer is not None else None
    assert offered is not None
    qtbot.waitUntil(offered.isVisible)
    QTest.keyClick(offered, KEY.Key_Tab)
    qtbot.waitUntil(lambda: step.country.code() == "DE")
    assert step.currency.code() == "EUR"
