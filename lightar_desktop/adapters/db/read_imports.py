# SPDX-License-Identifier: MIT
"""Reading imports, and what the rows of a stranger's file refer to."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, select

from lightar_desktop.adapters.db.among import among_texts
from lightar_desktop.adapters.db.read_products import product_of
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import customer, invoice
from lightar_desktop.adapters.db.tables_data import (
    import_mapping,
    import_row,
    import_run,
    product,
)
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.imported import ImportKind, ImportState
from lightar_desktop.domain.product import Product
from lightar_desktop.services.ports.importing import (
    Imported,
    ImportRow,
    Match,
    Unique,
)

_AT_ONCE = 5_000


class ReadImports:
    """Implements `ImportReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def recent(self, limit: int = 100) -> list[ImportRow]:
        query = select(import_run).order_by(import_run.c.id.desc()).limit(limit)
        with self._source.reading() as connection:
            return [_import(row) for row in connection.execute(query)]

    def get(self, import_id: int) -> ImportRow | None:
        query = select(import_run).where(import_run.c.id == import_id)
        with self._source.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _import(row)

    def running(self) -> list[ImportRow]:
        query = select(import_run).where(import_run.c.state == ImportState.RUNNING)
        with self._source.reading() as connection:
            return [_import(row) for row in connection.execute(query)]

    def mapping(self, kind: ImportKind, headings: str) -> str | None:
        query = select(import_mapping.c.content).where(
            import_mapping.c.kind == kind, import_mapping.c.headings == headings
        )
        with self._source.reading() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def matches(self, wanted: Iterable[Unique]) -> dict[Unique, list[Match]]:
        asked = list(wanted)
        known = _Customers()
        for start in range(0, len(asked), _AT_ONCE):
            piece = asked[start : start + _AT_ONCE]
            with self._source.reading() as connection:
                for column, values in (
                    (customer.c.number, {one[0] for one in piece}),
                    (customer.c.vat_id, {form for one in piece for form in _vat_forms(one[1])}),
                    (customer.c.sort_key, {folded(one[2]) for one in piece}),
                ):
                    texts = among_texts(column, values - {""}, self._source.dialect)
                    query = select(customer).where(texts).order_by(customer.c.id)
                    known.add(column.name, connection.execute(query))
        return {one: known.of(one) for one in asked}

    def references(self, wanted: Collection[str]) -> dict[str, Imported]:
        query = (
            select(import_row.c.subject_id, import_row.c.before, invoice.c.status)
            .join(import_run, import_run.c.id == import_row.c.import_id)
            .join(invoice, invoice.c.id == import_row.c.subject_id)
            .where(import_run.c.kind == ImportKind.INVOICES, import_row.c.before.is_not(None))
            .order_by(import_row.c.import_id)
            .execution_options(yield_per=_AT_ONCE)
        )
        found: dict[str, Imported] = {}
        if not wanted:
            return found
        with self._source.reading() as connection:
            for row in connection.execute(query):
                mark = json.loads(row.before)
                if mark.get("reference") in wanted:
                    known = Imported(row.subject_id, mark["fingerprint"], row.status)
                    found[mark["reference"]] = known
        return found

    def products(self, codes: Collection[str]) -> dict[str, Product]:
        asked = list(codes)
        found: dict[str, Product] = {}
        for start in range(0, len(asked), _AT_ONCE):
            texts = among_texts(
                product.c.code, asked[start : start + _AT_ONCE], self._source.dialect
            )
            query = select(product).where(texts).order_by(product.c.id.desc())
            with self._source.reading() as connection:
                found |= {row.code: product_of(row) for row in connection.execute(query)}
        return found


class _Customers:
    """Customers by what they can be recognised by."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], dict[int, Match]] = {}

    def add(self, name: str, rows: Iterable[Row[Any]]) -> None:
        for row in rows:
            match = Match(
                row.id,
                row.number,
                row.vat_id,
                row.name,
                row.currency,
                row.terms_days,
                row.archived,
            )
            value = row._mapping[name]  # noqa: SLF001 - SQLAlchemy's public name for it
            value = _plain_vat(value) if name == "vat_id" else value
            self._by.setdefault((name, value), {})[row.id] = match

    def of(self, wanted: Unique) -> list[Match]:
        """By number; else by VAT id; else by name. A number that differs speaks against it."""
        number, vat_id, name = wanted
        ways = {"number": number, "vat_id": _plain_vat(vat_id), "sort_key": folded(name)}
        for way, value in ways.items():
            found = list(self._by.get((way, value), {}).values()) if value else []
            if number and way != "number":
                found = [one for one in found if not one.number]
            if vat_id and way == "sort_key":
                found = [one for one in found if not one.vat_id]
            if found:
                return found
        return []


def _plain_vat(vat_id: str) -> str:
    return "".join(one for one in vat_id.upper() if one.isalnum())


def _vat_forms(vat_id: str) -> set[str]:
    plain = _plain_vat(vat_id)
    return {vat_id, plain, f"{plain[:2]} {plain[2:]}"} if plain else set()


def _import(row: Row[Any]) -> ImportRow:
    return ImportRow(
        row.id,
        row.at,
        row.actor,
        row.kind,
        row.file_name,
        row.state,
        row.added,
        row.changed,
        row.wrong,
        row.process,
    )
