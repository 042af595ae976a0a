# SPDX-License-Identifier: MIT
"""What an import is asked for, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing.mapping import Columns
from lightar_desktop.services.ports.files import SourceTable
from lightar_desktop.services.ports.importing import WrongRow

SHOWN = 1_000  # wrong rows that are kept to be looked at; all of them go to the file
Stopping = Callable[[], bool]  # whether somebody wants it to end
Progress = Callable[[int, int], None]  # rows done, and of how many


@dataclass(frozen=True, slots=True)
class ImportCommand:
    """Import a table, its columns read as they are mapped."""

    kind: ImportKind
    table: SourceTable
    columns: Columns
    tax_rate: Decimal | None = None  # of lines and products that name none
    month_first: bool | None = None  # how days are read that could be read in two ways
    decimal_mark: str = ""  # what stands before the decimals; empty leaves it to the columns
    errors: Path | None = None  # where wrong rows are written


@dataclass(slots=True)
class Course:
    """How far a piece of work has come; whoever watches may stop it."""

    done: int = 0
    total: int = 0
    stopping: bool = False

    def note(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def is_stopping(self) -> bool:
        return self.stopping


@dataclass(slots=True)
class Outcome:
    """Counts of an import or of its dry run. `wrong` are records that are not taken over."""

    kind: ImportKind
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    wrong_rows: int = 0
    first_wrong: list[WrongRow] = field(default_factory=list)
    errors: Path | None = None
    import_id: int | None = None
    cancelled: bool = False

    @property
    def to_do(self) -> int:
        """How many records are, or would be, written."""
        return self.new + self.changed

    @property
    def words(self) -> str:
        """`12 new, 3 changed, 40 unchanged, 2 wrong`."""
        parts = (
            (self.new, "new"),
            (self.changed, "changed"),
            (self.unchanged, "unchanged"),
            (self.wrong, "wrong"),
        )
        return ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing"

    @property
    def first_reason(self) -> str:
        """Why the first of the wrong rows is wrong; empty when none is."""
        return (
            f"Row {one.row}: {one.reason}." if (one := next(iter(self.first_wrong), None)) else ""
        )


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did, and which ids it left as they are."""

    import_id: int
    kind: ImportKind
    gone: int
    left: tuple[int, ...]
