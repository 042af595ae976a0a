# SPDX-License-Identifier: MIT
"""Undo and redo over whole snapshots: what was is kept, never computed back."""

from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_MOST: Final = 500  # steps kept


@dataclass(frozen=True, slots=True)
class History(Generic[T]):
    """What something is now, was before, and would be again. `place` is what the last edit was
    about: edits of one place that follow each other are one step.
    """

    now: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()
    place: str = ""

    def edited(self, now: T, place: str = "") -> "History[T]":
        """After an edit; one that changes nothing is none."""
        if now == self.now:
            return self
        if place and place == self.place and self.past:
            return replace(self, now=now, future=())
        return History(now, (*self.past, self.now)[-_MOST:], (), place)

    def undone(self) -> "History[T]":
        """One step back, if there is one."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redone(self) -> "History[T]":
        """One step on, if there is one."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])

    def settled(self) -> "History[T]":
        """The same; the next edit is a step of its own."""
        return replace(self, place="")
