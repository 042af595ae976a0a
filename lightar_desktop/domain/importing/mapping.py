# SPDX-License-Identifier: MIT
"""Which column fills which field: guessed from the headings, corrected by a person."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing.fields import (
    Field,
    alternatives,
    field_of,
    fields,
)

Columns = dict[str, int]  # the column of each mapped field, counted from 0

_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BETWEEN: Final = re.compile(r"[^\w%]+|_")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER_SIGN: Final = re.compile(r"(?<!\w)n[°º]|#|№", re.IGNORECASE)
_LETTERS: Final = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ł": "l"})
_EDGES: Final = re.compile(
    r"^(?:invoice|line|item|customer|client|billing|po|rechnungs?|kunden?)\s+(?=\S)"
)


def plain_heading(heading: str) -> str:
    """A heading as it is compared: lower case, without accents, signs and double blanks."""
    text = _NUMBER_SIGN.sub(" no ", heading.translate(_LETTERS))
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text))
    text = "".join(one for one in text if not unicodedata.combining(one)).casefold()
    return " ".join(_BETWEEN.sub(" ", text).split())


def _spellings(heading: str) -> list[str]:
    """How a heading may be meant, the surest first."""
    forms = [plain_heading(heading), plain_heading(_ASIDE.sub(" ", heading))]
    forms.append(_EDGES.sub("", forms[1]))
    return list(dict.fromkeys(one for one in forms if one))


def guessed(kind: ImportKind, headings: Sequence[str]) -> Columns:
    """The columns whose heading is a known name of a field; each column fills one field."""
    spelled = [_spellings(heading) for heading in headings]
    found: Columns = {}
    for surety in range(3):
        for field in fields(kind):
            if field.name in found:
                continue
            column = _column_for(field, spelled, surety, set(found.values()))
            if column is not None:
                found[field.name] = column
    if "unit_price" in found:
        # Together they are a check on each line; whether it is wanted, a person says.
        found.pop("amount", None)
    return found


def _column_for(
    field: Field, spelled: Sequence[Sequence[str]], surety: int, taken: set[int]
) -> int | None:
    free = [
        (forms[surety], column)
        for column, forms in enumerate(spelled)
        if surety < len(forms) and column not in taken
    ]
    # The order of the known names counts: the surer come first.
    for name in field.headings:
        for form, column in free:
            if form == name:
                return column
    return None


def named(kind: ImportKind, headings: Sequence[str], wishes: Mapping[str, str]) -> Columns:
    """The guess, with what was asked for by name (`{"name": "Firma"}`) put right.

    An empty heading leaves the field out. Raises `KeyError` with the unknown field or heading.
    """
    found = guessed(kind, headings)
    known = {plain_heading(heading): column for column, heading in reversed([*enumerate(headings)])}
    wanted: Columns = {}
    for name, heading in wishes.items():
        if field_of(kind, name) is None:
            raise KeyError(name)
        if not heading:
            found.pop(name, None)
        elif plain_heading(heading) in known:
            wanted[name] = known[plain_heading(heading)]
        else:
            raise KeyError(heading)
    taken = set(wanted.values())
    return {name: at for name, at in found.items() if at not in taken} | wanted


def missing(kind: ImportKind, columns: Columns) -> list[str]:
    """What must still be mapped, in words."""
    words = [field.words for field in fields(kind) if field.required and field.name not in columns]
    for group in alternatives(kind):
        if not any(name in columns for name in group):
            names = [field.words for field in fields(kind) if field.name in group]
            words.append(" or ".join(names))
    return words
