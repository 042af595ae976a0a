# SPDX-License-Identifier: MIT
"""How the PDF of an invoice looks, as far as a company chooses it."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from lightar_desktop.domain.address import header_safe
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.writing import undisguised

FOOTER_LINES: Final = 3
FOOTER_LENGTH: Final = 110  # characters of a line that fit the page
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

_Choice = TypeVar("_Choice", bound=StrEnum)


class LogoPlace(StrEnum):
    """Where the logo, or the name of a company without one, stands."""

    LEFT = "left"
    RIGHT = "right"
    NONE = "none"


class PageSize(StrEnum):
    """The paper it is printed on."""

    A4 = "a4"
    LETTER = "letter"


class Column(StrEnum):
    """Columns of the table of lines that may be left out; the others always stand."""

    POSITION = "position"
    UNIT = "unit"
    PRICE = "price"
    DISCOUNT = "discount"
    VAT = "vat"


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The choices of one invoice template. `colour` is empty for the company's own."""

    logo: LogoPlace = LogoPlace.LEFT
    colour: str = ""
    hidden: frozenset[Column] = frozenset()
    footer: tuple[str, ...] = ()
    bank_details: bool = True
    page: PageSize = PageSize.A4

    def shows(self, column: Column) -> bool:
        """Whether the table has this column."""
        return column not in self.hidden

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps this layout from being used, by field."""
        found = []
        if self.colour and not _COLOUR.fullmatch(self.colour):
            found.append(Problem("bad_colour", "colour", {"colour": self.colour}))
        if len(self.footer) > FOOTER_LINES:
            found.append(Problem("footer_lines", "footer", {"most": str(FOOTER_LINES)}))
        if any(len(line) > FOOTER_LENGTH for line in self.footer):
            found.append(Problem("footer_length", "footer", {"most": str(FOOTER_LENGTH)}))
        if not all(header_safe(line) and line == undisguised(line) for line in self.footer):
            found.append(Problem("footer_control", "footer"))
        return tuple(found)

    def to_json(self) -> str:
        """This layout as compact JSON."""
        return json.dumps(self.to_values(), ensure_ascii=False, separators=(",", ":"))

    def to_values(self) -> dict[str, object]:
        """This layout as values for JSON."""
        return {
            "logo": self.logo.value,
            "colour": self.colour,
            "hidden": sorted(self.hidden),
            "footer": list(self.footer),
            "bank_details": self.bank_details,
            "page": self.page.value,
        }

    @classmethod
    def from_json(cls, text: str) -> "PageLayout":
        """The layout that `to_json` wrote."""
        return cls.from_values(json.loads(text or "{}"))

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "PageLayout":
        """The layout in `values`. What they lack, or what only a later version of the program
        knows, is as usual.
        """
        hidden = {str(name) for name in values.get("hidden", ())}
        return cls(
            _choice(values.get("logo"), LogoPlace.LEFT),
            str(values.get("colour", "")),
            frozenset(column for column in Column if column in hidden),
            tuple(map(str, values.get("footer", ()))),
            bool(values.get("bank_details", True)),
            _choice(values.get("page"), PageSize.A4),
        )


USUAL: Final = PageLayout()


def _choice(value: Any, usual: _Choice) -> _Choice:
    try:
        return type(usual)(value)
    except ValueError:
        return usual
