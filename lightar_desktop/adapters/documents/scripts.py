# SPDX-License-Identifier: MIT
"""The alphabets that Inter lacks, read when a character of theirs is first printed.

Each script is one file of many small parts (made by packaging/make_script_fonts.py) and an index.
Reading the index costs some milliseconds, a part a fraction of one; a process that prints only
Latin reads neither.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from lightar_desktop.adapters.documents import parts
from lightar_desktop.adapters.documents.parts import Part
from lightar_desktop.paths import resource

# First and last character of a script's blocks, its file, and the letter that its parts are named
# with in a PDF. Hebrew, Arabic and Thai have a bold face, the others are thickened.
_BLOCKS = (
    (0x0590, 0x05FF, "hebrew", "H"),
    (0x0600, 0x08FF, "arabic", "A"),
    (0x0E00, 0x0E7F, "thai", "T"),
    (0x3000, 0x312F, "kana", "K"),
    (0x3130, 0x318F, "hangul", "G"),
    (0x31A0, 0x33FF, "kana", "K"),
    (0x3400, 0x9FFF, "han", "C"),
    (0xE000, 0xE007, "arabic", "A"),  # see parts.ALEFS
    (0xE008, 0xE008, "hebrew", "H"),
    (0xE009, 0xE009, "arabic", "A"),
    (0xAC00, 0xD7A3, "hangul", "G"),
    (0xFA0E, 0xFA29, "han", "C"),
    (0xFB1D, 0xFB4F, "hebrew", "H"),
    (0xFB50, 0xFDFF, "arabic", "A"),
    (0xFE30, 0xFE4F, "kana", "K"),
    (0xFE70, 0xFEFC, "arabic", "A"),
    (0xFF00, 0xFFEF, "kana", "K"),
    (0x20000, 0x2FFFF, "han", "C"),
)
# What is read from the right has a space of its own, under a private character.
_SPACES = {"hebrew": "\ue008", "arabic": "\ue009"}
_BETWEEN = re.compile(
    "(?<=[\u0590-\u05ff\ufb1d-\ufb4f])(?P<hebrew> )(?=[\u0590-\u05ff\ufb1d-\ufb4f])"
    "|(?<=[\ue000-\ue007\u0600-\u08ff\ufb50-\ufefc])(?P<arabic> )"
    "(?=[\ue000-\ue007\u0600-\u08ff\ufb50-\ufefc])"
)
_TWO_WEIGHTS = {"hebrew", "arabic", "thai"}
# How a country writes the ideographs that have the same code everywhere: file and letter.
_HAN = {"ja": ("han-ja", "J"), "hant": ("han-hant", "W")}


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """What is drawn for a character."""

    part: Part
    code: str
    width: int
    thin: bool = False  # there is no bold one


class Script:
    """One file of parts, and where marks hang on its letters."""

    def __init__(self, file: str, letter: str) -> None:
        self._file = resource("fonts") / f"noto-{file}.cff.z"
        self._letter = letter
        self._measures = json.loads(
            self._file.with_name(f"noto-{file}.json").read_text(encoding="utf-8")
        )
        self._described: list[dict[str, Any]] = self._measures["parts"]
        self._parts: dict[int, Part] = {}
        self._places = {
            char: (number, place)
            for number, part in enumerate(self._described)
            for place, char in enumerate(part["characters"])
        }
        self.points: dict[str, dict[str, list[int]]] = self._measures.get("points", {})
        self.marks: dict[str, dict[str, list[int]]] = self._measures.get("marks", {})

    def glyph(self, char: str, *, thin: bool) -> Glyph | None:
        """What is drawn for `char`, if the script has it."""
        if char not in self._places:
            return None
        number, place = self._places[char]
        part = self._parts.get(number) or self._read(number)
        widths = self._described[number]["widths"]
        width = widths if isinstance(widths, int) else widths[place]
        return Glyph(part, part.codes[char], width, thin)

    def _read(self, number: int) -> Part:
        start = sum(part["size"] for part in self._described[:number])
        with self._file.open("rb") as file:
            file.seek(start)
            program = file.read(self._described[number]["size"])
        part = parts.made(
            f"{self._letter}{number}", self._measures, self._described[number], program
        )
        # Two threads may read the same part; both get the same one.
        return self._parts.setdefault(number, part)


@cache
def _script(file: str, letter: str) -> Script:
    return Script(file, letter)


def _files(char: str, weight: str, han: str) -> list[tuple[str, str]]:
    """The files that may have `char`, the best first, each with its letter."""
    code = ord(char)
    for first, last, script, letter in _BLOCKS:
        if first <= code <= last:
            if script in _TWO_WEIGHTS:
                mark = letter if weight == "regular" else letter.lower()
                return [(f"{script}-{weight}", mark)]
            own = [_HAN[han]] if script == "han" and han in _HAN else []
            return [*own, (script, letter)]
    return []


def spaced(text: str) -> str:
    """`text` (in visual order) with spaces of the script between words of one script.

    Its words are one run then, which readers turn round as a whole.
    """
    return _BETWEEN.sub(lambda found: _SPACES[str(found.lastgroup)], text)


def glyph(char: str, weight: str, han: str) -> Glyph | None:
    """What is drawn for `char`; None when no script has it.

    `han` says whose ideographs are wanted: `ja` Japan's, `hant` Taiwan's, else China's.
    """
    for file, letter in _files(char, weight, han):
        thin = weight == "bold" and not file.endswith(weight)
        found = _script(file, letter).glyph(char, thin=thin)
        if found is not None:
            return found
    return None


def offset(letter: str, mark: str, weight: str) -> tuple[int, int] | None:
    """Where `mark` stands from where `letter` (or the mark it rides on) stands, in thousandths."""
    for file, script_letter in _files(mark, weight, ""):
        script = _script(file, script_letter)
        points = script.points.get(letter, {})
        for kind, (x, y) in script.marks.get(mark, {}).items():
            if kind in points:
                return points[kind][0] - x, points[kind][1] - y
    return None
