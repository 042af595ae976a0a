# SPDX-License-Identifier: MIT
"""The window: hosts the pages and says what is under way. It paints before anything is loaded."""

import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QSettings, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
)

from lightar_desktop.gui import geometry, theme
from lightar_desktop.gui.frame import Frame
from lightar_desktop.gui.tasks import Tasks
from lightar_desktop.gui.widgets.blank_page import BlankPage

if TYPE_CHECKING:
    from lightar_desktop.domain.imported import ImportKind
    from lightar_desktop.gui.changes import Changes
    from lightar_desktop.gui.context import Context
    from lightar_desktop.gui.messages import MessageBar, Messages
    from lightar_desktop.gui.named_filters import NamedFilters
    from lightar_desktop.gui.pages import Page
    from lightar_desktop.gui.presence import Presence
    from lightar_desktop.gui.quick_access import QuickAccess
    from lightar_desktop.gui.transfers import Transfers
    from lightar_desktop.gui.widgets.empty_state import EmptyState
    from lightar_desktop.services.app import App
    from lightar_desktop.services.exporting import ExportWish
    from lightar_desktop.services.rows import InvoiceRow

    FirstRows = Callable[[], Sequence[InvoiceRow]]


class PageEntry(NamedTuple):
    """A page of the sidebar. Its module is imported after the first paint."""

    name: str
    title: str
    icon: str
    module: str
    kind: str


PAGES: Final = (
    PageEntry("sales_invoices", "Sales invoices", "invoice", "sales_invoices", "SalesInvoicesPage"),
    PageEntry("customers", "Customers", "customers", "customers", "CustomersPage"),
    PageEntry("products", "Products", "products", "products", "ProductsPage"),
    PageEntry(
        "batch_operations", "Batch Operations", "batches", "batch_operations", "BatchOperationsPage"
    ),
    PageEntry("outbox", "Outbox", "outbox", "outbox", "OutboxPage"),
    PageEntry(
        "invoice_templates",
        "Invoice Templates",
        "templates",
        "invoice_templates",
        "InvoiceTemplatesPage",
    ),
    PageEntry("ar_settings", "AR Settings", "settings", "ar_settings", "ArSettingsPage"),
)
# Pages one comes to from others; the sidebar marks where they belong.
_INNER: Final = {
    "invoice": ("sales_invoices", PageEntry("invoice", "", "", "invoice", "InvoicePage")),
    "number_gaps": (
        "sales_invoices",
        PageEntry("number_gaps", "Number gaps", "invoice", "number_gaps", "NumberGapsPage"),
    ),
    "first_run": ("sales_invoices", PageEntry("first_run", "", "", "first_run", "FirstRunPage")),
    "customer": ("customers", PageEntry("customer", "", "", "customer", "CustomerPage")),
}
_FIRST: Final = PAGES[0].name
_SCHEME: Final = "window/scheme"


