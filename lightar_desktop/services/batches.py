# SPDX-License-Identifier: MIT
"""Batch operations: many invoices opened side by side, each on its own."""

import logging
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace

from lightar_desktop.domain.batch import BatchControl, ItemStatus
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.documents import failure_of
from lightar_desktop.services.ground import Ground
from lightar_desktop.services.items import batch_event, finish_batch
from lightar_desktop.services.opening import OpeningService
from lightar_desktop.services.outbox import Outbox
from lightar_desktop.services.ports import Clock, Database, Runner, StorageError, UnitOfWork
from lightar_desktop.services.rows import BatchItemRow

_log = logging.getLogger(__name__)

Item = tuple[int, int, Invoice | None]  # item id, invoice id, draft

_GROUP = 20  # drafts read at once for the workers
_AHEAD = 40  # invoices opened whose PDF is still being made, at most


class BatchRun:
    """One batch under way in this process: hands its items to the workers, one each.

    Workers do not wait for the PDFs of what they opened; `making` and `made` keep count of those.
    """

    def __init__(self, batch_id: int, groups: Iterator[list[Item]]) -> None:
        self.batch_id = batch_id
        self.finished = threading.Event()
        self.stopping = False
        self.failure: BaseException | None = None
        self._groups = groups
        self._items: deque[Item] = deque()
        self._reading = False
        self._more = True
        self._workers = 0
        self._changed = threading.Condition()
        self._making = 0

    def next_item(self) -> Item | None:
        """An item still to be done, or None: no more, or told to stop.

        Whoever finds few left reads the next ones, while the others go on with those.
        """
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._items or not self._reading)
                if self.stopping or not (self._items or self._more):
                    return None
                enough = len(self._items) > _GROUP or self._reading or not self._more
                if enough:
                    return self._items.popleft()
                self._reading = True
            self._read_on()

    def join(self, workers: int) -> None:
        """Expect `workers` workers to call `leave`."""
        self._workers = workers

    def leave(self) -> bool:
        """A worker has nothing left to do; True for the last one."""
        with self._changed:
            self._workers -= 1
            return not self._workers

    def making(self) -> None:
        """One more PDF is being made; waits while there are many."""
        with self._changed:
            self._changed.wait_for(lambda: self._making < _AHEAD)
            self._making += 1

    def made(self, failure: BaseException | None = None) -> None:
        """A PDF is no longer being made; after a `failure` no more items are begun."""
        with self._changed:
            self._making -= 1
            if failure is not None:
                self.failure, self.stopping = failure, True
            self._changed.notify_all()

    def wait_for_documents(self) -> None:
        """Wait until no PDF is being made."""
        with self._changed:
            self._changed.wait_for(lambda: not self._making)

    def _read_on(self) -> None:
        group: list[Item] = []
        try:
            group = next(self._groups, [])
        finally:
            with self._changed:
                self._items.extend(group)
                self._reading, self._more = False, bool(group)
                self._changed.notify_all()


