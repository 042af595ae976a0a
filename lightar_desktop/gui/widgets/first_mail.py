# SPDX-License-Identifier: MIT
"""The first run's second step: the address first, the rest is found or asked."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.mail_account import MailAccount, Security, preset_for
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.test_steps import show_steps
from lightar_desktop.services.ports import TestStep

_SECURITY = {
    Security.STARTTLS: "STARTTLS",
    Security.TLS: "TLS",
    Security.NONE: "None (this computer only)",
}
_LINES = ("from_address", "host", "username")


@promoted
class FirstMail(Form, QWidget):
    """Address, password and server of the account that invoices leave by.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed in a field of one line.
        test_asked(): try what is typed.
    """

    FORM = "first_mail"
    changed = Signal()
    entered = Signal()
    test_asked = Signal()

    from_address: QLineEdit
    password: QLineEdit
    hint: QLabel
    host: QLineEdit
    port: QSpinBox
    security: QComboBox
    username: QLineEdit
    test: QPushButton
    steps: QWidget

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._found = ""  # the server that followed from the address
        self._named = ""  # the user name that did
        self._limits = (4, 0)
        for security, words in _SECURITY.items():
            self.security.addItem(self.tr(words), security.value)
        self.port.setValue(587)
        fields: dict[str, QWidget] = {name: getattr(self, name) for name in _LINES}
        fields |= {"port": self.port, "security": self.security}
        self._errors = FieldErrors(self, fields)
        self.hint.hide()
        for name in (*_LINES, "password"):
            edit: QLineEdit = getattr(self, name)
            edit.textChanged.connect(self.changed)
            edit.returnPressed.connect(self.entered)
        self.port.valueChanged.connect(self.changed)
        self.security.currentIndexChanged.connect(self.changed)
        self.from_address.textChanged.connect(self._find)
        self.test.clicked.connect(self.test_asked)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed yet."""
        return not self.from_address.text().strip()

    def account(self, from_name: str) -> MailAccount:
        """The account as it is typed."""
        connections, per_minute = self._limits
        return MailAccount(
            id=0,
            host=self.host.text().strip(),
            port=self.port.value(),
            security=Security(self.security.currentData()),
            username=self.username.text().strip(),
            from_address=self.from_address.text().strip(),
            from_name=from_name,
            connections=connections,
            per_minute=per_minute,
        )

    def typed_password(self) -> str | None:
        """The password, if one is typed."""
        return self.password.text() or None

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong beside its field."""
        self._errors.show(problems)

    def show_test(self, steps: Sequence[TestStep], ink: str = "") -> None:
        """Show how far a test got."""
        show_steps(self.steps, steps, ink)

    def begin(self) -> None:
        """Take the focus."""
        self.from_address.setFocus()

    def _find(self) -> None:
        """Server and user name as far as the address tells them, unless others were typed."""
        address = self.from_address.text().strip()
        if self.username.text() == self._named:
            self._named = address
            self.username.setText(address)
        preset = preset_for(address)
        if preset is not None and self.host.text() in {"", self._found}:
            self._found = preset.host
            self._limits = (preset.connections, preset.per_minute)
            self.host.setText(preset.host)
            self.port.setValue(preset.port)
            self.security.setCurrentIndex(self.security.findData(preset.security.value))
        elif preset is None and self._found and self.host.text() == self._found:
            self._found = ""
            self.host.clear()
        words = f"{preset.name}. {preset.hint}".strip() if preset is not None else ""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
