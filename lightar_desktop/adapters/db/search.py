# SPDX-License-Identifier: MIT
"""Free-text search of customers and invoices, each part of it by an index."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    column,
    exists,
    literal,
    select,
    table,
)

from lightar_desktop.adapters.db.tables import customer, invoice
from lightar_desktop.adapters.db.types import folded

# The last character there is: what begins with a text lies between it and the text with this.
_LAST: Final = "\U0010ffff"
# A trigram index finds nothing shorter.
_LEAST: Final = 3
# SQLite's full-text index of customers; it is made by the migrations.
_INDEX: Final = table("customer_search", column("rowid", Integer), column("search", String))


@dataclass(frozen=True, slots=True)
class Hit:
    """One way in which invoices match: a column, and what it must be like."""

    column: ColumnElement[Any]
    customers: Select[Any] | None = None
    begins: str = ""

    def condition(self, column_: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
        """The condition, on another spelling of the column if one is given."""
        key = self.column if column_ is None else column_
        if self.customers is not None:
            return key.in_(self.customers)
        return and_(key >= self.begins, key < self.begins + _LAST)


def hits(connection: Connection, search: str) -> list[Hit]:
    """The ways in which there are invoices that match `search`; empty when there are none.

    Those that lead nowhere are left out: mostly one index is left to walk.
    """
    wanted = search.strip()
    spellings = dict.fromkeys((wanted, wanted.upper(), wanted.lower()))
    possible = [
        Hit(invoice.c.customer_id, customers=customers(search, connection.dialect.name)),
        *(Hit(invoice.c.number, begins=spelling) for spelling in spellings),
        Hit(invoice.c.number_back, begins=folded(wanted)[::-1]),
    ]
    there_are = select(*(_exists(hit) for hit in possible))
    found = connection.execute(there_are).one()
    return [hit for hit, is_there in zip(possible, found, strict=True) if is_there]


def _exists(hit: Hit) -> ColumnElement[bool]:
    return exists(select(literal(1)).select_from(invoice).where(hit.condition()))


def customers(search: str, dialect: str) -> Select[Any]:
    """Ids of customers in whose name, number or VAT id all words of `search` occur."""
    words = folded(search).split()
    short = [word for word in words if len(word) < _LEAST]
    if dialect != "sqlite" or len(short) == len(words):
        return select(customer.c.id).where(*_contain(words))
    phrases = " ".join(_phrase(word) for word in words if len(word) >= _LEAST)
    found = select(_INDEX.c.rowid).where(_INDEX.c.search.match(phrases))
    if not short:
        return found
    return select(customer.c.id).where(customer.c.id.in_(found), *_contain(short))


def _contain(words: list[str]) -> list[ColumnElement[bool]]:
    return [customer.c.search.contains(word, autoescape=True) for word in words]


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
