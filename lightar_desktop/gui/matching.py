# SPDX-License-Identifier: MIT
"""How well a name fits what somebody typed into the palette."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def folded(text: str) -> str:
    """`text` without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def score(typed: str, name: str) -> int | None:
    """How well `name` fits; lower is better, None when it does not.

    Every word typed must begin a word of the name (0), stand inside it (1), or be its letters in
    order, beginning with the first of a word (2): `sinv` finds Sales invoices.
    """
    target = folded(name)
    scores = [_word_score(word, target) for word in folded(typed).split()]
    found = [one for one in scores if one is not None]
    return sum(found) if len(found) == len(scores) else None


def fitting(typed: str, names: Iterable[tuple[str, T]]) -> tuple[list[T], list[T]]:
    """What fits well, word for word, in the order given; then what may be meant, best first."""
    scored = [(score(typed, name), thing) for name, thing in names]
    well = [thing for found, thing in scored if found == 0]
    maybe = [(found, thing) for found, thing in scored if found]
    return well, [thing for _, thing in sorted(maybe, key=lambda one: one[0])]


def _word_score(word: str, target: str) -> int | None:
    words = target.split()
    if any(one.startswith(word) for one in words):
        return 0
    if word in target:
        return 1
    starts = {target.find(one) for one in words if one[0] == word[0]}
    return 2 if any(_in_order(word, target[start:]) for start in starts) else None


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
