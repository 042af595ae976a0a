# SPDX-License-Identifier: MIT
"""Pages fill the main window. A page receives a `Context` and knows no other page.

`class CustomersPage(Form, Page)` names its `FORM` and `title`, and its `__init__(context, parent)`
calls `super().__init__(context, parent)` and then `self.load_form()`.
"""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context


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
        """Show this invoice, customer or batch; `field` is what is to be mended."""

    def offers(self) -> list[QAction | QAbstractButton]:
        """What the palette lists for this page: its actions and the buttons in sight."""
        buttons = [
            button
            for button in self.findChildren(QPushButton)
            if button.isVisibleTo(self) and button.isEnabled() and not button.property("chip")
        ]
        return [*buttons, *self.actions()]

    def finish(self) -> None:
        """What was chosen here has been acted on; start afresh."""

    def may_leave(self) -> bool:
        """Ask about unsaved input; False keeps the page where it is."""
        return True
