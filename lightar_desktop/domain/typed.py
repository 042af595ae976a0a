# SPDX-License-Identifier: MIT
"""Numbers as people type them, in the manner of their country; exact, and refused with a reason."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.money import ZERO, decimals

# A quantity or price beyond this would not fit its column, and is a slip of the hand.
_LARGEST: Final = Decimal(10) ** 9
_FINEST: Final = 6  # decimals of quantities and prices
_RATE_DIGITS: Final = 4
_SPACES: Final = re.compile(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}]")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a country writes numbers: what stands before decimals, and between thousands."""

    point: str = "."
    group: str = ","

    def text(self, value: Decimal) -> str:
        """`value` with all its digits and no more, ready to be edited."""
        plain = f"{value:f}"
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        return plain.replace(".", self.point) or "0"

    def number(self, text: str, digits: int = _FINEST, field: str = "") -> Decimal:
        """The number that `text` means; refuses what is none, or finer than `digits` decimals.

        Where thousands are grouped by a point, `12.50` still means twelve and a half: the
        numeric keypad has no comma. Only three digits after it make it a thousands' mark.
        """
        plain = self._plain(text)
        if plain is None or not _NUMBER.fullmatch(plain):
            example = self.text(Decimal("1250.5"))
            raise DomainError.of("bad_number", field, text=text.strip()[:40], example=example)
        value = Decimal(plain)
        if abs(value) >= _LARGEST:
            raise DomainError.of("number_too_big", field, text=text.strip()[:40])
        if value != round(value, digits):
            raise DomainError.of("number_too_fine", field, text=text.strip(), digits=digits)
        return value + ZERO  # without a sign on zero

    def _plain(self, text: str) -> str | None:
        """`text` with a point and no groups; None when its marks make no sense."""
        bare = _SPACES.sub("", text).replace("\N{MINUS SIGN}", "-")
        group = self.group if self.group in {".", ","} else ""
        other = "," if self.point == "." else "."
        if not group and self.point not in bare and bare.count(other) == 1:
            return bare.replace(other, ".")  # nobody groups by it here: it is a decimal mark
        if self.point in bare or not group or group not in bare:
            whole, point, part = bare.partition(self.point)
            if group and group in part:
                return None
            parts = whole.lstrip("+-").split(group) if group else [whole]
            if len(parts) > 1 and not _grouped(parts):
                return None
            return (whole.replace(group, "") if group else whole) + ("." if point else "") + part
        parts = bare.lstrip("+-").split(group)
        if _grouped(parts):
            return bare.replace(group, "")
        return bare.replace(group, ".") if len(parts) == 2 else None


def _grouped(parts: list[str]) -> bool:
    """Whether these are digits in groups of three."""
    first, *rest = parts
    return bool(rest) and 1 <= len(first) <= 3 and all(len(part) == 3 for part in rest)


@dataclass(frozen=True, slots=True)
class Discount:
    """What a line or an invoice is reduced by; both parts count."""

    percent: Decimal = ZERO
    amount: Decimal = ZERO


def typed_discount(text: str, style: NumberStyle, currency: str, field: str = "") -> Discount:
    """`10 %` is a percentage, `25` an amount, `5 % + 25` both, and nothing no discount."""
    percent = amount = ZERO
    for part in filter(None, (one.strip() for one in text.split("+"))):
        if part.endswith("%"):
            percent += style.number(part.removesuffix("%"), _RATE_DIGITS, field)
        else:
            amount += style.number(part, decimals(currency), field)
    if not ZERO <= percent <= 100 or amount < ZERO:
        raise DomainError.of("bad_discount", field, text=text.strip()[:40])
    return Discount(percent, amount)


def discount_text(discount: Discount, style: NumberStyle) -> str:
    """A discount as it is typed."""
    parts = []
    if discount.percent:
        parts.append(f"{style.text(discount.percent)} %")
    if discount.amount:
        parts.append(style.text(discount.amount))
    return " + ".join(parts)


def typed_days(text: str, field: str = "") -> int | None:
    """Days as typed: a whole number, or nothing."""
    bare = text.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 4):
        raise DomainError.of("bad_days", field, text=bare[:40])
    return int(bare)
