# SPDX-License-Identifier: MIT
"""Which numbers of a series are there, and which are missing between the first and the last.

Numbers are given without gaps, so a missing one asks for an explanation; a void one has its reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lightar_desktop.domain.numbering import NumberSeries


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Whole numbers without a gap, both ends included."""

    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class VoidNumber:
    """A number whose invoice was voided, and why."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class NumberUse:
    """What a series' numbers of one period are used for, as stored.

    `given` is the last number that the counter gave; `runs` are those that invoices carry.
    """

    series: NumberSeries
    period: int
    given: int
    runs: tuple[Run, ...]
    voids: tuple[VoidNumber, ...] = ()
    credit_notes: int = 0

    def text(self, number: int) -> str:
        """How `number` is printed."""
        start, end = self.series.around(self.period)
        return f"{start}{self.series.digits(number)}{end}"


@dataclass(frozen=True, slots=True)
class MissingNumbers:
    """Neighbouring numbers that no invoice carries."""

    first: str
    last: str
    count: int

    def __str__(self) -> str:
        return self.first if self.count == 1 else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class GapReport:
    """One series in one year; `year` is None where it never starts again."""

    series: str
    year: int | None
    start: int  # where its numbers begin; usually 1
    first: str
    last: str
    count: int
    missing: tuple[MissingNumbers, ...]
    voids: tuple[VoidNumber, ...]
    credit_notes: int

    @property
    def missing_count(self) -> int:
        return sum(gap.count for gap in self.missing)


def missing(runs: Iterable[Run], given: int) -> tuple[Run, ...]:
    """The gaps between the runs, and up to the number `given` last."""
    gaps: list[Run] = []
    last: int | None = None
    for run in sorted(runs):
        if last is not None and run.first > last + 1:
            gaps.append(Run(last + 1, run.first - 1))
        last = run.last if last is None else max(last, run.last)
    after = 0 if last is None else last
    if given > after:
        gaps.append(Run(after + 1, given))
    return tuple(gaps)


def report(use: NumberUse) -> GapReport | None:
    """What there is to say about a period; None when it has not begun."""
    gaps = missing(use.runs, use.given)
    if not use.runs and not gaps:
        return None
    every = (*use.runs, *gaps)
    start = min(run.first for run in every)
    return GapReport(
        series=use.series.name,
        year=use.period or None,
        start=start,
        first=use.text(start),
        last=use.text(max(run.last for run in every)),
        count=sum(run.count for run in use.runs),
        missing=tuple(
            MissingNumbers(use.text(gap.first), use.text(gap.last), gap.count) for gap in gaps
        ),
        voids=use.voids,
        credit_notes=use.credit_notes,
    )
