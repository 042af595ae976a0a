# SPDX-License-Identifier: MIT
"""How many invoices are checked and what they add up to, per currency."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.services.rows import CurrencySum

_MOST = 6  # currencies shown; the rest is in the tooltip


@promoted
class SelectionBar(QFrame):
    """Appears with the first check.

    Signals:
        all_asked(): check all that match.
        none_asked(): check nothing.
    """

    all_asked = Signal()
    none_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(34)
        self.count = QLabel(self)
        self.count.setProperty("role", "heading")
        self.sums = QLabel(self)
        self.all = QPushButton(self)
        self.none = QPushButton("Clear", self)
        for button in (self.all, self.none):
            button.setProperty("link", True)
        self.all.clicked.connect(self.all_asked)
        self.none.clicked.connect(self.none_asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 0, 16, 0)
        line.setSpacing(18)
        line.addWidget(self.count)
        line.addWidget(self.sums)
        line.addStretch(1)
        line.addWidget(self.all)
        line.addWidget(self.none)
        self._shown: Sequence[CurrencySum] = ()
        theme.current().changed.connect(self._take_theme)
        self.hide()

    def show_count(self, checked: int, matching: int, *, everything: bool) -> None:
        """Show how many are checked, and offer the rest of those that match."""
        self.count.setText(f"{formats.count(checked)} selected")
        self.all.setText(f"Select all {formats.count(matching)} that match · Ctrl+A")
        self.all.setVisible(not everything and matching > 0)
        self.setVisible(checked > 0)

    def show_sums(self, sums: Sequence[CurrencySum]) -> None:
        """Show totals; none while they are being added up."""
        self._shown = sums
        muted = theme.tokens().muted
        parts = [
            f"{formats.amount(s.total, s.currency)} "
            f"<span style='color:{muted}; font-size:small'>{escape(s.currency)}</span>"
            for s in sums
        ]
        self.sums.setText("&nbsp;&nbsp;&nbsp; ".join(parts[:_MOST]))
        words = ", ".join(formats.money(s.total, s.currency) for s in sums)
        self.sums.setToolTip(words)
        self.sums.setAccessibleName(words)

    def _take_theme(self) -> None:
        self.show_sums(self._shown)
