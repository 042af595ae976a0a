# SPDX-License-Identifier: MIT
"""One bank account in AR Settings: IBAN, BIC, bank and currency in a row."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from lightar_desktop.domain.company import BankAccount
from lightar_desktop.domain.identifiers import iban_shown
from lightar_desktop.gui import theme
from lightar_desktop.gui.widgets.field_errors import mark_invalid

_PARTS = ("iban", "bic", "bank", "currency")
_WIDTHS = {"bic": 130, "currency": 84}


class BankAccountField(QWidget):
    """Edits one account; the main one takes every currency that no other account is in.

    Signals:
        changed(): something was typed.
        entered(): Enter was pressed.
        first_asked(): make this the main account.
        removal_asked(): take it out of the list.
    """

    changed = Signal()
    entered = Signal()
    first_asked = Signal()
    removal_asked = Signal()

    def __init__(self, account: BankAccount, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits = {name: QLineEdit(self) for name in _PARTS}
        self.iban, self.bic, self.bank, self.currency = self.edits.values()
        heads = (self.tr("IBAN"), self.tr("BIC"), self.tr("Bank"), self.tr("Currency"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for column, (name, edit, head) in enumerate(
            zip(_PARTS, self.edits.values(), heads, strict=True)
        ):
            caption = QLabel(head, self)
            caption.setProperty("role", "muted")
            caption.setBuddy(edit)
            edit.setAccessibleName(head)
            if name in _WIDTHS:
                edit.setFixedWidth(theme.current().px(_WIDTHS[name]))
            grid.addWidget(caption, 0, column)
            grid.addWidget(edit, 1, column)
            edit.textChanged.connect(self.changed)
            edit.returnPressed.connect(self.entered)
        self.currency.setMaxLength(3)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 2)
        self.first = QPushButton(self.tr("Make main"), self)
        self.first.setProperty("link", True)
        room = self.first.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # so that the columns of all rows line up
        self.first.setSizePolicy(room)
        self.remove = QToolButton(self)
        self.remove.setAccessibleName(self.tr("Remove account"))
        self.remove.setToolTip(self.tr("Remove account"))
        grid.addWidget(self.first, 1, 4)
        grid.addWidget(self.remove, 1, 5)
        self.error = QLabel(self)
        self.error.setProperty("role", "bad")
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.hide()
        grid.addWidget(self.error, 2, 0, 1, 6)
        self.first.clicked.connect(self.first_asked)
        self.remove.clicked.connect(self.removal_asked)
        self.iban.editingFinished.connect(self._group)
        theme.current().changed.connect(self._draw_icon)
        self._draw_icon()
        self.show_account(account)

    def show_account(self, account: BankAccount) -> None:
        """Edit this account."""
        self.iban.setText(iban_shown(account.iban))
        self.bic.setText(account.bic)
        self.bank.setText(account.bank)
        self.currency.setText(account.currency)
        for edit in self.edits.values():
            edit.setCursorPosition(0)

    def account(self) -> BankAccount:
        """The account as it is typed."""
        currency = "" if self.currency.isReadOnly() else self.currency.text()
        return BankAccount(self.iban.text(), self.bic.text(), self.bank.text(), currency)

    def be_main(self, main: bool) -> None:
        """Whether it is the account that invoices in other currencies are paid into."""
        self.currency.setReadOnly(main)
        self.currency.setPlaceholderText(self.tr("any other") if main else self.tr("EUR"))
        if main:
            self.currency.clear()
        self.first.setVisible(not main)

    def show_problems(self, words: dict[str, str]) -> None:
        """Say what is wrong, by part."""
        for name, edit in self.edits.items():
            mark_invalid(edit, words.get(name, ""))
        self.error.setText("\n".join(words.values()))
        self.error.setVisible(bool(words))

    def _group(self) -> None:
        if self.iban.text() != (shown := iban_shown(self.iban.text())):
            self.iban.setText(shown)

    def _draw_icon(self) -> None:
        self.remove.setIcon(theme.icon("trash"))
