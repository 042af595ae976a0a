# SPDX-License-Identifier: MIT
"""Learns from the journal what changed, here or in another process, and tells the pages once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lightar_desktop.gui.tasks import Tasks

if TYPE_CHECKING:
    from lightar_desktop.services.ports import JournalReads
    from lightar_desktop.services.rows import ActivityRow

BUSY_MS = 300
IDLE_MS = 1500
_LIMIT = 5000
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of what changed since the last time, by subject (the words of `domain.events.Subject`).

    `invoices` also holds the invoices that changes of other subjects (an email sent) are about.
    """

    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()

    def of(self, subject: str) -> frozenset[int]:
        """Changed ids of a subject: `changes.of("customer")`."""
        return self.ids.get(subject, _NONE)

    @property
    def invoices(self) -> frozenset[int]:
        return self.of("invoice")

    @property
    def batches(self) -> frozenset[int]:
        return self.of("batch")

    @property
    def emails(self) -> frozenset[int]:
        return self.of("email")

    def __bool__(self) -> bool:
        return bool(self.ids)


def changes_of(rows: "Iterable[ActivityRow]") -> Changes:
    """What some journal entries changed."""
    ids: dict[str, set[int]] = {}
    kinds = set()
    for row in rows:
        kinds.add(row.kind)
        ids.setdefault(str(row.subject), set()).add(row.subject_id)
        if row.invoice_id is not None:
            ids.setdefault("invoice", set()).add(row.invoice_id)
    return Changes({subject: frozenset(found) for subject, found in ids.items()}, frozenset(kinds))


class ChangeFeed(QObject):
    """Asks the journal again and again, faster while work is under way.

    Signals:
        changed(Changes): something changed; emitted at most once a poll.
    """

    changed = Signal(object)

    def __init__(
        self, journal: "JournalReads", tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._journal = journal
        self._tasks = tasks
        self._seq: int | None = None
        self._asking = False
        self._again = False
        self._timer = QTimer(self)
        self._timer.setInterval(IDLE_MS)
        self._timer.timeout.connect(self.poll)

    def start(self) -> None:
        """From now on, tell of changes later than this moment."""
        self._timer.start()
        self.poll()

    def stop(self) -> None:
        self._timer.stop()

    def set_busy(self, busy: bool) -> None:
        """Look more often while a batch or deliveries run."""
        interval = BUSY_MS if busy else IDLE_MS
        if self._timer.interval() != interval:
            self._timer.setInterval(interval)

    def poll(self) -> None:
        """Ask now, for example just after something was done here."""
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        journal, seq = self._journal, self._seq
        if seq is None:
            self._tasks.run(journal.last, self._on_started, self._on_failed)
        else:
            after = seq
            self._tasks.run(lambda: journal.since(after, _LIMIT), self._on_rows, self._on_failed)

    def _on_started(self, seq: int) -> None:
        self._asking = False
        self._seq = seq
        if self._again:
            self.poll()

    def _on_rows(self, rows: "list[ActivityRow]") -> None:
        self._asking = False
        if rows:
            self._seq = rows[-1].seq
            self.changed.emit(changes_of(rows))
        if self._again or len(rows) == _LIMIT:
            self.poll()

    def _on_failed(self, error: Exception) -> None:
        self._asking = False
        self.stop()  # say it once, not every second
        self._tasks.report(error)
