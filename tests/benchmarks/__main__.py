# SPDX-License-Identifier: MIT
"""Prints what was reached: python -m tests.benchmarks [names...] [--quick].

Ratios are of medians, both ways in turns. Absolute numbers depend on the machine; the two figures
above the table, its disk and its idle timer, say what kind it is.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks import Row
from tests.benchmarks.subjects import SUBJECTS

WIDTHS = (48, 14, 40, 9, 20, 3)


def main() -> None:
    """Run what was asked for and print a line as soon as it is known."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__.split("\n")[0])
    asked.add_argument("names", nargs="*", metavar="name", help=", ".join(SUBJECTS))
    asked.add_argument("--quick", action="store_true", help="smaller and fewer, in minutes")
    given = asked.parse_args()
    if unknown := set(given.names) - set(SUBJECTS):
        asked.error(f"there is no benchmark called {', '.join(sorted(unknown))}")
    print(f"fsync p50 {fsync_ms():.2f} ms, idle timer p99 {timer_late_ms():.2f} ms late")
    line("quantity", "product", "yardstick or limit", "ratio", "goal", "")
    for name in given.names or SUBJECTS:
        for row in SUBJECTS[name](given.quick):
            show(row)


def show(row: Row) -> None:
    """One result."""
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    reached = {True: "yes", False: "NO", None: ""}[row.reached]
    line(row.quantity, row.product, row.yardstick, ratio, row.goal, reached)


def line(*cells: str) -> None:
    """Cells under one another."""
    words = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    print(" ".join(words).rstrip(), flush=True)


def fsync_ms(times: int = 100) -> float:
    """How long this disk takes to be sure of a page, in the middle."""
    took = []
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "page").open("wb") as file:
        for _ in range(times):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def timer_late_ms(times: int = 200) -> float:
    """How late a thread wakes that wanted to sleep for 5 ms, at worst but one in a hundred."""
    late = []
    for _ in range(times):
        began = time.perf_counter()
        time.sleep(0.005)
        late.append((time.perf_counter() - began) * 1000 - 5)
    return sorted(late)[int(times * 0.99)]


if __name__ == "__main__":
    main()
