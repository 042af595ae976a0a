# SPDX-License-Identifier: MIT
"""All reading in one object."""

from sqlalchemy import Engine

from lightar_desktop.adapters.db.read_batches import ReadBatches
from lightar_desktop.adapters.db.read_invoices import ReadInvoices
from lightar_desktop.adapters.db.read_journal import ReadJournal
from lightar_desktop.adapters.db.read_outbox import ReadOutbox
from lightar_desktop.adapters.db.read_setup import ReadSetup
from lightar_desktop.adapters.db.source import Source


class AllReads:
    """Implements `Reads`."""

    def __init__(self, engine: Engine) -> None:
        source = Source(engine)
        self.invoices = ReadInvoices(source)
        self.batches = ReadBatches(source)
        self.outbox = ReadOutbox(source)
        self.setup = ReadSetup(source)
        self.journal = ReadJournal(source)
