# SPDX-License-Identifier: MIT
"""Measures of the page, and drawing on it.

All distances are points; `y` runs down from the upper edge. A `Sheet` gathers a page and hands it
to ReportLab's canvas in two pieces: shapes, then one text object. What users wrote reaches the
page only as glyph codes in hexadecimal, so nothing in it can be taken for an instruction.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from lightar_desktop.adapters.documents.fonts import Face, Part, bold, regular

MM = 72 / 25.4
WIDTH = 210 * MM
HEIGHT = 297 * MM
LEFT = 25 * MM
RIGHT = 190 * MM
TOP = 16 * MM  # of pages after the first
BOTTOM = 269 * MM  # the footer begins below

INK = "#161b26"
GREY = "#5f6b7f"
HAIR = "#dfe3ea"
TINT = "#f4f6fa"
PALE = "#e4e8ef"

# Marks without a shape of their own; everything else that cannot be drawn becomes a box.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f]")
_NEW_LINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[ \t]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


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


def clean(text: str) -> str:
    """`text` on one line, its letters composed, without marks that have no shape."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACE.sub(" ", _NEW_LINE.sub(" ", text))


def paragraphs(text: str) -> list[str]:
    """The lines a user wrote, cleaned; none for blank text."""
    if not text.strip():
        return []
    return [clean(line).rstrip() for line in _NEW_LINE.split(text.strip())]


def wrap(text: str, style: Style, width: float) -> list[str]:
    """`text` (cleaned) broken into lines of at most `width`; long words are broken anywhere."""
    if style.width(text) <= width:
        return [text]
    space = style.width(" ")
    lines: list[str] = []
    line, room = "", width
    for word in text.split(" "):
        needed = style.width(word)
        if line and needed + space <= room:
            line += " " + word
            room -= needed + space
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, style, width) if needed > width else [word]
        lines += whole
        room = width - style.width(line)
    return [*lines, line] if line else lines


def _broken(word: str, style: Style, width: float) -> list[str]:
    pieces: list[str] = []
    start, room = 0, width
    for place, char in enumerate(word):
        needed = style.width(char)
        if needed > room and place > start:
            pieces.append(word[start:place])
            start, room = place, width
        room -= needed
    return [*pieces, word[start:]]


def wrap_all(text: str, style: Style, width: float, most: int = 0) -> list[str]:
    """All lines of a text of several paragraphs; with `most`, the rest becomes an ellipsis."""
    lines = [line for part in paragraphs(text) for line in wrap(part, style, width)]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], "…"]
    return lines


class Sheet:
    """One page being drawn."""

    def __init__(self) -> None:
        self._boxes: list[str] = []
        self._behind: list[str] = []
        self._shapes: list[str] = []
        self._texts: list[str] = []
        self._parts: set[Part] = set()
        self._style: Style | None = None
        self._images: list[tuple[str, str]] = []

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` with its base line beginning at (x, y)."""
        self._texts += self._shown(f"1 0 0 1 {x:.2f} {HEIGHT - y:.2f} Tm", text, style)

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` so that it ends at x."""
        self.text(x - style.face.width(text, style.size), y, text, style)

    def lines(self, x: float, y: float, lines: list[str], style: Style) -> float:
        """Write lines below each other; returns the base line of the next."""
        for line in lines:
            self.text(x, y, line, style)
            y += style.line
        return y

    def behind(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` behind everything but boxes, rising at 45 degrees, centred on (x, y)."""
        half = style.width(text) / 2 * 0.7071
        place = f"0.7071 0.7071 -0.7071 0.7071 {x - half:.2f} {HEIGHT - y - half:.2f} Tm"
        self._behind += ["BT", *self._shown(place, text, style), "ET"]
        self._style = None

    def _shown(self, place: str, text: str, style: Style) -> list[str]:
        """The operators that show `text`."""
        out, face = [], style.face
        if style is not self._style:
            out.append(f"/{face.first.name} {style.size:g} Tf {colour(style.ink)} rg")
            self._style = style
            self._parts.add(face.first)
        codes = face.first.codes
        try:
            out.append(f"{place} <{''.join([codes[char] for char in text])}> Tj")
        except KeyError:
            out.append(place)
            for part, code in face.runs(text):
                self._parts.add(part)
                out.append(f"/{part.name} {style.size:g} Tf <{code}> Tj")
            self._style = None
        return out

    def rule(self, x: float, y: float, end: float, ink: str = HAIR, weight: float = 0.6) -> None:
        """A horizontal line from x to `end`."""
        self._shapes.append(
            f"{colour(ink)} RG {weight:g} w"
            f" {x:.2f} {HEIGHT - y:.2f} m {end:.2f} {HEIGHT - y:.2f} l S"
        )

    def box(self, x: float, y: float, width: float, height: float, ink: str = TINT) -> None:
        """A filled rectangle whose upper left corner is (x, y)."""
        low = HEIGHT - y - height
        self._boxes.append(f"{colour(ink)} rg {x:.2f} {low:.2f} {width:.2f} {height:.2f} re f")

    def image(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """The picture added to the document as `name`."""
        matrix = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {HEIGHT - y - height:.2f} cm"
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
