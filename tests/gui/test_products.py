# SPDX-License-Identifier: MIT
"""The catalogue from the keyboard, and numbers as people type them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.tax import TaxCategory
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages.products import ProductsPage
from lightar_desktop.gui.widgets.typed_number import shown_number, typed_number
from lightar_desktop.services.app import App

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def products(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ProductsPage:
    discard = QMessageBox.StandardButton.Discard
    monkeypatch.setattr(QMessageBox, "question", lambda *_: discard)  # when the window closes
    QTest.keyClick(window, KEY.Key_3, CONTROL)
    page = window.page
    assert isinstance(page, ProductsPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 5 and not page.context.tasks.busy)
    return page


def error(page: ProductsPage, field: str) -> str:
    label = page.findChild(QLabel, f"{field}_error")
    assert isinstance(label, QLabel)
    return label.text()


def test_a_product_is_added_found_changed_and_archived(
    products: ProductsPage, app: App, qtbot: QtBot
) -> None:
    form = products.product_form
    qtbot.waitUntil(products.search.hasFocus)
    QTest.keyClick(products.search, KEY.Key_N, CONTROL)
    qtbot.waitUntil(form.code.hasFocus)
    QTest.keyClicks(form.code, "ZZ")
    QTest.keyClicks(form.description, "Zebra stripes")
    QTest.keyClicks(form.unit_price, "12.5x")
    assert error(products, "unit_price")
    QTest.keyClick(form.unit_price, KEY.Key_Backspace)
    form.tax_category.setCurrentIndex(form.tax_category.findData("AE"))
    form.tax_category.activated.emit(form.tax_category.currentIndex())
    assert form.tax_reason.text() == "Reverse charge"
    with qtbot.waitSignal(products.context.messages.posted):
        QTest.keyClick(products.window(), KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not products.context.tasks.busy)
    (added,) = app.reads.products.page("zebra", 9)
    assert (added.unit_price, added.tax_category) == (Decimal("12.5"), TaxCategory.REVERSE_CHARGE)
    qtbot.waitUntil(
        lambda: any(
            products.model.index(row, 3).data() == "12.50\N{NO-BREAK SPACE}EUR"
            for row in range(products.model.rowCount())
        )
    )
    QTest.keyClick(products, KEY.Key_F, CONTROL)
    QTest.keyClicks(products.search, "stripes")
    qtbot.waitUntil(lambda: products.model.rowCount() == 1)
    form.unit.setFocus()
    QTest.keyClicks(form.unit, "m")
    with qtbot.waitSignal(products.context.messages.posted):
        QTest.keyClick(form.unit, KEY.Key_Return)
    qtbot.waitUntil(lambda: not products.context.tasks.busy)
    assert app.reads.products.page("zebra", 9)[0].unit == "m"
    with qtbot.waitSignal(products.context.messages.posted):
        QTest.keyClick(form.archive, KEY.Key_Space)
    qtbot.waitUntil(lambda: products.sides.currentWidget() is products.empty)
    products.archived.setChecked(True)
    qtbot.waitUntil(lambda: products.model.rowCount() == 1)
    qtbot.waitUntil(lambda: form.archive.text() == "Reactivate")
    with qtbot.waitSignal(products.context.messages.posted):
        QTest.keyClick(form.archive, KEY.Key_Space)
    assert not app.reads.products.page("zebra", 9)[0].archived


def test_a_code_that_is_taken_is_said_beside_it(products: ProductsPage, qtbot: QtBot) -> None:
    form = products.product_form
    products.new_product()
    form.code.setText("P01")
    form.description.setPlainText("<b>Bold</b>")
    form.unit_price.setText("1")
    form.tax_rate.setText("25")
    QTest.keyClick(form.code, KEY.Key_Return)
    qtbot.waitUntil(lambda: "belongs to" in error(products, "code"))
    assert not form.save.isEnabled()
    form.code.setText("B01")
    assert not error(products, "code")
    QTest.keyClick(products, KEY.Key_Escape)
    assert form.product.id


def test_unsaved_input_is_asked_about(
    products: ProductsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = products.product_form
    form.unit.setText("kg")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    first = form.product
    products.table.selectRow(3)
    assert form.product == first
    products.table.selectRow(4)
    assert form.product != first


def test_an_empty_catalogue_says_what_to_do(
    open_window: Callable[[App], MainWindow], app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    every = [one.id for one in app.reads.products.page("", 99)]
    app.database.transactions.write(lambda uow: uow.products.delete(every))
    window = open_window(app)
    window.show_page("products")
    page = window.page
    assert isinstance(page, ProductsPage)
    qtbot.waitUntil(lambda: page.empty.heading.text() == "No products yet")
    QTest.keyClick(page.empty.button, KEY.Key_Space)
    assert page.product_form.isVisible()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", "0"),
        ("12", "12"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("-3", "-3"),
        ("0.185", "0.185"),
    ],
)
def test_prices_are_read_with_point_or_comma(text: str, number: str) -> None:
    assert typed_number(text) == Decimal(number)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_none(text: str) -> None:
    number = typed_number(text)
    assert number.is_nan() or number.is_finite()


@given(st.decimals("-1e9", "1e9", places=6))
def test_a_shown_price_is_read_back(number: Decimal) -> None:
    assert typed_number(shown_number(number)) == number
