# SPDX-License-Identifier: MIT
"""Which encoding the text of a file is in."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_BLOCK: Final = 1 << 20
_SAMPLE: Final = 64_000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN: Final = frozenset(
    "äöüßéèêëàâîïôûùçñáíóúøåæœãõÄÖÜÉÈÊÀÂÎÔÇÑÁÍÓÚØÅÆŒ€°§«»’“”„–—·ºª×²³¿¡\u00a0"
)
_EASTERN: Final = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůžýáéíúČĎĚŇŘŠŤŮŽÝÁÉÍÚőűŐŰäöüßÄÖÜ€–„”’\u00a0")
# In order: the first of equals is taken.
_LATIN: Final = (
    ("cp1252", _WESTERN),
    ("cp850", _WESTERN),
    ("mac_roman", _WESTERN),
    ("cp1250", _EASTERN),
)
_OTHER_SCRIPTS: Final = (
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
)


def encoding_of(path: Path) -> str:
    """The encoding of a text file; Windows-1252 when nothing speaks against it.

    The whole file is looked at: the only umlaut may stand in its last row.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if wide := _without_mark(start):
        return wide
    if _is_utf8(path):
        return "utf-8"
    return _guessed(_telling_lines(path))


def _without_mark(start: bytes) -> str:
    """UTF-16 without its mark: every other byte of Latin text is zero."""
    even, odd = start[::2], start[1::2]
    if odd and odd.count(0) > len(odd) * 0.6 and even.count(0) < len(even) * 0.1:
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.6 and odd.count(0) < len(odd) * 0.1:
        return "utf-16-be"
    return ""


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling_lines(path: Path) -> bytes:
    """The lines that hold more than ASCII, as many as are needed to judge."""
    found, size = [], 0
    for block in _blocks(path):
        for line in block.splitlines():
            if not line.isascii():
                found.append(line[:2000])
                size += len(found[-1])
                if size > _SAMPLE:
                    return b"\n".join(found)
    return b"\n".join(found)


def _guessed(sample: bytes) -> str:
    letters = sum(one > 127 or chr(one).isalpha() for one in sample)
    beyond = sum(one > 127 for one in sample)
    if beyond > letters * 0.4 and (other := _other_script(sample)):
        return other
    shares = [
        (_share(sample, name, common), -place, name) for place, (name, common) in enumerate(_LATIN)
    ]
    return max(shares)[2]


def _other_script(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_OTHER_SCRIPTS)).best()
    return "" if best is None else best.encoding


def _share(sample: bytes, encoding: str, common: frozenset[str]) -> float:
    """How many of the characters beyond ASCII are usual ones in this encoding."""
    text = sample.decode(encoding, "replace")
    beyond = [one for one in text if one > "\x7f"]
    return sum(one in common for one in beyond) / max(1, len(beyond))
