# SPDX-License-Identifier: MIT
"""The typeface of the documents, embedded as it lies in resources/fonts.

ReportLab subsets a TrueType font anew for every document, which takes most of the time and is not
safe in threads. Here a face consists of fixed parts by alphabet, cut and deflated once by
packaging/make_fonts.py; a document carries a byte-for-byte copy of the parts it uses. Another
alphabet is one more part in the face's JSON file.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFObject, PDFObjectReference

from lightar_desktop.paths import resource

REPLACEMENT = "\ufffd"  # drawn as a box for characters no part has

_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class FixedObject(PDFObject):
    """A PDF object whose bytes are known, but for the numbers of the objects it refers to."""

    __RefOnly__ = 1

    def __init__(self, content: bytes, *references: str) -> None:
        self.content = content
        self.references = references

    def format(self, document: Any) -> bytes:
        """Its bytes, the first `@`s replaced by the references."""
        if not self.references:
            return self.content
        pieces = self.content.split(b"@", len(self.references))
        numbers = document.idToObjectNumberAndVersion
        for place, name in enumerate(self.references):
            pieces[place] += b"%d 0 R" % numbers[name][0]
        return b"".join(pieces)


def stream(entries: bytes, content: bytes) -> bytes:
    """A deflated stream object."""
    head = b"<< %s /Filter /FlateDecode /Length %d >>" % (entries, len(content))
    return head + b"\nstream\n" + content + b"\nendstream\n"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One alphabet of a face: `codes` maps its characters to glyphs, as four hex digits."""

    name: str  # of the font resource on the page
    codes: dict[str, str]
    objects: tuple[tuple[str, bytes, tuple[str, ...]], ...]

    def embed(self, document: Any) -> None:
        """Add the part to a document, once."""
        fonts = document.idToObject["BasicFonts"].dict
        if self.name in fonts:
            return
        for name, content, references in self.objects:
            document.Reference(FixedObject(content, *references), name)
        fonts[self.name] = PDFObjectReference(self.name)


class Face:
    """A face that ReportLab's canvas can use like any other, without state per document."""

    _multiByte = 1
    _dynamicFont = 1
    shapable = False
    builtIn = 0

    def __init__(self, file: Path, letter: str) -> None:
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
        self._home = {char: part for part in reversed(self.parts) for char in part.codes}

    def _part(self, measures: dict[str, Any], number: int, name: str, file: Path) -> Part:
        data = measures["parts"][number]
        codes = {char: f"{glyph:04X}" for glyph, char in enumerate(data["characters"], 1)}
        self.widths |= dict(zip(data["characters"], data["widths"], strict=True))
        blocks = _unicode_blocks(codes)
        for char, glyph in data["alike"].items():
            codes[char] = f"{glyph:04X}"
            self.widths[char] = data["widths"][glyph - 1]
        program = file.with_name(f"{file.stem}-{data['name']}.cff.z").read_bytes()
        # Six capitals and a plus mark a font of which only a part is embedded.
        base = f"LAR{data['name'][:3].upper()}+{self.name}".encode()
        return Part(name, codes, _objects(name, base, measures, data["widths"], program, blocks))

    def width(self, text: str, size: float) -> float:
        """How wide `text` is in points."""
        widths = self.widths
        try:
            return sum([widths[char] for char in text]) * size / 1000
        except KeyError:
            box = widths[REPLACEMENT]
            return sum(widths.get(char, box) for char in text) * size / 1000

    def runs(self, text: str) -> Iterator[tuple[Part, str]]:
        """`text` in pieces of one part each, as hex digits; boxes for what no part has."""
        home, first = self._home, self.first
        for part, run in groupby(text, key=lambda char: home.get(char, first)):
            box = first.codes[REPLACEMENT]
            yield part, "".join(part.codes.get(char, box) for char in run)

    # The names ReportLab calls.

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:
        del encoding
        return self.width(text, size)

    def splitString(self, text: str, doc: Any, encoding: str = "utf8") -> list[tuple[int, bytes]]:
        del doc, encoding
        return [(self.parts.index(part), bytes.fromhex(code)) for part, code in self.runs(text)]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        part = self.parts[subset]
        part.embed(doc)
        doc.fontMapping[self.fontName] = "/" + part.name
        return "/" + part.name


def _unicode_blocks(codes: dict[str, str]) -> bytes:
    """The map by which a reader finds the characters behind the glyphs, deflated."""
    lines = [f"<{code}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    blocks = []
    for start in range(0, len(lines), 100):
        block = lines[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return zlib.compress(_TO_UNICODE.format(blocks="\n".join(blocks)).encode(), 9)


def _objects(
    name: str,
    base: bytes,
    measures: dict[str, Any],
    widths: list[int],
    program: bytes,
    to_unicode: bytes,
) -> tuple[tuple[str, bytes, tuple[str, ...]], ...]:
    """Name, bytes and references of the five PDF objects a composite font is made of."""
    box = b" ".join(b"%d" % value for value in measures["bbox"])
    return (
        (
            name,
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"
            b" /DescendantFonts [ @ ] /ToUnicode @ >>" % base,
            (f"{name}.cid", f"{name}.unicode"),
        ),
        (
            f"{name}.cid",
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%s /FontDescriptor @ /CIDSystemInfo"
            b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /W [ 1 [%s] ] >>"
            % (base, b" ".join(b"%d" % width for width in widths)),
            (f"{name}.descriptor",),
        ),
        (
            f"{name}.descriptor",
            b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s] /ItalicAngle 0"
            b" /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile3 @ >>"
            % (
                base,
                box,
                measures["ascent"],
                measures["descent"],
                measures["cap_height"],
                measures["stem"],
            ),
            (f"{name}.program",),
        ),
        (f"{name}.program", stream(b"/Subtype /CIDFontType0C", program), ()),
        (f"{name}.unicode", stream(b"", to_unicode), ()),
    )


@cache
def regular() -> Face:
    """The face of running text."""
    return _registered("inter-regular.json", "R")


@cache
def bold() -> Face:
    """The face of what stands out."""
    return _registered("inter-bold.json", "B")


def _registered(file: str, letter: str) -> Face:
    face = Face(resource("fonts") / file, letter)
    pdfmetrics.registerFont(face)
    return face
