# SPDX-License-Identifier: MIT
"""Text broken into lines, before it is put in visual order.

Words are parted by spaces; Chinese and Japanese break between characters, but no line begins with a
closing mark or ends with an opening one; Thai breaks before the vowels that begin a syllable, which
no reader minds much and needs no dictionary.
"""

import re
import unicodedata
from collections.abc import Iterator

from lightar_desktop.adapters.documents.layout import Style
from lightar_desktop.adapters.documents.writing import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    paragraphs,
    right_to_left,
    turned,
)

_IDEOGRAPHIC = (
    "\u3000-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee\U00020000-\U0003ffff"
)
_NOT_FIRST = (
    "!%),.:;?\\]}»›…、。，．：；！？）］｝〉》」』】〕〗〙〛’”・ー々〻ゝゞヽヾ％～｡｣､･ｰ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ\u3099\u309a\ufe30"
)
_NOT_LAST = "(\\[{«‹（［｛〈《「『【〔〖〘〚‘“￥＄｢#$"
_BETWEEN = re.compile(
    f"(?<=[{_IDEOGRAPHIC}])(?<![{_NOT_LAST}])(?![{_NOT_FIRST}])(?=.)"
    f"|(?<=.)(?<![{_NOT_LAST}])(?=[{_IDEOGRAPHIC}])(?![{_NOT_FIRST}])"
    "|(?<=[\u0e01-\u0e3a\u0e45-\u0e5b])(?=[\u0e40-\u0e44])"
)
_BREAKS_INSIDE = re.compile(f"[{_IDEOGRAPHIC}\u0e40-\u0e44]")


def wrap(text: str, style: Style, width: float) -> list[str]:
    """`text` (cleaned) broken into lines of at most `width`; long words are broken anywhere."""
    if style.width(text) <= width:
        return [text]
    lines = _lines(text, style, width)
    if turned(text):
        # A line of its own could not know which way its paragraph is read.
        mark = RIGHT_TO_LEFT if right_to_left(text) else LEFT_TO_RIGHT
        return [mark + line for line in lines]
    return lines


def _lines(text: str, style: Style, width: float) -> list[str]:
    space = style.width(" ")
    lines: list[str] = []
    line, room = "", width
    for word, apart in _words(text):
        needed = style.width(word)
        gap = space if apart else 0.0
        if line and needed + gap <= room:
            line += f" {word}" if apart else word
            room -= needed + gap
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, style, width) if needed > width else [word]
        lines += whole
        room = width - style.width(line)
    return [*lines, line] if line else lines


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """What stays together, and whether a space stands before it."""
    if not _BREAKS_INSIDE.search(text):
        for word in text.split(" "):
            yield word, True
        return
    for word in text.split(" "):
        first, *others = _BETWEEN.split(word)
        yield first, True
        for other in others:
            yield other, False


def _broken(word: str, style: Style, width: float) -> list[str]:
    pieces: list[str] = []
    start, room = 0, width
    for place, char in enumerate(word):
        needed = style.width(char)
        if needed > room and place > start and not _hangs(char):
            pieces.append(word[start:place])
            start, room = place, width
        room -= needed
    return [*pieces, word[start:]]


def _hangs(char: str) -> bool:
    """Whether `char` belongs to the letter before it."""
    return not char.isascii() and unicodedata.category(char).startswith("M")


def wrap_all(text: str, style: Style, width: float, most: int = 0) -> list[str]:
    """All lines of a text of several paragraphs; with `most`, the rest becomes an ellipsis."""
    lines = [line for part in paragraphs(text) for line in wrap(part, style, width)]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _direction(lines[most - 2 : most - 1]) + "…"]
    return lines


def _direction(lines: list[str]) -> str:
    """The mark that a line begins with, which the next takes over."""
    return "".join(line[0] for line in lines if line[:1] in {LEFT_TO_RIGHT, RIGHT_TO_LEFT})
