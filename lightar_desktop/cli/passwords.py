# SPDX-License-Identifier: MIT
"""Asks a person for the mail password where no keyring keeps it."""

import getpass
import sys

from lightar_desktop.services.app import App


def ask_password(app: App) -> None:
    """Ask for the missing password, if there is someone at a terminal who can answer; without an
    answer delivery says what is missing.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    account = app.setup.account_without_password()
    if account is None:
        return
    question = f"Password of {account.username} at {account.host}: "
    if password := getpass.getpass(question, sys.stderr):
        app.setup.give_password(account, password)
