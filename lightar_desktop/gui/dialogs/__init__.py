# SPDX-License-Identifier: MIT
"""Dialogs ask, check while one types, and close; the work they start goes on without them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog


def ask(dialog: QDialog) -> None:
    """Show `dialog` over its window; it goes away for good when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
