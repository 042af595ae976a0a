# SPDX-License-Identifier: MIT
"""Shows an email exactly as it was sent, and saves it as a file."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPlainTextEdit, QPushButton, QWidget

from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import Form
from lightar_desktop.gui.widgets.dialog_size import give_size

_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID")


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message taken apart for reading."""

    headers: tuple[tuple[str, str], ...]
    text: str
    attachments: tuple[str, ...]
    source: str


def read_message(eml: bytes) -> ReadMessage:
    """Take a message apart; bytes that stand for nothing readable are replaced."""
    message = message_from_bytes(eml, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    body = message.get_body(("plain", "html"))
    attachments = tuple(
        f"{part.get_filename() or part.get_content_type()} "
        f"({max(1, len(part.get_payload(decode=True) or b'') // 1024)} KB)"
        for part in message.iter_attachments()
    )
    return ReadMessage(
        headers=tuple((name, str(message[name])) for name in _HEADERS if message[name]),
        text=str(body.get_content()).strip() if body is not None else "",
        attachments=attachments,
        source=eml[:200_000].decode("utf-8", "replace"),
    )


class SentMessageDialog(Form, QDialog):
    """Headers, text and attachments of one message; its source on demand."""

    FORM = "sent_message"

    headers: QLabel
    text: QPlainTextEdit
    attachments: QLabel
    show_source: QPushButton
    save: QPushButton
    close_button: QPushButton

    def __init__(self, context: Context, email_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        give_size(self, 680, 560)
        self._context = context
        self._eml = b""
        self._message = ReadMessage((), "", (), "")
        self.save.setEnabled(False)
        self.show_source.toggled.connect(self._show)
        self.save.clicked.connect(self._save)
        self.close_button.clicked.connect(self.accept)
        self.close_button.setDefault(True)
        documents = context.app.documents

        def work() -> tuple[bytes, ReadMessage]:
            eml = documents.eml(email_id)
            return eml, read_message(eml)

        context.tasks.run(work, self._fill, self._fail, owner=self)

    def write_to(self, path: Path) -> None:
        """Save the message as `path`."""
        eml = self._eml
        messages = self._context.messages
        saved, failed = self.tr("Saved as {0}"), self.tr("Not saved: {0}")
        self._context.tasks.run(
            lambda: path.write_bytes(eml),
            lambda _size: messages.info(saved.format(path.name)),
            lambda error: messages.error(failed.format(error)),
            owner=messages,
        )

    def _fill(self, found: tuple[bytes, ReadMessage]) -> None:
        self._eml, self._message = found
        self.save.setEnabled(True)
        self._show()

    def _fail(self, error: Exception) -> None:
        self.text.setPlainText(str(error))

    def _show(self) -> None:
        message = self._message
        lines = [f"{name}: {value}" for name, value in message.headers]
        self.headers.setText("\n".join(lines))
        source = self.show_source.isChecked()
        self.headers.setVisible(not source)
        self.text.setPlainText(message.source if source else message.text)
        self.attachments.setText(", ".join(message.attachments))
        self.attachments.setVisible(bool(message.attachments) and not source)

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save message"), "message.eml", self.tr("Email (*.eml)")
        )
        if chosen:
            self.write_to(Path(chosen))
