# SPDX-License-Identifier: MIT
"""AR Settings, Bank accounts: the main one first, then those of other currencies."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from lightar_desktop.domain.company import BankAccount, Company
from lightar_desktop.domain.errors import Problem
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.bank_account_field import BankAccountField
from lightar_desktop.gui.widgets.settings_section import SettingsSection

_MAIN = ("iban", "bic", "bank")


@promoted
class AccountsSection(SettingsSection):
    """A row for each account; an empty row is no account."""

    FORM = "settings_accounts"
    heading = "Bank accounts"
    icon = "bank"
    parts = frozenset({*_MAIN, "accounts"})

    place: QWidget
    add: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self.fields: list[BankAccountField] = []
        self.add.clicked.connect(self._on_add)
        self._show_rows([])

    def fill(self, company: Company) -> None:
        main = BankAccount(company.iban, company.bic, company.bank)
        filled = [one for one in (main,) if any((one.iban, one.bic, one.bank))]
        self._show_rows([*filled, *company.accounts])

    def typed(self, company: Company) -> Company:
        rows = [one for _, one in self._filled()]
        main = rows[0] if rows else BankAccount("")
        accounts = tuple(rows[1:])
        return replace(company, iban=main.iban, bic=main.bic, bank=main.bank, accounts=accounts)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        found: dict[int, dict[str, str]] = {}
        for problem in problems:
            kind, _, rest = problem.field.partition(".")
            number, _, part = rest.partition(".")
            row = 0 if kind in _MAIN else int(number) + 1
            found.setdefault(row, {}).setdefault(part or kind, str(problem))
        filled = [field for field, _ in self._filled()]
        for field in self.fields:
            row = filled.index(field) if field in filled else -1
            field.show_problems(found.get(row, {}))

    def begin(self) -> None:
        self.fields[0].iban.setFocus()

    def _filled(self) -> list[tuple[BankAccountField, BankAccount]]:
        """The rows in which something stands."""
        rows = [(field, field.account()) for field in self.fields]
        return [row for row in rows if any(part.strip() for part in _texts(row[1]))]

    def _show_rows(self, accounts: list[BankAccount]) -> None:
        wanted = accounts or [BankAccount("")]
        while len(self.fields) > len(wanted):
            self._drop(self.fields[-1])
        for field, account in zip(self.fields, wanted, strict=False):
            field.show_account(account)
        for account in wanted[len(self.fields) :]:
            self._append(account)
        self._number()

    def _append(self, account: BankAccount) -> BankAccountField:
        field = BankAccountField(account, self.place)
        field.changed.connect(self.changed)
        field.entered.connect(self.entered)
        field.first_asked.connect(lambda: self._make_main(field))
        field.removal_asked.connect(lambda: self._remove(field))
        self._column().addWidget(field)
        self.fields.append(field)
        return field

    def _on_add(self) -> None:
        field = self._append(BankAccount(""))
        self._number()
        field.iban.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _make_main(self, field: BankAccountField) -> None:
        rows = [one.account() for one in self.fields]
        chosen = rows.pop(self.fields.index(field))
        self._show_rows([replace(chosen, currency=""), *rows])
        self.fields[0].iban.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self, field: BankAccountField) -> None:
        if len(self.fields) == 1:
            field.show_account(BankAccount(""))
        else:
            self._drop(field)
        self._number()
        self.fields[0].iban.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop(self, field: BankAccountField) -> None:
        self.fields.remove(field)
        self._column().removeWidget(field)
        field.hide()
        field.deleteLater()

    def _number(self) -> None:
        for position, field in enumerate(self.fields):
            field.be_main(position == 0)

    def _column(self) -> QVBoxLayout:
        column = self.place.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - the form's
        return column


def _texts(account: BankAccount) -> tuple[str, ...]:
    return account.iban, account.bic, account.bank, account.currency
