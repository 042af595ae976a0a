# SPDX-License-Identifier: MIT
"""A table in pieces, each sorted into what is new, changed, unchanged and wrong."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing import merging
from lightar_desktop.domain.importing.drafts import Offer
from lightar_desktop.domain.importing.reasons import shown
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.product import Product
from lightar_desktop.services.importing.converting import unique
from lightar_desktop.services.ports import Reads, Renderers
from lightar_desktop.services.ports.files import SourceTable
from lightar_desktop.services.ports.importing import (
    Buyer,
    Drafts,
    DraftsRequest,
    Imported,
    ImportSettings,
    Keys,
    KeysRequest,
    Match,
    ReadyDrafts,
    Record,
    RecordsRequest,
    Tables,
    Unique,
    WrongRow,
)

NONE_READY: Final = ReadyDrafts()
_AHEAD: Final = 4  # pieces asked for before they are needed


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table, and what is to be done with them. One of the pairs is filled."""

    rows: int
    unchanged: int = 0
    wrong: int = 0
    wrong_rows: tuple[WrongRow, ...] = ()
    new_customers: tuple[Customer, ...] = ()
    changed_customers: tuple[Customer, ...] = ()
    new_products: tuple[Product, ...] = ()
    changed_products: tuple[Product, ...] = ()
    new_drafts: ReadyDrafts = NONE_READY
    changed_drafts: ReadyDrafts = NONE_READY
    changed_ids: tuple[int, ...] = ()  # of the changed drafts

    @property
    def new(self) -> int:
        drafts = len(self.new_drafts.invoices)
        return len(self.new_customers) + len(self.new_products) + drafts

    @property
    def changed(self) -> int:
        customers, products = len(self.changed_customers), len(self.changed_products)
        return customers + products + len(self.changed_ids)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Asks the other processes, a few pieces ahead, and hands the answers out in order."""

    renderers: Renderers

    def each(self, function: Callable[[Any], Any], requests: Iterable[Any]) -> Iterator[Any]:
        """What `function` makes of each request."""
        waiting: deque[Future[Any]] = deque()
        try:
            for request in requests:
                waiting.append(self.renderers.submit(function, request))
                if len(waiting) >= _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


class RecordPieces:
    """Customers or products, matched with those that are there."""

    def __init__(
        self, reads: Reads, tables: Tables, elsewhere: Elsewhere, settings: ImportSettings
    ) -> None:
        company = reads.setup.company()
        self._reads = reads
        self._tables = tables
        self._elsewhere = elsewhere
        self._settings = settings
        self._blank = merging.new_customer(company) if company else Customer(0, "", "")
        self._first: dict[object, Record] = {}  # the first one of those that are the same

    def of(self, table: SourceTable) -> Iterator[Piece]:
        """All pieces of a table."""
        requests = (RecordsRequest(table, one, self._settings) for one in table.stretches)
        sort = self._customers if self._settings.kind is ImportKind.CUSTOMERS else self._products
        for records in self._elsewhere.each(self._tables.records, requests):
            yield sort(records)

    def _customers(self, records: list[Record]) -> Piece:
        reads = self._reads
        found = reads.imports.matches({unique(one.values) for one in records})
        wanted = {match.id for some in found.values() for match in some[:1]}
        known = {one.id: one for one in reads.customers.load(sorted(wanted))}
        sorting = _Sorting(len(records))
        for record in records:
            key = unique(record.values)
            matches = _active(found[key])
            if why := self._why_not(record, key, matches):
                sorting.refuse(record, why)
                continue
            if not self._is_first(record, matches[0].id if matches else _known_by(key), sorting):
                continue
            old = known[matches[0].id] if matches else self._blank
            sorting.sort(old, merging.customer(old, record.values))
        return sorting.piece("new_customers", "changed_customers")

    def _products(self, records: list[Record]) -> Piece:
        codes = {one.values.get("code", "") for one in records}
        known = self._reads.imports.products(codes - {""})
        sorting = _Sorting(len(records))
        blank = Product(0, "", "", currency=self._settings.currency)
        for record in records:
            old = known.get(record.values.get("code", ""), blank)
            why = "; ".join(record.reasons)
            if not why and not old.id and "description" not in record.values:
                why = "The description is missing"
            if why:
                sorting.refuse(record, why)
                continue
            if not self._is_first(record, record.values["code"], sorting):
                continue
            sorting.sort(old, merging.product(old, record.values, self._settings.tax_rate))
        return sorting.piece("new_products", "changed_products")

    def _why_not(self, record: Record, key: Unique, matches: list[Match]) -> str:
        if record.reasons:
            return "; ".join(record.reasons)
        if not any(key):
            return "The name is missing"
        if len(matches) > 1:
            return _several(key)
        return "The name is missing" if not matches and "name" not in record.values else ""

    def _is_first(self, record: Record, key: object, sorting: "_Sorting") -> bool:
        """Whether it is the first of its key. One that says nothing else is passed over: a list
        of invoices, read as one of customers, names each again and again.
        """
        first = self._first.setdefault(key, record)
        if first.row == record.row:
            return True
        if first.values != record.values:
            what = self._settings.kind.one
            sorting.refuse(record, f"The same {what} as in row {first.row}, with other values")
        return False


@dataclass(slots=True)
class _Sorting:
    """Sorts the records of one piece."""

    rows: int
    unchanged: int = 0
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    wrong: list[WrongRow] = field(default_factory=list)

    def refuse(self, record: Record, why: str) -> None:
        self.wrong.append(WrongRow(record.row, record.cells, why))

    def sort(self, old: Any, new: Any) -> None:
        if not old.id:
            self.new.append(new)
        elif new == old:
            self.unchanged += 1
        else:
            self.changed.append(new)

    def piece(self, new: str, changed: str) -> Piece:
        parts: dict[str, Any] = {new: tuple(self.new), changed: tuple(self.changed)}
        wrong = tuple(self.wrong)
        return replace(Piece(self.rows, self.unchanged, len(wrong), wrong), **parts)


class DraftPieces:
    """Invoices. What they name is looked up for the whole file before the first is made."""

    def __init__(
        self, reads: Reads, tables: Tables, elsewhere: Elsewhere, settings: ImportSettings
    ) -> None:
        self._reads = reads
        self._tables = tables
        self._elsewhere = elsewhere
        self._settings = settings
        self._buyers: dict[Unique, Buyer | str] = {}
        self._offers: dict[str, Offer] = {}
        self._known: dict[str, Imported] = {}
        self._split: dict[str, str] = {}

    def of(self, table: SourceTable) -> Iterator[Piece]:
        """All pieces of a table."""
        requests = (KeysRequest(table, one, self._settings) for one in table.stretches)
        keys = list(self._elsewhere.each(self._tables.keys, requests))
        self._look_up(keys)
        wanted = map(self._request, [table] * len(keys), range(len(keys)), keys)
        for done in self._elsewhere.each(self._tables.drafts, wanted):
            yield self._piece(done)

    def _look_up(self, keys: list[Keys]) -> None:
        named = {one for piece in keys for one in piece.customers if any(one)}
        for key, matches in self._reads.imports.matches(named).items():
            self._buyers[key] = _buyer(key, _active(matches))
        codes = {code for piece in keys for code in piece.products}
        for code, one in self._reads.imports.products(codes).items():
            self._offers[code] = Offer(
                one.description, one.unit, one.unit_price, one.tax_category, one.tax_rate
            )
        counts = Counter(reference for piece in keys for _, reference in piece.references)
        self._known = self._reads.imports.references(counts.keys())
        rows: dict[str, list[int]] = {}
        for piece in keys:
            for row, reference in piece.references:
                if counts[reference] > 1:
                    rows.setdefault(reference, []).append(row)
        for reference, found in rows.items():
            places = " and ".join(f"{row:,}" for row in found[:3])
            self._split[reference] = (
                f"The invoice begins in rows {places}; its rows must stand together"
            )

    def _request(self, table: SourceTable, position: int, keys: Keys) -> DraftsRequest:
        known: dict[str, str] = {}
        locked: dict[str, str] = {}
        for _, reference in keys.references:
            if (one := self._known.get(reference)) is not None:
                known[reference] = one.fingerprint
                if one.status is not InvoiceStatus.DRAFT:
                    locked[reference] = f"The invoice is {one.status.words} and no longer changed"
        return DraftsRequest(
            table,
            table.stretches[position],
            self._settings,
            {key: self._buyers.get(key, "The customer is missing") for key in keys.customers},
            _those(self._offers, keys.products),
            _those(self._split, {reference for _, reference in keys.references}),
            known,
            locked,
        )

    def _piece(self, done: Drafts) -> Piece:
        return Piece(
            done.rows,
            done.unchanged,
            done.refused,
            done.wrong,
            new_drafts=done.new,
            changed_drafts=done.changed,
            changed_ids=tuple(self._known[one].id for one in done.changed.references),
        )


def _those(known: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    return {one: known[one] for one in wanted if one in known}


def _active(matches: list[Match]) -> list[Match]:
    return [one for one in matches if not one.archived] or matches


def _buyer(key: Unique, matches: list[Match]) -> Buyer | str:
    if not matches:
        name = next(filter(None, (key[2], key[0], key[1])))
        hint = "import the customers first, perhaps from this very file"
        return f"There is no customer {shown(name)}; {hint}"
    if len(matches) > 1:
        return _several(key)
    one = matches[0]
    return Buyer(one.id, one.name, one.currency, one.terms_days)


def _known_by(key: Unique) -> str:
    return next(filter(None, key)).casefold()


def _several(key: Unique) -> str:
    name = next(filter(None, (key[0], key[1], key[2])))
    return f"Several customers are called {shown(name)}; tell them apart by their numbers"
