# SPDX-License-Identifier: MIT
"""Customers: the list and the editor, used by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.customer import (
    Contact,
    ContactRole,
    Customer,
    EmailPreferences,
)
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.customers import CustomersPage
from lightar_desktop.services.app import App
from lightar_desktop.services.filters import Standing
from tests.builders import customer
from tests.gui.customer_steps import (
    CONTROL,
    KEY,
    SHIFT,
    customer_page,
    first_id,
    list_page,
    names,
    retype,
    settled,
    shown,
    stored,
)

pytestmark = pytest.mark.usefixtures("answers")

# The list


def test_customers_are_searched_from_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    page = list_page(window, qtbot)
    every = page.model.rowCount()
    QTest.keyClick(page.table, KEY.Key_F, CONTROL)
    qtbot.waitUntil(page.search.hasFocus)
    QTest.keyClicks(page.search, names(page)[2][:6])
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < every)
    QTest.keyClicks(page.search, "zzzz")
    qtbot.waitUntil(lambda: page.sides.currentWidget() is page.empty)
    assert page.empty.heading.text() == "No customer matches"


def test_the_list_is_sorted_and_filtered(window: MainWindow, app: App, qtbot: QtBot) -> None:
    page = list_page(window, qtbot)
    ordered = names(page)
    assert page.count_label.text() == str(len(ordered))
    page.table.horizontalHeader().sectionClicked.emit(1)
    qtbot.waitUntil(lambda: names(page) == ordered[::-1])
    page.standing.setCurrentIndex(page.standing.findData(Standing.ARCHIVED))
    qtbot.waitUntil(lambda: names(page) == ["Yesterday Stores"])
    assert page.archive.text() == "Reactivate"
    page.standing.setCurrentIndex(page.standing.findData(Standing.OVERDUE))
    qtbot.waitUntil(lambda: page.sides.currentWidget() is page.empty)
    assert page.empty.heading.text() == "Nothing overdue"


def test_a_customer_is_archived_and_taken_back(
    window: MainWindow, app: App, qtbot: QtBot, answers: list[bool]
) -> None:
    page = list_page(window, qtbot)
    gone = names(page)[0]
    answers += [False, True]
    QTest.keyClick(page.table, KEY.Key_Delete)
    assert gone in names(page)
    QTest.keyClick(page.table, KEY.Key_Delete)
    qtbot.waitUntil(lambda: gone not in names(page))
    page.standing.setCurrentIndex(page.standing.findData(Standing.ARCHIVED))
    qtbot.waitUntil(lambda: gone in names(page))
    page.show_subject(app.reads.customers.page(gone, 1)[0].id)
    qtbot.waitUntil(lambda: not window.tasks.busy and page.archive.text() == "Reactivate")
    QTest.keyClick(page.archive, KEY.Key_Space)
    qtbot.waitUntil(lambda: not app.reads.customers.page(gone, 1)[0].archived)
    assert not answers


def test_enter_shows_the_customer_and_escape_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    listing = list_page(window, qtbot)
    name = names(listing)[1]
    qtbot.waitUntil(listing.table.hasFocus)
    QTest.keyClick(listing.table, KEY.Key_Down)
    QTest.keyClick(listing.table, KEY.Key_Return)
    page = customer_page(window, qtbot)
    assert page.name_title.text() == name
    QTest.keyClick(page.tabs, KEY.Key_Escape)
    assert window.page is listing
    settled(qtbot, window)
    assert names(listing)[listing.table.currentIndex().row()] == name


def test_all_rows_come_as_one_scrolls(window: MainWindow, app: App, qtbot: QtBot) -> None:
    assert window.context is not None
    more = [customer(name=f"Many {n:03}", number=f"M{n}", contacts=()) for n in range(250)]
    app.database.transactions.write(lambda uow: uow.customers.add_many(more))
    page = list_page(window, qtbot)
    assert page.model.rowCount() == 200
    page.table.scrollToBottom()
    qtbot.waitUntil(lambda: page.model.rowCount() == page.model.count > 250)


# Editing


def test_a_new_customer_is_typed_and_saved(window: MainWindow, app: App, qtbot: QtBot) -> None:
    listing = list_page(window, qtbot)
    QTest.keyClick(listing.table, KEY.Key_N, CONTROL)
    page = customer_page(window, qtbot)
    details = page.details
    qtbot.waitUntil(details.name.hasFocus)
    assert not page.save.isEnabled()
    assert not details.error("name")  # nothing was typed yet
    details.name.insert("光明 & <b>Söhne</b>")  # QTest types ASCII alone
    QTest.keyClicks(details.vat_id, "DE136695977")
    assert "check digit" in details.error("vat_id")
    assert not page.save.isEnabled()
    retype(details.vat_id, "de 136 695 976")
    assert not details.error("vat_id")
    QTest.keyClicks(details.address_lines, "Lindenstr. 4")
    QTest.keyClicks(details.city, "Berlin")
    QTest.keyClicks(details.country, "Germ")
    assert "no country" in details.error("country")
    retype(details.country, "de")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, KEY.Key_Tab)  # as one goes on
    assert not details.error("country")
    QTest.keyClick(details.name, KEY.Key_N, CONTROL | SHIFT)
    row = details.contacts.rows[0]
    qtbot.waitUntil(row.name.hasFocus)
    QTest.keyClicks(row.name, "Anna")
    QTest.keyClicks(row.email, "anna@")
    assert row.error.text()
    QTest.keyClicks(row.email, "light.example")
    assert not row.error.text()
    assert "anna@light.example" in details.recipients.text()
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(window, KEY.Key_Return, CONTROL)
    settled(qtbot, window)
    made = app.reads.customers.page("光明", 1)[0]
    assert page.number_title.text() == made.number == "C10009"
    one = stored(app, made.id)
    assert one.vat_id == "DE136695976"
    assert one.address.country == "DE"
    assert one.contacts == (
        Contact("Anna", "anna@light.example", frozenset({ContactRole.PRIMARY})),
    )
    assert not page.save.isEnabled()
    QTest.keyClick(page.details.name, KEY.Key_Escape)
    assert window.page is listing


def test_everything_that_can_be_typed_is_kept(window: MainWindow, app: App, qtbot: QtBot) -> None:
    page = shown(window, qtbot, first_id(app))
    details = page.details
    details.kind.setCurrentIndex(2)
    details.language.set_code("nb")
    details.currency.set_code("NOK")
    retype(details.terms_days, "400")
    assert "0 to 365" in details.error("terms_days")
    retype(details.terms_days, "14")
    details.time_zone.set_code("Europe/Oslo")
    retype(details.einvoice_address, "0192:914778271")
    details.preferred_role.setCurrentIndex(details.preferred_role.findData(ContactRole.COLLECTIONS))
    assert "Nobody with an address has the role Collections" in details.recipients.text()
    retype(details.preferred_reply_to, "desk@customer.example")
    retype(details.preferred_cc, "a@customer.example, b@customer.example")
    retype(details.shipping_name, "Warehouse")
    details.shipping_country.set_code("SE")
    details.note.setPlainText("Pays on Fridays")
    details.contacts.rows[0].boxes[ContactRole.COLLECTIONS].setChecked(True)
    retype(details.contacts.rows[0].phone, "+47 22")
    assert not details.problems()
    with qtbot.waitSignal(page.context.messages.posted):
        QTest.keyClick(details.terms_days, KEY.Key_Return)
    one = stored(app, first_id(app))
    assert (one.kind, one.language, one.currency, one.terms_days) == (
        "government",
        "nb",
        "NOK",
        14,
    )
    assert (one.time_zone, one.einvoice_address) == ("Europe/Oslo", "0192:914778271")
    assert one.preferences == EmailPreferences(
        "desk@customer.example",
        ("a@customer.example", "b@customer.example"),
        ContactRole.COLLECTIONS,
    )
    assert (one.shipping.name, one.shipping.address.country) == ("Warehouse", "SE")
    assert one.note == "Pays on Fridays"
    assert one.contacts[0].phone == "+47 22"
    assert ContactRole.COLLECTIONS in one.contacts[0].roles


def test_a_contact_is_removed(window: MainWindow, app: App, qtbot: QtBot) -> None:
    page = shown(window, qtbot, first_id(app))
    rows = page.details.contacts.rows
    before = len(rows)
    QTest.keyClick(rows[0].remove, KEY.Key_Space)
    assert len(page.details.contacts.rows) == before - 1
    assert page.save.isEnabled()
    assert page.details.recipients.text().startswith("Invoices cannot be emailed")


def test_possible_duplicates_are_pointed_out(
    window: MainWindow, app: App, qtbot: QtBot, answers: list[bool]
) -> None:
    known = stored(app, first_id(app))
    page = shown(window, qtbot, 0)
    assert page.details.duplicate_names() == []
    QTest.keyClicks(page.details.name, known.name.upper())
    qtbot.waitUntil(lambda: page.details.duplicate_names() == [f"{known.name} ({known.number})"])
    answers.append(True)
    (link,) = [
        one
        for one in page.details.duplicates_list.findChildren(QWidget)
        if "Perhaps" in one.accessibleName()
    ]
    QTest.keyClick(link, KEY.Key_Space)
    qtbot.waitUntil(lambda: page.name_title.text() == known.name)
    settled(qtbot, window)


def test_unsaved_changes_are_asked_about(
    window: MainWindow, app: App, qtbot: QtBot, answers: list[bool]
) -> None:
    page = shown(window, qtbot, first_id(app))
    retype(page.details.name, "Another name")
    answers += [False, True]
    QTest.keyClick(page.details.name, KEY.Key_Escape)
    assert window.page is page
    assert page.details.name.text() == "Another name"
    window.show_page("outbox")
    assert window.page is not page
    settled(qtbot, window)
    assert stored(app, first_id(app)).name != "Another name"


def test_what_somebody_else_changed_is_loaded_anew(
    window: MainWindow, app: App, qtbot: QtBot
) -> None:
    page = shown(window, qtbot, first_id(app))
    retype(page.details.name, "Mine")
    app.customers.save(replace(stored(app, first_id(app)), note="theirs"))
    with qtbot.waitSignal(page.context.messages.posted) as said:
        QTest.keyClick(page.details.name, KEY.Key_Return)
    assert said.args is not None
    message = said.args[0]
    assert "changed meanwhile" in message.text
    assert page.details.name.text() == "Mine"
    message.act()
    qtbot.waitUntil(lambda: page.details.note.toPlainText() == "theirs")
    assert page.details.name.text() != "Mine"


def test_a_customer_without_invoices_is_deleted(
    window: MainWindow, app: App, qtbot: QtBot, answers: list[bool]
) -> None:
    new = app.customers.save(Customer(0, "", "Mistake"))
    page = shown(window, qtbot, first_id(app))
    assert not page.delete_action.isEnabled()
    page = shown(window, qtbot, new.id)
    assert page.delete_action.isEnabled()
    answers.append(True)
    page.delete_action.trigger()
    qtbot.waitUntil(lambda: isinstance(window.page, CustomersPage))
    settled(qtbot, window)
    assert app.reads.customers.get(new.id) is None


def test_archived_from_its_page(
    window: MainWindow, app: App, qtbot: QtBot, answers: list[bool]
) -> None:
    page = shown(window, qtbot, first_id(app))
    answers.append(True)
    page.archive_action.trigger()
    qtbot.waitUntil(lambda: page.state.words == "Archived")
    page.archive_action.trigger()
    qtbot.waitUntil(lambda: not page.state.words)
