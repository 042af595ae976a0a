# SPDX-License-Identifier: MIT
"""Turns stretches of a table into records and drafts: pure functions for another process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing.drafts import (
    InvoiceRecord,
    Numbered,
    grouped,
    invoice,
)
from lightar_desktop.domain.importing.rows import RowReader, Values, Wrong, tidy
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.services.ports.files import Stretch
from lightar_desktop.services.ports.importing import (
    Buyer,
    DraftsRequest,
    ImportSettings,
    Keys,
    KeysRequest,
    Record,
    RecordsRequest,
    Unique,
    WrongRow,
)

_BUYER = ("customer_number", "customer_vat_id", "customer_name")
_KEYS = (*_BUYER, "product_code")


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice that can be stored, and what it is recognised by the next time."""

    invoice: Invoice
    reference: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """The invoices of a stretch, sorted by what is to be done with them."""

    rows: int
    new: list[Draft]
    changed: list[Draft]
    unchanged: int
    refused: int
    wrong: list[WrongRow]


def records(rows: Iterable[Numbered], request: RecordsRequest) -> list[Record]:
    """The customers or products of a stretch."""
    reader = _reader(request.settings)
    found = []
    for number, cells in _within(rows, request.stretch):
        values, reasons = reader.read(cells)
        found.append(Record(number, tuple(cells), values, (*reasons, *_lacking(values, request))))
    return found


def _lacking(values: Values, request: RecordsRequest) -> list[str]:
    needed = ("code",) if request.settings.kind is ImportKind.PRODUCTS else ()
    names = {"code": "The code"}
    return [f"{names[name]} is missing" for name in needed if name not in values]


def keys(rows: Iterable[Numbered], request: KeysRequest) -> Keys:
    """What the invoices of a stretch are known by, and whom and what they name."""
    settings = request.settings
    columns = {name: at for name, at in settings.columns.items() if name in _KEYS}
    reader = RowReader(settings.kind, columns, settings.formats, {})
    references: list[tuple[int, str]] = []
    customers: set[Unique] = set()
    products: set[str] = set()
    for group in _groups(rows, request.stretch, settings):
        if reference := _reference(group, settings):
            references.append((group[0][0], reference))
        named: Values = {}
        for _, cells in group:
            values, _reasons = reader.read(cells)
            products.add(values.get("product_code", ""))
            named = values | named
        customers.add(unique(named, "customer_"))
    return Keys(tuple(references), frozenset(customers), frozenset(products - {""}))


def unique(values: Mapping[str, Any], before: str = "") -> Unique:
    """What a customer is known by, in a row of customers or (with `before`) of invoices."""
    return (
        values.get(f"{before}number", ""),
        values.get(f"{before}vat_id", ""),
        values.get(f"{before}name", ""),
    )


def drafts(rows: Iterable[Numbered], request: DraftsRequest) -> Sorted:
    """The invoices of a stretch as drafts."""
    settings = request.settings
    reader = _reader(settings)
    salt = repr((sorted(settings.columns.items()), settings.formats, settings.tax_rate)).encode()
    result = Sorted(0, [], [], 0, 0, [])
    seen = unchanged = refused = 0
    for group in _groups(rows, request.stretch, settings):
        seen += len(group)
        record = invoice(group, reader, request.offers, settings.tax_rate)
        record = replace(record, reference=_reference(group, settings))
        found = _draft(record, request)
        if isinstance(found, tuple):
            refused += 1
            result.wrong.extend(_wrong_rows(group, found))
            continue
        fingerprint = _fingerprint(salt, group, settings, found)
        draft = Draft(found, record.reference, fingerprint)
        known = request.known.get(record.reference) if record.reference else None
        if known is None:
            result.new.append(draft)
        elif known == fingerprint:
            unchanged += 1
        elif why := request.locked.get(record.reference):
            refused += 1
            result.wrong.extend(_wrong_rows(group, (Wrong(record.row, why),)))
        else:
            result.changed.append(draft)
    return replace(result, rows=seen, unchanged=unchanged, refused=refused)


