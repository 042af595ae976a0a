# SPDX-License-Identifier: MIT
"""Every key and what it does: the list that F1 shows, and the window's own actions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget


class WindowAction(StrEnum):
    """What can be asked of the window on every page."""

    PRIMARY = "primary"
    BACK = "back"
    REFRESH = "refresh"
    KEYS = "keys"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Key:
    """Keys and what they do. `action` is set where the window itself acts on them."""

    keys: tuple[str, ...]
    words: str
    action: WindowAction | None = None


KEYS: Final = {
    "Everywhere": (
        Key(("Ctrl+1 … Ctrl+6",), "Go to a page"),
        Key(("Ctrl+Return", "Ctrl+Enter"), "Do what the blue button does", WindowAction.PRIMARY),
        Key(("Alt+Left",), "Back", WindowAction.BACK),
        Key(("F5",), "Look for changes now", WindowAction.REFRESH),
        Key(("Esc",), "Close a dialog or popup"),
        Key(("F1",), "Show these keys", WindowAction.KEYS),
        Key(("Ctrl+Q",), "Quit", WindowAction.QUIT),
    ),
    "Sales invoices": (
        Key(("Ctrl+F",), "Search"),
        Key(("Space",), "Check or uncheck the invoice"),
        Key(("Shift+Space", "Shift+Up", "Shift+Down"), "Check up to here"),
        Key(("Ctrl+A",), "Check all that match, also those not shown yet"),
        Key(("Ctrl+Shift+A",), "Uncheck all"),
        Key(("Home", "End"), "First or last invoice"),
        Key(("Return",), "Show the invoice"),
    ),
}


def window_keys() -> list[tuple[WindowAction, list[QKeySequence]]]:
    """The window's own actions with their shortcuts."""
    return [
        (key.action, [QKeySequence(keys) for keys in key.keys])
        for group in KEYS.values()
        for key in group
        if key.action is not None
    ]


class KeysDialog(QDialog):
    """Shows all keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        for group, keys in KEYS.items():
            heading = QLabel(group, self)
            heading.setProperty("role", "heading")
            column.addWidget(heading)
            grid = QGridLayout()
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(6)
            for row, key in enumerate(keys):
                shown = QLabel(", ".join(map(_shown, key.keys)), self)
                shown.setFixedWidth(300)
                words = QLabel(key.words, self)
                words.setProperty("role", "muted")
                grid.addWidget(shown, row, 0)
                grid.addWidget(words, row, 1)
            column.addLayout(grid)
            column.addSpacing(8)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, Qt.Orientation.Horizontal)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)


def _shown(keys: str) -> str:
    """Keys as they are called on this computer."""
    if "…" in keys:
        return keys
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
