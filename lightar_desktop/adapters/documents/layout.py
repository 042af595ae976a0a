# SPDX-License-Identifier: MIT
"""Measures of the page, and drawing on it.

All distances are points; `y` runs down from the upper edge. A `Sheet` gathers a page and hands it
to ReportLab's canvas in two pieces: shapes, then one text object. What users wrote reaches the
page only as glyph codes in hexadecimal, so nothing in it can be taken for an instruction.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from lightar_desktop.adapters.documents.fonts import Face, Run, bold, regular
from lightar_desktop.adapters.documents.parts import Part
from lightar_desktop.adapters.documents.writing import right_to_left, turned, visual
from lightar_desktop.domain.layout import PageSize

MM = 72 / 25.4
LEFT = 25 * MM
TOP = 16 * MM  # of pages after the first

INK = "#161b26"
GREY = "#5f6b7f"
HAIR = "#dfe3ea"
TINT = "#f4f6fa"
PALE = "#e4e8ef"

_KANA = re.compile("[\u3041-\u30ff]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a paper: its edges, where the footer begins, where to fold it."""

    width: float
    height: float
    right: float
    bottom: float
    last: float  # the base line of the page's number
    folds: tuple[float, float]


FRAMES = {
    PageSize.A4: Frame(210 * MM, 297 * MM, 190 * MM, 269 * MM, 289 * MM, (105 * MM, 210 * MM)),
    PageSize.LETTER: Frame(612, 792, 612 - 20 * MM, 792 - 28 * MM, 792 - 8 * MM, (264, 528)),
}


@lru_cache(maxsize=256)
def colour(value: str) -> str:
    """Red, green and blue as PDF wants them."""
    parts = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") or "0" for part in parts)


def accent(value: str, fallback: str = "#2f5bd7") -> str:
    """The company's colour, if it is one."""
    return value if _COLOUR.fullmatch(value) else fallback


@dataclass(frozen=True, slots=True)
class Style:
    """A face in a size and colour."""

    face: Face
    size: float
    ink: str = INK
    leading: float = 0.0

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.leading or self.size * 1.36

    def width(self, text: str) -> float:
        return self.face.width(text, self.size)


@lru_cache(maxsize=64)
def light(size: float, ink: str = INK, leading: float = 0.0) -> Style:
    """Running text."""
    return Style(regular(), size, ink, leading)


@lru_cache(maxsize=64)
def strong(size: float, ink: str = INK, leading: float = 0.0) -> Style:
    """Text that stands out."""
    return Style(bold(), size, ink, leading)


def _run(run: Run, style: Style) -> str:
    """The operators of one run, after which the pen stands where its advance ends."""
    font = f"/{run.part.name} {style.size:g} Tf"
    if run.back or run.rise:
        shown = (
            f"{run.rise * style.size / 1000:.2f} Ts [{run.back} <{run.codes}> {-run.back}] TJ 0 Ts"
        )
    else:
        shown = f"<{run.codes}> Tj"
    if run.thin:  # outlined in its own colour it looks bold
        weight = f"{style.size / 44:.2f} w {colour(style.ink)} RG"
        return f"{font} 2 Tr {weight} {shown} 0 Tr"
    return f"{font} {shown}"


_THAI_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def _told(text: str) -> str:
    """The operator that tells readers what the following glyphs say."""
    return f"/Span << /ActualText <FEFF{text.encode('utf-16-be').hex().upper()}> >> BDC"


class Sheet:
    """One page being drawn. `han` says whose ideographs it is written with, see scripts.py."""

    def __init__(self, frame: Frame, han: str = "") -> None:
        self.frame = frame
        self.han = han
        self._height = frame.height
        self._boxes: list[str] = []
        self._behind: list[str] = []
        self._shapes: list[str] = []
        self._texts: list[str] = []
        self._parts: set[Part] = set()
        self._style: Style | None = None
        self._images: list[tuple[str, str]] = []

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` with its base line beginning at (x, y)."""
        self._show(self._texts, f"1 0 0 1 {x:.2f} {self._height - y:.2f} Tm", text, style)

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` so that it ends at x."""
        self.text(x - style.face.width(text, style.size), y, text, style)

    def begun(self, x: float, y: float, text: str, style: Style, width: float) -> None:
        """Write `text` at the side of a column where its language begins a line."""
        if not text.isascii() and turned(text) and right_to_left(text):
            self.right(x + width, y, text, style)
        else:
            self.text(x, y, text, style)

    def lines(self, x: float, y: float, lines: list[str], style: Style) -> float:
        """Write lines below each other; returns the base line of the next."""
        for line in lines:
            self.text(x, y, line, style)
            y += style.line
        return y

    def behind(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` behind everything but boxes, rising at 45 degrees, centred on (x, y)."""
        half = style.width(text) / 2 * 0.7071
        place = f"0.7071 0.7071 -0.7071 0.7071 {x - half:.2f} {self._height - y - half:.2f} Tm"
        self._behind.append("BT")
        self._show(self._behind, place, text, style)
        self._behind.append("ET")
        self._style = None

    def _show(self, out: list[str], place: str, text: str, style: Style) -> None:
        """Add the operators that show `text`."""
        first = style.face.first
        if style is not self._style:
            out.append(f"/{first.name} {style.size:g} Tf {colour(style.ink)} rg")
            self._style = style
            self._parts.add(first)
        try:
            out.append(f"{place} <{''.join(map(first.codes.__getitem__, text))}> Tj")
        except KeyError:
            out.append(place)
            out += self._shown_in_parts(text, style)
            self._style = None

    def _shown_in_parts(self, text: str, style: Style) -> list[str]:
        """The operators for a text of which the first part of its face has not everything."""
        order = visual(text)
        runs = list(style.face.runs(order, "ja" if _KANA.search(text) else self.han))
        self._parts.update(run.part for run in runs)
        shown = [_run(run, style) for run in runs]
        # Readers lose their way among marks drawn above one another, so they are told.
        return [_told(text), *shown, "EMC"] if _THAI_MARKS.search(order) else shown

    def rule(self, x: float, y: float, end: float, ink: str = HAIR, weight: float = 0.6) -> None:
        """A horizontal line from x to `end`."""
        self._shapes.append(
            f"{colour(ink)} RG {weight:g} w"
            f" {x:.2f} {self._height - y:.2f} m {end:.2f} {self._height - y:.2f} l S"
        )

    def box(self, x: float, y: float, width: float, height: float, ink: str = TINT) -> None:
        """A filled rectangle whose upper left corner is (x, y)."""
        low = self._height - y - height
        self._boxes.append(f"{colour(ink)} rg {x:.2f} {low:.2f} {width:.2f} {height:.2f} re f")

    def image(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """The picture added to the document as `name`."""
        matrix = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {self._height - y - height:.2f} cm"
        self._images.append((name, matrix))

    def put(self, canvas: Canvas, document: Any) -> None:
        """Hand the page to the canvas of `document`."""
        for part in sorted(self._parts, key=lambda part: part.name):
            part.embed(document)
        canvas.addLiteral("\n".join(self._boxes + self._behind + self._shapes))
        for name, matrix in self._images:
            canvas.addLiteral(f"q {matrix}")
            canvas.doForm(name)
            canvas.addLiteral("Q")
        canvas.addLiteral("\n".join(["BT", *self._texts, "ET"]))
        canvas.showPage()
