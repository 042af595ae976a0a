# SPDX-License-Identifier: MIT
"""Make the committed fonts of the alphabets that Inter lacks: fixed parts of Noto Sans.

As with Inter (make_fonts.py) nothing is subset while an invoice is drawn. Each script becomes one
file of parts, deflated one by one, and a JSON file that says which characters each part holds, how
wide they are, and where marks hang on letters. The parts of Chinese, Japanese and Korean are small
and begin with what names and addresses are made of (common_characters.txt, in order of frequency),
so that an invoice with a Chinese name carries some tens of kilobytes.

    python packaging/make_script_fonts.py …/truetype/noto …/opentype/noto
    (in /usr/share/fonts, from Debian's fonts-noto-core and fonts-noto-cjk)
"""

import argparse
import json
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

TARGET = Path(__file__).parents[1] / "resources" / "fonts"
COMMON = Path(__file__).with_name("common_characters.txt")

SPACES = {"hebrew": 0xE008, "arabic": 0xE009}  # private, see scripts.py
LIGATURES = range(0xFEF5, 0xFEFD)  # of lam with an alef, alone and joined in turn
# Private characters for the alefs in them; writing.py puts them there.
LIGATURE_OF = {0xE000 + place: code for place, code in enumerate(LIGATURES)}
ALPHABETS = {
    "hebrew": (
        "NotoSansHebrew",
        [[SPACES["hebrew"], *range(0x590, 0x600), *range(0xFB1D, 0xFB50)]],
    ),
    "arabic": (
        "NotoSansArabic",
        [
            [
                SPACES["arabic"],
                *range(0x600, 0x700),
                *range(0xFB50, 0xFC00),
                *range(0xFE70, 0xFF00),
                *LIGATURE_OF,
            ],
            [*range(0x750, 0x780), *range(0x8A0, 0x900), *range(0xFC00, 0xFE00)],
        ],
    ),
    "thai": ("NotoSansThai", [[*range(0xE00, 0xE80)]]),
}
JAPANESE, SIMPLIFIED, TRADITIONAL = 0, 2, 3  # their places in Debian's collection of Noto Sans CJK
TOGETHER = 64  # characters of a part: small enough to carry, large enough to be few
IDEOGRAPHS = [
    *range(0x4E00, 0xA000),
    *range(0x3400, 0x4DC0),
    *range(0xFA0E, 0xFA2A),
    *range(0x20000, 0x30000),
]
# Marks of East Asian writing, kana, letters of full and half width.
KANA = [
    *range(0x3000, 0x3040),
    *range(0x3040, 0x3100),
    *range(0x3100, 0x3130),
    *range(0x31A0, 0x3200),
    *range(0x3200, 0x3400),
    *range(0xFE30, 0xFE50),
    *range(0xFF00, 0xFFF0),
]
HANGUL = [*range(0xAC00, 0xD7A4), *range(0x3131, 0x318F)]


def write(file: str, font: Any, name: str, parts: list[list[int]], space: int = 0) -> None:
    """Write the two files of one script in one weight; `space` is how wide its space is to be."""
    described: list[dict[str, Any]] = []
    programs: list[bytes] = []
    for codes in parts:
        shapes = [_shape(font, code, space) for code in codes]
        widths = [width for width, _ in shapes]
        programs.append(zlib.compress(_program(name, shapes), 9))
        one_width = len(set(widths)) == 1
        described.append(
            {
                "characters": "".join(map(chr, codes)),
                "widths": widths[0] if one_width else widths,
                "size": len(programs[-1]),
            }
        )
    head, os2 = font["head"], font["OS/2"]
    content = {
        "name": name,
        "ascent": font["hhea"].ascent,
        "descent": font["hhea"].descent,
        "cap_height": getattr(os2, "sCapHeight", 0) or 700,
        "bbox": [head.xMin, head.yMin, head.xMax, head.yMax],
        "stem": 130 if name.endswith("Bold") else 80,
        "parts": described,
    }
    if space:
        content |= _anchors(font)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (TARGET / f"{file}.json").write_text(text + "\n", encoding="utf-8")
    (TARGET / f"{file}.cff.z").write_bytes(b"".join(programs))
    print(file, len(parts), "parts,", sum(map(len, programs)), "bytes")


