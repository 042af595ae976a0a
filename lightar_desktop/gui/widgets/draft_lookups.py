# SPDX-License-Identifier: MIT
"""What an editor of drafts looks up while one types: products, and the customer that was chosen."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from lightar_desktop.gui.context import Context
from lightar_desktop.gui.tasks import Newest
from lightar_desktop.gui.widgets.customer_field import CustomerField
from lightar_desktop.gui.widgets.line_cells import LineCells

_PRODUCTS: Final = 10
_TYPING_MS: Final = 100


class DraftLookups(QObject):
    """Answers the customer field and the cells of the lines, off the main thread.

    Signals:
        customer_found(object): the chosen `Customer`, or None.
    """

    customer_found = Signal(object)

    def __init__(self, context: Context, field: CustomerField, cells: LineCells) -> None:
        super().__init__(field)
        self._context = context
        self._cells = cells
        self._customers = Newest(context.tasks, self)
        self._products = Newest(context.tasks, self)
        self._text = ""
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._find_products)
        cells.searched.connect(self._on_searched)
        field.chosen.connect(self._read_customer)
        field.new_asked.connect(self._add_customer)

    def _on_searched(self, text: str) -> None:
        self._text = text
        if text:
            self._typing.start()
        else:
            self._typing.stop()
            self._products.drop()
            self._cells.show_products(())

    def _find_products(self) -> None:
        reads, text = self._context.app.reads.products, self._text
        self._products.run(lambda: reads.page(text, _PRODUCTS), self._cells.show_products)

    def _read_customer(self, customer_id: int) -> None:
        if not customer_id:
            self._customers.drop()
            self.customer_found.emit(None)
            return
        reads = self._context.app.reads.customers
        self._customers.run(lambda: reads.get(customer_id), self.customer_found.emit)

    def _add_customer(self, name: str) -> None:
        service = self._context.app.drafting
        self._customers.run(lambda: service.add_customer(name), self._on_added)

    def _on_added(self, customer_id: int) -> None:
        self._read_customer(customer_id)
        self._context.feed.poll()
