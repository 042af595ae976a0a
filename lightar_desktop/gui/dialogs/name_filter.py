# SPDX-License-Identifier: MIT
"""Asks for the name of a filter, to save it or to rename it."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.services.saved_filters import checked_name


class NameFilterDialog(Form, QDialog):
    """One field, checked while typing.

    Signals:
        named(str): this is the name.
    """

    FORM = "name_filter"

    named = Signal(str)

    title: QLabel
    words: QLabel
    name: QLineEdit
    cancel: QPushButton
    confirm: QPushButton

    def __init__(self, known: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 440, 250)
        self._known = frozenset(known)
        self._errors = FieldErrors(self, {"name": self.name})
        self.name.textChanged.connect(self._check)
        self.name.returnPressed.connect(self._confirm)
        self.confirm.clicked.connect(self._confirm)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._confirm)
        self.name.setFocus()

    def say(self, title: str, words: str, name: str) -> None:
        """Begin with this name."""
        self.setWindowTitle(title)
        self.title.setText(title)
        self.words.setText(words)
        self.name.setText(name)
        self.name.selectAll()
        self._check()

    def problems(self, name: str) -> tuple[Problem, ...]:
        """What is wrong with the name."""
        try:
            checked_name(name)
        except DomainError as refusal:
            return refusal.problems
        return ()

    def is_known(self) -> bool:
        """Whether another filter has the name."""
        return " ".join(self.name.text().split()) in self._known

    def show_state(self) -> None:
        """Say on the button what confirming does."""
        raise NotImplementedError

    def _check(self) -> None:
        problems = self.problems(self.name.text())
        empty = not self.name.text().strip()  # nothing to blame anybody for yet
        self._errors.show(() if empty else problems)
        self.confirm.setEnabled(not problems)
        self.show_state()

    def _confirm(self) -> None:
        if self.confirm.isEnabled():
            self.accept()
            self.named.emit(checked_name(self.name.text()))


class SaveFilterDialog(NameFilterDialog):
    """Saves the present filter; a name that is taken means that filter is replaced."""

    def __init__(self, known: Collection[str], name: str, parent: QWidget) -> None:
        super().__init__(known, parent)
        words = "It then stands under Sales invoices at the left, for the whole team."
        self.say("Save filter", words, name)

    def show_state(self) -> None:
        self.confirm.setText("Replace filter" if self.is_known() else "Save filter")


class RenameFilterDialog(NameFilterDialog):
    """Gives a filter a name that no other has."""

    def __init__(self, known: Collection[str], name: str, parent: QWidget) -> None:
        super().__init__(frozenset(known) - {name}, parent)
        self.say("Rename filter", "The new name is seen by the whole team.", name)

    def problems(self, name: str) -> tuple[Problem, ...]:
        wrong = super().problems(name)
        if wrong or not self.is_known():
            return wrong
        return DomainError.of("filter_name_taken", "name", name=" ".join(name.split())).problems

    def show_state(self) -> None:
        self.confirm.setText("Rename")
