# SPDX-License-Identifier: MIT
"""The paged model, by itself: what it reads, when, and what is checked."""

from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.gui.checks import Checks
from lightar_desktop.gui.table import PAGE, RowsModel
from lightar_desktop.gui.tasks import Tasks
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import CurrencySum, InvoiceRow

TODAY = date(2026, 11, 22)


def row(invoice_id: int, total: str = "100") -> InvoiceRow:
    return InvoiceRow(
        id=invoice_id,
        number=f"INV-{invoice_id}",
        status=InvoiceStatus.OPEN,
        customer_id=1,
        customer="Fjordtek AS",
        currency="NOK",
        total=Decimal(total),
        balance=Decimal(total),
        issued_on=TODAY - timedelta(days=40),
        due_on=TODAY - timedelta(days=12),
        light=Light.SENT,
    )


class FakeInvoices:
    """So many invoices, newest first; counts what is asked."""

    def __init__(self, count: int) -> None:
        self.all = array("q", range(count, 0, -1))
        self.pages: list[list[int]] = []
        self.total = "100"

    def count(self, where: InvoiceFilter) -> int:
        return len(self.all)

    def page(self, where: InvoiceFilter, sort: InvoiceSort, limit: int) -> list[InvoiceRow]:
        return [row(i, self.total) for i in self.all[:limit]]

    def ids(self, where: InvoiceFilter, sort: InvoiceSort) -> "array[int]":
        return array("q", self.all if sort.descending else reversed(self.all))

    def rows(self, ids: Sequence[int]) -> list[InvoiceRow]:
        self.pages.append(list(ids))
        return [row(i, self.total) for i in ids]

    def sums(self, ids: Sequence[int]) -> list[CurrencySum]:
        return [CurrencySum("NOK", len(ids), Decimal(100 * len(ids)))]


def model_of(reads: FakeInvoices, tasks: Tasks, qtbot: QtBot) -> RowsModel:
    model = RowsModel(reads, tasks, lambda: TODAY)  # type: ignore[arg-type]
    with qtbot.waitSignal(model.completed):
        model.refresh()
    return model


def total_of(model: RowsModel, position: int) -> str:
    cells = model.cells(position)
    return cells.total if cells is not None else ""


@pytest.fixture
def reads() -> FakeInvoices:
    return FakeInvoices(1000)


@pytest.fixture
def model(reads: FakeInvoices, tasks: Tasks, qtbot: QtBot) -> RowsModel:
    return model_of(reads, tasks, qtbot)


def test_qt_finds_nothing_wrong(model: RowsModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]


def test_the_first_page_is_there_at_once_and_others_when_looked_at(
    model: RowsModel, reads: FakeInvoices, qtbot: QtBot
) -> None:
    first = model.cells(0)
    assert first is not None
    assert first.texts == (
        "",
        "INV-1000",
        "Fjordtek AS",
        "13 Oct",
        "10 Nov, 12 days overdue",
        "100.00 NOK",
        "100.00 NOK",
        "Open",
        "Sent",
    )
    assert reads.pages == []
    with qtbot.waitSignal(model.dataChanged):
        assert model.cells(550) is None
    assert model.cells(550) is not None
    assert reads.pages == [list(range(500, 400, -1))]


def test_scrolling_fast_reads_the_last_pages_only(
    model: RowsModel, reads: FakeInvoices, qtbot: QtBot, tasks: Tasks
) -> None:
    for page in range(1, 10):
        model.cells(page * PAGE)
    qtbot.waitUntil(lambda: model.cells(900) is not None)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert len(reads.pages) <= 4


def test_changed_rows_alone_are_read_again(
    model: RowsModel, reads: FakeInvoices, qtbot: QtBot
) -> None:
    reads.total = "250"
    with qtbot.assertNotEmitted(model.dataChanged):
        model.note_changes([5])  # never looked at
    model.note_changes([999])
    assert model.cells(1) is not None  # painted as it was, and read again
    qtbot.waitUntil(lambda: total_of(model, 1) == "250.00")
    assert reads.pages == [[999]]
    assert total_of(model, 0) == "100.00"


def test_select_all_takes_the_array_itself(model: RowsModel) -> None:
    model.check_all()
    assert (model.all_checked, model.checked_count) == (True, 1000)
    model.set_checked(3, 3, False)
    assert (model.all_checked, model.checked_count) == (False, 999)
    assert not model.is_checked(3)
    ids = model.checked_ids()
    assert len(ids) == 999
    assert 997 not in ids


def test_select_all_before_the_ids_are_known_holds_for_all(
    reads: FakeInvoices, tasks: Tasks, qtbot: QtBot
) -> None:
    model = RowsModel(reads, tasks, lambda: TODAY)  # type: ignore[arg-type]
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    model.check_all()
    assert model.checked_count == 1000
    qtbot.waitUntil(lambda: model.ids is not None)
    assert model.checks.is_all(model.ids)


def test_invoices_that_come_and_go_while_reading(
    model: RowsModel, reads: FakeInvoices, qtbot: QtBot
) -> None:
    model.check_all()
    reads.all = array("q", [2000, *reads.all[:-5]])
    with qtbot.waitSignal(model.completed):
        model.refresh()
    assert model.rowCount() == 996
    assert model.id_at(0) == 2000
    assert not model.is_checked(0)
    assert model.is_checked(1)


def test_checks_in_any_order() -> None:
    checks, shown = Checks(), array("q", [9, 8, 7, 6])
    checks.set([7, 9, 1], True)
    assert list(checks.ids(shown)) == [9, 7, 1]
    checks.check_all(shown)
    checks.set([1], True, None)
    checks.set([8], False, shown)
    assert len(checks) == 4
    assert list(checks.ids(shown)) == [9, 7, 6, 1]
    assert 8 not in checks
    assert checks.holds(9, array("q", [9]))
    copy = checks.snapshot()
    checks.clear()
    assert len(copy) == 4
    assert not list(checks.ids())
    checks.check_all(shown)
    checks.set(shown, False, shown)
    assert not list(checks.ids())
