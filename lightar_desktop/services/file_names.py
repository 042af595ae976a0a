# SPDX-License-Identifier: MIT
"""Names for files that every system takes, made of what people typed."""

import re
import unicodedata
from typing import Final

_MOST_BYTES: Final = 150  # systems take 255, and a path has folders too
# Windows keeps these for devices, with any ending.
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')


def safe_file_name(name: str, ending: str) -> str:
    """`name` with what some system forbids replaced, and `ending`, such as `.pdf`."""
    text = unicodedata.normalize("NFC", name)
    kept = "".join(_safe(character) for character in text)
    words = " ".join(kept.split()).strip(". ")
    while len(words.encode()) > _MOST_BYTES:
        words = words[:-1].rstrip(". ")
    if not words or _DEVICES.match(words):
        words = f"_{words}"
    return words + ending


class Names:
    """Gives out names, each once, also where capitals do not count."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def unique(self, name: str, ending: str) -> str:
        """A safe file name, with a number where it was given before."""
        found, again = safe_file_name(name, ending), 2
        while found.casefold() in self._given:
            found = safe_file_name(name, f" ({again}){ending}")
            again += 1
        self._given.add(found.casefold())
        return found


def _safe(character: str) -> str:
    # Invisible characters could make a name look like another one.
    if unicodedata.category(character)[0] == "C":
        return " " if character.isspace() else ""
    return "-" if character in _FORBIDDEN else character
