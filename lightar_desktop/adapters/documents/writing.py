# SPDX-License-Identifier: MIT
"""How text is written: cleaned of what has no shape, and put in the order its glyphs stand in.

Everything else here keeps text in the order it is read in. Only what is about to be measured or
drawn goes through `visual`: Arabic letters take the shape of their place in the word, and runs from
right to left are turned round, by the rules of Unicode (UAX 9).
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from lightar_desktop.adapters.documents.parts import SPLIT

REPLACEMENT = "\ufffd"  # drawn as a box for characters no part has

# Marks without a shape of their own; everything else that cannot be drawn becomes a box.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
    # Persian parts some letters of a word; between other letters the joiners mean nothing.
    "|(?<![\u0600-\u08ff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff])"
)
# These two would show a text as another: "exe.fdp" could read "pdf.exe". They are seen instead.
_OVERRIDES = re.compile("[\u202d\u202e]")
# Controls, and the private characters that this program itself uses, see parts.py and scripts.py.
_CONTROLS = re.compile("[\ue000-\ue009\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NEW_LINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[ \t]+")

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"  # marks before a line, for its direction
_TURNED = re.compile(
    "[\u200e\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ARABIC = re.compile("[\u0600-\u08ff]")
_DROPPED = re.compile("[\u200c-\u200f]")
_BRACKETS = "[()<>\\[\\]{}«»‹›\u2045\u2046\u207d\u207e\u2208-\u220d\u2264\u2265\u3008-\u301b]"
_BRACKET = re.compile(_BRACKETS)
# Unicode's rules ignore this character, so it stays beside its bracket and tells its direction.
_WITNESS = "\u2060"
_WITNESSED = re.compile(f"{_WITNESS}({_BRACKETS})|({_BRACKETS}){_WITNESS}")
# Marks come out before the letter they hang on, because everything is turned round.
_MARKS_FIRST = re.compile(
    "([\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff]+)"
    "([\u05d0-\u05f4\u0620-\u064a\u066e-\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff"
    "\ufe70-\ufefc])"
)


def clean(text: str) -> str:
    """`text` on one line, its letters composed, without marks that have no shape."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _SPACE.sub(" ", _NEW_LINE.sub(" ", text))
    return _CONTROLS.sub(REPLACEMENT, _OVERRIDES.sub(REPLACEMENT, text))


def paragraphs(text: str) -> list[str]:
    """The lines a user wrote, cleaned; none for blank text."""
    if not text.strip():
        return []
    return [clean(line).rstrip() for line in _NEW_LINE.split(text.strip())]


def joined(texts: list[str], between: str) -> str:
    """Cleaned texts in a row from left to right, whatever direction each of them has."""
    if any(map(_TURNED.search, texts)):
        return LEFT_TO_RIGHT + f"{LEFT_TO_RIGHT}{between}{LEFT_TO_RIGHT}".join(texts)
    return between.join(texts)


def turned(text: str) -> bool:
    """Whether anything in `text` may be written from right to left."""
    return _TURNED.search(text) is not None


def right_to_left(text: str) -> bool:
    """Whether `text` as a whole is read from right to left: its first letter decides."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def visual(text: str) -> str:
    """`text` (cleaned) as its glyphs follow one another from the left."""
    return _visual(text) if turned(text) else text


@lru_cache(maxsize=4096)
def _visual(text: str) -> str:
    from bidi import get_display  # few invoices need it

    if _ARABIC.search(text):
        text = _reshaper().reshape(text)
    text = _BRACKET.sub(rf"\g<0>{_WITNESS}", text)
    text = str(get_display(text, base_dir="R" if right_to_left(text) else "L"))
    text = text.translate(SPLIT)
    text = _DROPPED.sub("", _WITNESSED.sub(_seen, text))
    return _MARKS_FIRST.sub(lambda found: found[2] + found[1][::-1], text)


def _seen(found: re.Match[str]) -> str:
    """A bracket, mirrored when its witness was turned round with it."""
    from bidi.mirror import MIRRORED

    return str(MIRRORED.get(found[1], found[1]) if found[1] else found[2])


@cache
def _reshaper() -> Any:
    from arabic_reshaper import ArabicReshaper

    # The word Allah as one shape would read as one letter.
    reshaper = ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
    reshaper.reshape("\u0644\u0627")  # it prepares its ligatures at first use, unsafely in threads
    return reshaper
