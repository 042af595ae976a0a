# SPDX-License-Identifier: MIT
"""AR Settings, Logo and colour: chosen by dialog or dropped, shown as it is printed."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.field_errors import FieldErrors
from lightar_desktop.gui.widgets.settings_section import Choices, SettingsSection

if TYPE_CHECKING:
    from lightar_desktop.gui.context import Context

_SHOWN: Final = (420, 126)
_LONGEST: Final = 10_000_001  # bytes read of a file; the service refuses one as long as this


@promoted
class LogoSection(SettingsSection):
    """The picture is made small and safe as soon as it is chosen, and stored by Save."""

    FORM = "settings_logo"
    heading = "Logo and colour"
    icon = "eye"
    parts = frozenset({"logo", "colour"})

    paper: QFrame
    bar: QFrame
    preview: QLabel
    choose: QPushButton
    remove: QPushButton
    colour: QLineEdit
    pick: QPushButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self.setAcceptDrops(True)
        self.picture = b""  # what is to be stored; empty where nothing new was chosen
        self._logo_id = ""
        self._stored: QImage | None = None
        self._problems: list[Problem] = []
        self._context: Context | None = None
        self._newest: Newest | None = None
        fields: dict[str, QWidget] = {"logo": self.choose, "colour": self.colour}
        self._errors = FieldErrors(self, fields)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose.clicked.connect(self._on_choose)
        self.remove.clicked.connect(self._on_remove)
        self.pick.clicked.connect(self._on_pick)
        self.colour.textChanged.connect(self._on_colour)
        self.colour.returnPressed.connect(self.entered)

    def bind(self, context: "Context") -> None:
        self._context = context
        self._newest = Newest(context.tasks, self)

    def offer(self, choices: Choices) -> None:
        self._stored = choices.logo
        self._draw()

    def fill(self, company: Company) -> None:
        self.picture, self._logo_id, self._problems = b"", company.logo_id, []
        self.colour.setText(company.colour)
        self._draw()
        self._on_colour()

    def typed(self, company: Company) -> Company:
        return replace(company, logo_id=self._logo_id, colour=self.colour.text())

    def show_problems(self, problems: Iterable[Problem]) -> None:
        self._errors.show([*self._problems, *problems])

    def begin(self) -> None:
        self.choose.setFocus()

    def take_file(self, file: Path) -> None:
        """Have the file made into a logo, off the main thread, and show it."""
        if self._context is None or self._newest is None:
            return
        documents = self._context.app.documents

        def work() -> bytes:
            return documents.logo(_beginning(file))

        self._newest.run(work, self._on_made, self._on_refused)

    def _on_made(self, picture: bytes) -> None:
        self.picture, self._problems = picture, []
        self._logo_id = hashlib.sha256(picture).hexdigest()
        self._draw()
        self.changed.emit()

    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            if self._context is not None:
                self._context.tasks.report(error)
            return
        self._problems = [replace(one, field="logo") for one in error.problems]
        self.changed.emit()

    def _draw(self) -> None:
        image = QImage.fromData(self.picture) if self.picture else self._stored
        shown = image if self._logo_id and image is not None and not image.isNull() else None
        self.remove.setEnabled(bool(self._logo_id))
        if shown is None:
            self.preview.setPixmap(QPixmap())
            self.preview.setText(self.tr("No logo yet: drop a picture here, or choose a file."))
            return
        ratio = self.devicePixelRatioF()
        width, height = (round(theme.current().px(side) * ratio) for side in _SHOWN)
        pixmap = QPixmap.fromImage(shown)
        if pixmap.width() > width or pixmap.height() > height:
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            pixmap = pixmap.scaled(width, height, keep, smooth)
        pixmap.setDevicePixelRatio(ratio)
        self.preview.setPixmap(pixmap)

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose the logo"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg)"))
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def _on_remove(self) -> None:
        self.picture, self._logo_id, self._problems = b"", "", []
        self._draw()
        self.choose.setFocus()
        self.changed.emit()

    def _on_pick(self) -> None:
        dialog = QColorDialog(QColor(self.colour.text()), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.colour.setText(colour.name()))
        dialog.open()

    def _on_colour(self) -> None:
        colour = QColor(self.colour.text())
        shown = colour.name() if colour.isValid() else "#ffffff"
        self.bar.setStyleSheet(f"QFrame#bar {{ background: {shown}; border: none; }}")
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.take_file(file)


def _dropped(data: QMimeData) -> Path | None:
    """The one file of this computer that is dropped."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _beginning(file: Path) -> bytes:
    """As much of the file as a logo may have, and no pipe or device."""
    try:
        if not file.is_file():
            raise DomainError.of("bad_picture", "logo", why="it is no file; choose another.")
        with file.open("rb") as opened:
            return opened.read(_LONGEST)
    except OSError as error:
        why = f"it cannot be read ({error.strerror}); choose another."
        raise DomainError.of("bad_picture", "logo", why=why) from error
