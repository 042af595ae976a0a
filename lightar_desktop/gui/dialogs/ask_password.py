# SPDX-License-Identifier: MIT
"""Asks for the mail password at the start, where the computer has no keyring to keep it."""

from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.formats import as_typed


class AskPasswordDialog(QInputDialog):
    """One field; without an answer mail waits, and the status line says for what."""

    def __init__(
        self, context: Context, account: MailAccount, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._account = context, account
        self.setWindowTitle(self.tr("Password of the mail account"))
        lasting = context.app.setup.passwords_last
        kept = self.tr("It is kept in this computer’s keyring.")
        forgotten = self.tr("This computer has no keyring: LightAR asks each time it starts.")
        words = self.tr("Password of {0} at {1}").format(account.username, account.host)
        self.setLabelText(as_typed(f"{words}\n{kept if lasting else forgotten}"))
        self.setTextEchoMode(QLineEdit.EchoMode.Password)
        self.setOkButtonText(self.tr("Use it"))
        self.setCancelButtonText(self.tr("Later"))
        self.textValueSelected.connect(self._on_given)

    def _on_given(self, password: str) -> None:
        app, account = self._context.app, self._account
        if not password:
            return

        def work() -> None:
            app.setup.give_password(account, password)
            app.delivery.nudge()

        self._context.tasks.run(work, lambda _: self._context.feed.poll(), owner=self.parent())
