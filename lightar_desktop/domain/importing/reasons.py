# SPDX-License-Identifier: MIT
"""Why a cell, or a whole row, cannot be taken over: in words for the list of wrong rows."""


class CellError(Exception):
    """The text of a cell is no value of its field; its words are half a sentence."""


def shown(text: str) -> str:
    """A stranger's text inside a reason: one line, not too long, in quotes."""
    line = " ".join(text.split())
    return f"“{line[:40]}…”" if len(line) > 41 else f"“{line}”"
