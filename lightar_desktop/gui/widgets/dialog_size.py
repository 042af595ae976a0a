# SPDX-License-Identifier: MIT
"""The size a dialog opens with."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

from lightar_desktop.gui import theme

_EDGE = 48  # of the screen that stays free


def give_size(dialog: QDialog, width: int, height: int) -> None:
    """Open `dialog` this big, in pixels at the usual text size; never bigger than the screen."""
    wanted = QSize(theme.current().px(width), theme.current().px(height))
    free = dialog.screen().availableSize() - QSize(_EDGE, _EDGE)
    dialog.resize(wanted.boundedTo(free))
