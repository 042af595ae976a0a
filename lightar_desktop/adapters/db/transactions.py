# SPDX-License-Identifier: MIT
"""Writing on PostgreSQL: each piece of work in a transaction of its own, repeated when two met."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine

from lightar_desktop.adapters.db.failures import translated, worth_repeating
from lightar_desktop.adapters.db.unit import Unit
from lightar_desktop.services.ports import StorageError

T = TypeVar("T")

_THREADS: Final = 8
_TRIES: Final = 20
_FIRST_WAIT: Final = 0.005


class PostgresTransactions:
    """Implements `Transactions`."""

    def __init__(self, engine: Engine, unit: Callable[[Connection], Unit]) -> None:
        self._engine = engine
        self._unit = unit
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="writer")
        self._busy = threading.local()
        self._stopped = threading.Event()

    def write(self, work: Callable[[Unit], T], *, urgent: bool = False) -> T:
        # Whoever writes has a transaction of its own here: nobody waits for others' work.
        if getattr(self._busy, "now", False):
            raise RuntimeError("a write inside a write would be a second transaction")
        self._busy.now = True
        try:
            return self._write(work)
        finally:
            self._busy.now = False

    def submit(self, work: Callable[[Unit], T], *, urgent: bool = False) -> "Future[T]":
        try:
            return self._pool.submit(self.write, work)
        except RuntimeError as error:
            raise StorageError("The database is closed.") from error

    def close(self) -> None:
        """Finish what waits."""
        self._pool.shutdown()
        self._stopped.set()

    def _write(self, work: Callable[[Unit], T]) -> T:
        for tries in range(1, _TRIES + 1):
            if self._stopped.is_set():
                raise StorageError("The database is closed.")
            try:
                return self._once(work)
            except Exception as error:
                if worth_repeating(error) and tries < _TRIES:
                    # Spread, so that two that met do not meet again.
                    wait = _FIRST_WAIT * tries * random.random()  # noqa: S311
                    self._stopped.wait(wait)
                    continue
                meaning = translated(error)
                if meaning is error:
                    raise
                raise meaning from error
        raise AssertionError("unreachable")

    def _once(self, work: Callable[[Unit], T]) -> T:
        with self._engine.begin() as connection:
            unit = self._unit(connection)
            result = work(unit)
            unit.finish()
        return result
