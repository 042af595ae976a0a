# SPDX-License-Identifier: MIT
"""Numbers as people and programs write them: 1.234,50 and 1,234.50 and (12) and € 5,-.

Whether a comma or a point stands before the decimals is decided for a whole column: `1.234` alone
cannot be told, but beside `12,50` it can.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lightar_desktop.domain.importing.reasons import CellError, shown

# Stands before a number that a spreadsheet holds as a number: it is read as it stands.
EXACT: Final = "\x1f"

_LONGEST: Final = 40
_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f'\u2019\u00b4_]+")
# Only what is known to be a currency is overlooked: 10O must not become 10.
_UNIT: Final = (
    r"(?:AED|AUD|BGN|BRL|CAD|CHF|CLP|CNY|CZK|DKK|EUR|GBP|HKD|HUF|ILS|INR|ISK|JPY|KRW|MUR|MXN|MYR"
    r"|NOK|NZD|PLN|RON|RSD|RUB|SAR|SEK|SGD|THB|TRY|UAH|USD|ZAR"
    r"|[Kk]r\.?|zł|Kč|Ft|S?Fr\.?|Rs\.?|R|лв\.?|(?:US|R|A|C|NZ|S|HK)?[$\u00a2-\u00a5\u20a0-\u20bf])"
)
_AROUND: Final = re.compile(rf"^{_UNIT}?(?P<number>[-+\d.,_\u2013\u2014]*?)(?:{_UNIT}|%)?$")
_FIGURES: Final = re.compile(r"\d[\d.,_]*|[.,]\d+")
_DASHED: Final = re.compile(r"[.,](?:-{1,2}|\u2013|\u2014)$")  # 100,- means nothing follows
_GROUPED: Final = re.compile(r"\d{1,3}(?:\x20\d{2,3})*\x20\d{3}")
_SIMPLE: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]{1,2})?")  # most are, and mean one thing only
_PLAIN: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Votes:
    """How many texts of a column show that their decimals stand after a comma, or a point."""

    comma: int = 0
    point: int = 0

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(self.comma + other.comma, self.point + other.point)

    @property
    def mark(self) -> str:
        """The mark that has more votes; empty when nothing speaks for either."""
        if self.comma == self.point:
            return ""
        return "," if self.comma > self.point else "."


def votes(texts: Iterable[str]) -> Votes:
    """What these texts of one column say about its decimal mark."""
    comma = point = 0
    for text in texts:
        mark = _own_mark(text)
        comma += mark == ","
        point += mark == "."
    return Votes(comma, point)


def number(text: str, mark: str) -> Decimal:
    """The number `text` means where `mark` stands before the decimals, or `CellError`."""
    if text.startswith(EXACT):
        return Decimal(text[1:])
    if _SIMPLE.fullmatch(text):
        return Decimal(text.replace(",", "."))
    sign, figures = _parts(text)
    own = _mark_of(figures)
    if not own and not mark and ("," in figures or "." in figures):
        raise CellError(f"{shown(text)} could be thousands or decimals")
    mark = own or mark or "."
    whole, found, decimals = figures.rpartition(mark)
    if not found:
        whole, decimals = figures, ""
    grouping = "," if mark == "." else "."
    whole = whole.replace(grouping, " ").replace("_", " ")
    if not _right(whole, decimals):
        raise CellError(f"{shown(text)} is not a number")
    figures = whole.replace(" ", "") or "0"
    return sign * Decimal(f"{figures}.{decimals}" if decimals else figures)


def is_number(text: str) -> bool:
    """Whether the text can be read as a number at all."""
    try:
        number(text, ".")
    except CellError:
        try:
            number(text, ",")
        except CellError:
            return False
    return True


def _right(whole: str, decimals: str) -> bool:
    if decimals and not _PLAIN.fullmatch(decimals):
        return False
    if not whole:
        return bool(decimals)
    return bool(_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole))


def _parts(text: str) -> tuple[int, str]:
    """Sign and figures of `text`, without currency, per cent sign and blanks."""
    if len(text) > _LONGEST:
        raise CellError(f"{shown(text)} is not a number")
    bare = _SPACES.sub("_", text.strip().replace("\u2212", "-"))
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    bare = _DASHED.sub("", bare)
    # The sign may stand before or behind the currency, or at the very end.
    for place in (0, 1):
        if bare[:1] in {"-", "+"} or bare[-1:] in {"-", "+"}:
            edge = bare[0] if bare[0] in "-+" else bare[-1]
            negative = negative or edge == "-"
            bare = (bare[1:] if bare[0] in "-+" else bare[:-1]).strip("_")
        if place == 0:
            around = _AROUND.match(bare)
            bare = around["number"] if around else bare
            bare = _DASHED.sub("", bare.strip("_"))
    if not _FIGURES.fullmatch(bare):
        raise CellError(f"{shown(text)} is not a number")
    return (-1 if negative else 1), bare


def _own_mark(text: str) -> str:
    """The decimal mark a text shows by itself; empty when it could be either."""
    if text.startswith(EXACT):
        return ""
    try:
        number(text, ".")  # 31.01.2026 is none
        return _mark_of(_parts(text)[1])
    except CellError:
        return ""


def _mark_of(figures: str) -> str:
    comma, point = figures.count(","), figures.count(".")
    if comma and point:
        return "," if figures.rfind(",") > figures.rfind(".") else "."
    if not comma and not point:
        return ""
    used, other = (",", ".") if comma else (".", ",")
    if comma + point > 1:
        return other
    before, _, after = figures.partition(used)
    return "" if len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0" else used
