# SPDX-License-Identifier: MIT
"""Which invoices are checked: by id, so that the checks survive sorting and filtering.

"Select all" of a million invoices keeps the table's own array of ids and a set of exceptions;
nothing is walked and nothing is copied until somebody needs the ids.
"""

from array import array
from collections.abc import Iterable
from itertools import filterfalse


class Checks:
    """A set of invoice ids that may be as large as the table."""

    def __init__(self) -> None:
        self._all: array[int] | None = None
        self._members: frozenset[int] | None = None  # of `_all`, made when first needed
        self._minus: set[int] = set()
        self._some: set[int] = set()

    def __len__(self) -> int:
        whole = len(self._all) - len(self._minus) if self._all is not None else 0
        return whole + len(self._some)

    def __contains__(self, invoice_id: int) -> bool:
        if invoice_id in self._some:
            return True
        return self._in_all(invoice_id) and invoice_id not in self._minus

    def holds(self, invoice_id: int, shown: "array[int] | None") -> bool:
        """As `in`, faster for a row of the array `shown` when that is what was selected whole."""
        if shown is not None and shown is self._all:
            return invoice_id not in self._minus
        return invoice_id in self

    def is_all(self, shown: "array[int] | None") -> bool:
        """Whether exactly the rows of `shown` are checked, every one."""
        return shown is not None and self._all is shown and not self._minus and not self._some

    def clear(self) -> None:
        """Check nothing."""
        self._all, self._members = None, None
        self._minus, self._some = set(), set()

    def check_all(self, shown: "array[int]") -> None:
        """Check exactly these; the array is kept, not copied, and must not change."""
        self.clear()
        self._all = shown

    def set(self, ids: Iterable[int], checked: bool, shown: "array[int] | None" = None) -> None:
        """Check or uncheck some, which are rows of `shown` if that is given."""
        wanted = set(ids)
        if self._all is None:
            inside: set[int] = set()
        elif self._all is shown:
            inside = wanted
        else:
            inside = {i for i in wanted if self._in_all(i)}
        outside = wanted - inside
        if checked:
            self._minus -= inside
            self._some |= outside
        else:
            self._minus |= inside
            self._some -= outside
        if self._all is not None and len(self._minus) == len(self._all):
            self._all, self._members, self._minus = None, None, set()

    def ids(self, shown: "array[int] | None" = None) -> "array[int]":
        """The checked ids: those of `shown` in its order, then those that it does not hold."""
        whole = array("q")
        if self._all is not None:
            whole = (
                array("q", filterfalse(self._minus.__contains__, self._all))
                if self._minus
                else self._all[:]
            )
        if not self._some:
            return whole
        if self._all is None and shown is not None:
            found = array("q", filter(self._some.__contains__, shown))
            rest = self._some.difference(found) if len(found) < len(self._some) else ()
            return found + array("q", sorted(rest))
        return whole + array("q", sorted(self._some))

    def snapshot(self) -> "Checks":
        """A copy for another thread; cheap, for the array is shared."""
        copy = Checks()
        copy._all, copy._members = self._all, self._members
        copy._minus, copy._some = set(self._minus), set(self._some)
        return copy

    def _in_all(self, invoice_id: int) -> bool:
        if self._all is None:
            return False
        if self._members is None:
            self._members = frozenset(self._all)
        return invoice_id in self._members
