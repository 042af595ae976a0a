# SPDX-License-Identifier: MIT
"""Emails in tables: one line per recipient in a history, one per email in the outbox."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from lightar_desktop.domain.outgoing import (
    OutgoingState,
    RecipientRole,
    RecipientState,
    Reply,
    advice,
)
from lightar_desktop.gui import formats
from lightar_desktop.gui.widgets.looks import Look, look
from lightar_desktop.gui.widgets.status_cells import Cell
from lightar_desktop.services.rows import EmailRow, RecipientRow

Index = QModelIndex | QPersistentModelIndex
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
Texts = tuple[tuple[str, str], ...]  # text and small second line of each column

HISTORY = ("Send Date and Time", "Recipient Email", "Email Status", "Open Count", "Click Count")
OUTBOX = ("Created", "Invoice", "To", "Status", "What the server said")


def advice_on(email: EmailRow) -> str:
    """What a person can do about this email; empty when there is nothing to do."""
    match email.state:
        case OutgoingState.UNCERTAIN:
            return "Nobody knows whether it left. Ask the customer, then say what became of it."
        case OutgoingState.HELD:
            return "It is held back; send it now or cancel it."
        case OutgoingState.QUEUED if email.attempts:
            again = formats.moment(email.next_at)
            return f"LightAR tries again by itself, {again}."
        case OutgoingState.FAILED:
            code = email.reply[:3]
            return advice(Reply(int(code) if code.isdigit() else 500, email.reply))
    return ""


def recipient_look(email: EmailRow, recipient: RecipientRow) -> Look:
    """What became of an email for one of its recipients."""
    if recipient.state is RecipientState.REFUSED:
        return Look("Refused", "bad", "bad_tint", "x")
    return look(email.state)


class EmailTable(QAbstractTableModel):
    """Lines of emails; each belongs to an email, and says so with `email_at`."""

    def __init__(self, heads: Sequence[str], status: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads = heads
        self._status = status
        self._emails: list[EmailRow] = []
        self._looks: list[Look] = []
        self._texts: list[Texts] = []

    def email_at(self, row: int) -> EmailRow | None:
        """The email a line belongs to."""
        return self._emails[row] if 0 <= row < len(self._emails) else None

    def row_of(self, email_id: int) -> int:
        """The first line of an email; -1 when it is not shown."""
        return next((n for n, email in enumerate(self._emails) if email.id == email_id), -1)

    def show(self, lines: Sequence[tuple[EmailRow, Look, Texts]]) -> None:
        """Show these lines; nothing flickers when only words changed."""
        same = [line[0].id for line in lines] == [email.id for email in self._emails]
        if not same:
            self.beginResetModel()
        self._emails = [line[0] for line in lines]
        self._looks = [line[1] for line in lines]
        self._texts = [line[2] for line in lines]
        if same and lines:
            last = self.index(len(lines) - 1, len(self._heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        elif not same:
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._emails)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(self._heads[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if column == self._status:
            shown = self._looks[row]
            return {int(Cell.LOOK): shown, _ACCESSIBLE: shown.words}.get(int(role))
        text, small = self._texts[row][column]
        whole = f"{text}\n{small}" if small else text
        answers = {
            int(Qt.ItemDataRole.DisplayRole): text,
            int(Cell.SMALL): small or None,
            int(Cell.INK): "muted" if text in {"not tracked", formats.DASH} else None,
            int(Qt.ItemDataRole.ToolTipRole): formats.as_typed(whole),
            _ACCESSIBLE: whole,
        }
        return answers.get(int(role))


def history_lines(emails: Sequence[EmailRow]) -> list[tuple[EmailRow, Look, Texts]]:
    """One line per recipient, newest email first."""
    lines: list[tuple[EmailRow, Look, Texts]] = []
    for email in emails:
        for recipient in email.recipients:
            copied = "" if recipient.role is RecipientRole.TO else f"  ({recipient.role.upper()})"
            said = recipient.reply or email.reply
            at = formats.moment(email.sent_at or email.created_at)
            tries = f"{email.attempts} attempts" if email.attempts > 1 else ""
            texts = (
                (at, tries),
                (recipient.address + copied, said),
                ("", ""),
                ("not tracked", ""),
                ("not tracked", ""),
            )
            lines.append((email, recipient_look(email, recipient), texts))
    return lines


def customer_lines(emails: Sequence[EmailRow]) -> list[tuple[EmailRow, Look, Texts]]:
    """The same for many invoices: each line says whose email it is."""
    return [
        (email, pill, ((texts[0][0], email.number or formats.DASH), *texts[1:]))
        for email, pill, texts in history_lines(emails)
    ]


def outbox_lines(emails: Sequence[EmailRow]) -> list[tuple[EmailRow, Look, Texts]]:
    """One line per email."""
    lines: list[tuple[EmailRow, Look, Texts]] = []
    for email in emails:
        waiting = email.state is OutgoingState.QUEUED and email.attempts
        next_at = f"next attempt {formats.moment(email.next_at)}" if waiting else ""
        texts = (
            (formats.moment(email.created_at), ""),
            (email.number or formats.DASH, email.customer),
            (", ".join(email.addresses(RecipientRole.TO)), ""),
            ("", ""),
            (email.reply or formats.DASH, next_at or advice_on(email)),
        )
        lines.append((email, look(email.state), texts))
    return lines
