# SPDX-License-Identifier: MIT
"""Threads for the fronts without a window."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from lightar_desktop.services.ports import StorageError

_log = logging.getLogger(__name__)


class ThreadRunner:
    """At most `limit` threads, started as they are needed and ended when idle.

    What a piece of work raises is logged as a bug and kept as `failure` for whoever waits.
    """

    def __init__(self, limit: int, name: str) -> None:
        self.limit = limit
        self.failure: BaseException | None = None
        self._name = name
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._threads = 0

    def start(self, work: Callable[[], None]) -> None:
        """Run `work` soon on a free thread."""
        with self._lock:
            self._waiting.append(work)
            if self._threads == self.limit:
                return
            self._threads += 1
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._threads -= 1
                    return
                work = self._waiting.popleft()
            try:
                work()
            except StorageError as error:
                self.failure = error
                _log.info("Work stopped: %s", error)
            except Exception as error:  # noqa: BLE001 - kept for whoever waits, and logged
                self.failure = error
                _log.exception("Work on a background thread failed")
