# SPDX-License-Identifier: MIT
"""A part of a font as objects of a PDF: a byte-for-byte copy of what lies in resources/fonts."""

import unicodedata
import zlib
from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject, PDFObjectReference

# Lam with an alef is one shape but two letters. So that it reads right, a glyph without a shape
# stands for the alef, under one of these private characters.
_LAM_ALEF = range(0xFEF5, 0xFEFD)
ALEFS = {
    chr(0xE000 + place): unicodedata.normalize("NFKC", chr(code))[1]
    for place, code in enumerate(_LAM_ALEF)
}
SPLIT = {code: chr(0xE000 + place) + chr(code) for place, code in enumerate(_LAM_ALEF)}

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


def made(name: str, measures: dict[str, Any], data: dict[str, Any], program: bytes) -> Part:
    """The part that `data`, of a face with these `measures`, describes."""
    codes = {char: f"{glyph:04X}" for glyph, char in enumerate(data["characters"], 1)}
    blocks = _unicode_blocks(codes)
    widths = _width_entries(data["widths"], len(codes))
    for char, glyph in data.get("alike", {}).items():
        codes[char] = f"{glyph:04X}"
    # Six capitals and a plus mark a font of which only a part is embedded.
    base = f"LAR{_mark(data, name)}+{measures['name']}".encode()
    return Part(name, codes, _objects(name, base, measures, widths, program, blocks))


def _mark(data: dict[str, Any], name: str) -> str:
    """Three capitals for a part: of its own name, or counted for the many that have none."""
    if "name" in data:
        return str(data["name"][:3].upper())
    number = int("".join(filter(str.isdigit, name)))
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (2, 1, 0))


def _unicode_blocks(codes: dict[str, str]) -> bytes:
    """The map by which a reader finds the characters behind the glyphs, deflated."""
    lines = [
        f"<{code}> <{_read(char).encode('utf-16-be').hex().upper()}>"
        for char, code in codes.items()
    ]
    blocks = []
    for start in range(0, len(lines), 100):
        block = lines[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return zlib.compress(_TO_UNICODE.format(blocks="\n".join(blocks)).encode(), 9)


def _read(char: str) -> str:
    """What a reader is told: the letter itself, of which Arabic has a shape for each place."""
    if char in ALEFS:
        return ALEFS[char]
    if char in "\ue008\ue009":  # spaces of scripts, see scripts.py
        return " "
    if "\ufef5" <= char <= "\ufefc":  # lam with an alef, which is told by itself
        return "\u0644"
    arabic = "\ufb50" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc"
    return unicodedata.normalize("NFKC", char) if arabic else char


def _width_entries(widths: list[int] | int, last: int) -> bytes:
    """The widths of the glyphs from 1 on: one by one, or one for all."""
    if isinstance(widths, int):
        return b"%d %d" % (last, widths)
    return b"[" + b" ".join(b"%d" % width for width in widths) + b"]"


def _objects(
    name: str,
    base: bytes,
    measures: dict[str, Any],
    widths: bytes,
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
            b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /W [ 1 %s ] >>"
            % (base, widths),
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
