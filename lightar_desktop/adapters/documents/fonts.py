# SPDX-License-Identifier: MIT
"""The typeface of the documents, embedded as it lies in resources/fonts.

ReportLab subsets a TrueType font anew for every document, which takes most of the time and is not
safe in threads. Here a face consists of fixed parts by alphabet, cut and deflated once by
packaging/make_fonts.py; a document carries a byte-for-byte copy of the parts it uses. The alphabets
of Europe are Inter's and always there; scripts.py adds the others when they are met.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics

from lightar_desktop.adapters.documents import parts, scripts
from lightar_desktop.adapters.documents.parts import Part
from lightar_desktop.adapters.documents.scripts import Glyph
from lightar_desktop.adapters.documents.writing import REPLACEMENT, visual
from lightar_desktop.paths import resource

_NIKHAHIT, _SARA_AM = "\u0e4d", "\u0e33"


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one part, as hex digits; a mark that hangs on a letter is a run by itself."""

    part: Part
    codes: str
    thin: bool = False  # drawn by a face it is too thin for
    back: int = 0  # thousandths to go back before it and forward after it
    rise: int = 0  # and up


class Cluster:
    """A letter and the marks on it. A mark rides on another where the font says how."""

    def __init__(self, letter: str, advance: int, weight: str) -> None:
        self.advance = advance
        self._weight = weight
        self._carriers = [(letter, 0, 0)]

    def lay(self, mark: str) -> tuple[int, int]:
        """Where `mark` goes, from where the letter stands."""
        place = self.advance, 0
        for carrier, x, y in reversed(self._carriers):
            found = scripts.offset(carrier, mark, self._weight)
            if found is not None:
                place = x + found[0], y + found[1]
                break
        self._carriers.append((mark, *place))
        return place


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """`runs`, those put together that follow one another in one part."""
    last: Run | None = None
    for run in runs:
        plain = not run.back and not run.rise
        if last is not None and plain and run.part is last.part and not last.back | last.rise:
            last = replace(last, codes=last.codes + run.codes)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


class Face:
    """A face that ReportLab's canvas can use like any other, without state per document."""

    _multiByte = 1
    _dynamicFont = 1
    shapable = False
    builtIn = 0

    def __init__(self, file: Path, letter: str, weight: str) -> None:
        measures = json.loads(file.read_text(encoding="ascii"))
        self.fontName = self.name = measures["name"]
        self.face = self  # what ReportLab asks for ascent and descent
        self.ascent: int = measures["ascent"]
        self.descent: int = measures["descent"]
        self.widths: dict[str, int] = {}
        self.parts = tuple(
            self._part(measures, number, f"{letter}{number}", file)
            for number in range(len(measures["parts"]))
        )
        self.first = self.parts[0]
        self._weight = weight
        self._home = {char: part for part in reversed(self.parts) for char in part.codes}
        self._met: dict[tuple[str, str], Glyph] = {}  # characters of other scripts

    def _part(self, measures: dict[str, Any], number: int, name: str, file: Path) -> Part:
        data = measures["parts"][number]
        self.widths |= dict(zip(data["characters"], data["widths"], strict=True))
        for char, glyph in data["alike"].items():
            self.widths[char] = data["widths"][glyph - 1]
        program = file.with_name(f"{file.stem}-{data['name']}.cff.z").read_bytes()
        return parts.made(name, measures, data, program)

    def width(self, text: str, size: float) -> float:
        """How wide `text` is in points."""
        try:
            return sum(map(self.widths.__getitem__, text)) * size / 1000
        except KeyError:
            return sum(map(self._width, visual(text))) * size / 1000

    def _width(self, char: str) -> int:
        known = self.widths.get(char)
        return self._glyph(char, "").width if known is None else known

    def runs(self, text: str, han: str = "") -> Iterator[Run]:
        """`text` (in visual order) in pieces; boxes for what no part has."""
        home = self._home
        for part, run in groupby(scripts.spaced(text), key=home.get):
            if part is None:
                yield from _merged(self._other_runs("".join(run), han))
            else:
                yield Run(part, "".join(map(part.codes.__getitem__, run)))

    def _glyph(self, char: str, han: str) -> Glyph:
        found = self._met.get((char, han))
        if found is None:
            found = scripts.glyph(char, self._weight, han)
            if found is None:
                found = Glyph(self.first, self.first.codes[REPLACEMENT], self.widths[REPLACEMENT])
            self._met[char, han] = found
        return found

    def _other_runs(self, text: str, han: str) -> Iterator[Run]:
        """Characters that Inter lacks, marks laid on the letters before them."""
        cluster = Cluster("", 0, self._weight)
        for place, char in enumerate(text):
            glyph = self._glyph(char, han)
            if glyph.width or not unicodedata.category(char).startswith("M"):
                cluster = Cluster(char, glyph.width, self._weight)
                yield Run(glyph.part, glyph.code, glyph.thin)
                continue
            if text[place + 1 : place + 2] == _SARA_AM:  # whose ring comes below a tone
                cluster.lay(_NIKHAHIT)
            x, y = cluster.lay(char)
            yield Run(glyph.part, glyph.code, glyph.thin, cluster.advance - x, y)

    # The names ReportLab calls.

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:
        del encoding
        return self.width(text, size)

    def splitString(self, text: str, doc: Any, encoding: str = "utf8") -> list[tuple[int, bytes]]:
        del doc, encoding
        return [
            (self.parts.index(run.part), bytes.fromhex(run.codes))
            for run in self.runs(text)
            if run.part in self.parts
        ]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        part = self.parts[subset]
        part.embed(doc)
        doc.fontMapping[self.fontName] = "/" + part.name
        return "/" + part.name


@cache
def regular() -> Face:
    """The face of running text."""
    return _registered("inter-regular.json", "R", "regular")


@cache
def bold() -> Face:
    """The face of what stands out."""
    return _registered("inter-bold.json", "B", "bold")


def _registered(file: str, letter: str, weight: str) -> Face:
    face = Face(resource("fonts") / file, letter, weight)
    pdfmetrics.registerFont(face)
    return face
