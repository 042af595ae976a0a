# SPDX-License-Identifier: MIT
"""The invoice table's questions as SQL that stays fast at a million rows.

Every column is indexed together with the status, so each status is a stretch in the wanted order
and a page merges a handful of stretches, whatever else is asked. When few rows match, it is faster
to find them all and sort them; `is_rare` asks beforehand. SQLite keeps no statistics that would
tell, so every column that shall not choose the index is spelled with a plus before it.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.selectable import CompoundSelect

from lightar_desktop.adapters.db.search import Hit, hits
from lightar_desktop.adapters.db.tables import invoice
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort

# Up to so many rows are sorted within a frame; more, when an index holds all that sorting needs.
_RARE: Final = 20_000
_RARE_BY_ID: Final = 200_000
# Among so many of the newest of its statuses, a page of anything common is found at once.
NEAR: Final = 2_000

inv = invoice.c
Ids = Select[Any] | CompoundSelect[Any]

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
# Stretches in the order of ids are found by status and light together.
BY_ID: Final = frozenset({InvoiceColumn.ID, InvoiceColumn.STATUS})
_NULLABLE: Final = frozenset({InvoiceColumn.NUMBER, InvoiceColumn.ISSUED_ON, InvoiceColumn.DUE_ON})


@dataclass(frozen=True, slots=True)
class Question:
    """A filter whose search was looked up: `hits` is None when nothing is searched."""

    where: InvoiceFilter
    statuses: tuple[InvoiceStatus, ...]  # those that can match, all when none is asked for
    hits: tuple[Hit, ...] | None = None

    @property
    def lights(self) -> list[Light]:
        """The lights that can match."""
        return sorted(self.where.lights or frozenset(Light))

    @property
    def by_status(self) -> bool:
        """Whether an index that begins with the status can help."""
        w = self.where
        ranges = (w.issued_from, w.issued_to, w.due_from, w.due_to, w.amount_from, w.amount_to)
        return bool(
            w.statuses
            or w.lights
            or w.overdue_on is not None
            or any(value is not None for value in ranges)
        )

    @property
    def led(self) -> bool:
        """Whether a customer or a search leads to what matches: to fewer rows than a status."""
        return self.hits is not None or self.where.customer_id is not None

    @property
    def may_be_rare(self) -> bool:
        """Whether more is asked for than statuses, whose stretches are in order anyway."""
        return self.where != InvoiceFilter(statuses=self.where.statuses)


class InvoiceQueries:
    """Builds statements for one dialect."""

    def __init__(self, dialect: str) -> None:
        self._sqlite = dialect == "sqlite"

    def asked(self, connection: Connection, where: InvoiceFilter) -> Question:
        """`where`, with its search looked up and statuses left out that nothing matches."""
        wanted = where.statuses or frozenset(InvoiceStatus)
        if where.overdue_on is not None:
            wanted = frozenset(status for status in wanted if status.owed)
        statuses = tuple(sorted(wanted))
        if search := where.search.strip():
            return Question(where, statuses, tuple(hits(connection, search)))
        question = Question(where, statuses)
        if where.customer_id is not None or not question.may_be_rare:
            return question
        # The stretch of a status without any match would be walked to its end in vain.
        rest = self._conditions(question)
        present = select(literal(1)).select_from(invoice).where(*rest).limit(1)
        return Question(
            where,
            tuple(
                status
                for status in statuses
                if connection.execute(present.where(inv.status == status)).first() is not None
            ),
        )

    def count(self, question: Question) -> Select[Any]:
        """How many match."""
        counting = select(func.count()).select_from(invoice)
        if self._sqlite and InvoiceStatus.PAID in question.statuses and not question.may_be_rare:
            # SQLite knows how many there are, but walks what is counted. Most become paid in time.
            others = inv.status.in_(frozenset(InvoiceStatus).difference(question.statuses))
            return select(counting.scalar_subquery() - counting.where(others).scalar_subquery())
        return counting.where(*self._finding(question))

    def near(self, question: Question, sort: InvoiceSort) -> Select[Any] | None:
        """Ids that match among the first few; None when that is no good place to look."""
        if not question.may_be_rare or question.led or sort.column is not InvoiceColumn.ID:
            return None
        alike = InvoiceFilter(statuses=frozenset(question.statuses), lights=question.where.lights)
        first = self.walked(Question(alike, question.statuses), sort).limit(NEAR).subquery()
        found = [inv.id.in_(select(first.c.id)), *self._conditions(question, InvoiceColumn.ID)]
        return select(inv.id).where(*found).order_by(self._directed(inv.id, sort))

    def is_rare(self, connection: Connection, question: Question, sort: InvoiceSort) -> bool:
        """Whether so few match that it is best to find and sort them."""
        if not question.may_be_rare:
            return False
        most = _RARE_BY_ID if sort.column is InvoiceColumn.ID else _RARE
        few = select(literal(1)).select_from(invoice).where(*self._finding(question))
        counting = select(func.count()).select_from(few.limit(most + 1).subquery())
        return bool(connection.execute(counting).scalar_one() <= most)

    def sums(self, question: Question) -> Select[Any]:
        """Count and sum of totals per currency."""
        return sums().where(*self._finding(question))

    def found(self, question: Question, sort: InvoiceSort) -> Select[Any]:
        """Ids that match: all are found by the filter's index, then sorted."""
        order = [self._ordered(self._plus(_KEYS[sort.column]), sort)]
        if sort.column is not InvoiceColumn.ID:
            order.append(self._directed(self._plus(inv.id), sort))
        return select(inv.id).where(*self._finding(question)).order_by(*order)

    def walked(self, question: Question, sort: InvoiceSort) -> Ids:
        """Ids that match (the first column), from indexes that are in the wanted order."""
        if sort.column is InvoiceColumn.ID and not question.by_status:
            walked = select(inv.id).where(*self._conditions(question, sort.column))
            return walked.order_by(self._directed(inv.id, sort))
        key = _KEYS[sort.column]
        columns = select(inv.id.label("id"), key.label("key"))
        stretches = [columns.where(*stretch) for stretch in self._stretches(question, sort.column)]
        order = [self._ordered(result("key", key), sort)]
        if sort.column is not InvoiceColumn.ID:
            order.append(self._directed(result("id", inv.id), sort))
        if not stretches:
            return columns.where(false())
        if len(stretches) == 1:
            return stretches[0].order_by(*order)
        return union_all(*stretches).order_by(*order)

    def _stretches(
        self, question: Question, column: InvoiceColumn
    ) -> list[list[ColumnElement[bool]]]:
        """Conditions that each pick a part of one index that lies in the order of `column`."""
        if column in BY_ID:
            rest = self._conditions(question, column, lights=False)
            return [
                [inv.status == status, inv.light == light, *rest]
                for status in question.statuses
                for light in question.lights
            ]
        rest = self._conditions(question, column)
        return [[inv.status == status, *rest] for status in question.statuses]

    def _finding(self, question: Question) -> list[ColumnElement[bool]]:
        """Every condition, so that an index finds what matches."""
        found = self._conditions(question)
        if not question.by_status:
            return found
        status = self._plus(inv.status) if question.led else inv.status
        return [status.in_(question.statuses), *found]

    def _conditions(
        self, question: Question, walking: InvoiceColumn | None = None, *, lights: bool = True
    ) -> list[ColumnElement[bool]]:
        """All but the status. Where an index is walked, only its own column may use it."""
        where = question.where

        def col(name: InvoiceColumn | None, key: ColumnElement[Any]) -> ColumnElement[Any]:
            return key if walking is None or walking is name else self._plus(key)

        found: list[ColumnElement[bool]] = []
        if where.lights and lights:
            found.append(col(InvoiceColumn.LIGHT, inv.light).in_(sorted(where.lights)))
        if where.customer_id is not None:
            found.append(col(None, inv.customer_id) == where.customer_id)
        for key, name, low, high in (
            (inv.issued_on, InvoiceColumn.ISSUED_ON, where.issued_from, where.issued_to),
            (inv.due_on, InvoiceColumn.DUE_ON, where.due_from, where.due_to),
            (inv.total, InvoiceColumn.TOTAL, where.amount_from, where.amount_to),
        ):
            if low is not None:
                found.append(col(name, key) >= low)
            if high is not None:
                found.append(col(name, key) <= high)
        if where.overdue_on is not None:
            found.append(col(InvoiceColumn.DUE_ON, inv.due_on) < where.overdue_on)
        if question.hits is not None:
            ways = [hit.condition(col(None, hit.column)) for hit in question.hits]
            found.append(or_(*ways) if ways else false())
        return found

    def _ordered(self, key: ColumnElement[Any], sort: InvoiceSort) -> ColumnElement[Any]:
        """Empty values first, or last when descending, as SQLite does by itself."""
        ordered = self._directed(key, sort)
        if self._sqlite or sort.column not in _NULLABLE:
            return ordered
        return ordered.nulls_last() if sort.descending else ordered.nulls_first()

    def _directed(self, key: ColumnElement[Any], sort: InvoiceSort) -> ColumnElement[Any]:
        return key.desc() if sort.descending else key.asc()

    def _plus(self, key: ColumnElement[Any]) -> ColumnElement[Any]:
        if not self._sqlite:
            return key  # PostgreSQL has statistics
        return UnaryExpression(key, operator=custom_op("+"), type_=key.type)


def result(name: str, like: ColumnElement[Any]) -> ColumnElement[Any]:
    """The result column `name` of a union."""
    return column(name, like.type)


def sums() -> Select[Any]:
    """Count and sum of totals per currency, of all invoices."""
    return (
        select(inv.currency, func.count(), func.sum(inv.total))
        .group_by(inv.currency)
        .order_by(inv.currency)
    )
