# SPDX-License-Identifier: MIT
"""Conditions with many ids, as one parameter: databases limit how many they take."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    any_,
    bindparam,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

CHUNK: Final = 20_000


def among(column_: ColumnElement[int], ids: Iterable[int], dialect: str) -> ColumnElement[bool]:
    """Whether `column_` is one of `ids`."""
    if dialect == "sqlite":
        each = func.json_each(literal(json.dumps(list(ids)))).table_valued(
            column("value", BigInteger)
        )
        return column_.in_(select(each.c.value))
    wanted = bindparam(None, list(ids), type_=ARRAY(BigInteger), unique=True)
    return column_ == any_(wanted)


def among_texts(
    column_: ColumnElement[str], texts: Iterable[str], dialect: str
) -> ColumnElement[bool]:
    """The same for texts."""
    if dialect == "sqlite":
        each = func.json_each(literal(json.dumps(list(texts)))).table_valued(column("value", Text))
        return column_.in_(select(each.c.value))
    wanted = bindparam(None, list(texts), type_=ARRAY(Text), unique=True)
    return column_ == any_(wanted)


def chunks(ids: Sequence[int], size: int = CHUNK) -> Iterator[Sequence[int]]:
    """`ids` in pieces."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
