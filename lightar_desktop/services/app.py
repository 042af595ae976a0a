# SPDX-License-Identifier: MIT
"""The program as its fronts see it: one object with every service."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lightar_desktop.services.attaching import AttachedFiles
from lightar_desktop.services.batches import BatchService
from lightar_desktop.services.customers import Customers
from lightar_desktop.services.delivery import Delivery
from lightar_desktop.services.demo import Demo
from lightar_desktop.services.documents import DocumentService
from lightar_desktop.services.drafting import Drafting
from lightar_desktop.services.exporting import ExportService
from lightar_desktop.services.first_run import FirstRun
from lightar_desktop.services.importing.service import ImportService
from lightar_desktop.services.numbering import Numbering
from lightar_desktop.services.opening import OpeningService
from lightar_desktop.services.outbox import Outbox
from lightar_desktop.services.ports import Clock, Database, Reads, SchemaState
from lightar_desktop.services.products import Products
from lightar_desktop.services.proofs import Proofs
from lightar_desktop.services.saved_filters import SavedFilters
from lightar_desktop.services.setup import Setup
from lightar_desktop.services.templates import Templates


@dataclass(frozen=True, slots=True)
class App:
    """Everything a front may use. Methods of services may block; call them off the main thread."""

    actor: str
    schema: SchemaState
    clock: Clock
    database: Database
    opening: OpeningService
    batches: BatchService
    delivery: Delivery
    outbox: Outbox
    documents: DocumentService
    drafting: Drafting
    setup: Setup
    filters: SavedFilters
    imports: ImportService
    exports: ExportService
    numbering: Numbering
    products: Products
    first_run: FirstRun
    templates: Templates
    files: AttachedFiles
    proofs: Proofs
    customers: Customers
    demo: Demo
    demo_mailbox: Path | None
    start_demo: Callable[[], None]  # the demo company in a window and database of its own
    warm_up: Callable[[], None]  # have the render processes ready
    close: Callable[[], None]

    @property
    def reads(self) -> Reads:
        """Everything that can be read."""
        return self.database.reads
