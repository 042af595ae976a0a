# SPDX-License-Identifier: MIT
"""The window's size and place, kept from one time to the next."""

from typing import Final

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QWidget

_GEOMETRY: Final = "window/geometry"


def restore(window: QWidget, memory: QSettings) -> None:
    """Be where one was the last time."""
    window.resize(QSize(1280, 800))
    window.setMinimumSize(QSize(960, 600))
    kept = memory.value(_GEOMETRY)
    if kept is not None:
        window.restoreGeometry(kept)


def keep(window: QWidget, memory: QSettings) -> None:
    """Remember where the window is."""
    memory.setValue(_GEOMETRY, window.saveGeometry())
