# SPDX-License-Identifier: MIT
"""What the palette offers: pages, actions, invoices and customers, and what was shown last."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton

from lightar_desktop.domain.customer import Customer
from lightar_desktop.gui import formats
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.palette import Palette
from lightar_desktop.gui.frame import Frame
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.recent import Recent, read_recent
from lightar_desktop.gui.widgets.looks import look
from lightar_desktop.gui.widgets.palette_list import Entry
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import CustomerRow, InvoiceRow

if TYPE_CHECKING:
    from lightar_desktop.services.app import App

_MOST: Final = 8
ACTIONS, PAGES, RECENT, INVOICES, CUSTOMERS = (
    "Actions",
    "Pages",
    "Recent",
    "Invoices",
    "Customers",
)
Subject = InvoiceRow | CustomerRow | Customer


class QuickAccess(QObject):
    """Shows the palette, and remembers what was shown."""

    def __init__(
        self, window: Frame, context: Context, pages: Sequence[tuple[str, str, str]]
    ) -> None:
        """`pages`: name, title and icon of each that can be gone to."""
        super().__init__(window)
        self._window, self._context, self._pages = window, context, pages
        self.recent = Recent(context, self)
        self.more: list[Callable[[], list[Entry]]] = []  # others who offer something

    def note(self, kind: str, subject_id: int) -> None:
        """An invoice or a customer is shown now."""
        self.recent.note(kind, subject_id)

    def show(self) -> None:
        """Show the palette."""
        offered = [entry for offer in self.more for entry in offer()]
        fixed = [*self._actions(), *self._page_entries(), *offered]
        ask(Palette(fixed, self._search, self._context.tasks, self._window))

    def _page_entries(self) -> Iterable[Entry]:
        for number, (name, title, icon) in enumerate(self._pages, 1):
            keys = f"Ctrl+{number}" if name in self._window.sidebar.buttons else ""
            go = partial(self._context.navigator.show_page, name)
            yield Entry(PAGES, title, go, icon, _keys(keys))

    def _actions(self) -> list[Entry]:
        """What can be done on the page shown, then what can be done everywhere."""
        page = self._window.pages.currentWidget()
        offers = page.offers() if isinstance(page, Page) else []
        offers += [action for action in self._window.actions() if action.property("palette")]
        entries = {entry.words: entry for entry in map(_offer, offers) if entry is not None}
        return list(entries.values())

    def _search(self, typed: str) -> Callable[[], list[Entry]]:
        """The work that finds what was typed; without anything typed, what was shown last."""
        app, subjects = self._context.app, self.recent.subjects
        if not typed:
            return lambda: [self._entry(RECENT, row, "") for row in read_recent(app, subjects)]

        def work() -> list[Entry]:
            return [
                *(self._entry(INVOICES, row, typed) for row in _invoices(app, typed)),
                *(self._entry(CUSTOMERS, row, typed) for row in _customers(app, typed)),
            ]

        return work

    def _entry(self, group: str, row: Subject, typed: str) -> Entry:
        navigator = self._context.navigator
        if isinstance(row, InvoiceRow):
            number = row.number or "Draft"
            status = look(row.status).words
            return Entry(
                group,
                f"{number}  {row.customer}".strip(),
                partial(navigator.show_invoice, row.id),
                "invoice",
                f"{formats.money(row.total, row.currency)} \N{MIDDLE DOT} {status}",
                exact=bool(typed) and number.casefold() == typed.casefold(),
            )
        city = row.city if isinstance(row, CustomerRow) else row.address.city
        return Entry(
            group,
            row.name,
            partial(navigator.show_customer, row.id),
            "customers",
            " \N{MIDDLE DOT} ".join(part for part in (row.number, city) if part),
            exact=bool(typed) and typed.casefold() in {row.name.casefold(), row.number.casefold()},
        )


def _invoices(app: "App", typed: str) -> list[InvoiceRow]:
    """The newest that match, those whose number ends as typed before all others."""
    found = app.reads.invoices.page(InvoiceFilter(search=typed), InvoiceSort(), 4 * _MOST)
    ending = typed.strip().casefold()
    found.sort(key=lambda row: not (ending and (row.number or "").casefold().endswith(ending)))
    return found[:_MOST]


def _customers(app: "App", typed: str) -> list[CustomerRow]:
    return app.reads.customers.page(typed, _MOST)


def _offer(offer: QAction | QAbstractButton) -> Entry | None:
    said = offer.accessibleName() if isinstance(offer, QAbstractButton) else ""
    words = (said or offer.text()).replace("&", "").removesuffix("…").strip()
    if not words or not offer.isEnabled():
        return None
    act = offer.trigger if isinstance(offer, QAction) else offer.click
    keys = offer.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Entry(ACTIONS, words, act, "play", keys)


def _keys(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
