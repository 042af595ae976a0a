# SPDX-License-Identifier: MIT
"""Checks a selection before it is opened, a few hundred invoices at a time, off the main thread."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.services.composing import may_lack
from lightar_desktop.services.rows import Preflight

_Choice = tuple[bool, frozenset[tuple[str, str]]]  # with email; placeholders that may be empty


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
        self._known: dict[_Choice, Preflight] = {}
        self._choice: _Choice = (False, frozenset())

    @property
    def result(self) -> Preflight | None:
        """What is known by now for the present choice."""
        return self._known.get(self._choice)

    @property
    def complete(self) -> bool:
        """Whether the whole selection was checked for the present choice."""
        result = self.result
        return result is not None and result.looked_at >= result.total

    def run(self, *, email: bool, text: EmailSettings | None = None) -> None:
        """Check as for a batch with or without email; what was checked before is kept. Of a
        `text` only the placeholders count that an invoice may have nothing for.
        """
        lacking = may_lack(text) if email and text is not None else frozenset()
        self._choice = (email, lacking)
        self._newest.drop()
        if self.complete:
            self.advanced.emit(self.result)
            return
        opening, ids = self._opening, self._ids
        read = text if lacking else None
        self._step(iter(opening.preflight(ids, email=email, text=read)))

    def follow(self, text: EmailSettings) -> None:
        """The text of the emails is this now: check again if that may make a difference."""
        if self._choice[0] and self._choice[1] != may_lack(text):
            self.run(email=True, text=text)

    def _step(self, steps: Iterator[Preflight]) -> None:
        self._newest.run(
            lambda: next(steps, None), lambda got: self._on_step(steps, got), self._on_failed
        )

    def _on_step(self, steps: Iterator[Preflight], got: Preflight | None) -> None:
        if got is None:
            return
        self._known[self._choice] = got
        self.advanced.emit(got)
        if not self.complete:
            self._step(steps)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
