# SPDX-License-Identifier: MIT
"""PySide6 6.12 on Python 3.11 loses a reference at every signal, and aborts after some hundreds.

A short test run survives that, so it is counted here: a new version of PySide6 that does it again
is not let in.
"""

import gc
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

OFTEN = 300
NOISE = 50  # other threads, pytest's own work


class Bell(QObject):
    rung = Signal(bool)


class Nothing(QRunnable):
    def run(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _calm() -> Iterator[None]:
    """What other tests left behind is not cleared away while references are counted."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def references() -> dict[object, int]:
    return {value: sys.getrefcount(value) for value in (True, None)}


def lost(before: dict[object, int]) -> dict[object, int]:
    now = references()
    return {value: before[value] - now[value] for value in before}


def test_a_signal_keeps_the_references_it_carries() -> None:
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(lambda value: heard.append(int(value)))
    before = references()
    for _ in range(OFTEN):
        bell.rung.emit(True)
    assert len(heard) == OFTEN
    assert max(lost(before).values()) < NOISE


def test_a_runnable_keeps_the_references_it_returns() -> None:
    pool = QThreadPool()
    before = references()
    for _ in range(OFTEN):
        pool.start(Nothing())
    assert pool.waitForDone(10_000)
    assert max(lost(before).values()) < NOISE
