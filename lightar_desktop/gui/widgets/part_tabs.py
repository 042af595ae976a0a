# SPDX-License-Identifier: MIT
"""Tabs in a page's head; Qt's forms know no bar of tabs by itself."""

from PySide6.QtWidgets import QTabBar, QWidget

from lightar_desktop.gui.forms import promoted


@promoted
class PartTabs(QTabBar):
    """Names of the parts of a page, as wide as their words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