def _draft(record: InvoiceRecord, request: DraftsRequest) -> Invoice | tuple[Wrong, ...]:
    """The record as a draft, or why it is none."""
    if record.wrong:
        return record.wrong
    if why := request.refused.get(record.reference):
        return (Wrong(record.row, why),)
    buyer = request.buyers[unique(record.values, "customer_")]
    if not isinstance(buyer, Buyer):
        return (Wrong(record.row, buyer),)
    values = record.values
    issued_on, due_on = values.get("issued_on"), values.get("due_on")
    if issued_on and due_on and due_on < issued_on:
        return (Wrong(record.row, f"The due date {due_on} lies before the date {issued_on}"),)
    return _built(record, buyer, request.settings)


def _built(record: InvoiceRecord, buyer: Buyer, settings: ImportSettings) -> Invoice:
    values = record.values
    template = settings.template_id
    return Invoice(
        id=0,
        version=0,
        status=InvoiceStatus.DRAFT,
        customer=Customer(buyer.id, "", buyer.name),
        template=None if template is None else InvoiceTemplate(template, ""),
        series_id=settings.series_id,
        currency=values.get("currency") or buyer.currency or settings.currency,
        lines=record.lines,
        terms_days=values.get("terms_days"),
        issued_on=values.get("issued_on"),
        due_on=values.get("due_on"),
        buyer_reference=values.get("buyer_reference", ""),
        note=values.get("note", ""),
    )


def _wrong_rows(group: Sequence[Numbered], wrong: Sequence[Wrong]) -> Iterator[WrongRow]:
    """All rows of an invoice that is not taken over: mended, they can be imported as they are."""
    reasons: dict[int, list[str]] = {}
    for one in wrong:
        reasons.setdefault(one.row, []).append(one.reason)
    for number, cells in group:
        why = "; ".join(reasons.get(number, ())) or "Belongs to an invoice with a wrong row"
        yield WrongRow(number, tuple(cells), why)


def _reader(settings: ImportSettings) -> RowReader:
    return RowReader(settings.kind, settings.columns, settings.formats, settings.countries)


def _reference(group: Sequence[Numbered], settings: ImportSettings) -> str:
    column = settings.columns.get("reference")
    return "" if column is None else " ".join(tidy(group[0][1][column]).split())


def _fingerprint(
    salt: bytes, group: Sequence[Numbered], settings: ImportSettings, draft: Invoice
) -> str:
    """The same for the same cells, read in the same way, of the same customer."""
    used = sorted(set(settings.columns.values()))
    digest = blake2b(salt, digest_size=12)
    digest.update(str(draft.customer.id if draft.customer else 0).encode())
    for _, cells in group:
        digest.update("\x1f".join([cells[column] for column in used]).encode("utf-8", "replace"))
        digest.update(b"\x1e")
    return digest.hexdigest()


def _within(rows: Iterable[Numbered], stretch: Stretch) -> Iterator[Numbered]:
    end = stretch.number + stretch.rows
    for numbered in rows:
        if numbered[0] >= end:
            return
        yield numbered


def _groups(
    rows: Iterable[Numbered], stretch: Stretch, settings: ImportSettings
) -> Iterator[list[Numbered]]:
    """The invoices that begin in a stretch; the last one may end in the next."""
    key = settings.columns.get("reference")
    if key is None:
        yield from grouped(_within(rows, stretch), None)
        return
    end = stretch.number + stretch.rows
    for group in grouped(_without_rest(rows, stretch, key), key):
        if group[0][0] >= end:
            return
        yield group


def _without_rest(rows: Iterable[Numbered], stretch: Stretch, key: int) -> Iterator[Numbered]:
    """The rows but for those that belong to the last invoice of the stretch before."""
    resting = bool(stretch.before)
    before = stretch.before[key].strip() if resting else ""
    for numbered in rows:
        if resting and numbered[1][key].strip() in {"", before}:
            continue
        resting = False
        yield numbered
