# SPDX-License-Identifier: MIT
"""AR Settings: who we are, and the account emails leave by."""

from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.gui.changes import Changes
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dialogs import ask
from lightar_desktop.gui.dialogs.mail_account import MailAccountDialog
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.field_errors import FieldErrors

_TEXTS = ("name", "email", "phone", "website", "vat_id", "registration", "iban", "bic", "bank")
_ADDRESS = {"address_lines": "lines", "postcode": "postcode", "city": "city", "country": "country"}
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "nb", "sv", "da")
Found = tuple[Company | None, MailAccount | None, tuple[str, object], list[str]]


class ArSettingsPage(Form, Page):
    """The company's own data and its mail account."""

    FORM = "ar_settings"
    title = "AR Settings"

    edit_account: QPushButton
    mail_summary: QLabel
    mail_trouble: QLabel
    mail_secret: QLabel
    name: QLineEdit
    address_lines: QLineEdit
    postcode: QLineEdit
    city: QLineEdit
    country: QLineEdit
    email: QLineEdit
    phone: QLineEdit
    website: QLineEdit
    vat_id: QLineEdit
    registration: QLineEdit
    iban: QLineEdit
    bic: QLineEdit
    bank: QLineEdit
    currency: QLineEdit
    time_zone: QComboBox
    language: QComboBox
    revert: QPushButton
    save: QPushButton

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.load_form()
        self._newest = Newest(context.tasks, self)
        self._company: Company | None = None
        self._account: MailAccount | None = None
        self._edits: dict[str, QLineEdit] = {
            name: getattr(self, name) for name in (*_TEXTS, *_ADDRESS, "currency")
        }
        fields: dict[str, QWidget] = {**self._edits, "time_zone": self.time_zone}
        self._errors = FieldErrors(self, fields)
        self.language.addItems(_LANGUAGES)
        primary = QAction(self.tr("Save"), self)
        primary.triggered.connect(self._save)
        self.primary = primary
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._fill)
        self.edit_account.clicked.connect(self._edit_account)
        for edit in self._edits.values():
            edit.textChanged.connect(self._on_typed)
            edit.returnPressed.connect(self._save)
        for combo in (self.time_zone, self.language):
            combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            combo.currentTextChanged.connect(self._on_typed)

    def company(self) -> Company:
        """The company as it is typed."""
        texts: dict[str, Any] = {name: self._edits[name].text().strip() for name in _TEXTS}
        address = {part: self._edits[name].text().strip() for name, part in _ADDRESS.items()}
        address["country"] = address["country"].upper()
        before = self._company or Company("")
        return replace(
            before,
            **texts,
            address=PostalAddress(**address),
            currency=self.currency.text().strip().upper(),
            time_zone=self.time_zone.currentText().strip(),
            language=self.language.currentText().strip(),
        )

    @property
    def is_changed(self) -> bool:
        """Whether something was typed and not saved."""
        return self.save.isEnabled() or (
            self._company is not None and self.company() != self._company
        )

    def _read(self) -> None:
        setup = self.context.app.reads.setup
        zones = self.time_zone.count() == 0

        def work() -> Found:
            account = setup.account()
            trouble = setup.account_trouble(account.id) if account else ("", None)
            names = sorted(available_timezones()) if zones else []
            return setup.company(), account, trouble, names

        self._newest.run(work, self._show)

    def _show(self, found: Found) -> None:
        company, account, trouble, zones = found
        if zones:
            self.time_zone.addItems(zones)
        typing = self._company is not None and self.company() != self._company
        self._account = account
        self._show_account(account, trouble[0])
        if not typing:
            self._company = company
            self._fill()

    def _show_account(self, account: MailAccount | None, trouble: str) -> None:
        if account is None:
            self.mail_summary.setText(
                self.tr("No mail account yet. Without one, invoices can be opened but not emailed.")
            )
            self.edit_account.setText(self.tr("Set up…"))
        else:
            limit = self.tr("{0} a minute").format(account.per_minute) if account.per_minute else ""
            sender = f"{account.from_name} <{account.from_address}>"
            server = f"{account.host}:{account.port}"
            open_line = account.security is Security.NONE
            security = self.tr("not encrypted") if open_line else account.security.value.upper()
            parts = (sender, server, security, limit)
            self.mail_summary.setText("  \N{MIDDLE DOT}  ".join(part for part in parts if part))
            self.edit_account.setText(self.tr("Change or test…"))
        self.mail_trouble.setText(trouble)
        self.mail_trouble.setVisible(bool(trouble))
        lasting = self.context.app.setup.passwords_last
        forgets = self.tr(
            "This computer has no keyring: the password is asked for each time LightAR starts."
        )
        kept = self.tr("The password is kept in this computer’s keyring.")
        self.mail_secret.setText(kept if lasting else forgets)
        self.mail_secret.setVisible(account is not None and bool(account.username))

    def _fill(self) -> None:
        company = self._company or Company("")
        for name in _TEXTS:
            self._edits[name].setText(getattr(company, name))
        for name, part in _ADDRESS.items():
            self._edits[name].setText(getattr(company.address, part))
        self.currency.setText(company.currency)
        self.time_zone.setCurrentText(company.time_zone)
        self.language.setCurrentText(company.language)
        for edit in self._edits.values():
            edit.setCursorPosition(0)
        self._on_typed()

    def problems(self) -> list[Problem]:
        """What is wrong with what is typed, by field."""
        typed, found = self.company(), []
        if not typed.name:
            found.append(Problem("no_company", "name"))
        if typed.email and (why := problem_with(typed.email)):
            found.append(Problem("bad_address", "email", {"address": typed.email, "why": why}))
        bad = []
        if typed.address.country and len(typed.address.country) != 2:
            bad.append(("country", typed.address.country, "two letters, such as NO or DE."))
        if len(typed.currency) != 3 or not typed.currency.isalpha():
            bad.append(("currency", typed.currency, "three letters, such as EUR."))
        known = self.time_zone.findText(typed.time_zone, Qt.MatchFlag.MatchExactly) >= 0
        if self.time_zone.count() and not known:
            bad.append(("time_zone", typed.time_zone, "choose one from the list."))
        for field, value, why in bad:
            facts = {"field": f"The {field.replace('_', ' ')}", "value": value, "why": why}
            found.append(Problem("bad_setting", field, facts))
        return found

    def _on_typed(self) -> None:
        problems = self.problems()
        self._errors.show(problems if self._company else [])
        changed = self.company() != (self._company or Company(""))
        self.save.setEnabled(changed and not problems)
        self.revert.setEnabled(changed)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        setup, company = self.context.app.setup, self.company()
        self.context.tasks.run(
            lambda: setup.save_company(company),
            lambda _: self._on_saved(company),
            self._on_failed,
            owner=self,
        )

    def _on_saved(self, company: Company) -> None:
        self._company = company
        self._on_typed()
        self.context.messages.info(self.tr("The company is saved."))
        self.context.feed.poll()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self._errors.show(error.problems)
        self.context.tasks.report(error)

    def _edit_account(self) -> None:
        dialog = MailAccountDialog(self.context, self._account, self.window())
        dialog.accepted.connect(self._read)
        ask(dialog)

    def activate(self) -> None:
        self._read()
        self.edit_account.setFocus()

    def apply_changes(self, changes: Changes) -> None:
        if self.isVisible() and (changes.of("company") or changes.of("mail_account")):
            self._read()

    def may_leave(self) -> bool:
        if not self.revert.isEnabled():
            return True
        answer = QMessageBox.question(
            self,
            self.tr("Leave without saving?"),
            self.tr("The changes to the company are not saved."),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        if answer == QMessageBox.StandardButton.Discard:
            self._fill()
            return True
        return False
