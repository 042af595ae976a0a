# SPDX-License-Identifier: MIT
"""The catalogue of products: what is sold again and again."""

from dataclasses import replace

from lightar_desktop.domain.changes import differences
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.product import Product
from lightar_desktop.services.ports import Database, UnitOfWork

_SILENT = frozenset({"id", "version", "archived"})


class Products:
    """Adds, changes and archives products; invoices keep the lines they were written with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, product: Product) -> Product:
        """Add (id 0) or change a product; returns it as it is stored."""
        product = _tidied(product)
        if problems := product.problems():
            raise DomainError(*problems)
        self._refuse_known_code(product)
        if not product.id:
            return self._add(product)
        before = self._database.reads.products.get(product.id)
        if before is None:
            raise DomainError.of("not_found", what="product", id=product.id)
        changes = differences(before, product, without=_SILENT)
        return self._replace(product, "product.changed", changes) if changes else before

    def archive(self, product: Product) -> Product:
        """Offer it no more on new invoices."""
        return self._replace(replace(product, archived=True), "product.archived", [])

    def reactivate(self, product: Product) -> Product:
        """Offer it again."""
        self._refuse_known_code(product)
        return self._replace(replace(product, archived=False), "product.reactivated", [])

    def _refuse_known_code(self, product: Product) -> None:
        """A code names one product; one that is archived gives its code free."""
        if not product.code:
            return
        known = self._database.reads.products.by_code([product.code]).get(product.code)
        if known is not None and known.id != product.id and not known.archived:
            facts = {"code": product.code, "description": known.description}
            raise DomainError(Problem("code_taken", "code", facts))

    def _add(self, product: Product) -> Product:
        def work(uow: UnitOfWork) -> int:
            (product_id,) = uow.products.add_many([product])
            uow.record(_event("product.added", replace(product, id=product_id), []))
            return product_id

        return replace(product, id=self._database.transactions.write(work), version=0)

    def _replace(self, product: Product, kind: str, changes: list[str]) -> Product:
        def work(uow: UnitOfWork) -> None:
            if not uow.products.save(product):
                raise DomainError.of("product_changed")
            uow.record(_event(kind, product, changes))

        self._database.transactions.write(work)
        return replace(product, version=product.version + 1)


def _tidied(product: Product) -> Product:
    reason = product.tax_reason.strip() if product.tax_category.needs_reason else ""
    return replace(
        product,
        code=product.code.strip(),
        description=product.description.strip(),
        unit=product.unit.strip(),
        currency=product.currency.strip().upper(),
        tax_reason=reason,
    )


def _event(kind: str, product: Product, changes: list[str]) -> Event:
    data: EventData = {"name": product.description}
    if changes:
        data["changes"] = changes
    return Event(kind, Subject.PRODUCT, product.id, None, data)
