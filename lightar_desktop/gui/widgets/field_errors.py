# SPDX-License-Identifier: MIT
"""Says beside each field what is wrong with it, while it is being filled in."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from lightar_desktop.domain.errors import Problem


class FieldErrors:
    """Shows problems in the labels `<field>_error` of a form and marks their fields."""

    def __init__(self, form: QWidget, fields: Mapping[str, QWidget]) -> None:
        self._fields = dict(fields)
        self._labels: dict[str, QLabel] = {}
        for name in fields:
            label = form.findChild(QLabel, f"{name}_error")
            if isinstance(label, QLabel):
                label.setTextFormat(Qt.TextFormat.PlainText)  # sentences quote what was typed
                self._labels[name] = label
                label.setTextFormat(Qt.TextFormat.PlainText)  # it repeats what was typed
                label.hide()

    def show(self, problems: Iterable[Problem]) -> None:
        """Show these problems and no others; the first of each field."""
        words: dict[str, str] = {}
        for problem in problems:
            words.setdefault(problem.field, str(problem))
        for name, field in self._fields.items():
            said = words.get(name, "")
            mark_invalid(field, said)
            label = self._labels.get(name)
            if label is not None:
                label.setText(said)
                label.setVisible(bool(said))

    def text(self, field: str) -> str:
        """What is said about a field; empty when it is fine."""
        label = self._labels.get(field)
        return label.text() if label is not None else ""


def mark_invalid(field: QWidget, why: str) -> None:
    """Draw `field` as wrong, and let a screen reader say why; empty words take that back."""
    if bool(field.property("invalid")) != bool(why):
        field.setProperty("invalid", bool(why))
        field.style().unpolish(field)
        field.style().polish(field)
    field.setAccessibleDescription(why)
