# SPDX-License-Identifier: MIT
"""The small menu at the foot of the sidebar: appearance, keys, quit."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from lightar_desktop.gui import theme


class Window(Protocol):
    """What the menu asks of the window."""

    def actions(self) -> Sequence[QAction]: ...

    def choose_scheme(self, choice: str) -> None: ...

    def show_palette(self) -> None: ...

    def show_keys(self) -> None: ...

    def close(self) -> bool: ...


def show_window_menu(window: Window, button: QWidget) -> None:
    """Show the menu above `button`."""
    menu = window_menu(window, button)
    height = menu.sizeHint().height()
    menu.exec(button.mapToGlobal(button.rect().topLeft()) - QPoint(0, height))


def window_menu(window: Window, parent: QWidget) -> QMenu:
    """The menu; it goes away for good when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    group = QActionGroup(menu)
    for choice, words in (("system", "As the system"), ("light", "Light"), ("dark", "Dark")):
        action = group.addAction(menu.addAction(words))
        action.setCheckable(True)
        action.setChecked(theme.current().choice == choice)
        action.triggered.connect(lambda _=False, c=choice: window.choose_scheme(c))
    menu.addSeparator()
    menu.addActions([action for action in window.actions() if action.property("menu")])
    menu.addSeparator()
    menu.addAction("Go to or do…\tCtrl+K").triggered.connect(window.show_palette)
    menu.addAction("Keys\tF1").triggered.connect(window.show_keys)
    menu.addAction("Quit\tCtrl+Q").triggered.connect(window.close)
    return menu
