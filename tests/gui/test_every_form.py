# SPDX-License-Identifier: MIT
"""Every form loads, belongs to one class, and can be used by keyboard and screen reader."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget

import lightar_desktop.gui
from lightar_desktop import paths
from lightar_desktop.gui.forms import Form, _annotations, _Loader
from lightar_desktop.gui.widgets.placeholder_edit import PlaceholderEdit

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, PlaceholderEdit)
NAMED_LATER = {"status_button"}  # hidden until there is something to do, which it then says


def forms() -> Iterator[type[Form]]:
    prefix = f"{lightar_desktop.gui.__name__}."
    for module in pkgutil.walk_packages(lightar_desktop.gui.__path__, prefix):
        importlib.import_module(module.name)
    found: list[type[Form]] = list(Form.__subclasses__())
    while found:
        one = found.pop()
        found += one.__subclasses__()
        if "FORM" in vars(one) and issubclass(one, Form):
            yield one


def test_each_form_has_one_class() -> None:
    used = [form.FORM for form in forms()]
    drawn = {file.stem for file in paths.form("any").parent.glob("*.ui")}
    assert sorted(used) == sorted(drawn)


def form_name(form: type[Form]) -> str:
    return form.FORM


@pytest.mark.parametrize("form", list(forms()), ids=form_name)
def test_form_loads_and_names_its_controls(form: type[Form], dressed: object) -> None:
    root = QWidget()
    loader = _Loader(root)
    loader.load(str(paths.form(form.FORM)))
    assert not loader.unknown
    for name, kind in _annotations(form).items():
        assert root.findChild(kind, name) is not None, name
    for child in root.findChildren(QWidget):
        if not isinstance(child, CONTROLS) or isinstance(child.parentWidget(), CONTROLS):
            continue
        name = child.objectName()
        if not name or name.startswith("qt_") or name in NAMED_LATER:
            continue
        if child.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        text = child.text() if isinstance(child, QAbstractButton) else ""
        assert child.accessibleName() or text, name