class MainWindow(Frame):
    """Hosts the pages; `open_app` is called on a thread, after the first paint.

    Signals:
        alive(): the App is there and the first page is shown.
        closed(): the window was closed for good.
    """

    alive = Signal()
    closed = Signal()

    def __init__(
        self,
        open_app: "Callable[[], App]",
        memory: QSettings,
        tasks: Tasks,
        first_rows: "FirstRows" = tuple,
    ) -> None:
        super().__init__()
        self.load_form()
        self.app: App | None = None
        self.context: Context | None = None
        self.presence: Presence | None = None
        self.quick_access: QuickAccess | None = None
        self.transfers: Transfers | None = None
        self.named_filters: NamedFilters
        self.messages: Messages
        self.message_bar: MessageBar
        self.waiting_room: EmptyState
        self.memory = memory
        self.tasks = tasks
        self._open_app = open_app
        self._first_rows = first_rows
        self._started = False
        self._shown: dict[str, Page] = {}
        self._trail: list[str] = []
        self.sidebar.add_pages([(page.name, page.title, page.icon) for page in PAGES])
        self.sidebar.show_page(_FIRST)
        self.sidebar.page_asked.connect(self.show_page)
        self.demo_banner.hide()
        self.status_line.hide()
        self.blank = BlankPage(PAGES[0].title, self)
        self.pages.addWidget(self.blank)
        self.blank.painted.connect(self._on_painted)
        geometry.restore(self, memory)

    # Starting

    def _on_painted(self) -> None:
        """Begin to load once the window has been seen."""
        if not self._started:
            self._started = True
            QTimer.singleShot(0, self._furnish)

    def _furnish(self) -> None:
        """Make what the first paint did not need, and start."""
        from lightar_desktop.gui.messages import MessageBar, Messages
        from lightar_desktop.gui.widgets.empty_state import EmptyState

        self.messages = Messages(self)
        self.message_bar = MessageBar(self.messages, self)
        self.message_place.addWidget(self.message_bar)
        self.tasks.refused.connect(self._on_refused)
        self.waiting_room = EmptyState(self)
        self.waiting_room.acted.connect(self.start)
        self.pages.addWidget(self.waiting_room)
        self._add_actions()
        self.tasks.run(self._first_rows, self._on_first_rows, self._without_rows, owner=self)

    def _on_first_rows(self, rows: "Sequence[InvoiceRow]") -> None:
        self.blank.show_rows(rows)
        self.start()

    def _without_rows(self, error: Exception) -> None:
        """The database itself has the words for what is wrong with it."""
        self.start()

    def start(self) -> None:
        """Load the rest on a thread."""
        self.pages.setCurrentWidget(self.blank)

        def load() -> "App":
            importlib.import_module("lightar_desktop.gui.pages.sales_invoices")
            importlib.import_module("lightar_desktop.gui.presence")
            importlib.import_module("lightar_desktop.gui.quick_access")
            importlib.import_module("lightar_desktop.gui.named_filters")
            return self._open_app()

        self.tasks.run(load, self._come_alive, self._could_not_start, owner=self)

    def _on_refused(self, error: Exception) -> None:
        self.messages.error(str(error))

    def _come_alive(self, app: "App") -> None:
        from lightar_desktop.gui.changes import ChangeFeed
        from lightar_desktop.gui.context import Context
        from lightar_desktop.gui.presence import Presence
        from lightar_desktop.gui.quick_access import QuickAccess
        from lightar_desktop.gui.transfers import Transfers

        self.app = app
        feed = ChangeFeed(app.reads.journal, self.tasks, self)
        self.context = Context(app, self.tasks, self.messages, feed, self, self.memory)
        self.presence = Presence(self, self.context)
        pages = [*PAGES, *(entry for _, entry in _INNER.values() if entry.title)]
        self.transfers = Transfers(self, self.context)
        self.quick_access = QuickAccess(self, self.context, [page[:3] for page in pages])
        feed.changed.connect(self._on_changed)
        feed.start()
        self.demo_banner.setVisible(app.demo_mailbox is not None)
        self.demo_mailbox.clicked.connect(self._show_mailbox)
        self.show_page(_FIRST)
        self._name_filters()
        self.presence.start()
        self.alive.emit()
        self.tasks.run(app.first_run.is_needed, self._on_first_run, owner=self)

    def _on_first_run(self, needed: bool) -> None:
        if needed and self._trail == [_FIRST]:
            self.show_page("first_run")

    def _name_filters(self) -> None:
        from lightar_desktop.gui.named_filters import NamedFilters
        from lightar_desktop.gui.pages.sales_invoices import SalesInvoicesPage

        if self.context and self.quick_access and isinstance(self.page, SalesInvoicesPage):
            self.named_filters = NamedFilters(self, self.context, self.page)
            self.quick_access.more.append(self.named_filters.entries)

    def _could_not_start(self, error: Exception) -> None:
        self.waiting_room.say(
            "circle-alert", "LightAR could not open its database", str(error), "Try again"
        )
        self.pages.setCurrentWidget(self.waiting_room)

    def _show_mailbox(self) -> None:
        if self.app is not None and self.app.demo_mailbox is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.app.demo_mailbox)))

    def _on_changed(self, changes: "Changes") -> None:
        for page in self._shown.values():
            page.apply_changes(changes)

    @property
    def page(self) -> "Page | None":
        """The page that is shown."""
        from lightar_desktop.gui.pages import Page

        widget = self.pages.currentWidget()
        return widget if isinstance(widget, Page) else None

    def show_page(self, name: str) -> None:
        """Go to a page of the sidebar, unless the page shown wants to be finished first."""
        page = self.page
        if self.context is None or (page is not None and not page.may_leave()):
            self.sidebar.show_page(self._trail[-1] if self._trail else _FIRST)
            return
        self._show(name)

    def show_invoice(self, invoice_id: int, field: str = "") -> None:
        """Show an invoice, with the cursor in `field` when one is to be mended."""
        self._show_subject("invoice", invoice_id, field)

    def show_customer(self, customer_id: int, field: str = "") -> None:
        """Show a customer, with the cursor in `field` when one is to be mended; 0 is a new one."""
        self._show_subject("customer", customer_id, field)

    def show_batch(self, batch_id: int) -> None:
        """Show a batch operation, expanded."""
        self.show_page("batch_operations")
        page = self._shown.get("batch_operations")
        if page is not None and self.page is page and batch_id:
            page.show_subject(batch_id)

    def _show_subject(self, kind: str, subject_id: int, field: str) -> None:
        """Show the page of one thing, unless the page shown wants to be finished first."""
        self.show_page(kind)
        page = self._shown.get(kind)
        if page is not None and self.page is page:
            page.show_subject(subject_id, field)
            if subject_id:
                self._note(kind, subject_id)

    def open_dialog(self, invoice_ids: Sequence[int]) -> None:
        """Ask how to open these drafts."""
        from lightar_desktop.gui.dialogs.open_invoices import OpenInvoicesDialog

        if self.context is not None:
            app = self.context.app
            self.tasks.run(app.warm_up, lambda _: None, lambda _: None, owner=self)
            dialog = OpenInvoicesDialog(self.context, invoice_ids, self)
            dialog.accepted.connect(self._on_opened)
            self._ask(dialog)

    def send_email(self, invoice_id: int) -> None:
        """Compose an email of an open invoice."""
        from lightar_desktop.gui.dialogs.compose_email import ComposeEmailDialog

        if self.context is not None:
            self._ask(ComposeEmailDialog(self.context, invoice_id, self))

    def _note(self, kind: str, subject_id: int) -> None:
        if self.quick_access is not None:
            self.quick_access.note(kind, subject_id)

    def import_file(self, kind: "ImportKind | None" = None) -> None:
        """Lead through an import, of this kind."""
        if self.transfers is not None:
            self.transfers.import_file(kind)

    def export_data(self, wish: "ExportWish | None" = None) -> None:
        """Ask what to export, beginning with this."""
        if self.transfers is not None:
            self.transfers.export(wish)

    def back(self) -> None:
        """Go to the page one came from."""
        if len(self._trail) > 1 and (self.page is None or self.page.may_leave()):
            self._trail.pop()
            self._show(self._trail.pop())

    def _show(self, name: str) -> None:
        belongs, entry = _INNER.get(name) or (name, next(p for p in PAGES if p.name == name))
        if name not in self._shown:
            module = importlib.import_module(f"lightar_desktop.gui.pages.{entry.module}")
            self._shown[name] = getattr(module, entry.kind)(self.context, self.pages)
            self.pages.addWidget(self._shown[name])
        page = self._shown[name]
        if not self._trail or self._trail[-1] != name:
            self._trail = [*self._trail[-20:], name]
        self.pages.setCurrentWidget(page)
        self.sidebar.show_page(belongs)
        self.setWindowTitle(f"{page.title} – LightAR" if page.title else "LightAR")
        page.activate()

    def _ask(self, dialog: QDialog) -> None:
        from lightar_desktop.gui.dialogs import ask

        ask(dialog)

    def _on_opened(self) -> None:
        page = self._shown.get("sales_invoices")
        if page is not None:
            page.finish()
        if self.presence is not None:
            self.presence.look_soon()

    # Actions

    def _add_actions(self) -> None:
        from lightar_desktop.gui.actions import WindowAction, window_keys

        does: dict[WindowAction, Callable[[], object]] = {
            WindowAction.PRIMARY: self._do_primary,
            WindowAction.PALETTE: self.show_palette,
            WindowAction.BACK: self.back,
            WindowAction.REFRESH: self._look_now,
            WindowAction.KEYS: self.show_keys,
            WindowAction.QUIT: self.close,
        }
        for name, words, keys in window_keys():
            action = QAction(words, self)
            action.setObjectName(name)
            # The palette lists the page's own blue button, and not itself.
            action.setProperty("palette", name not in {WindowAction.PRIMARY, WindowAction.PALETTE})
            action.setShortcuts(keys)
            action.triggered.connect(does[name])
            self.addAction(action)
        for number, page in enumerate(PAGES[:9], 1):
            action = QAction(page.title, self)
            action.setShortcut(f"Ctrl+{number}")
            action.triggered.connect(lambda _=False, name=page.name: self.show_page(name))
            self.addAction(action)
        self.sidebar.more.clicked.connect(self._on_more)

    def _do_primary(self) -> None:
        if self.page is not None and self.page.primary is not None:
            self.page.primary.trigger()

    def _look_now(self) -> None:
        if self.context is not None:
            self.context.feed.poll()

    def show_palette(self) -> None:
        """Ask where to go or what to do."""
        if self.quick_access is not None:
            self.quick_access.show()

    def show_keys(self) -> None:
        """Show every key in a dialog, those of this page first."""
        from lightar_desktop.gui.actions import KeysDialog

        self._ask(KeysDialog(self, self.page))

    def _on_more(self) -> None:
        from lightar_desktop.gui.window_menu import show_window_menu

        show_window_menu(self, self.sidebar.more)

    def choose_scheme(self, choice: str) -> None:
        """Be light or dark from now on, or as the system is."""
        self.memory.setValue(_SCHEME, choice)
        theme.current().choose(choice)

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.page
        if (page is not None and not page.may_leave()) or (
            self.presence is not None and not self.presence.may_close()
        ):
            event.ignore()
            return
        geometry.keep(self, self.memory)
        event.accept()
        self.closed.emit()
        QApplication.quit()
