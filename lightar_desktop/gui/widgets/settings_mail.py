# SPDX-License-Identifier: MIT
"""AR Settings, Mail account: what it is, what troubles it, and the dialog that changes it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from lightar_desktop.domain.mail_account import Security
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.settings_section import Choices, SettingsSection

if TYPE_CHECKING:
    from lightar_desktop.gui.context import Context


@promoted
class MailSection(SettingsSection):
    """The account emails leave by.

    Signals:
        account_asked(): change or test it.
    """

    account_asked = Signal()

    FORM = "settings_mail"
    heading = "Mail account"
    icon = "mail"

    edit_account: QPushButton
    mail_summary: QLabel
    mail_trouble: QLabel
    mail_secret: QLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._context: Context | None = None
        self.edit_account.clicked.connect(self.account_asked)

    def bind(self, context: "Context") -> None:
        self._context = context

    def offer(self, choices: Choices) -> None:
        account = choices.account
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
        self.mail_trouble.setText(choices.trouble)
        self.mail_trouble.setVisible(bool(choices.trouble))
        lasting = self._context is not None and self._context.app.setup.passwords_last
        forgets = self.tr(
            "This computer has no keyring: the password is asked for each time LightAR starts."
        )
        kept = self.tr("The password is kept in this computer’s keyring.")
        self.mail_secret.setText(kept if lasting else forgets)
        self.mail_secret.setVisible(account is not None and bool(account.username))

    def begin(self) -> None:
        self.edit_account.setFocus()
