# SPDX-License-Identifier: MIT
"""The invoice table's questions as SQL that stays fast at a million rows.

Every column is indexed together with the status, so each status is a stretch in the wanted order
and a page merges a handful of stretches. When few rows match it is faster to find them first
and sort them; `is_rare` asks for that beforehand.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    table,
    union,
    union_all,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from lightar_desktop.adapters.db.tables import customer, invoice
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort

# Up to so many rows are sorted within a frame.
RARE: Final = 20_000

inv = invoice.c

_KEYS: Final[dict[InvoiceColumn, ColumnElement[Any]]] = {
    InvoiceColumn.NUMBER: inv.number_key,
    InvoiceColumn.CUSTOMER: inv.customer_key,
    InvoiceColumn.ISSUED_ON: inv.issued_on,
    InvoiceColumn.DUE_ON: inv.due_on,
    InvoiceColumn.TOTAL: inv.total,
    InvoiceColumn.BALANCE: inv.balance,
    InvoiceColumn.STATUS: inv.status,
    InvoiceColumn.LIGHT: inv.light,
    InvoiceColumn.ID: inv.id,
}
_NULLABLE: Final = {InvoiceColumn.NUMBER, InvoiceColumn.ISSUED_ON, InvoiceColumn.DUE_ON}
# The last character there is: what begins with a text lies between it and the text with this.
_LAST: Final = "\U0010ffff"
_FTS_LEAST: Final = 3

# SQLite's full-text index of customers; it is made by the migrations.
_SEARCH: Final = table("customer_search", column("rowid", Integer), column("search", String))


class InvoiceQueries:
    """Builds statements for one dialect."""

    def __init__(self, dialect: str) -> None:
        self._sqlite = dialect == "sqlite"

    def count(self, where: InvoiceFilter) -> Select[Any]:
        """How many match."""
        return select(func.count()).select_from(invoice).where(*self._all(where))

    def is_rare(self, where: InvoiceFilter) -> Select[Any] | None:
        """Counts matching rows up to `RARE` + 1; None when the filter restricts nothing but the
        status, whose stretches are in order anyway.
        """
        if not _restricts(where):
            return None
        few = select(literal(1)).select_from(invoice).where(*self._all(where)).limit(RARE + 1)
        return select(func.count()).select_from(few.subquery())

    def sums(self, where: InvoiceFilter) -> Select[Any]:
        """Count and sum of totals per currency."""
        return sums().where(*self._all(where))

    def ids(self, where: InvoiceFilter, sort: InvoiceSort, *, rare: bool) -> Select[Any]:
        """Ids that match, in order, in the only column."""
        if rare or where.customer_id is not None or sort.column is InvoiceColumn.ID:
            return self._found_first(where, sort, rare=rare)
        return self._in_order(where, sort)

    def _found_first(self, where: InvoiceFilter, sort: InvoiceSort, *, rare: bool) -> Select[Any]:
        """Finds by the filter's index, then sorts."""
        key = _KEYS[sort.column]
        order = [self._ordered(self._unindexed(key) if rare else key, sort)]
        if sort.column is not InvoiceColumn.ID:
            order.append(self._directed(self._unindexed(inv.id) if rare else inv.id, sort))
        conditions = self._all(where, by_id=not rare and where.customer_id is None)
        return select(inv.id).where(*conditions).order_by(*order)

    def _in_order(self, where: InvoiceFilter, sort: InvoiceSort) -> Select[Any]:
        """Merges the stretches of the wanted statuses, each walked in the order of its index."""
        key = _KEYS[sort.column]
        rest = self._conditions(where, sort.column)
        statuses = sorted(where.statuses or InvoiceStatus)
        parts = [
            select(inv.id.label("id"), key.label("key")).where(inv.status == status, *rest)
            for status in statuses
        ]
        merged = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery("merged")
        order = [self._ordered(merged.c.key, sort), self._directed(merged.c.id, sort)]
        return select(merged.c.id).order_by(*order)

    def _ordered(self, key: ColumnElement[Any], sort: InvoiceSort) -> ColumnElement[Any]:
        """Empty values first, or last when descending, as SQLite does by itself."""
        ordered = self._directed(key, sort)
        if self._sqlite or sort.column not in _NULLABLE:
            return ordered
        return ordered.nulls_last() if sort.descending else ordered.nulls_first()

    def _directed(self, key: ColumnElement[Any], sort: InvoiceSort) -> ColumnElement[Any]:
        return key.desc() if sort.descending else key.asc()

    def _unindexed(self, key: ColumnElement[Any]) -> ColumnElement[Any]:
        """`key` so that SQLite, which keeps no statistics here, does not walk an index for it."""
        if not self._sqlite:
            return key
        return UnaryExpression(key, operator=custom_op("+"), type_=key.type)

    def _all(self, where: InvoiceFilter, *, by_id: bool = False) -> list[ColumnElement[bool]]:
        """Every condition. A status is always named when an index that begins with it may help."""
        conditions = self._conditions(where)
        statuses = where.statuses or (frozenset(InvoiceStatus) if _ranges(where) else frozenset())
        if statuses:
            status = self._unindexed(inv.status) if by_id else inv.status
            conditions.insert(0, status.in_(sorted(statuses)))
        return conditions

    def _conditions(
        self, where: InvoiceFilter, walking: InvoiceColumn | None = None
    ) -> list[ColumnElement[bool]]:
        """All conditions but the status. Only the column `walking` may use its index, if given."""

        def col(name: InvoiceColumn | None, key: ColumnElement[Any]) -> ColumnElement[Any]:
            return key if walking in {None, name} else self._unindexed(key)

        found: list[ColumnElement[bool]] = []
        if where.lights:
            found.append(col(InvoiceColumn.LIGHT, inv.light).in_(sorted(where.lights)))
        if where.customer_id is not None:
            found.append(col(None, inv.customer_id) == where.customer_id)
        for ranged, name, low, high in (
            (inv.issued_on, InvoiceColumn.ISSUED_ON, where.issued_from, where.issued_to),
            (inv.due_on, InvoiceColumn.DUE_ON, where.due_from, where.due_to),
            (inv.total, InvoiceColumn.TOTAL, where.amount_from, where.amount_to),
        ):
            if low is not None:
                found.append(col(name, ranged) >= low)
            if high is not None:
                found.append(col(name, ranged) <= high)
        if where.overdue_on is not None:
            owed = [status for status in InvoiceStatus if status.owed]
            found.append(self._unindexed(inv.status).in_(owed))
            found.append(col(InvoiceColumn.DUE_ON, inv.due_on) < where.overdue_on)
        if where.search.strip():
            if walking is None:
                found.append(inv.id.in_(self._search_ids(where.search)))
            else:
                found.append(self._search_condition(where.search))
        return found

    def _search_ids(self, search: str) -> Any:
        """Ids that the search finds, each part by its own index."""
        number, ends = _number_conditions(search)
        return union(
            select(inv.id).where(inv.customer_id.in_(self.customers(search))),
            *(select(inv.id).where(condition) for condition in (*number, ends)),
        )

    def _search_condition(self, search: str) -> ColumnElement[bool]:
        number, ends = _number_conditions(search)
        by_customer = self._unindexed(inv.customer_id).in_(self.customers(search))
        return or_(by_customer, *number, ends)

    def customers(self, search: str) -> Select[Any]:
        """Ids of customers in whose name, number or VAT id all words of `search` occur."""
        words = folded(search).split()
        long = [word for word in words if len(word) >= _FTS_LEAST]
        found = select(customer.c.id)
        if self._sqlite and long:
            phrases = " ".join('"' + word.replace('"', '""') + '"' for word in long)
            hits = select(_SEARCH.c.rowid).where(_SEARCH.c.search.match(phrases))
            found = found.where(customer.c.id.in_(hits))
            words = [word for word in words if len(word) < _FTS_LEAST]
        return found.where(*(customer.c.search.contains(word, autoescape=True) for word in words))


def sums() -> Select[Any]:
    """Count and sum of totals per currency, of all invoices."""
    return (
        select(inv.currency, func.count(), func.sum(inv.total))
        .group_by(inv.currency)
        .order_by(inv.currency)
    )


def _ranges(where: InvoiceFilter) -> bool:
    return bool(where.lights) or any(
        value is not None
        for value in (
            where.issued_from,
            where.issued_to,
            where.due_from,
            where.due_to,
            where.amount_from,
            where.amount_to,
            where.overdue_on,
        )
    )


def _restricts(where: InvoiceFilter) -> bool:
    """Whether more than the status is asked for."""
    return _ranges(where) or where.customer_id is not None or bool(where.search.strip())


def _number_conditions(search: str) -> tuple[list[ColumnElement[bool]], ColumnElement[bool]]:
    """Numbers that begin with `search` as typed or in capitals or small letters; that end so."""
    wanted = search.strip()
    spellings = dict.fromkeys((wanted, wanted.upper(), wanted.lower()))
    begins = [and_(inv.number >= text, inv.number < text + _LAST) for text in spellings]
    back = folded(wanted)[::-1]
    return begins, and_(inv.number_back >= back, inv.number_back < back + _LAST)