def _shape(font: Any, code: int, space: int) -> tuple[int, DecomposingRecordingPen]:
    """Width and outline of a character's glyph.

    A space between words of the script is as wide as Inter's, so that a line can stay in one part.
    A ligature of lam and alef is two glyphs for those who read the text back, letter by letter from
    the right: an empty one that is the alef, and before it the lam, which holds the whole outline.
    """
    glyphs, outline = font.getGlyphSet(), DecomposingRecordingPen(font.getGlyphSet())
    if code in SPACES.values():
        return space, outline
    ligature = LIGATURE_OF.get(code, code)
    glyph = font.getBestCmap()[ligature]
    width: int = font["hmtx"][glyph][0]
    if code in LIGATURE_OF:
        return width // 2, outline
    if code in LIGATURES:
        glyphs[glyph].draw(TransformPen(outline, (1, 0, 0, 1, -(width // 2), 0)))
        return width - width // 2, outline
    glyphs[glyph].draw(outline)
    return width, outline


def _program(name: str, shapes: list[tuple[int, DecomposingRecordingPen]]) -> bytes:
    """A bare CFF table of these glyphs in this order, after an empty one."""
    glyphs = {".notdef": T2CharStringPen(500, None).getCharString()}
    for place, (width, outline) in enumerate(shapes):
        pen = T2CharStringPen(width, None)
        # Cubic as CFF wants it; the curves of TrueType become fewer on the way.
        outline.replay(Qu2CuPen(pen, max_err=0.5, all_cubic=True))
        glyphs[f"g{place}"] = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCFF(name, {}, glyphs, {})
    return bytes(builder.font["CFF "].compile(builder.font))


def _anchors(font: Any) -> dict[str, Any]:
    """Where marks hang: `points` of letters (and of marks that carry others) by kind of mark,
    and the point of each of the `marks` that is laid on it.
    """
    characters: dict[str, list[int]] = {}
    for code, glyph in font.getBestCmap().items():
        characters.setdefault(glyph, []).append(code)
    points: dict[str, dict[str, list[int]]] = {}
    marks: dict[str, dict[str, list[int]]] = {}

    def keep(found: dict[str, dict[str, list[int]]], glyph: str, kind: str, anchor: Any) -> None:
        for code in characters.get(glyph, []) if anchor is not None else []:
            half = font["hmtx"][glyph][0] // 2 if code in LIGATURES else 0  # see _shape
            place = [anchor.XCoordinate - half, anchor.YCoordinate]
            found.setdefault(chr(code), {}).setdefault(kind, place)

    for number, table in _mark_tables(font):
        first = getattr(table, "MarkCoverage", None) or table.Mark1Coverage
        array = getattr(table, "MarkArray", None) or table.Mark1Array
        for glyph, record in zip(first.glyphs, array.MarkRecord, strict=True):
            keep(marks, glyph, f"{number}.{record.Class}", record.MarkAnchor)
        for glyph, record in _carriers(table):
            for kind, anchor in enumerate(record):
                keep(points, glyph, f"{number}.{kind}", anchor)
    return {"points": points, "marks": marks}


def _mark_tables(font: Any) -> Iterator[tuple[int, Any]]:
    for number, lookup in enumerate(font["GPOS"].table.LookupList.Lookup):
        for table in lookup.SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if inner.LookupType in {4, 5, 6}:
                yield number, inner


def _carriers(table: Any) -> Iterable[tuple[str, list[Any]]]:
    """Glyphs that carry marks, and their anchors by kind; a ligature's are its last letter's."""
    if table.LookupType == 4:
        records = [record.BaseAnchor for record in table.BaseArray.BaseRecord]
        return zip(table.BaseCoverage.glyphs, records, strict=True)
    if table.LookupType == 5:
        records = [
            attach.ComponentRecord[-1].LigatureAnchor
            for attach in table.LigatureArray.LigatureAttach
        ]
        return zip(table.LigatureCoverage.glyphs, records, strict=True)
    records = [record.Mark2Anchor for record in table.Mark2Array.Mark2Record]
    return zip(table.Mark2Coverage.glyphs, records, strict=True)


@cache
def common(language: str) -> list[int]:
    """The characters of names and addresses in a language, the most frequent first."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    texts = dict(line.split(": ") for line in lines if ": " in line)
    return [ord(char) for char in texts[language]]


def within(encoding: str, *, first: bytes = b"\0", last: bytes = b"\xff") -> set[int]:
    """The ideographs of a national standard, or those between two of its codes."""
    found = set()
    for code in IDEOGRAPHS:
        try:
            encoded = chr(code).encode(encoding)
        except UnicodeEncodeError:
            continue
        if first <= encoded <= last:
            found.add(code)
    return found


def cut(*groups: Iterable[int]) -> list[list[int]]:
    """Parts of the characters in these groups, each once, in the order of the groups."""
    order = list(dict.fromkeys(code for group in groups for code in group))
    return [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]


def east_asian(collection: Path) -> None:
    """Chinese, Japanese and Korean: one weight, which the bold face thickens."""
    fonts = TTCollection(collection, lazy=True).fonts
    simplified, japanese, traditional = (
        fonts[place] for place in (SIMPLIFIED, JAPANESE, TRADITIONAL)
    )
    has = simplified.getBestCmap()
    daily = within("gb2312", last=b"\xd7\xff"), within("shift_jis", last=b"\x98\x72")
    daily_traditional = within("big5", last=b"\xc6\x7e")
    standards = (
        within("gb2312") | within("big5hkscs") | within("shift_jis_2004") | within("euc_kr")
    ) | {*range(0x4E00, 0xA000), *range(0xFA0E, 0xFA2A), *range(0x20000, 0x30000)}
    han = cut(
        *(
            [code for code in group if code in has and code in standards]
            for group in (
                common("simplified"),
                common("traditional"),
                common("japanese"),
                sorted(daily[0]),
                sorted(daily_traditional),
                sorted(daily[1]),
                IDEOGRAPHS,
            )
        )
    )
    write("noto-han", simplified, "NotoSansSC-Regular", han)
    # What Japan and Taiwan write otherwise, though it has the same code.
    for file, font, name, language, everyday, whole in (
        ("han-ja", japanese, "NotoSansJP", "japanese", daily[1], "shift_jis_2004"),
        ("han-hant", traditional, "NotoSansTC", "traditional", daily_traditional, "big5"),
    ):
        own = font.getBestCmap()
        other = {code for code in within(whole) if own.get(code) not in {None, has.get(code)}}
        groups = common(language), sorted(everyday), sorted(other)
        parts = cut(*([code for code in group if code in other] for group in groups))
        write(f"noto-{file}", font, f"{name}-Regular", parts)
    korean = [code for code in HANGUL if code in has]
    daily_korean = [code for code in korean if _fits(code, "euc_kr")]
    write(
        "noto-hangul", simplified, "NotoSansKR-Regular",
        cut(common("korean"), daily_korean, korean),
    )  # fmt: skip
    kana = [code for code in KANA if code in japanese.getBestCmap()]
    write("noto-kana", japanese, "NotoSansJP-Regular", cut(kana))


def _fits(code: int, encoding: str) -> bool:
    try:
        chr(code).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def alphabets(folder: Path) -> None:
    """Hebrew, Arabic and Thai in two weights."""
    for script, (font_name, groups) in ALPHABETS.items():
        for weight in ("Regular", "Bold"):
            font = TTFont(folder / f"{font_name}-{weight}.ttf")
            has = font.getBestCmap()
            parts = [
                [
                    code
                    for code in group
                    if code in LIGATURE_OF
                    or code in SPACES.values()
                    or (code in has and unicodedata.category(chr(code)) not in {"Cf", "Cn"})
                ]
                for group in groups
            ]
            inter = json.loads((TARGET / f"inter-{weight.lower()}.json").read_text("ascii"))
            western = inter["parts"][0]
            space = western["widths"][western["characters"].index(" ")]
            name = f"{font_name}-{weight}"
            write(f"noto-{script}-{weight.lower()}", font, name, parts, space)


def main() -> None:
    """Make all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("alphabets", type=Path, help="folder of NotoSansArabic-Regular.ttf")
    parser.add_argument("east_asian", type=Path, help="folder of NotoSansCJK-Regular.ttc")
    arguments = parser.parse_args()
    alphabets(arguments.alphabets)
    east_asian(arguments.east_asian / "NotoSansCJK-Regular.ttc")


if __name__ == "__main__":
    main()
