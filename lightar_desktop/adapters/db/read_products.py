# SPDX-License-Identifier: MIT
"""Reading the catalogue of products."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables_data import product
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.product import Product


class ReadProducts:
    """Implements `ProductReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def page(self, search: str, limit: int, *, archived: bool = False) -> list[Product]:
        query = select(product).order_by(product.c.sort_key, product.c.id).limit(limit)
        for word in folded(search).split():
            query = query.where(product.c.search.contains(word, autoescape=True))
        if not archived:
            query = query.where(product.c.archived.is_(False))
        with self._source.reading() as connection:
            return [product_of(row) for row in connection.execute(query)]

    def get(self, product_id: int) -> Product | None:
        query = select(product).where(product.c.id == product_id)
        with self._source.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else product_of(row)

    def by_code(self, codes: Sequence[str]) -> dict[str, Product]:
        query = select(product).where(product.c.code.in_(codes))
        # Of several with one code the one in use comes last and stays.
        query = query.order_by(product.c.archived.desc(), product.c.id.desc())
        with self._source.reading() as connection:
            return {row.code: product_of(row) for row in connection.execute(query)}


def product_of(row: Row[Any]) -> Product:
    """The product in a row."""
    return Product(
        id=row.id,
        code=row.code,
        description=row.description,
        unit=row.unit,
        unit_price=row.unit_price,
        currency=row.currency,
        tax_category=row.tax_category,
        tax_rate=row.tax_rate,
        tax_reason=row.tax_reason,
        archived=row.archived,
        version=row.version,
    )
