# SPDX-License-Identifier: MIT
"""An email as its reader will see it: subject, addresses, text."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted

_TALLEST = 168
_FRAME = 4
_SIDE = 18


@promoted
class EmailCard(QFrame):
    """Shows one email; a long text scrolls inside the card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.subject = QLabel(self)
        self.subject.setProperty("role", "heading")
        self.addresses = QLabel(self)
        self.addresses.setProperty("role", "muted")
        for label in (self.subject, self.addresses):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setProperty("role", "plain")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(self.tr("Text of the email"))
        self.text.setTabChangesFocus(True)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.document().setDocumentMargin(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(6)
        for part in (self.subject, self.addresses, self.text):
            column.addWidget(part)

    def show_email(
        self,
        subject: str,
        to: Sequence[str],
        cc: Sequence[str],
        reply_to: str,
        text: str,
    ) -> None:
        """Show an email with its placeholders filled."""
        self.subject.setText(subject or self.tr("(no subject)"))
        nobody = self.tr("nobody, the customer has no address")
        parts = [self.tr("To: {0}").format(", ".join(to) or nobody)]
        if cc:
            parts.append(self.tr("CC: {0}").format(", ".join(cc)))
        if reply_to:
            parts.append(self.tr("Reply-To: {0}").format(reply_to))
        self.addresses.setText("  \N{MIDDLE DOT}  ".join(parts))
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)
        self._fit()

    def _fit(self) -> None:
        document = self.text.document()
        document.setTextWidth(self.width() - 2 * (_SIDE + 2))
        height = round(document.size().height()) + 2 * _FRAME
        self.text.setFixedHeight(max(20, min(height, theme.current().px(_TALLEST))))
        column = self.layout()
        if column is not None:  # what wraps has no height of its own
            self.setMaximumHeight(column.totalHeightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
