# SPDX-License-Identifier: MIT
"""Shows what each step of a mail account's test came to."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.services.ports import TestStep


def show_steps(place: QWidget, steps: Sequence[TestStep], ink: str = "") -> None:
    """Show these steps in `place` and no others; `ink` where they are neither good nor bad."""
    column = place.layout()
    assert isinstance(column, QVBoxLayout)  # noqa: S101 - the form's
    while (old := column.takeAt(0)) is not None:
        if (widget := old.widget()) is not None:
            widget.deleteLater()
    for step in steps:
        column.addWidget(_step_widget(step, ink or ("good" if step.ok else "bad")))


def _step_widget(step: TestStep, ink: str) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    icon = QLabel(row)
    name = {"good": "circle-check", "bad": "circle-alert"}.get(ink, "clock")
    icon.setPixmap(theme.pixmap(name, ink, 16, row.devicePixelRatioF()))
    words = QLabel(f"{step.name}: {step.words}" if step.words else step.name, row)
    words.setWordWrap(True)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if ink in {"bad", "muted"}:
        words.setProperty("role", ink)
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return row
