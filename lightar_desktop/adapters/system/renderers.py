# SPDX-License-Identifier: MIT
"""Processes for work that computes: the window's process only waits for their answers.

This is the only place where processes are made. What runs here is an importable, pure function of
one picklable argument; so a job can be repeated when its process died, and nothing is lost.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

A = TypeVar("A")
T = TypeVar("T")

_SHARED_TRIES = 2
_PATIENCE = 1.0  # seconds a process may take to end by itself


def nothing() -> None:
    """The preparation of a process that needs none."""


def size_for(cores: int) -> int:
    """How many processes to use on a machine with so many cores.

    One core stays for the window and the mail, except that two cores get two processes: these are
    polite (nice 10), and the second one makes a batch up to twice as fast.
    """
    return max(1, min(4, max(2, cores - 1), cores))


def _cores() -> int:
    # What this process may use, which in a container is less than what the machine has.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Renderers:
    """A small pool of spawned processes, started when first needed.

    A job whose process died is tried again in a new pool, and the last time alone in a process of
    its own: a job that kills its process takes no other with it.
    """

    def __init__(self, preload: Callable[[], None] = nothing, size: int | None = None) -> None:
        self._preload = preload
        self.size = size or size_for(_cores())
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._alone: ThreadPoolExecutor | None = None
        self._running: set[ProcessPoolExecutor] = set()
        self._closed = False
        _before_exit(self.close)

    def warm_up(self) -> None:
        """Start the processes and let them load what they need, without waiting for them."""
        for _ in range(self.size):
            self.submit(_nothing_with, None)

    def submit(self, function: Callable[[A], T], argument: A) -> "Future[T]":
        """Run `function(argument)` in another process."""
        answer: Future[T] = Future()
        self._try(answer, function, argument, _SHARED_TRIES)
        return answer

    def run(self, function: Callable[[A], T], argument: A) -> T:
        """The same, waiting for the result."""
        return self.submit(function, argument).result()

    def close(self) -> None:
        """End the processes now; jobs not done are cancelled. May be called twice."""
        with self._lock:
            self._closed = True
            pools, self._running = self._running, set()
            self._pool = None
            alone, self._alone = self._alone, None
        if alone is not None:
            alone.shutdown(wait=False, cancel_futures=True)
        for pool in pools:
            _end(pool)

    def _try(
        self, answer: "Future[T]", function: Callable[[A], T], argument: A, tries: int
    ) -> None:
        def finished(job: "Future[T]") -> None:
            if job.cancelled() or not isinstance(job.exception(), BrokenProcessPool):
                _hand_over(job, answer)
                return
            self._forget(pool)
            try:
                if tries > 1:
                    self._try(answer, function, argument, tries - 1)
                else:
                    self._try_alone(answer, function, argument)
            except RuntimeError:  # closed meanwhile
                answer.cancel()

        pool = self._started()
        try:
            job = pool.submit(function, argument)
        except BrokenProcessPool:  # it broke while idle: nothing of this job was done
            self._forget(pool)
            pool = self._started()
            job = pool.submit(function, argument)
        job.add_done_callback(finished)

    def _try_alone(self, answer: "Future[T]", function: Callable[[A], T], argument: A) -> None:
        with self._lock:
            if self._closed:
                raise RuntimeError("the renderers are closed")
            if self._alone is None:
                # One at a time, or a hundred repeated jobs would start a hundred processes.
                self._alone = ThreadPoolExecutor(1, thread_name_prefix="lone renderer")
            lone = self._alone.submit(self._run_alone, function, argument)
        lone.add_done_callback(lambda job: _hand_over(job, answer))

    def _run_alone(self, function: Callable[[A], T], argument: A) -> T:
        pool = self._new_pool(1)
        try:
            return pool.submit(function, argument).result()
        finally:
            with self._lock:
                self._running.discard(pool)
            pool.shutdown(wait=False)

    def _started(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is not None:
                return self._pool
        pool = self._new_pool(self.size)
        with self._lock:
            if self._pool is None:
                self._pool = pool
            return self._pool

    def _new_pool(self, size: int) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(
            size, get_context("spawn"), initializer=_begin, initargs=(self._preload,)
        )
        with self._lock:
            if self._closed:
                raise RuntimeError("the renderers are closed")
            self._running.add(pool)
        return pool

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        """Leave a broken pool to itself; only the first of its jobs to notice does anything."""
        with self._lock:
            self._running.discard(pool)
            if self._pool is pool:
                self._pool = None


class InlineRenderers:
    """Stands in for `Renderers` in tests: runs everything at once, in the caller's thread."""

    def warm_up(self) -> None:
        """Nothing has to be started."""

    def submit(self, function: Callable[[A], T], argument: A) -> "Future[T]":
        """Run `function(argument)` here and now."""
        answer: Future[T] = Future()
        try:
            answer.set_result(function(argument))
        except Exception as error:  # noqa: BLE001  a future carries any error to whoever asks
            answer.set_exception(error)
        return answer

    def run(self, function: Callable[[A], T], argument: A) -> T:
        """The same."""
        return function(argument)

    def close(self) -> None:
        """Nothing has to be ended."""


def _hand_over(job: "Future[T]", answer: "Future[T]") -> None:
    """Give the job's outcome to whoever waits for the answer."""
    if job.cancelled():
        answer.cancel()
    elif answer.set_running_or_notify_cancel():
        error = job.exception()
        if error is None:
            answer.set_result(job.result())
        else:
            answer.set_exception(error)


def _begin(preload: Callable[[], None]) -> None:
    """First thing in a new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the main process's to handle
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    preload()


def _end_with_parent() -> None:
    """Leave with the program, also when it was killed.

    Linux's death signal will not do: it comes already when the thread that started us ends.
    """
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _nothing_with(_: None) -> None:
    """A job that only needs a process to be there."""


def _end(pool: ProcessPoolExecutor) -> None:
    processes = list((pool._processes or {}).values())  # noqa: SLF001  shutdown forgets them
    pool.shutdown(wait=False, cancel_futures=True)
    end = time.monotonic() + _PATIENCE
    for process in processes:
        process.join(max(0.0, end - time.monotonic()))
        if process.exitcode is None:
            process.kill()


def _before_exit(close: Callable[[], None]) -> None:
    """Have the processes ended before Python waits for their jobs, which may never end."""
    register = getattr(threading, "_register_atexit", None)
    if register is not None:
        register(close)
