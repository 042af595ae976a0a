# SPDX-License-Identifier: MIT
"""Prices and percentages as people type them, with a point or a comma."""

from decimal import Decimal, InvalidOperation

from lightar_desktop.gui.formats import system_locale

_LONGEST = 30
_SPACES = str.maketrans("", "", " '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")


def typed_number(text: str) -> Decimal:
    """The number in `text`; NaN where there is none. An empty text is 0.

    Of a point and a comma the last one stands before the decimals; one alone does too, unless the
    user's own locale groups thousands with it and three digits follow.
    """
    plain = text.strip().translate(_SPACES)
    if not plain:
        return Decimal(0)
    if len(plain) > _LONGEST:
        return Decimal("NaN")
    point, comma = plain.rfind("."), plain.rfind(",")
    mark = "." if point > comma else ","
    other = "," if mark == "." else "."
    alone = plain.count(mark) == 1 and other not in plain
    grouping = system_locale().groupSeparator() == mark and len(plain.partition(mark)[2]) == 3
    if plain.count(mark) > 1 or (alone and grouping):
        plain, mark = plain.replace(mark, ""), ""
    plain = plain.replace(other, "")
    if mark:
        plain = plain.replace(mark, ".")
    if not plain.isascii() or set(plain) - set("0123456789.+-\N{MINUS SIGN}"):
        return Decimal("NaN")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return Decimal("NaN")


def shown_number(number: Decimal) -> str:
    """A number in a field, with the user's decimal mark and no grouping."""
    text = f"{number.normalize():f}"
    return text.replace(".", system_locale().decimalPoint() or ".")
