# SPDX-License-Identifier: MIT
"""Checks a selection before it is opened, a few hundred invoices at a time, off the main thread."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from lightar_desktop.gui.context import Context
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.services.rows import Preflight


class OpeningCheck(QObject):
    """Runs the pre-flight and remembers it, with and without email.

    Signals:
        advanced(Preflight): more of the selection was checked.
        failed(Exception): the selection cannot be checked.
    """

    advanced = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, ids: Sequence[int], parent: QObject) -> None:
        super().__init__(parent)
        self._opening = context.app.opening
        self._ids = ids
        self._newest = Newest(context.tasks, self)
        self._known: dict[bool, Preflight] = {}
        self._email = False

    @property
    def result(self) -> Preflight | None:
        """What is known by now for the present choice."""
        return self._known.get(self._email)

    @property
    def complete(self) -> bool:
        """Whether the whole selection was checked for the present choice."""
        result = self.result
        return result is not None and result.looked_at >= result.total

    def run(self, *, email: bool) -> None:
        """Check as for a batch with or without email; what was checked before is kept."""
        self._email = email
        self._newest.drop()
        if self.complete:
            self.advanced.emit(self.result)
            return
        opening, ids = self._opening, self._ids
        self._step(iter(opening.preflight(ids, email=email)))

    def _step(self, steps: Iterator[Preflight]) -> None:
        self._newest.run(
            lambda: next(steps, None), lambda got: self._on_step(steps, got), self._on_failed
        )

    def _on_step(self, steps: Iterator[Preflight], got: Preflight | None) -> None:
        if got is None:
            return
        self._known[self._email] = got
        self.advanced.emit(got)
        if not self.complete:
            self._step(steps)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
