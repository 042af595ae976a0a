# SPDX-License-Identifier: MIT
"""Every key and what it does: the list that F1 shows, and the window's own actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lightar_desktop.gui import theme

_WIDTH, _HEIGHT = 1000, 660
_KEYS_WIDTH = 170


class WindowAction(StrEnum):
    """What can be asked of the window on every page."""

    PRIMARY = "primary"
    PALETTE = "palette"
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
        Key(("Ctrl+K",), "Go to anything, do anything", WindowAction.PALETTE),
        Key(("Ctrl+1 … Ctrl+9",), "Go to a page of the sidebar"),
        Key(("Ctrl+Return", "Ctrl+Enter"), "Do what the blue button does", WindowAction.PRIMARY),
        Key(("Alt+Left",), "Back", WindowAction.BACK),
        Key(("F5",), "Look for changes now", WindowAction.REFRESH),
        Key(("Ctrl+I",), "Import a file"),
        Key(("Ctrl+E",), "Export tables, PDFs or everything"),
        Key(("Esc",), "Close a dialog or popup"),
        Key(("F1",), "Show the keys", WindowAction.KEYS),
        Key(("Ctrl+Q",), "Quit", WindowAction.QUIT),
    ),
    "Sidebar": (
        Key(("Up", "Down"), "Another page or saved filter"),
        Key(("F2", "Del"), "Rename or delete a saved filter"),
    ),
    "Every table": (
        Key(("Return",), "Show or do what the row is about"),
        Key(("Ctrl+C",), "Copy the chosen rows as text"),
        Key(("Ctrl+Alt+C",), "Copy all rows as text"),
        Key(("Shift+F10",), "What can be done with the row"),
    ),
    "Products": (
        Key(("Ctrl+F",), "Search"),
        Key(("Ctrl+N",), "New product"),
        Key(("Return",), "Change the product"),
    ),
    "Sales invoices": (
        Key(("Ctrl+F",), "Search"),
        Key(("Ctrl+S",), "Save the filter under a name"),
        Key(("Space",), "Check or uncheck the invoice"),
        Key(("Shift+Space", "Shift+Up", "Shift+Down"), "Check up to here"),
        Key(("Ctrl+A",), "Check all that match, also those not shown yet"),
        Key(("Ctrl+Shift+A",), "Uncheck all"),
        Key(("Home", "End"), "First or last invoice"),
        Key(("Return",), "Show the invoice"),
        Key(("Ctrl+N",), "Write a new invoice"),
        Key(("Ctrl+C",), "Copy the checked invoices as text"),
        Key(("Ctrl+Shift+C",), "Copy their PDFs as files"),
    ),
    "A draft": (
        Key(("Return", "Tab"), "Next cell; behind the last one, a new line"),
        Key(("Ctrl+D", "Ctrl+Del"), "Double or remove the line"),
        Key(("Alt+Up", "Alt+Down"), "Move the line"),
        Key(("Ctrl+Z", "Ctrl+Shift+Z"), "Undo, redo"),
        Key(("F4",), "Show or hide the preview"),
    ),
    "Invoice": (
        Key(("Left", "Right"), "Another tab, when the tabs have the focus"),
        Key(("Ctrl+S",), "Save the PDF"),
        Key(("Ctrl+P",), "Print the PDF"),
        Key(("Ctrl+Shift+C",), "Copy the PDF as a file"),
        Key(("Ctrl++", "Ctrl+-", "Ctrl+0"), "Zoom the PDF, or make it fit"),
    ),
    "Customers": (
        Key(("Ctrl+F",), "Search"),
        Key(("Ctrl+N",), "New customer"),
        Key(("Return",), "Show the customer"),
        Key(("Del",), "Archive the customer"),
        Key(("Ctrl+Shift+N",), "Add a contact"),
        Key(("Esc",), "Back to where one came from"),
    ),
    "Batch Operations": (
        Key(("Right", "Left"), "Unfold or fold a batch"),
        Key(("Return",), "Unfold the batch, or show the invoice"),
    ),
    "Outbox": (Key(("Return",), "Do what the blue button does"),),
}


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys under a heading."""

    heading: str
    keys: tuple[Key, ...]


def groups_for(title: str, actions: Sequence[QAction] = ()) -> list[KeyGroup]:
    """All keys, those of the page called `title` first, with such of its `actions` as have keys
    that are not listed.
    """
    own = KEYS.get(title, ())
    known = {_named(keys) for key in own for keys in key.keys}
    found = [
        Key((keys,), action.text().replace("&", "").removesuffix("…"))
        for action in actions
        if (keys := action.shortcut().toString()) and keys not in known and action.text()
    ]
    groups = [KeyGroup(title, (*own, *found))] if own or found else []
    rest = [KeyGroup(heading, keys) for heading, keys in KEYS.items() if heading != title]
    return groups + rest


def window_keys() -> list[tuple[WindowAction, str, list[QKeySequence]]]:
    """The window's own actions with their words and shortcuts."""
    return [
        (key.action, key.words, [QKeySequence(keys) for keys in key.keys])
        for group in KEYS.values()
        for key in group
        if key.action is not None
    ]


class KeysDialog(QDialog):
    """Shows all keys in two columns, those of the page shown first."""

    def __init__(self, parent: QWidget | None = None, page: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        title = getattr(page, "title", "")
        self.groups = groups_for(title, page.actions() if page is not None else ())
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Keys")
        inside = QWidget(area)
        inside.setProperty("role", "panel")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(24, 16, 24, 8)
        columns.setSpacing(40)
        for groups in _two_columns(self.groups):
            column = QVBoxLayout()
            column.setSpacing(8)
            for group in groups:
                column.addWidget(_Group(group, inside))
            column.addStretch(1)
            columns.addLayout(column, 1)
        area.setWidget(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, Qt.Orientation.Horizontal)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 12)
        whole.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addWidget(buttons)
        whole.addLayout(foot)
        width, height = theme.current().px(_WIDTH), theme.current().px(_HEIGHT)
        needed = columns.totalHeightForWidth(width) + buttons.sizeHint().height() + 32
        self.resize(width, min(height, needed))
        area.setFocus()  # the arrow keys scroll


class _Group(QWidget):
    """A heading and its keys, which a screen reader reads as one line each."""

    def __init__(self, group: KeyGroup, parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        heading = QLabel(group.heading, self)
        heading.setProperty("role", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, key in enumerate(group.keys, 1):
            shown = QLabel(", ".join(map(_shown, key.keys)), self)
            shown.setFixedWidth(theme.current().px(_KEYS_WIDTH))
            shown.setWordWrap(True)
            words = QLabel(key.words, self)
            words.setProperty("role", "muted")
            words.setWordWrap(True)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(shown, row, 0, top)
            grid.addWidget(words, row, 1, top)


def _two_columns(groups: Sequence[KeyGroup]) -> tuple[list[KeyGroup], list[KeyGroup]]:
    """The groups in their order, both columns about as long."""
    left: list[KeyGroup] = []
    half = sum(len(group.keys) + 2 for group in groups) / 2
    for at, group in enumerate(groups):
        if left and sum(len(one.keys) + 2 for one in left) + (len(group.keys) + 2) / 2 > half:
            return left, list(groups[at:])
        left.append(group)
    return left, []


def _shown(keys: str) -> str:
    """Keys as they are called on this computer."""
    if "…" in keys:
        return keys
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _named(keys: str) -> str:
    return QKeySequence(keys).toString()
