# SPDX-License-Identifier: MIT
"""AR Settings, Company: name, ids, addresses and how we are reached."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import NOWHERE, PostalAddress
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.code_box import CodeBox
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.settings_section import Choices, SettingsSection

_TEXTS: Final = ("name", "vat_id", "registration", "email", "phone", "website")
_PLACE: Final = {"address_lines": "lines", "postcode": "postcode", "city": "city"}


@promoted
class CompanySection(SettingsSection):
    """Printed on every invoice."""

    FORM = "settings_company"
    heading = "Company"
    icon = "customers"
    parts = frozenset(
        {
            *_TEXTS,
            *(f"{before}{name}" for before in ("", "registered_") for name in _PLACE),
            *("country", "registered_country"),
        }
    )

    name: QLineEdit
    country: CodeBox
    registered_country: CodeBox
    elsewhere: QCheckBox
    registered_place: QWidget

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._edits = {
            name: edit
            for name in self.parts - {"country", "registered_country"}
            if isinstance(edit := self.findChild(QLineEdit, name), QLineEdit)
        }
        boxes: dict[str, QWidget] = {
            "country": self.country,
            "registered_country": self.registered_country,
        }
        self._errors = FieldErrors(self, {**self._edits, **boxes})
        for edit in self._edits.values():
            edit.textChanged.connect(self.changed)
            edit.returnPressed.connect(self.entered)
        for box in (self.country, self.registered_country):
            box.currentTextChanged.connect(self.changed)
        self.elsewhere.toggled.connect(self.registered_place.setVisible)
        self.elsewhere.toggled.connect(self.changed)
        self.registered_place.hide()

    def offer(self, choices: Choices) -> None:
        for box in (self.country, self.registered_country):
            box.offer(choices.countries)

    def fill(self, company: Company) -> None:
        for name in _TEXTS:
            self._edits[name].setText(getattr(company, name))
        self._fill_place("", company.address)
        self._fill_place("registered_", company.registered)
        self.elsewhere.setChecked(company.registered != NOWHERE)
        for edit in self._edits.values():
            edit.setCursorPosition(0)

    def typed(self, company: Company) -> Company:
        texts: dict[str, Any] = {name: self._edits[name].text() for name in _TEXTS}
        elsewhere = self.elsewhere.isChecked()
        registered = self._place("registered_", company.registered) if elsewhere else NOWHERE
        address = self._place("", company.address)
        return replace(company, **texts, address=address, registered=registered)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        self._errors.show(problems)

    def begin(self) -> None:
        self.name.setFocus()

    def _fill_place(self, before: str, place: PostalAddress) -> None:
        for name, part in _PLACE.items():
            self._edits[before + name].setText(getattr(place, part).replace("\n", ", "))
        self._box(before).set_code(place.country)

    def _place(self, before: str, stored: PostalAddress) -> PostalAddress:
        texts = {part: self._edits[before + name].text() for name, part in _PLACE.items()}
        if texts["lines"] == stored.lines.replace("\n", ", "):
            texts["lines"] = stored.lines  # several lines are shown as one, and kept
        return PostalAddress(**texts, country=self._box(before).code())

    def _box(self, before: str) -> CodeBox:
        return self.registered_country if before else self.country
