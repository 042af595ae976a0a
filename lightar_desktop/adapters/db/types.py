# SPDX-License-Identifier: MIT
"""How values are kept: exactly, sortable, and alike in both databases.

Amounts, quantities and rates are whole numbers of their smallest part, so sums and sorts are
exact; instants are microseconds since 1970 in UTC; words of a fixed list are text with a CHECK.
"""

import json
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import BigInteger, Enum, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

E = TypeVar("E", bound=StrEnum)

AMOUNT_DIGITS: Final = 4
QUANTITY_DIGITS: Final = 6
RATE_DIGITS: Final = 4

# SQLite makes only a plain INTEGER primary key the row's own address.
ID: Final = BigInteger().with_variant(Integer(), "sqlite")

# Sorted by code point on both databases, so that indexes serve prefixes and order.
Plain: Final = Text().with_variant(Text(collation="C"), "postgresql")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def scaled(value: Decimal, digits: int) -> int:
    """`value` in units of 10^-digits; refuses what would have to be rounded."""
    number = value.scaleb(digits)
    whole = int(number)
    if whole != number:
        raise ValueError(f"{value} has more than {digits} decimals")
    return whole


def unscaled(number: int, digits: int) -> Decimal:
    """The decimal that `scaled` was given, without trailing zeros."""
    whole, part = divmod(number, 10**digits)
    return Decimal(number).scaleb(-digits).normalize() if part else Decimal(whole)


def microseconds(at: datetime) -> int:
    """Microseconds from 1970 to the aware instant `at`."""
    return (at - _EPOCH) // _MICROSECOND


def instant(number: int) -> datetime:
    """The aware instant in UTC that `microseconds` was given."""
    return _EPOCH + timedelta(microseconds=number)


def folded(text: str) -> str:
    """`text` as it is searched and sorted: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


class Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of 10^-digits."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, digits: int) -> None:
        super().__init__()
        self.digits = digits

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else scaled(value, self.digits)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        # PostgreSQL adds up bigints to numeric, which arrives as Decimal.
        return None if value is None else unscaled(int(value), self.digits)


class Instant(TypeDecorator[datetime]):
    """An aware instant, read back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else instant(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A short list of texts, kept as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


def amount() -> TypeEngine[Decimal]:
    """Money."""
    return Scaled(AMOUNT_DIGITS)


def quantity() -> TypeEngine[Decimal]:
    """Quantities and prices of one unit."""
    return Scaled(QUANTITY_DIGITS)


def rate() -> TypeEngine[Decimal]:
    """Percentages."""
    return Scaled(RATE_DIGITS)


def listed(kind: type[E]) -> Enum:
    """A column type for the values of `kind`, in a column a later schema added: no CHECK."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def word(kind: type[E], name: str) -> Enum:
    """A column type for the values of `kind`, with a CHECK called `name`."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
