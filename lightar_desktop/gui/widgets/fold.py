# SPDX-License-Identifier: MIT
"""Buttons under a button of the sidebar; more than a few of them scroll."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

_MOST = 8  # in sight at once


class Fold(QScrollArea):
    """A column of buttons as high as it needs to be, up to a limit."""

    def __init__(self, buttons: Sequence[QPushButton], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        inside = QWidget(self)
        inside.setObjectName("fold")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for button in buttons:
            column.addWidget(button)
            button.installEventFilter(self)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        self.setFixedHeight(sum(button.sizeHint().height() for button in buttons[:_MOST]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the arrow keys go from button to button, and that scrolls

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What has the focus is in sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 0, 0)
        return super().eventFilter(watched, event)
