# SPDX-License-Identifier: MIT
"""What the program reaches, measured beside the straightforward way of doing the same.

Nothing here is asserted in the test suite: absolute times say little on a shared machine, so both
ways run in turns and their ratio counts.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table `python -m tests.benchmarks` prints."""

    quantity: str
    product: str
    yardstick: str  # what the straightforward way, or the limit, gives
    ratio: float | None
    goal: str
    reached: bool | None  # None where there is no goal
