# SPDX-License-Identifier: MIT
"""The number-gap report: which invoice numbers are missing or void, per series and year."""

from dataclasses import dataclass

from lightar_desktop.domain.number_gaps import GapReport, report
from lightar_desktop.services.ports import Reads


@dataclass(frozen=True, slots=True)
class OtherNumbers:
    """Numbers of a series that do not follow its pattern, so that no gap can be told."""

    series: str
    count: int


@dataclass(frozen=True, slots=True)
class NumberReport:
    """All series and years in use, and what could not be looked at."""

    rows: tuple[GapReport, ...]
    others: tuple[OtherNumbers, ...]

    @property
    def missing_count(self) -> int:
        return sum(row.missing_count for row in self.rows)


def number_report(reads: Reads) -> NumberReport:
    """Read the numbers in use and find the gaps. Takes a second for a million invoices."""
    uses = reads.numbers.used()
    numbered = reads.numbers.numbered()
    for use in uses:
        known = sum(run.count for run in use.runs)
        numbered[use.series.id] = numbered.get(use.series.id, 0) - known
    names = {series.id: series.name for series in reads.setup.series()}
    rows = (report(use) for use in uses)
    return NumberReport(
        rows=tuple(row for row in rows if row is not None),
        others=tuple(
            OtherNumbers(names.get(series_id, ""), count)
            for series_id, count in sorted(numbered.items())
            if count > 0
        ),
    )
