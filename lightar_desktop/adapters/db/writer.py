# SPDX-License-Identifier: MIT
"""SQLite's one writer: a thread that commits whatever waits as one transaction.

Twenty threads that each begin and commit wait for one another's disk flushes, some of them for
seconds. Here a flush serves everyone who waits when it begins, and durability costs almost nothing.

Urgent work goes first, and few others share its commit: somebody's connection waits for it. Some do
in every commit, so that they get on as well.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from lightar_desktop.adapters.db.failures import is_busy, translated
from lightar_desktop.adapters.db.unit import Unit
from lightar_desktop.services.ports import StorageError

T = TypeVar("T")

GROUP: Final = 64
BESIDE: Final = 8  # ordinary work in a commit that urgent work waits for
_COMMIT_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)


class _Job:
    """A piece of work and the promise of its result."""

    __slots__ = ("error", "future", "result", "work")

    def __init__(self, work: Callable[[Unit], Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def release(self) -> None:
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Runs work in groups; what fails is undone alone."""

    def __init__(
        self, connect: Callable[[], Connection], unit: Callable[[Connection], Unit]
    ) -> None:
        self._connect = connect
        self._unit = unit
        self._urgent: deque[_Job] = deque()
        self._ordinary: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None
        self.groups = 0  # how many commits there were, for tests and benchmarks

    def submit(self, work: Callable[[Unit], T], *, urgent: bool = False) -> "Future[T]":
        """Have `work` run; its future is done when the commit is durable."""
        job = _Job(work)
        with self._changed:
            if self._closed:
                raise StorageError("The database is closed.")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            (self._urgent if urgent else self._ordinary).append(job)
            self._changed.notify()
        return job.future

    def write(self, work: Callable[[Unit], T], *, urgent: bool = False) -> T:
        """Have `work` run and wait for it."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write inside a write would wait for itself")
        return self.submit(work, urgent=urgent).result()

    def close(self) -> None:
        """Finish what waits, then let the connection go."""
        with self._changed:
            self._closed = True
            thread = self._thread
            self._changed.notify()
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        connection: Connection | None = None
        unit: Unit | None = None
        while (group := self._next_group()) is not None:
            try:
                if connection is None or unit is None:
                    connection = self._connect()
                    unit = self._unit(connection)
                self._commit(connection, unit, group)
            except BaseException as error:  # noqa: BLE001 - whoever waits is told
                _log.debug("group of %d writes failed", len(group), exc_info=True)
                if connection is not None:
                    connection.invalidate()
                    connection.close()
                    connection = unit = None
                for job in group:
                    job.error = translated(error)
            self.groups += 1
            for job in group:
                job.release()
        if connection is not None:
            connection.close()

    def _next_group(self) -> list[_Job] | None:
        """What waits, the urgent first; it is not worth waiting for more. None at the end."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._urgent or self._ordinary or self._closed)
                group = _taken(self._urgent, GROUP)
                group += _taken(self._ordinary, BESIDE if group else GROUP)
            if not group:
                return None
            if group := [job for job in group if job.future.set_running_or_notify_cancel()]:
                return group

    def _commit(self, connection: Connection, unit: Unit, group: list[_Job]) -> None:
        driver: Any = connection.connection.driver_connection
        connection.begin()
        try:
            self._run_together(driver, unit, group)
        except Exception:
            if not driver.in_transaction:
                # The disk is full or broken: SQLite has undone the whole group.
                raise
            driver.execute("ROLLBACK")
            self._run_apart(driver, unit, group)
        self._make_durable(driver)
        connection.rollback()  # nothing is left to undo; SQLAlchemy forgets the transaction

    def _run_together(self, driver: Any, unit: Unit, group: list[_Job]) -> None:
        """Run the group as if it were one piece: hardly ever does one of them fail."""
        driver.execute("BEGIN IMMEDIATE")
        unit.begin()
        for job in group:
            job.result = job.work(unit)
            unit.finish()

    def _run_apart(self, driver: Any, unit: Unit, group: list[_Job]) -> None:
        """Run each in a savepoint of its own, so that one that fails undoes only itself."""
        driver.execute("BEGIN IMMEDIATE")
        unit.begin()
        for job in group:
            driver.execute("SAVEPOINT one")
            try:
                job.result = job.work(unit)
                unit.finish()
            except BaseException as error:
                if not driver.in_transaction:
                    raise
                job.error = translated(error)
                unit.undo()
                driver.execute("ROLLBACK TO one")
            driver.execute("RELEASE one")

    def _make_durable(self, driver: Any) -> None:
        """COMMIT. Below WAL it waits for readers to finish; a long one may take several tries."""
        give_up = monotonic() + _COMMIT_SECONDS
        while True:
            try:
                driver.execute("COMMIT")
            except Exception as error:
                if is_busy(error) and monotonic() < give_up:
                    continue
                raise
            return


def _taken(jobs: deque[_Job], most: int) -> list[_Job]:
    """The first of `jobs`, which are no longer among them."""
    return [jobs.popleft() for _ in range(min(most, len(jobs)))]
