# SPDX-License-Identifier: MIT
"""What is under way: batches, emails, counts for the sidebar. Read off the main thread."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lightar_desktop.domain.batch import BatchControl, BatchStatus, ItemStatus
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.gui.tasks import Tasks
from lightar_desktop.services.rows import BatchRow, SidebarCounts

if TYPE_CHECKING:
    from lightar_desktop.services.app import App

_EVERY_MS = 500
_ENOUGH_S = 2.0  # before this nobody can say how long it will take
_NEWEST = 50


@dataclass(frozen=True, slots=True)
class Work:
    """One look at what is under way. `sending` are emails that leave now or could."""

    batches: tuple[BatchRow, ...]
    running: frozenset[int]
    emails: Mapping[OutgoingState, int]
    sending: int
    trouble: str
    counts: SidebarCounts
    company: str

    @property
    def busy(self) -> bool:
        """Whether this program has something to finish."""
        return bool(self.running or (self.sending and not self.trouble))

    @property
    def under_way(self) -> tuple[BatchRow, ...]:
        return tuple(b for b in self.batches if b.status is BatchStatus.IN_PROGRESS)


@dataclass(slots=True)
class Pace:
    """How fast something gets done, to say how long it still takes."""

    since: float
    done: int
    clock: Callable[[], float] = field(default=time.monotonic)

    def seconds_left(self, done: int, total: int) -> float | None:
        """None while it is too early to say."""
        passed = self.clock() - self.since
        if passed < _ENOUGH_S or done <= self.done:
            return None
        return (total - done) * passed / (done - self.done)


def done_of(batch: BatchRow) -> int:
    """How many of a batch's invoices need nothing any more."""
    waits = batch.counts.get(ItemStatus.WAITING, 0) + batch.counts.get(ItemStatus.QUEUED, 0)
    return batch.total - waits


def is_paused(batch: BatchRow) -> bool:
    """Whether a person paused it."""
    return batch.control is BatchControl.PAUSED


class WorkWatch(QObject):
    """Looks when something changed, and often while work runs.

    Signals:
        seen(Work): what is under way now.
        finished(BatchRow): a batch that was under way has ended.
    """

    seen = Signal(object)
    finished = Signal(object)

    def __init__(self, app: "App", tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last: Work | None = None
        self._app, self._tasks = app, tasks
        self._looking = False
        self._again = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Look now; the answer comes by signal."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        self._tasks.run(self._read, self._on_read, self._on_failed)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _read(self) -> Work:
        app = self._app
        reads = app.reads
        emails = reads.outbox.counts()
        leaving = sum(emails.get(s, 0) for s in (OutgoingState.CLAIMED, OutgoingState.SENDING))
        company = reads.setup.company()
        return Work(
            batches=tuple(reads.batches.recent(app.actor, _NEWEST)),
            running=frozenset(app.batches.running()),
            emails=emails,
            sending=leaving + reads.outbox.due(app.clock.now()),
            trouble=app.delivery.trouble(),
            counts=reads.setup.sidebar(app.actor),
            company=company.name if company else "",
        )

    def _on_read(self, work: Work) -> None:
        self._looking = False
        before = self.last
        self.last = work
        if work.busy or work.under_way:
            self._timer.start()
        else:
            self._timer.stop()
        if before is not None:
            ran = {batch.id for batch in before.under_way}
            for batch in work.batches:
                if batch.id in ran and batch.status is not BatchStatus.IN_PROGRESS:
                    self.finished.emit(batch)
        self.seen.emit(work)
        if self._again:
            self.look()

    def _on_failed(self, error: Exception) -> None:
        self._looking = False
        self._timer.stop()
        self._tasks.report(error)
