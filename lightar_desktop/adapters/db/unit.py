# SPDX-License-Identifier: MIT
"""The unit of work: all stores on one connection, and the journal written last."""

from collections.abc import Callable
from datetime import datetime

from lightar_desktop.adapters.db.archive import Loading
from lightar_desktop.adapters.db.journal import Chain
from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.store_batches import Batches
from lightar_desktop.adapters.db.store_catalogue import Filters, Products
from lightar_desktop.adapters.db.store_corrections import Corrections
from lightar_desktop.adapters.db.store_customers import Customers
from lightar_desktop.adapters.db.store_drafts import Drafts
from lightar_desktop.adapters.db.store_imports import Imports
from lightar_desktop.adapters.db.store_invoices import Invoices, Numbers
from lightar_desktop.adapters.db.store_outbox import Outbox
from lightar_desktop.adapters.db.store_setup import Setup
from lightar_desktop.domain.events import Event
from lightar_desktop.services.ports import (
    BatchStore,
    CorrectionStore,
    CustomerStore,
    DraftStore,
    FilterStore,
    InvoiceStore,
    NumberStore,
    OutboxStore,
    ProductStore,
    SetupStore,
)
from lightar_desktop.services.ports.exporting import ArchiveStore
from lightar_desktop.services.ports.importing import ImportStore


class Unit:
    """One transaction, or one savepoint of it. Implements `UnitOfWork`."""

    def __init__(
        self, session: Session, chain: Chain, now: Callable[[], datetime], process: str
    ) -> None:
        self.numbers: NumberStore = Numbers(session)
        self.invoices: InvoiceStore = Invoices(session, now)
        self.drafts: DraftStore = Drafts(session)
        self.corrections: CorrectionStore = Corrections(session)
        self.customers: CustomerStore = Customers(session)
        self.products: ProductStore = Products(session)
        self.filters: FilterStore = Filters(session)
        self.batches: BatchStore = Batches(session, chain.actor)
        self.outbox: OutboxStore = Outbox(session, process)
        self.setup: SetupStore = Setup(session)
        self.archive: ArchiveStore = Loading(session)
        self.imports: ImportStore = Imports(session, chain.actor, process)
        self._session = session
        self._chain = chain
        self._now = now
        self._events: list[Event] = []

    def record(self, *events: Event) -> None:
        self._events.extend(events)

    def begin(self) -> None:
        """A new transaction has begun."""
        self._events.clear()
        self._chain.forget()

    def finish(self) -> None:
        """Write what was recorded."""
        if self._events:
            self._chain.append(self._session, self._events, self._now())
            self._events.clear()

    def undo(self) -> None:
        """What was recorded did not happen."""
        self._events.clear()