class BatchService:
    """Starts, pauses, resumes and retries batches; at most `runner.limit` items at a time."""

    def __init__(
        self,
        database: Database,
        opening: OpeningService,
        outbox: Outbox,
        runner: Runner,
        clock: Clock,
        actor: str,
    ) -> None:
        self._database = database
        self._opening = opening
        self._outbox = outbox
        self._runner = runner
        self._clock = clock
        self._actor = actor
        self._runs: dict[int, BatchRun] = {}
        self._lock = threading.Lock()

    def start(self, command: OpenInvoices) -> int:
        """Store the batch and begin it in the background; returns its id."""
        email = command.checked().email
        ids = list(dict.fromkeys(command.invoice_ids))
        ground = replace(self._opening.ground(email), shared=len(ids) > 1)
        batch_id = self._add(ids, ground, None)
        self._run(batch_id, ground)
        return batch_id

    def retry(self, batch_id: int) -> int:
        """Begin a child batch of the failed items: drafts are opened, opened ones emailed anew.

        What succeeded is never opened or emailed again.
        """
        email = self._database.reads.batches.settings(self._known(batch_id))
        failed = self._failed(batch_id)
        if not failed:
            raise DomainError.of("nothing_to_retry", batch=batch_id)
        ground = replace(self._opening.ground(email), shared=self._is_shared(batch_id))
        child = self._add(list(failed), ground, batch_id)
        for item_id, invoice_id in self._database.reads.batches.waiting(child, 0, len(failed)):
            if failed[invoice_id].number is not None:
                self._outbox.send_failed_again(invoice_id, item_id)
        self._run(child, ground)
        return child

    def resume(self, batch_id: int) -> None:
        """Go on with the items not started, after a pause, a cancel or a crash."""
        reads = self._database.reads.batches
        if batch_id in self._runs:
            raise DomainError.of("batch_running", batch=batch_id)
        if not reads.waiting(self._known(batch_id), 0, 1):
            raise DomainError.of("nothing_to_resume", batch=batch_id)
        ground = self._opening.ground(reads.settings(batch_id))
        ground = replace(ground, shared=self._is_shared(batch_id))
        self._control(batch_id, BatchControl.RUNNING, "batch.resumed")
        self._run(batch_id, ground)

    def pause(self, batch_id: int) -> None:
        """Start no more items; those in flight are finished. The rest can be resumed."""
        self._stop(batch_id)
        self._control(self._known(batch_id), BatchControl.PAUSED, "batch.paused")

    def cancel(self, batch_id: int) -> None:
        """Like a pause, but the batch counts as ended; what was opened stays open."""
        self._stop(batch_id)
        self._control(self._known(batch_id), BatchControl.CANCELLED, "batch.cancelled")

    def acknowledge(self, batch_id: int) -> None:
        """Dismiss the notice of a finished batch for this user."""
        self._known(batch_id)
        at, actor = self._clock.now(), self._actor

        def work(uow: UnitOfWork) -> None:
            uow.batches.acknowledge(batch_id, actor, at)
            uow.record(batch_event("batch.acknowledged", batch_id))

        self._database.transactions.write(work)

    def running(self) -> list[int]:
        """Batches this process works on now."""
        return list(self._runs)

    def interrupted(self) -> list[int]:
        """Batches a closed or crashed program left unfinished; `resume` goes on with them."""
        return [b for b in self._database.reads.batches.unfinished() if b not in self._runs]

    def wait(self, batch_id: int, seconds: float | None = None) -> bool:
        """Wait until this process has no more to do for the batch."""
        run = self._runs.get(batch_id)
        return run is None or run.finished.wait(seconds)

    def stop_all(self) -> None:
        """Let the items in flight finish and start no more, as when the program closes."""
        for run in list(self._runs.values()):
            run.stopping = True
        for run in list(self._runs.values()):
            run.finished.wait()

    def _add(self, ids: list[int], ground: Ground, parent_id: int | None) -> int:
        now = self._clock.now()

        def work(uow: UnitOfWork) -> int:
            batch_id = uow.batches.add(ids, ground.email, now, parent_id)
            uow.record(batch_event("batch.started", batch_id, count=len(ids)))
            return batch_id

        return self._database.transactions.write(work)

    def _run(self, batch_id: int, ground: Ground) -> None:
        run = BatchRun(batch_id, self._groups(batch_id))
        with self._lock:
            self._runs[batch_id] = run
        run.join(self._runner.limit)
        for _ in range(self._runner.limit):
            self._runner.start(lambda: self._work(run, ground))

    def _work(self, run: BatchRun, ground: Ground) -> None:
        try:
            while item := run.next_item():
                self._one(run, *item, ground)
        except Exception:
            run.stopping = True  # the database or the disk failed: the rest stays "not started"
            raise
        finally:
            if run.leave():
                self._end(run)

    def _end(self, run: BatchRun) -> None:
        try:
            run.wait_for_documents()
            now = self._clock.now()
            self._database.transactions.write(lambda uow: finish_batch(uow, run.batch_id, now))
        finally:
            with self._lock:
                del self._runs[run.batch_id]
            run.finished.set()
        if run.failure is not None:
            raise run.failure

    def _one(
        self, run: BatchRun, item_id: int, invoice_id: int, invoice: Invoice | None, ground: Ground
    ) -> None:
        try:
            if invoice is None:
                raise DomainError.of("not_found", what="invoice", id=invoice_id)
            opened = self._opening.open(invoice, item_id, run.batch_id, ground)
        except DomainError as refusal:
            self._refuse(run.batch_id, item_id, invoice_id, refusal.problems)
            return

        def done(error: BaseException | None) -> None:
            if error is None or isinstance(error, StorageError | CancelledError):
                run.made(error)
            else:
                self._stuck(run, item_id, invoice_id, error)

        run.making()
        self._opening.make_document(opened, done)

    def _refuse(
        self, batch_id: int, item_id: int, invoice_id: int, problems: tuple[Problem, ...]
    ) -> None:
        why = " ".join(str(problem) for problem in problems)

        def work(uow: UnitOfWork) -> None:
            if uow.batches.settle_item(item_id, ItemStatus.WAITING, ItemStatus.FAILED, problems):
                data: EventData = {"why": why, "batch": batch_id}
                uow.record(
                    Event("invoice.not_opened", Subject.INVOICE, invoice_id, invoice_id, data)
                )

        self._database.transactions.write(work)

    def _stuck(self, run: BatchRun, item_id: int, invoice_id: int, error: BaseException) -> None:
        """The invoice is open, but its PDF cannot be made: say so on the item and its email."""
        words = str(error) or type(error).__name__
        reasons = error.problems if isinstance(error, DomainError) else ()
        _log.warning("Invoice %s was opened, but its PDF could not be made: %s", invoice_id, words)

        def work(uow: UnitOfWork) -> None:
            uow.batches.settle_item(item_id, None, ItemStatus.FAILED, reasons, words)
            uow.record(batch_event("invoice.no_document", run.batch_id, why=words))

        writing = self._database.transactions.submit(work)
        writing.add_done_callback(lambda written: run.made(failure_of(written)))

    def _groups(self, batch_id: int) -> Iterator[list[Item]]:
        reads, after = self._database.reads, 0
        while group := reads.batches.waiting(batch_id, after, _GROUP):
            drafts = {one.id: one for one in reads.invoices.load([i for _, i in group])}
            yield [(item_id, invoice_id, drafts.get(invoice_id)) for item_id, invoice_id in group]
            after = group[-1][0]

    def _failed(self, batch_id: int) -> dict[int, BatchItemRow]:
        """The failed items by invoice that no later batch has taken up."""
        reads, after, found = self._database.reads.batches, 0, dict[int, BatchItemRow]()
        while group := reads.items(batch_id, ItemStatus.FAILED, after):
            found |= {item.invoice_id: item for item in group}
            after = group[-1].id
        return found

    def _is_shared(self, batch_id: int) -> bool:
        """Whether its settings were meant for many: a child has those of the first batch."""
        row = self._database.reads.batches.get(batch_id, self._actor)
        while row is not None and row.parent_id is not None:
            row = self._database.reads.batches.get(row.parent_id, self._actor)
        return row is None or row.total > 1

    def _known(self, batch_id: int) -> int:
        if self._database.reads.batches.get(batch_id, self._actor) is None:
            raise DomainError.of("not_found", what="batch", id=batch_id)
        return batch_id

    def _stop(self, batch_id: int) -> None:
        if run := self._runs.get(batch_id):
            run.stopping = True

    def _control(self, batch_id: int, control: BatchControl, kind: str) -> None:
        def work(uow: UnitOfWork) -> None:
            uow.batches.control(batch_id, control)
            uow.record(batch_event(kind, batch_id))

        self._database.transactions.write(work)
