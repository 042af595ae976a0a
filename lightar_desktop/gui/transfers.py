# SPDX-License-Identifier: MIT
"""Files that come in and go out: the window's imports and exports, and what is dropped on it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QDialog, QWidget

from lightar_desktop.gui.context import Context
from lightar_desktop.gui.dropping import dropped_file
from lightar_desktop.services.exporting import ExportWish

if TYPE_CHECKING:
    from lightar_desktop.domain.imported import ImportKind


class Transfers(QObject):
    """Opens the dialogs; they leave the rest of the window usable, for they may take long."""

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._add_action("Import…", "Ctrl+I", lambda: self.import_file())  # noqa: PLW0108
        self._add_action("Export…", "Ctrl+E", lambda: self.export())  # noqa: PLW0108

    def import_file(self, kind: "ImportKind | None" = None, path: Path | None = None) -> None:
        """Lead through an import; of this kind, from this file."""
        from lightar_desktop.gui.dialogs.import_wizard import ImportWizard

        warm_up = self._context.app.warm_up
        self._context.tasks.run(warm_up, lambda _: None, lambda _: None, owner=self)
        wizard = ImportWizard(self._context, kind, self._window)
        _show(wizard)
        if path is not None:
            wizard.look(path)

    def export(self, wish: ExportWish | None = None) -> None:
        """Ask what to export, beginning with this."""
        from lightar_desktop.gui.dialogs.export import ExportDialog

        _show(ExportDialog(self._context, wish, self._window))

    def _add_action(self, words: str, keys: str, act: Callable[[], None]) -> None:
        """Offer it by its keys, in the window's menu and in the palette."""
        action = QAction(words, self._window)
        action.setShortcut(keys)
        action.setProperty("menu", True)
        action.setProperty("palette", True)
        action.triggered.connect(act)  # which must not take the action's state for its argument
        self._window.addAction(action)

    def _running(self) -> QDialog | None:
        """A dialog whose work is not done."""
        dialogs = self._window.findChildren(QDialog)
        return next((one for one in dialogs if getattr(one, "is_running", False)), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (path := dropped_file(event)) is not None:
            if event.type() == QEvent.Type.DragEnter:
                event.acceptProposedAction()
                return True
            if event.type() == QEvent.Type.Drop:
                event.acceptProposedAction()
                self.import_file(path=path)
                return True
        if event.type() == QEvent.Type.Close and (dialog := self._running()) is not None:
            event.ignore()
            dialog.raise_()
            dialog.activateWindow()
            self._context.messages.warning("Not closed yet: wait for this, or cancel it.")
            return True
        return super().eventFilter(watched, event)


def _show(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
