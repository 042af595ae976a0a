# SPDX-License-Identifier: MIT
"""Saves a draft as it is typed, off the main thread, and says when."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.gui.context import Context
from lightar_desktop.services.autosave import Autosave

_SOON_MS: Final = 200  # after the first keystroke that is not saved yet, not after the last
_AGAIN_MS: Final = 3000


class DraftSaver(QObject):
    """One draft's way to the database.

    Signals:
        stored(Invoice): this is stored now.
        refused(DomainError): somebody else changed, opened or deleted the draft; saving stops.
        failed(str): it could not be stored now; tried again by itself.
    """

    stored = Signal(object)
    refused = Signal(object)
    failed = Signal(str)

    def __init__(self, context: Context, draft: Invoice, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = context.tasks
        self._autosave = Autosave(context.app.drafting, draft)
        self._stopped = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.flush)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self.flush)

    @property
    def version(self) -> int:
        """The version that was stored last."""
        return self._autosave.version

    @property
    def pending(self) -> bool:
        """Whether something is not stored yet."""
        return self._autosave.pending

    def keep(self, draft: Invoice) -> None:
        """Store the draft soon."""
        self._autosave.keep(draft)
        if not self._soon.isActive() and not self._stopped:
            self._soon.start()

    def flush(self) -> None:
        """Store now what is not stored yet."""
        self._soon.stop()
        if self.pending and not self._stopped:
            self._tasks.run(self._autosave.save, self._on_stored, self._on_failed, owner=self)

    def when_stored(self, then: Callable[[], None]) -> None:
        """Store now, and then go on; not if it cannot be stored."""
        self._soon.stop()

        def done(draft: Invoice) -> None:
            self._on_stored(draft)
            then()

        if not self._stopped:
            self._tasks.run(self._autosave.save, done, self._on_failed, owner=self)

    def finish(self) -> None:
        """Nobody types any more. Another draft may be edited before this one is stored."""
        self._soon.stop()
        tasks = self._tasks

        def failed(error: Exception) -> None:
            (self._on_failed if isValid(self) else tasks.report)(error)

        if not self._stopped:
            tasks.run(self._autosave.finish, lambda _: None, failed, owner=tasks)

    def follow(self, theirs: Invoice) -> None:
        """Go on from what somebody else stored."""
        self._autosave.follow(theirs)
        self._stopped = False

    def stop(self) -> None:
        """Store nothing more: there is nothing to store it in."""
        self._stopped = True
        self._soon.stop()
        self._again.stop()

    def _on_stored(self, draft: Invoice) -> None:
        self._again.stop()
        self.stored.emit(draft)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, DomainError):
            if not self._stopped:
                self.stop()
                self.refused.emit(error)
            return
        self.failed.emit(str(error))
        self._again.start()
