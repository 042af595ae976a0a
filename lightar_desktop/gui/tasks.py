# SPDX-License-Identifier: MIT
"""Work off the main thread. This is the only module of the window that knows threads.

`tasks.run(app.reads.setup.company, self._show_company)`: the work runs on a pool thread and must
not touch widgets; `done` gets its result on the main thread.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

if TYPE_CHECKING:
    from lightar_desktop.services.ports import Runner

T = TypeVar("T")

_log = logging.getLogger(__name__)


class _Work(QRunnable):
    """One piece of work on a pool thread."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        try:
            self._work()
        except Exception:  # noqa: BLE001 - logged; a thread has nobody to raise to
            _log.exception("Background work failed")


class PoolRunner:
    """The services' `Runner`: a pool of at most `limit` threads of its own."""

    def __init__(self, limit: int = 20) -> None:
        self.limit = limit
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(limit)

    def start(self, work: Callable[[], None]) -> None:
        """Run `work` soon on a free thread; what it raises is logged."""
        self._pool.start(_Work(work))

    def wait(self, milliseconds: int = -1) -> bool:
        """Wait until nothing runs; False when the time was too short."""
        return self._pool.waitForDone(milliseconds)


class Tasks(QObject):
    """Runs work elsewhere and brings results and errors back to the main thread.

    Signals:
        refused(Exception): an expected error (`DomainError`) that nobody else handles.
        broke(Exception): a bug that nobody else handles.
        idle(): the last running task has been delivered.
    """

    refused = Signal(object)
    broke = Signal(object)
    idle = Signal()
    _arrived = Signal(object)

    def __init__(self, runner: "Runner | None" = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Not the batches' pool: twenty busy workers must not keep a page from being read.
        self._runner: Runner = runner or PoolRunner(4)
        self._running = 0
        self._closed = False
        self._arrived.connect(self._deliver)  # queued, when it comes from another thread

    @property
    def busy(self) -> bool:
        """Whether a task is running or its result not yet delivered."""
        return self._running > 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run `work` on a thread, then `done(result)` or `failed(error)` on the main thread.

        Without `failed`, an expected error goes to the message bar and a bug to the crash dialog.
        Nothing is called once `owner` is deleted; by default that is the object `done` belongs to.
        """
        receiver = owner if owner is not None else getattr(done, "__self__", None)

        def deliver_result(result: T) -> None:
            if _alive(receiver):
                done(result)

        def deliver_error(error: Exception) -> None:
            if _alive(receiver):
                (failed or self.report)(error)

        def task() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - handed on to whoever asked
                caught = error
                self._hand_over(lambda: deliver_error(caught))
            else:
                self._hand_over(lambda: deliver_result(result))

        self._running += 1
        self._runner.start(task)

    def report(self, error: Exception) -> None:
        """Tell the user about an error: `refused` when it is expected, else `broke`."""
        from lightar_desktop.domain.errors import DomainError

        (self.refused if isinstance(error, DomainError) else self.broke).emit(error)

    def finish(self, milliseconds: int = 10_000) -> None:
        """Let what is under way come to its end, such as the last words of a draft being saved."""
        if isinstance(self._runner, PoolRunner):
            self._runner.wait(milliseconds)

    def close(self) -> None:
        """Deliver nothing any more; called when the window is gone."""
        self._closed = True

    def _hand_over(self, deliver: Callable[[], None]) -> None:
        if not self._closed and isValid(self):
            self._arrived.emit(deliver)

    @Slot(object)
    def _deliver(self, deliver: Callable[[], None]) -> None:
        self._running -= 1
        if self._closed:
            return
        try:
            deliver()
        finally:
            if not self._running:
                self.idle.emit()


class Newest:
    """Runs tasks of which only the newest result counts, such as a search while typing."""

    def __init__(self, tasks: Tasks, owner: QObject) -> None:
        self._tasks = tasks
        self._owner = owner
        self._turn = 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """As `Tasks.run`; results of earlier calls that are still under way are dropped."""
        self._turn += 1
        turn = self._turn

        def newest(result: T) -> None:
            if turn == self._turn:
                done(result)

        def newest_error(error: Exception) -> None:
            if turn == self._turn:
                (failed or self._tasks.report)(error)

        self._tasks.run(work, newest, newest_error, owner=self._owner)

    def drop(self) -> None:
        """Let results that are still under way come to nothing."""
        self._turn += 1


def _alive(receiver: object) -> bool:
    return not isinstance(receiver, QObject) or isValid(receiver)
