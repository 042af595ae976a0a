# SPDX-License-Identifier: MIT
"""Binds a Qt Designer form to the class that gives it behaviour.

`class ComposeEmail(Form, QDialog)` names `FORM = "compose_email"` (ui/compose_email.ui), annotates
the widgets and actions it uses (`subject: QLineEdit` is the one called `subject` in the form) and
calls `self.load_form()` in `__init__`, after `super().__init__(parent)`. Looks stand in the form,
behaviour in the class; a form that lacks an annotated widget is an error.
"""

from inspect import get_annotations
from typing import ClassVar, TypeVar, get_type_hints

from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from lightar_desktop import paths

W = TypeVar("W", bound=type[QWidget])

_PROMOTED: dict[str, type[QWidget]] = {}
_BOUND = (QWidget, QAction, QLayout)


class FormError(Exception):
    """A form and its class do not fit together."""


def promoted(kind: W) -> W:
    """Class decorator: lets forms use this widget, as a promoted one, under its class name."""
    _PROMOTED[kind.__name__] = kind
    return kind


class Form:
    """Mixin, named before the Qt class, that loads `ui/<FORM>.ui` into the widget itself."""

    FORM: ClassVar[str]

    def load_form(self) -> None:
        """Build the form's widgets inside this one and bind the annotated attributes."""
        assert isinstance(self, QWidget)  # noqa: S101 - tells the type checker what we are mixed into
        file = paths.form(self.FORM)
        if not file.is_file():
            raise FormError(f"The form {file.name} is missing")
        loader = _new_loader(self)
        loader.load(str(file))
        if loader.unknown:
            raise FormError(f"{file.name} uses widgets nobody promoted: {sorted(loader.unknown)}")
        for name, kind in _annotations(type(self)).items():
            child = self.findChild(kind, name)
            if child is None:
                raise FormError(f"{file.name} has no {kind.__name__} called {name!r}")
            setattr(self, name, child)
        _align_fields(self)
        for label in self.findChildren(QLabel):  # a customer may be called <b>
            if label.objectName() and label.textFormat() == Qt.TextFormat.AutoText:
                label.setTextFormat(Qt.TextFormat.PlainText)


def _align_fields(form: QWidget) -> None:
    """Keep a label right above its field when a neighbour in the row grows by what is wrong."""
    for grid in form.findChildren(QGridLayout):
        for at in range(grid.count()):
            item = grid.itemAt(at)
            field = item.layout() if item is not None else None
            if isinstance(field, QVBoxLayout) and not field.alignment():
                tall = bool(field.expandingDirections() & Qt.Orientation.Vertical)
                if not tall:
                    grid.setAlignment(field, Qt.AlignmentFlag.AlignTop)


def _annotations(form: type) -> dict[str, type[QObject]]:
    """Names and types that `form` and its `Form` bases annotate without giving a value."""
    wanted: dict[str, type[QObject]] = {}
    hints = get_type_hints(form)
    for base in reversed(form.__mro__):
        if issubclass(base, Form):
            for name in get_annotations(base):
                kind = hints[name]
                if isinstance(kind, type) and issubclass(kind, _BOUND) and name not in vars(base):
                    wanted[name] = kind
    return wanted


def _new_loader(root: QWidget) -> "_Loader":
    """A loader that does not look for Designer's plugins: opening them takes longer than a form."""
    folders = QCoreApplication.libraryPaths()
    QCoreApplication.setLibraryPaths([])
    try:
        return _Loader(root)
    finally:
        QCoreApplication.setLibraryPaths(folders)


class _Loader(QUiLoader):
    """Loads a form into an existing widget instead of a new one."""

    def __init__(self, root: QWidget) -> None:
        super().__init__()
        self._root: QWidget | None = root
        self._known = frozenset(self.availableWidgets())
        self.unknown: set[str] = set()

    def createWidget(
        self, className: str, parent: QWidget | None = None, name: str = ""
    ) -> QWidget:
        if parent is None and self._root is not None:
            root, self._root = self._root, None
            return root
        # The loader's own way takes long the first time; it is left with what is no class.
        kind = _PROMOTED.get(className) or getattr(QtWidgets, className, None)
        if kind is not None:
            widget = kind(parent)
            widget.setObjectName(name)
            return widget
        if className not in self._known and className != "Line":
            self.unknown.add(className)
        return super().createWidget(className, parent, name)
