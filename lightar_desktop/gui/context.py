# SPDX-License-Identifier: MIT
"""What pages and dialogs are given: the App, and the window's services."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSettings

from lightar_desktop.gui.changes import ChangeFeed
from lightar_desktop.gui.messages import Messages
from lightar_desktop.gui.tasks import Tasks

if TYPE_CHECKING:
    from lightar_desktop.domain.imported import ImportKind
    from lightar_desktop.services.app import App
    from lightar_desktop.services.exporting import ExportWish


class Navigator(Protocol):
    """How a page asks for another page or dialog; the main window answers."""

    def show_page(self, name: str) -> None:
        """Go to a page of the sidebar by its name in `main_window.PAGES`."""

    def show_invoice(self, invoice_id: int, field: str = "") -> None:
        """Show an invoice, with the cursor in `field` when one is to be mended."""

    def show_customer(self, customer_id: int, field: str = "") -> None:
        """Show a customer, with the cursor in `field` when one is to be mended; 0 begins a new
        one.
        """

    def back(self) -> None:
        """Go to the page one came from."""

    def show_batch(self, batch_id: int) -> None:
        """Show a batch operation, expanded."""

    def open_dialog(self, invoice_ids: Sequence[int]) -> None:
        """Ask how to open these drafts. The ids may be an `array('q')` of any length."""

    def send_email(self, invoice_id: int) -> None:
        """Compose an email of an open invoice."""

    def export_data(self, wish: "ExportWish | None" = None) -> None:
        """Ask what to export, beginning with this."""

    def import_file(self, kind: "ImportKind | None" = None) -> None:
        """Lead through an import, of this kind."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every page and dialog is given."""

    app: "App"
    tasks: Tasks
    messages: Messages
    feed: ChangeFeed
    navigator: Navigator
    memory: QSettings  # looks that are remembered: columns, sizes; never data
