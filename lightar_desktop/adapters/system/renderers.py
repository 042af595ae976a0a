# SPDX-License-Identifier: MIT
"""Processes for work that computes: the window's process only waits for their answers.

This is the only place where processes are made. What runs here is an importable, pure function of
one picklable argument; so a job can be repeated when its process died, and nothing is lost.
"""

import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

A = TypeVar("A")
T = TypeVar("T")

_SHARED_TRIES = 2
_TOGETHER = 8  # jobs that travel to a process together when many wait
_PATIENCE = 1.0  # seconds a process may take to end by itself
_CLOSED = "the renderers are closed"

_Outcome = tuple[Any, BaseException | None]


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


@dataclass(frozen=True, slots=True)
class _Job:
    """A function to be called elsewhere, and the promise of what it returns."""

    function: Callable[[Any], Any]
    argument: Any
    answer: "Future[Any]"
    tries: int = _SHARED_TRIES


class Renderers:
    """A small pool of spawned processes, started when first needed.

    What waits while the processes are busy travels together: handing a process one job at a time
    costs this process a quarter of what the job itself costs the other.

    A job whose process died is tried again in a new pool, and the last time alone in a process of
    its own: a job that kills its process takes no other with it.
    """

    def __init__(self, preload: Callable[[], None] = nothing, size: int | None = None) -> None:
        self._preload = preload
        self.size = size or size_for(_cores())
        self._lock = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._under_way = 0
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
        with self._lock:
            if self._closed:
                raise RuntimeError(_CLOSED)
            self._waiting.append(_Job(function, argument, answer))
        self._hand_out()
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
            waiting, self._waiting = self._waiting, deque()
        for job in waiting:
            job.answer.cancel()
        if alone is not None:
            alone.shutdown(wait=False, cancel_futures=True)
        for pool in pools:
            _end(pool)

    def _hand_out(self) -> None:
        """Give the processes what waits: each has a bundle to do and one to go on with."""
        while bundle := self._next_bundle():
            try:
                self._start(bundle)
            except RuntimeError:  # closed meanwhile
                for job in bundle:
                    job.answer.cancel()

    def _next_bundle(self) -> list[_Job]:
        with self._lock:
            if self._under_way >= 2 * self.size:
                return []
            count = min(_TOGETHER, len(self._waiting))
            self._under_way += bool(count)
            return [self._waiting.popleft() for _ in range(count)]

    def _start(self, bundle: list[_Job]) -> None:
        calls = [(job.function, job.argument) for job in bundle]
        pool = self._started()
        try:
            done = pool.submit(_call_all, calls)
        except BrokenProcessPool:  # it broke while idle: nothing of these jobs was done
            self._forget(pool)
            pool = self._started()
            done = pool.submit(_call_all, calls)
        done.add_done_callback(lambda outcomes: self._finished(pool, bundle, outcomes))

    def _finished(
        self, pool: ProcessPoolExecutor, bundle: list[_Job], done: "Future[list[_Outcome]]"
    ) -> None:
        with self._lock:
            self._under_way -= 1
        error = None if done.cancelled() else done.exception()
        if done.cancelled():
            for job in bundle:
                job.answer.cancel()
        elif isinstance(error, BrokenProcessPool):
            self._forget(pool)
            for job in bundle:
                self._repeat(job)
        elif error is not None:  # an argument or answer could not travel; alone we see whose
            for job in bundle:
                self._try_alone(job)
        else:
            for job, (value, failure) in zip(bundle, done.result(), strict=True):
                _keep_promise(job.answer, value, failure)
        self._hand_out()

    def _repeat(self, job: _Job) -> None:
        if job.tries > 1:
            with self._lock:
                self._waiting.append(replace(job, tries=job.tries - 1))
        else:
            self._try_alone(job)

    def _try_alone(self, job: _Job) -> None:
        with self._lock:
            if self._closed:
                job.answer.cancel()
                return
            if self._alone is None:
                # One at a time, or a hundred repeated jobs would start a hundred processes.
                self._alone = ThreadPoolExecutor(1, thread_name_prefix="lone renderer")
            lone = self._alone.submit(self._run_alone, job.function, job.argument)
        lone.add_done_callback(lambda done: _hand_over(done, job.answer))

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
                raise RuntimeError(_CLOSED)
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


def _call_all(calls: Sequence[tuple[Callable[[Any], Any], Any]]) -> list[_Outcome]:
    """In the other process: what each call returned or raised; one's error spoils no other."""
    return [_outcome(function, argument) for function, argument in calls]


def _outcome(function: Callable[[A], T], argument: A) -> _Outcome:
    try:
        return function(argument), None
    except Exception as error:  # noqa: BLE001  raised again where the answer is waited for
        error.add_note("".join(traceback.format_exception(error)))
        return None, error


def _hand_over(job: "Future[T]", answer: "Future[T]") -> None:
    """Give the outcome of a job that ran alone to whoever waits for the answer."""
    if job.cancelled():
        answer.cancel()
    else:
        error = job.exception()
        _keep_promise(answer, None if error else job.result(), error)


def _keep_promise(answer: "Future[Any]", value: object, error: BaseException | None) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    if error is None:
        answer.set_result(value)
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
