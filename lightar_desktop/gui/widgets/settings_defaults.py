# SPDX-License-Identifier: MIT
"""AR Settings, Defaults: what new invoices begin with, and where and as whom we work."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.code_box import CodeBox
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.settings_section import Choices, SettingsSection


@promoted
class DefaultsSection(SettingsSection):
    """Template, payment terms, currency, language, time zone and e-invoice address."""

    FORM = "settings_defaults"
    heading = "Defaults"
    parts = frozenset(
        {"template_id", "terms_days", "currency", "language", "time_zone", "einvoice_address"}
    )

    template_id: QComboBox
    terms_days: QSpinBox
    currency: CodeBox
    language: CodeBox
    time_zone: CodeBox
    einvoice_address: QLineEdit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        fields: dict[str, QWidget] = {name: getattr(self, name) for name in self.parts}
        self._errors = FieldErrors(self, fields)
        self.template_id.currentIndexChanged.connect(self.changed)
        self.terms_days.valueChanged.connect(self.changed)
        for box in (self.currency, self.language, self.time_zone):
            box.currentTextChanged.connect(self.changed)
        self.einvoice_address.textChanged.connect(self.changed)
        self.einvoice_address.returnPressed.connect(self.entered)

    def offer(self, choices: Choices) -> None:
        self.currency.offer(choices.currencies)
        self.language.offer(choices.languages)
        self.time_zone.offer({zone: zone for zone in choices.zones})
        known = self.template_id.currentData() or 0
        self.template_id.blockSignals(True)
        self.template_id.clear()
        self.template_id.addItem(self.tr("choose each time"), 0)
        for template_id, name in choices.templates.items():
            self.template_id.addItem(name, template_id)
        self.template_id.setCurrentIndex(max(0, self.template_id.findData(known)))
        self.template_id.blockSignals(False)

    def fill(self, company: Company) -> None:
        self.template_id.setCurrentIndex(max(0, self.template_id.findData(company.template_id)))
        self.terms_days.setValue(company.terms_days)
        self.currency.set_code(company.currency)
        self.language.set_code(company.language)
        self.time_zone.set_code(company.time_zone)
        self.einvoice_address.setText(company.einvoice_address)

    def typed(self, company: Company) -> Company:
        return replace(
            company,
            template_id=self.template_id.currentData() or 0,
            terms_days=self.terms_days.value(),
            currency=self.currency.code(),
            language=self.language.code(),
            time_zone=self.time_zone.code(),
            einvoice_address=self.einvoice_address.text(),
        )

    def show_problems(self, problems: Iterable[Problem]) -> None:
        self._errors.show(problems)

    def begin(self) -> None:
        self.template_id.setFocus()
