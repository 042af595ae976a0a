# SPDX-License-Identifier: MIT
"""Invoices' PDFs as files for other programs: dragged out of the window, or pasted there.

They lie in a folder of this user's alone, which goes when the program ends.
"""

import atexit
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.services.file_names import safe_file_name

if TYPE_CHECKING:
    from lightar_desktop.services.app import App
    from lightar_desktop.services.rows import InvoiceRow

MOST: Final = 50  # files at once; more is for the export
_PICTURE = 32
_PREFIX: Final = "lightar-pdfs-"
_OLD_S: Final = 2 * 24 * 3600.0
Subjects = Callable[[QPoint], Sequence[int]]


def write_pdfs(app: "App", invoice_ids: Sequence[int]) -> list[Path]:
    """Make a file of each invoice's PDF; takes its time."""
    return [_write(app, row) for row in app.reads.invoices.rows(invoice_ids)]


def pdf_name(row: "InvoiceRow") -> str:
    """Number and customer, as a file name."""
    return safe_file_name(f"{row.number or f'Draft {row.id}'} {row.customer}", ".pdf")


def copy_pdfs(context: Context, invoice_ids: Sequence[int], owner: QObject) -> None:
    """Put the PDFs on the clipboard as files, to be pasted into a mail or a folder."""
    if not invoice_ids or _too_many(context, invoice_ids):
        return
    app, messages = context.app, context.messages

    def done(files: list[Path]) -> None:
        QGuiApplication.clipboard().setMimeData(as_mime(files))
        what = files[0].name if len(files) == 1 else f"{formats.count(len(files))} PDFs"
        messages.info(f"{what} copied; paste into a mail or a folder.")

    context.tasks.run(lambda: write_pdfs(app, invoice_ids), done, _saying(context), owner=owner)


def as_mime(files: Sequence[Path]) -> QMimeData:
    """The files as other programs take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


class PdfDrag(QObject):
    """Lets PDFs be dragged out of `surface`; `subjects` says which invoices lie under a point.

    The files are made when the mouse begins to move, and dragged once they are there.
    """

    def __init__(self, surface: QWidget, context: Context, subjects: Subjects) -> None:
        super().__init__(surface)
        self._surface, self._context, self._subjects = surface, context, subjects
        self._newest = Newest(context.tasks, self)
        self._pressed: QPoint | None = None
        self._ids: Sequence[int] = ()
        surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        kind, left = event.type(), Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonPress and event.button() == left:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            self._pressed = event.position().toPoint() if plain else None
            self._ids = ()
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif kind == QEvent.Type.MouseMove and self._pressed and event.buttons() & left:
            self._on_moved(self._pressed, event.position().toPoint())
            return bool(self._ids)
        return False

    def _on_moved(self, start: QPoint, now: QPoint) -> None:
        far = (now - start).manhattanLength() >= QApplication.startDragDistance()
        if self._ids or not far:
            return
        self._ids = self._subjects(start)
        if not self._ids or _too_many(self._context, self._ids):
            self._pressed = None
            return
        app, ids = self._context.app, self._ids
        self._newest.run(lambda: write_pdfs(app, ids), self._on_files, _saying(self._context))

    def _on_files(self, files: list[Path]) -> None:
        if self._pressed is None or not files:
            return  # let go before they were made
        self._pressed = None
        drag = QDrag(self._surface)
        drag.setMimeData(as_mime(files))
        drag.setPixmap(theme.pixmap("document", "accent", _PICTURE, 1.0))
        drag.exec(Qt.DropAction.CopyAction)


def _too_many(context: Context, invoice_ids: Sequence[int]) -> bool:
    if len(invoice_ids) <= MOST:
        return False
    count = formats.count(len(invoice_ids))
    context.messages.error(f"{count} PDFs are too many at once; check {MOST} at most.")
    return True


def _saying(context: Context) -> Callable[[Exception], None]:
    """Says why there are no files."""

    def failed(error: Exception) -> None:
        if isinstance(error, (DomainError, OSError)):
            context.messages.error(f"The PDF was not made: {error}")
        else:
            context.tasks.report(error)

    return failed


def _write(app: "App", row: "InvoiceRow") -> Path:
    # Each in a folder of its own: two series may give two invoices the same name.
    folder = _folder() / str(row.id)
    folder.mkdir(exist_ok=True)
    file = folder / pdf_name(row)
    file.write_bytes(app.documents.pdf(row.id))
    return file


@lru_cache(maxsize=1)
def _folder() -> Path:
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another start may be quicker
            if time.time() - old.lstat().st_mtime > _OLD_S:  # left behind by a crash
                shutil.rmtree(old)
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
