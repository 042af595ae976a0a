# SPDX-License-Identifier: MIT
"""The machine: time, threads, processes and passwords."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

A = TypeVar("A")
T = TypeVar("T")


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait at most `seconds` for `event`; whether it was set."""


class Runner(Protocol):
    """Runs work on threads, at most `limit` at once; errors are reported, never lost."""

    limit: int

    def start(self, work: Callable[[], None]) -> None:
        """Run `work` soon on a free thread."""


class Renderers(Protocol):
    """Runs pure, importable functions in other processes, away from the window's lock."""

    def submit(self, function: Callable[[A], T], argument: A) -> Future[T]: ...

    def warm_up(self) -> None:
        """Have the processes ready before they are needed."""

    def close(self) -> None: ...


class Secrets(Protocol):
    """Passwords, kept by the operating system's keyring or only in memory."""

    @property
    def lasting(self) -> bool:
        """Whether secrets survive the end of the program."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


def today(clock: Clock, zone: str) -> date:
    """The day it is now in the IANA zone `zone`."""
    return clock.now().astimezone(ZoneInfo(zone)).date()
