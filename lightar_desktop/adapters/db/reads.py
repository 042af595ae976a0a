# SPDX-License-Identifier: MIT
"""All reading in one object."""

from sqlalchemy import Engine

from lightar_desktop.adapters.db.archive import ReadExports
from lightar_desktop.adapters.db.read_batches import ReadBatches
from lightar_desktop.adapters.db.read_customers import ReadCustomers
from lightar_desktop.adapters.db.read_imports import ReadImports
from lightar_desktop.adapters.db.read_invoices import ReadInvoices
from lightar_desktop.adapters.db.read_journal import ReadJournal
from lightar_desktop.adapters.db.read_numbers import ReadNumbers
from lightar_desktop.adapters.db.read_outbox import ReadOutbox
from lightar_desktop.adapters.db.read_products import ReadProducts
from lightar_desktop.adapters.db.read_setup import ReadSetup
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.services.ports import (
    BatchReads,
    CustomerReads,
    InvoiceReads,
    JournalReads,
    NumberReads,
    OutboxReads,
    ProductReads,
    SetupReads,
)
from lightar_desktop.services.ports.exporting import ExportReads
from lightar_desktop.services.ports.importing import ImportReads


class AllReads:
    """Implements `Reads`."""

    def __init__(self, engine: Engine) -> None:
        source = Source(engine)
        self.invoices: InvoiceReads = ReadInvoices(source)
        self.batches: BatchReads = ReadBatches(source)
        self.outbox: OutboxReads = ReadOutbox(source)
        self.setup: SetupReads = ReadSetup(source)
        self.customers: CustomerReads = ReadCustomers(source)
        self.products: ProductReads = ReadProducts(source)
        self.numbers: NumberReads = ReadNumbers(source)
        self.imports: ImportReads = ReadImports(source)
        self.exports: ExportReads = ReadExports(source)
        self.journal: JournalReads = ReadJournal(source)
