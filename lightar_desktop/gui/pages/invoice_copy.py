# SPDX-License-Identifier: MIT
"""Copy invoices as text: those checked, also where their rows were never looked at."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.table import RowsModel
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.copying import as_text, put_on_clipboard
from lightar_desktop.gui.widgets.invoice_cells import BALANCE, COLUMNS, TITLES, TOTAL
from lightar_desktop.gui.widgets.looks import look
from lightar_desktop.services.filters import InvoiceColumn
from lightar_desktop.services.rows import InvoiceRow

MOST: Final = 10_000  # what a mail or a spreadsheet takes; more is for the export

_MONEY: Final = frozenset({TOTAL, BALANCE})
_CURRENCY: Final = -1  # stands behind the last amount, so that amounts stay numbers
_WORDS: "Final[dict[InvoiceColumn | None, Callable[[InvoiceRow], str]]]" = {
    InvoiceColumn.NUMBER: lambda row: row.number or "Draft",
    InvoiceColumn.CUSTOMER: lambda row: row.customer,
    InvoiceColumn.ISSUED_ON: lambda row: _day(row.issued_on),
    InvoiceColumn.DUE_ON: lambda row: _day(row.due_on),
    InvoiceColumn.TOTAL: lambda row: formats.typed_amount(row.total, row.currency),
    InvoiceColumn.BALANCE: lambda row: formats.typed_amount(row.balance, row.currency),
    InvoiceColumn.STATUS: lambda row: look(row.status).words,
    InvoiceColumn.LIGHT: lambda row: look(row.light).words,
}


class InvoiceCopy:
    """Copies what is checked in the table, or the current row."""

    def __init__(self, context: Context, rows: RowsModel) -> None:
        self._context, self._rows = context, rows
        self._newest = Newest(context.tasks, rows)

    def copy(self, current: int, sections: Sequence[int]) -> None:
        """Copy the columns `sections`; `current` is the row where nothing is checked."""
        count = self._rows.checked_count or 1
        if count > MOST:
            self._context.messages.error(
                f"{formats.count(count)} invoices are too many to copy as text; check "
                f"{formats.count(MOST)} at most."
            )
            return
        reads, wanted = self._context.app.reads.invoices, self._wanted(current)

        def work() -> tuple[int, str]:
            rows = reads.rows(wanted())
            return len(rows), invoice_text(rows, sections)

        self._newest.run(work, self._on_text)

    def _wanted(self, current: int) -> "Callable[[], Sequence[int]]":
        """Says which invoices, off the main thread."""
        model, reads = self._rows, self._context.app.reads.invoices
        if not model.checked_count:
            invoice_id = model.id_at(current)
            return lambda: [] if invoice_id is None else [invoice_id]
        if model.all_checked:
            where, sorting = model.where, model.sorting
            return lambda: reads.ids(where, sorting)
        checks, shown = model.checks.snapshot(), model.ids

        def ids() -> "array[int]":
            return checks.ids(shown)

        return ids

    def _on_text(self, result: tuple[int, str]) -> None:
        count, text = result
        if count:
            put_on_clipboard(text)
            noun = "invoice" if count == 1 else "invoices"
            self._context.messages.info(f"{formats.count(count)} {noun} copied as text.")


def invoice_text(rows: Iterable[InvoiceRow], sections: Sequence[int]) -> str:
    """Rows for a spreadsheet: days as ISO 8601 writes them, amounts apart from currencies."""
    columns = [section for section in sections if COLUMNS[section] is not None]
    last = max((at for at, section in enumerate(columns) if section in _MONEY), default=None)
    if last is not None:
        columns.insert(last + 1, _CURRENCY)
    head = ["Currency" if section == _CURRENCY else TITLES[section] for section in columns]
    return as_text(head, ([_cell(row, section) for section in columns] for row in rows))


def _cell(row: InvoiceRow, section: int) -> str:
    return row.currency if section == _CURRENCY else _WORDS[COLUMNS[section]](row)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
