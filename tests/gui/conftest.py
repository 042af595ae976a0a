# SPDX-License-Identifier: MIT
"""A window over the real program and a real database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lightar_desktop import bootstrap
from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.domain.tax import InvoiceLine
from lightar_desktop.gui import theme
from lightar_desktop.gui.main_window import MainWindow
from lightar_desktop.gui.pages import customer, customers
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.tasks import PoolRunner, Tasks
from lightar_desktop.services.app import App


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's plugin for no screen at all says what it cannot do; that is no fault of ours."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in the light theme, as most tests want it."""
    theme.current().install(qapp, "light")
    return qapp


@pytest.fixture
def memory(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def tasks(dressed: QApplication, qtbot: QtBot) -> Iterator[Tasks]:
    """Tasks of a window; the test ends when all are done."""
    runner = PoolRunner(4)
    made = Tasks(runner)
    yield made
    made.close()
    assert runner.wait(10_000)


def make_app(url: str, invoices: int = 30) -> App:
    """The program, on a new demo company if `invoices` are wanted."""
    made = bootstrap.open_app(url, PoolRunner(4))
    if invoices:
        made.demo.fill(customers=8, invoices=invoices, broken=0, seed=1)
    return made


@pytest.fixture(autouse=True)
def drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs are made in this process; starting others takes longer than the tests."""
    monkeypatch.setattr(bootstrap, "Renderers", lambda **_: InlineRenderers())


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """Thirty drafts of the demo company."""
    made = make_app(f"sqlite:///{tmp_path / 'test.db'}")
    yield made
    made.close()


@pytest.fixture
def open_window(
    dressed: QApplication, qtbot: QtBot, memory: QSettings, tasks: Tasks
) -> Iterator[Callable[[App], MainWindow]]:
    """Shows a window and waits until its rows are there."""
    windows: list[MainWindow] = []

    def show(app: App) -> MainWindow:
        window = MainWindow(lambda: app, memory, tasks)
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.alive, timeout=10_000):
            window.show()
        window.activateWindow()
        page = window.page
        assert isinstance(page, SalesInvoicesPage)
        qtbot.waitUntil(lambda: page.rows.ids is not None)
        assert window.presence is not None
        presence = window.presence
        qtbot.waitUntil(lambda: presence.watch.last is not None)
        return window

    yield show
    for window in windows:
        if window.presence is not None:
            window.presence.stop()


@pytest.fixture
def window(open_window: Callable[[App], MainWindow], app: App) -> MainWindow:
    return open_window(app)


@pytest.fixture
def page(window: MainWindow) -> SalesInvoicesPage:
    shown = window.page
    assert isinstance(shown, SalesInvoicesPage)
    return shown


@pytest.fixture
def two_lines(app: App) -> int:
    """A draft with two lines of 100.00, 25 % VAT."""
    customer = app.reads.customers.page("Hansen", 1)[0].id
    line = InvoiceLine("Design", Decimal(1), Decimal(100), "h", tax_rate=Decimal(25))
    return app.drafting.new(customer, [line, replace(line, description="Print")])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is answered to the next questions, and yes to all after them, such as at the end."""
    given: list[bool] = []

    def answer(*_: object) -> bool:
        return given.pop(0) if given else True

    monkeypatch.setattr(customer, "_confirmed", answer)
    monkeypatch.setattr(customers, "confirm_archive", answer)
    return given
