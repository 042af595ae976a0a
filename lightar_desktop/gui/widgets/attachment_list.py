# SPDX-License-Identifier: MIT
"""The files that go with an email: the invoice’s PDF and more, chosen or dropped, with a sum."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lightar_desktop.domain.attachment import (
    MOST_SIZE,
    WARN_SIZE,
    Attachment,
    attachment_problems,
    sent_size,
    too_big,
)
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import promoted
from lightar_desktop.services.attaching import NewFile, new_file


class _Name(QLabel):
    """A file's name; one too long for its place loses its middle, never its ending."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(name)
        self.full = name

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        middle = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(self.full, middle, self.width()))


class _Line(QWidget):
    """One file: what it is, how big, and a button that takes it out again.

    Signals:
        removed(): take it out.
    """

    removed = Signal()

    def __init__(self, name: str, size: int | None, removable: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon = QLabel(self)
        self.name = _Name(name, self)
        self.size_words = QLabel("" if size is None else formats.size(size), self)
        self.size_words.setProperty("role", "muted")
        self.remove = QToolButton(self)
        self.remove.setAccessibleName(self.tr("Remove {0}").format(name))
        self.remove.setToolTip(self.tr("Remove {0}").format(name))
        self.remove.setVisible(removable)
        self.remove.clicked.connect(self.removed)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 2, 4 if removable else 8, 2)
        line.setSpacing(8)
        line.addWidget(self.icon)
        line.addWidget(self.name, 1)
        line.addWidget(self.size_words)
        line.addWidget(self.remove)
        self.setMinimumHeight(theme.current().px(30))
        self.restyle()

    def restyle(self) -> None:
        """Draw the icons in the colours of now."""
        self.icon.setPixmap(theme.icon("document").pixmap(16, 16))
        self.remove.setIcon(theme.icon("x"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.remove.isVisible():
            self.removed.emit()
            return
        super().keyPressEvent(event)


@promoted
class AttachmentList(QWidget):
    """Files of one email; a new one is read at once and stored when the email is.

    Signals:
        changed(): other files go along now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: Context | None = None
        self._files: tuple[Attachment, ...] = ()
        self._new: dict[str, NewFile] = {}
        self._pdf_size: int | None = None
        self._refused = ""
        self.lines: list[_Line] = []
        self.setAcceptDrops(True)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(0)
        self.add = QPushButton(self.tr("Add files…"), self)
        self.add.setProperty("link", True)
        self.add.setAutoDefault(False)
        self.add.setToolTip(self.tr("Or drop files here"))
        self.add.clicked.connect(self._choose)
        self.total = QLabel(self)
        self.total.setTextFormat(Qt.TextFormat.PlainText)
        self.error = QLabel(self)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setWordWrap(True)
        self.error.setProperty("role", "bad")
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 8, 0)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._place)
        column.addLayout(foot)
        column.addWidget(self.error)
        self.setFocusProxy(self.add)
        theme.current().changed.connect(self._restyle)
        self._show()

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files besides the PDF, in order."""
        return self._files

    def new_files(self) -> list[NewFile]:
        """Those of them that may not be stored yet."""
        return [self._new[one.sha256] for one in self._files if one.sha256 in self._new]

    def bind(self, context: Context) -> None:
        """Say who reads files; must come before any is added."""
        self._context = context

    def fill(self, attachments: Sequence[Attachment]) -> None:
        """Show these files; they are stored already or were added here."""
        self._files = tuple(attachments)
        self._refused = ""
        self._show()

    def show_pdf(self, size: int) -> None:
        """Say how big the invoice's PDF is."""
        if size and size != self._pdf_size:
            self._pdf_size = size
            self._show()

    def problems(self) -> list[Problem]:
        """Everything that keeps these files from being sent, the PDF included."""
        found = attachment_problems(self._files)
        if self._size() > MOST_SIZE and not any(p.code == "attachments_too_big" for p in found):
            found.append(Problem("attachments_too_big", "attachments", too_big(self._size())))
        return found

    def add_files(self, paths: Iterable[Path]) -> None:
        """Read these files, off the main thread, and add them."""
        wanted, beside = list(paths), self._files
        if self._context is None or not wanted:
            return
        self._context.tasks.run(
            lambda: _read(wanted, beside), self._on_read, self._on_refused, owner=self
        )

    def _on_read(self, files: list[NewFile]) -> None:
        self._refused = ""
        for file in files:
            if all(file.attachment != one for one in self._files):
                self._new[file.attachment.sha256] = file
                self._files = (*self._files, file.attachment)
        self._show()
        self.changed.emit()

    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, DomainError) and self._context is not None:
            self._context.tasks.report(error)
            return
        self._refused = str(error)
        self._show()

    def _remove(self, position: int) -> None:
        self._files = self._files[:position] + self._files[position + 1 :]
        self._refused = ""
        self._show()
        self.add.setFocus()
        self.changed.emit()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        self.add_files(map(Path, chosen))

    def _size(self) -> int:
        sizes = [one.size for one in self._files]
        return sent_size([*sizes, self._pdf_size or 0])

    def _show(self) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        pdf = _Line(self.tr("The invoice’s PDF"), self._pdf_size, False, self)
        pdf.setToolTip(self.tr("The PDF always goes along."))
        self.lines = [pdf]
        for position, one in enumerate(self._files):
            line = _Line(one.name, one.size, True, self)
            line.removed.connect(lambda at=position: self._remove(at))
            self.lines.append(line)
        before: QWidget = self.add
        for line in reversed(self.lines):
            self._place.insertWidget(0, line)
            QWidget.setTabOrder(line.remove, before)
            before = line.remove
        self._show_size()

    def _restyle(self) -> None:
        for line in self.lines:
            line.restyle()

    def _show_size(self) -> None:
        size, files = self._size(), bool(self._files)
        words = self.tr("{0} in all, as sent").format(formats.size(size))
        tone = "muted"
        problems = self.problems()
        if files and size > WARN_SIZE and not problems:
            words = self.tr("{0} in all; some mail servers take 10 MB").format(formats.size(size))
            tone = "warn"
        self.total.setText(words if files or self._pdf_size else "")
        self.total.setProperty("role", "bad" if problems else tone)
        self.total.style().polish(self.total)
        said = self._refused or (str(problems[0]) if problems else "")
        self.error.setText(said)
        self.error.setVisible(bool(said))
        self.setAccessibleDescription(said or words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.add_files(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
        event.acceptProposedAction()


def _read(paths: Sequence[Path], beside: Sequence[Attachment]) -> list[NewFile]:
    """All of these files, or the error of the first that will not do."""
    found: list[NewFile] = []
    for path in paths:
        try:
            if path.stat().st_size > MOST_SIZE:
                facts = too_big(path.stat().st_size)
                raise DomainError.of("attachments_too_big", "attachments", **facts)
            content = path.read_bytes()
        except OSError as error:
            why = error.strerror or str(error)
            raise DomainError.of("unreadable_file", name=path.name, why=why) from error
        others = [*beside, *(one.attachment for one in found)]
        known = [one for one in others if one.name == path.name]
        file = new_file(path.name, content, [one for one in others if one not in known])
        if file.attachment in known:
            continue  # the same file once more
        found.append(new_file(path.name, content, others) if known else file)
    return found
