# SPDX-License-Identifier: MIT
"""Pages fill the main window. A page receives a `Context` and knows no other page.

`class CustomersPage(Form, Page)` names its `FORM` and `title`, and its `__init__(context, parent)`
calls `super().__init__(context, parent)` and then `self.load_form()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from lightar_desktop.gui.changes import ChangeFeed, Changes
from lightar_desktop.gui.messages import Messages
from lightar_desktop.gui.tasks import Tasks

if TYPE_CHECKING:
    from lightar_desktop.services.app import App


class Navigator(Protocol):
    """How a page asks for another page or dialog; the main window answers."""

    def show_page(self, name: str) -> None:
        """Go to a page of the sidebar by its name in `main_window.PAGES`."""

    def show_invoice(self, invoice_id: int, field: str = "") -> None:
        """Show an invoice, with the cursor in `field` when one is to be mended."""

    def show_batch(self, batch_id: int) -> None:
        """Show a batch operation, expanded."""

    def open_dialog(self, invoice_ids: Sequence[int]) -> None:
        """Ask how to open these drafts. The ids may be an `array('q')` of any length."""

    def send_email(self, invoice_id: int) -> None:
        """Compose an email of an open invoice."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every page and dialog is given."""

    app: "App"
    tasks: Tasks
    messages: Messages
    feed: ChangeFeed
    navigator: Navigator
    memory: QSettings  # looks that are remembered: columns, sizes; never data


class Page(QWidget):
    """Base of all pages; overrides what it needs."""

    title = ""
    primary: QAction | None = None  # what Ctrl+Enter does

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def activate(self) -> None:
        """The page has just been shown: read what is stale and take the focus."""

    def apply_changes(self, changes: Changes) -> None:
        """Something changed; called for hidden pages too, which may just note it."""

    def show_subject(self, subject_id: int, field: str = "") -> None:
        """Show this invoice or batch; `field` is what is to be mended."""

    def finish(self) -> None:
        """What was chosen here has been acted on; start afresh."""

    def may_leave(self) -> bool:
        """Ask about unsaved input; False keeps the page where it is."""
        return True
