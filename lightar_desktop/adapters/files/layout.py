# SPDX-License-Identifier: MIT
"""How a CSV file is laid out: its delimiter, and the row that holds the headings."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from lightar_desktop.domain.importing.amounts import EXACT, is_number
from lightar_desktop.domain.importing.choices import DELIMITERS
from lightar_desktop.domain.importing.days import DateOrder, day
from lightar_desktop.domain.importing.reasons import CellError

LOOKED_AT: Final = 100  # rows
_LONGEST_HEADING: Final = 80


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter that cuts these first lines of a file into the most even rows."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0][4]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        score = _evenness(lines, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """The share of rows of the usual width, and that width; nothing if there is one column."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        rows = [line.split(delimiter) for line in lines]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return round(count / len(rows), 1), width


def header_row(rows: Iterable[Sequence[str]]) -> int:
    """The position of the headings among the first rows: not titles above, not figures below."""
    first = list(islice(rows, LOOKED_AT))
    filled = [sum(1 for cell in row if cell.strip()) for row in first]
    usual = Counter(count for count in filled if count)
    if not usual:
        return 0
    width = max(usual.items(), key=lambda item: (item[1], item[0]))[0]
    for position, row in enumerate(first[:30]):
        if filled[position] >= max(1, width * 0.6) and _is_heading(row):
            return position
    return next(position for position, count in enumerate(filled) if count)


def _is_heading(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(set(cells)) >= len(cells) * 0.6 and not any(map(_is_value, cells))


def _is_value(cell: str) -> bool:
    if cell.startswith(EXACT) or len(cell) > _LONGEST_HEADING or "@" in cell:
        return True
    if is_number(cell):
        return True
    try:
        day(cell, DateOrder.DAY_FIRST)
    except CellError:
        return False
    return True


def headings(row: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for every column: what stands above it, made unique, or its position."""
    found: list[str] = []
    for position in range(width):
        text = " ".join(row[position].split()) if position < len(row) else ""
        name = text.removeprefix(EXACT) or f"Column {position + 1}"
        again = 2
        unique = name
        while unique in found:
            unique = f"{name} ({again})"
            again += 1
        found.append(unique)
    return tuple(found)
