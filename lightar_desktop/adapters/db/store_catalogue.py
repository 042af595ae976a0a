# SPDX-License-Identifier: MIT
"""Writing products, and the filters a team has named."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.tables_data import product, saved_filter
from lightar_desktop.adapters.db.types import folded
from lightar_desktop.domain.product import Product


class Products:
    """The catalogue. Implements `ProductStore`."""

    def __init__(self, session: Session) -> None:
        self._core = session.core

    def add_many(self, products: Sequence[Product]) -> list[int]:
        if not products:
            return []
        adding = insert(product).returning(product.c.id, sort_by_parameter_order=True)
        rows = [{"version": 0, **product_row(each)} for each in products]
        return list(self._core.execute(adding, rows).scalars())

    def save(self, changed: Product) -> bool:
        changing = update(product).where(
            product.c.id == changed.id, product.c.version == changed.version
        )
        values = {**product_row(changed), "version": changed.version + 1}
        return bool(self._core.execute(changing.values(values)).rowcount)

    def delete(self, product_ids: Sequence[int]) -> None:
        for product_id in product_ids:
            self._core.execute(delete(product).where(product.c.id == product_id))


class Filters:
    """Named filters. Implements `FilterStore`."""

    def __init__(self, session: Session) -> None:
        self._core = session.core

    def save(self, name: str, content: str) -> int:
        known = self._core.execute(
            select(saved_filter.c.id).where(saved_filter.c.name == name)
        ).scalar()
        if known is not None:
            changing = update(saved_filter).where(saved_filter.c.id == known)
            self._core.execute(changing.values(content=content))
            return int(known)
        adding = insert(saved_filter).values(name=name, content=content)
        return int(self._core.execute(adding.returning(saved_filter.c.id)).scalar_one())

    def rename(self, filter_id: int, name: str) -> None:
        changing = update(saved_filter).where(saved_filter.c.id == filter_id)
        self._core.execute(changing.values(name=name))

    def delete(self, filter_id: int) -> None:
        self._core.execute(delete(saved_filter).where(saved_filter.c.id == filter_id))


def product_row(product: Product) -> dict[str, object]:
    """The row of a product but for id and version, with the text it is searched by."""
    return {
        "code": product.code,
        "description": product.description,
        "sort_key": folded(product.description),
        "search": folded(f"{product.code}\n{product.description}"),
        "unit": product.unit,
        "unit_price": product.unit_price,
        "currency": product.currency,
        "tax_category": product.tax_category,
        "tax_rate": product.tax_rate,
        "tax_reason": product.tax_reason,
        "archived": product.archived,
    }
