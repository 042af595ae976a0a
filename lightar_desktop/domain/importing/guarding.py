# SPDX-License-Identifier: MIT
"""Keeps spreadsheets from running a text as a formula, and takes the guard off again."""

import re
from typing import Final

_FORMULA: Final = re.compile(r"[=+\-@\t\r\n]|\s+[=+\-@]|[＝＋－＠]")
_GUARDED: Final = re.compile(r"'(?:[=+\-@\t\r\n']|\s+[=+\-@]|[＝＋－＠])")
_FIGURE: Final = re.compile(r"[+-]?\d[\d.,]*%?")


def guarded(text: str) -> str:
    """`text` so that it stays text in every spreadsheet; what is only a number is left alone."""
    if _FORMULA.match(text) and not _FIGURE.fullmatch(text):
        return f"'{text}"
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
