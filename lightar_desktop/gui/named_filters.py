# SPDX-License-Identifier: MIT
"""Filters with a name: kept by the team, listed under Sales invoices, shown with a click."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.name_filter import RenameFilterDialog, SaveFilterDialog
from lightar_desktop.gui.frame import Frame
from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.filter_button import FilterButton
from lightar_desktop.gui.widgets.palette_list import Entry
from lightar_desktop.services.rows import SavedFilterRow
from lightar_desktop.services.saved_filters import from_json, to_json

_PAGE = "sales_invoices"


class NamedFilters(QObject):
    """Keeps the sidebar's filters true, and does what is asked of them."""

    def __init__(self, window: Frame, context: Context, page: SalesInvoicesPage) -> None:
        super().__init__(window)
        self.rows: list[SavedFilterRow] = []
        self.buttons: dict[int, FilterButton] = {}
        self._window, self._context, self._page = window, context, page
        self._newest = Newest(context.tasks, self)
        context.feed.changed.connect(self._on_changed)
        page.filter_bar.changed.connect(self._mark)
        page.filter_bar.save_asked.connect(self.ask_to_save)
        page.more.add_filter_action(self.ask_to_save)
        self._read()

    def entries(self) -> list[Entry]:
        """The filters as the palette lists them."""
        return [
            Entry("Filters", row.name, partial(self.show, row), "search", "Saved filter")
            for row in self.rows
        ]

    def show(self, row: SavedFilterRow) -> None:
        """Show what the filter finds."""
        context = self._context
        chosen = from_json(row.content, self._page.today())
        customer_id, people = chosen.where.customer_id, context.app.reads.customers

        def name() -> str:
            customer = people.get(customer_id) if customer_id is not None else None
            return customer.name if customer is not None else ""

        context.navigator.show_page(_PAGE)
        if self._window.pages.currentWidget() is self._page:
            show = self._page.filter_bar.show_filter
            self._newest.run(name, lambda found: show(chosen, found))

    def ask_to_save(self) -> None:
        """Ask under which name to keep the present filter."""
        shown = self._shown()
        name = shown.name if shown is not None else ""
        dialog = SaveFilterDialog([row.name for row in self.rows], name, self._window)
        dialog.named.connect(self.save)
        ask(dialog)

    def save(self, name: str) -> None:
        """Keep the present filter under `name`."""
        filters, chosen = self._context.app.filters, self._page.filter_bar.chosen
        self._do(lambda: filters.save(name, chosen), f"The filter {name} is saved.")

    # What the buttons ask

    def _rename(self, row: SavedFilterRow) -> None:
        filters = self._context.app.filters
        dialog = RenameFilterDialog([one.name for one in self.rows], row.name, self._window)
        dialog.named.connect(
            lambda name: self._do(
                lambda: filters.rename(row.id, name), f"The filter is now called {name}."
            )
        )
        ask(dialog)

    def _delete(self, row: SavedFilterRow) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("Delete filter")
        box.setText(
            f"Delete the filter \N{LEFT DOUBLE QUOTATION MARK}{row.name}"
            "\N{RIGHT DOUBLE QUOTATION MARK}?"
        )
        box.setInformativeText("It goes for the whole team. No invoice is changed.")
        delete = box.addButton("Delete filter", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(keep)
        box.setDefaultButton(keep)
        filters, words = self._context.app.filters, f"The filter {row.name} is deleted."
        delete.clicked.connect(lambda: self._do(lambda: filters.delete(row.id), words))
        ask(box)

    def _do(self, work: Callable[[], object], words: str) -> None:
        context = self._context

        def done(_result: object) -> None:
            context.messages.info(words)
            self._read()

        def failed(error: Exception) -> None:
            if isinstance(error, DomainError):
                context.messages.error(str(error))
            else:
                context.tasks.report(error)

        context.tasks.run(work, done, failed, owner=self)

    # Showing

    def _on_changed(self, changes: Changes) -> None:
        if changes.of("filter"):
            self._read()

    def _read(self) -> None:
        self._newest.run(self._context.app.filters.all, self._show_rows)

    def _show_rows(self, rows: list[SavedFilterRow]) -> None:
        if rows == self.rows:
            return
        focus = self._window.focusWidget()
        focused = next((i for i, button in self.buttons.items() if button is focus), 0)
        self.rows = rows
        self.buttons = {row.id: self._button(row) for row in rows}
        self._window.sidebar.put_under(_PAGE, list(self.buttons.values()))
        if focused:
            (self.buttons.get(focused) or self._window.sidebar.buttons[_PAGE]).setFocus()
        self._mark()

    def _button(self, row: SavedFilterRow) -> FilterButton:
        button = FilterButton(row.name)
        button.clicked.connect(lambda: self.show(row))
        button.rename_asked.connect(lambda: self._rename(row))
        button.delete_asked.connect(lambda: self._delete(row))
        button.replace_asked.connect(lambda: self.save(row.name))
        return button

    def _shown(self) -> SavedFilterRow | None:
        """The filter that holds now, if it has a name."""
        present, today = self._page.filter_bar.chosen, self._page.today()
        same = (
            row for row in self.rows if to_json(from_json(row.content, today)) == to_json(present)
        )
        return next(same, None)

    def _mark(self) -> None:
        shown = self._shown()
        for filter_id, button in self.buttons.items():
            button.setChecked(shown is not None and shown.id == filter_id)
