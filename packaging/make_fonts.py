# SPDX-License-Identifier: MIT
"""Make the committed fonts of the PDF pages: fixed parts of Inter, ready to be copied into a PDF.

Nothing is subset while an invoice is drawn. Each face is cut here, once, into parts by alphabet
(an invoice carries only the parts it uses); each part is a bare CFF table, already deflated, so
that every machine writes the same bytes. Beside it stands one JSON file a face with the measures
of the face and the characters and widths of its parts, in glyph order.

    python packaging/make_fonts.py /usr/share/fonts/opentype/inter   (Debian's fonts-inter)
"""

import argparse
import json
import unicodedata
import zlib
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FACES = {"regular": "Inter-Regular.otf", "bold": "Inter-SemiBold.otf"}
TARGET = Path(__file__).parents[1] / "resources" / "fonts"

# What stands in for a character that no part has: a box, read back as U+FFFD.
REPLACEMENT = 0xFFFD
BOX = 0x25A1

WESTERN = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ŒœŸŠšŽž–—‘’‚“”„†•…‰‹›€−\u2009\u202f™"),
    REPLACEMENT,
}
# In the order of search: a character belongs to the first part that names it.
PARTS = {
    "western": WESTERN,
    "central": set(range(0x100, 0x180)),
    "latin": {*range(0x180, 0x370), *range(0x1E00, 0x1F00)},
    "greek": {*range(0x370, 0x400), *range(0x1F00, 0x2000)},
    "cyrillic": set(range(0x400, 0x530)),
    "signs": {*range(0x2000, 0x2C00), 0xFB01, 0xFB02},
}


def make(source: Path, face: str) -> None:
    """Write the parts and the measures of one face."""
    whole = _prepared(source / FACES[face])
    scale = 1000 / whole["head"].unitsPerEm
    os2, post, head = whole["OS/2"], whole["post"], whole["head"]
    parts: list[dict[str, Any]] = []
    taken: set[int] = set()
    for name, wanted in PARTS.items():
        codes = sorted(filter(_visible, (wanted & set(whole.getBestCmap())) - taken))
        taken |= set(codes)
        font = _prepared(source / FACES[face])
        part, program = _part(font, codes)
        (TARGET / f"inter-{face}-{name}.cff.z").write_bytes(zlib.compress(program, 9))
        parts.append({"name": name, **part})
    measures = {
        "name": f"Inter-{face.capitalize()}",
        "ascent": round(whole["hhea"].ascent * scale),
        "descent": round(whole["hhea"].descent * scale),
        "cap_height": round(os2.sCapHeight * scale),
        "bbox": [round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)],
        "italic_angle": post.italicAngle,
        "stem": 80 if face == "regular" else 130,
        "parts": parts,
    }
    text = json.dumps(measures, ensure_ascii=True, separators=(",", ":"))
    (TARGET / f"inter-{face}.json").write_text(text + "\n", encoding="ascii")


def _visible(code: int) -> bool:
    """False for controls, also those that turn the direction of writing: they get the box."""
    return unicodedata.category(chr(code)) not in {"Cc", "Cf"}


def _prepared(path: Path) -> Any:
    """The font on the usual 1000 units, its figures tabular, its box as U+FFFD."""
    font = TTFont(path)
    tabular = _single_substitutions(font, "tnum")
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        for code in range(ord("0"), ord("9") + 1):
            glyph = table.cmap[code]  # tables may share one dict: done already
            table.cmap[code] = tabular.get(glyph, glyph)
        table.cmap[REPLACEMENT] = table.cmap[BOX]
    return font


def _single_substitutions(font: Any, feature: str) -> dict[str, str]:
    table = font["GSUB"].table
    found: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == feature:
            for index in record.Feature.LookupListIndex:
                for subtable in table.LookupList.Lookup[index].SubTable:
                    found |= getattr(subtable, "ExtSubTable", subtable).mapping
    return found


def _part(font: Any, codes: list[int]) -> tuple[dict[str, Any], bytes]:
    """Characters and widths in glyph order (the empty glyph 0 left out), and the CFF table."""
    options = Options()
    options.hinting = False
    options.desubroutinize = True  # deflate does better without
    options.layout_features = []
    options.name_IDs = []
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    scale_upem(font, 1000)
    order = font.getGlyphOrder()
    glyphs = {code: order.index(glyph) for code, glyph in sorted(font.getBestCmap().items())}
    by_glyph: dict[int, str] = {}
    for code, glyph in glyphs.items():
        by_glyph.setdefault(glyph, chr(code))
    alone = [order[glyph] for glyph in range(1, len(order)) if glyph not in by_glyph]
    if alone:
        raise SystemExit(f"glyphs without a character: {alone}")
    characters = "".join(by_glyph[glyph] for glyph in range(1, len(order)))
    # A no-break space looks like a space: one glyph, read back as its first character.
    alike = {chr(code): glyph for code, glyph in glyphs.items() if by_glyph[glyph] != chr(code)}
    widths = [font["hmtx"][glyph][0] for glyph in order[1:]]
    for digit in set(characters) & set("123456789"):  # SemiBold's 4 is a hair narrower
        widths[characters.index(digit)] = widths[characters.index("0")]
    return {
        "characters": characters,
        "widths": widths,
        "alike": alike,
    }, font["CFF "].compile(font)


def main() -> None:
    """Make both faces."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder of the OpenType files of Inter")
    source = parser.parse_args().source
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        make(source, face)
        print(face, sum(path.stat().st_size for path in TARGET.glob(f"inter-{face}*")), "bytes")


if __name__ == "__main__":
    main()
