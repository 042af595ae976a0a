# SPDX-License-Identifier: MIT
"""Sets up the account that emails leave by, and tries it step by step."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.mail_account import PRESETS, MailAccount, Security
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.test_steps import show_steps
from lightar_desktop.services.ports import TestStep

_SECURITY = {
    Security.STARTTLS: "STARTTLS",
    Security.TLS: "TLS",
    Security.NONE: "None (this computer only)",
}

_FIELDS = (
    "host",
    "port",
    "security",
    "username",
    "from_address",
    "from_name",
    "connections",
    "per_minute",
)


class MailAccountDialog(Form, QDialog):
    """Server, login, sender and limits; the password goes to the keyring, never to the database."""

    FORM = "mail_account"

    preset: QComboBox
    host: QLineEdit
    port: QSpinBox
    security: QComboBox
    username: QLineEdit
    password: QLineEdit
    from_address: QLineEdit
    from_name: QLineEdit
    connections: QSpinBox
    per_minute: QSpinBox
    hint: QLabel
    secret_note: QLabel
    test_to: QLineEdit
    test: QPushButton
    steps: QWidget
    note: QLabel
    cancel: QPushButton
    save: QPushButton

    def __init__(
        self, context: Context, account: MailAccount | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 900, 620)
        self._context = context
        self._account = account
        for preset in PRESETS:
            self.preset.addItem(preset.name)
        for security, words in _SECURITY.items():
            self.security.addItem(self.tr(words), security.value)
        names = [*_FIELDS, "test_to"]
        self._errors = FieldErrors(self, {name: getattr(self, name) for name in names})
        self._touched = False
        self._fill()
        self._connect()
        self._check()
        self.host.setFocus()

    def account(self) -> MailAccount:
        """The account as it is typed."""
        before = self._account
        return MailAccount(
            id=before.id if before else 0,
            host=self.host.text().strip(),
            port=self.port.value(),
            security=Security(self.security.currentData()),
            username=self.username.text().strip(),
            from_address=self.from_address.text().strip(),
            from_name=self.from_name.text().strip(),
            connections=self.connections.value(),
            per_minute=self.per_minute.value(),
            ca_file=before.ca_file if before else "",
        )

    def typed_password(self) -> str | None:
        """The new password; None keeps the one that is known."""
        return self.password.text() or None

    def _fill(self) -> None:
        account = self._account
        lasting = self._context.app.setup.passwords_last
        self.secret_note.setText(
            self.tr("The password is kept in this computer’s keyring.")
            if lasting
            else self.tr(
                "This computer has no keyring: the password is kept until LightAR closes, "
                "then asked for again."
            )
        )
        if account is None:
            self.preset.setCurrentIndex(0)
            self._apply_preset(0)
            return
        hosts = [preset.host for preset in PRESETS]
        at = hosts.index(account.host) if account.host in hosts else len(PRESETS) - 1
        self.preset.setCurrentIndex(at)
        self.hint.setText(PRESETS[at].hint)
        self.host.setText(account.host)
        self.port.setValue(account.port)
        self.security.setCurrentIndex(self.security.findData(account.security.value))
        self.username.setText(account.username)
        self.from_address.setText(account.from_address)
        self.from_name.setText(account.from_name)
        self.connections.setValue(account.connections)
        self.per_minute.setValue(account.per_minute)
        self.password.setPlaceholderText(self.tr("Unchanged"))

    def _connect(self) -> None:
        self.preset.activated.connect(self._apply_preset)
        self.security.currentIndexChanged.connect(self._on_typed)
        for number in (self.port, self.connections, self.per_minute):
            number.valueChanged.connect(self._on_typed)
        for text in (self.host, self.username, self.from_address, self.from_name, self.test_to):
            text.textChanged.connect(self._on_typed)
            text.returnPressed.connect(self._save)
        self.password.returnPressed.connect(self._save)
        self.test.clicked.connect(self._test)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._save)

    def _apply_preset(self, index: int) -> None:
        preset = PRESETS[index]
        self.hint.setText(preset.hint)
        self.hint.setVisible(bool(preset.hint))
        if preset.host:
            self.host.setText(preset.host)
        self.port.setValue(preset.port)
        self.security.setCurrentIndex(self.security.findData(preset.security.value))
        self.connections.setValue(preset.connections)
        self.per_minute.setValue(preset.per_minute)

    def _on_typed(self) -> None:
        self._touched = True
        self._check()

    def _check(self) -> None:
        problems = list(self.account().problems())
        to = self.test_to.text().strip()
        wrong_to = problem_with(to) if to else ""
        shown = [*problems]
        if wrong_to:
            shown.append(Problem("bad_address", "test_to", {"address": to, "why": wrong_to}))
        # An empty form is not full of mistakes yet.
        self._errors.show(shown if self._touched or self._account else [])
        self.save.setEnabled(not problems)
        self.test.setEnabled(not problems and not wrong_to)

    def _test(self) -> None:
        setup, account = self._context.app.setup, self.account()
        password, to = self.typed_password(), self.test_to.text().strip()
        self.test.setEnabled(False)
        self._show_steps([TestStep(self.tr("Testing…"), ok=True, words=account.host)], "muted")
        self._context.tasks.run(
            lambda: setup.test_mail_account(account, password, to),
            self._on_tested,
            self._on_failed,
            owner=self,
        )

    def _on_tested(self, steps: list[TestStep]) -> None:
        self._show_steps(steps)
        self._check()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            self.note.setText(str(error))
        else:
            self._context.tasks.report(error)
        self._show_steps([])
        self._check()

    def _show_steps(self, steps: Sequence[TestStep], ink: str = "") -> None:
        show_steps(self.steps, steps, ink)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        self.save.setEnabled(False)
        setup, account, password = self._context.app.setup, self.account(), self.typed_password()
        self._context.tasks.run(
            lambda: setup.save_mail_account(account, password),
            self._on_saved,
            self._on_failed,
            owner=self,
        )

    def _on_saved(self, _account: MailAccount) -> None:
        self._context.messages.info(self.tr("The mail account is saved."))
        self._context.app.delivery.nudge()
        self._context.feed.poll()
        self.accept()
