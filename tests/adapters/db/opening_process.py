# SPDX-License-Identifier: MIT
"""Opens every draft with twenty workers and says each number when it is durable; gets killed."""

import sys
from concurrent.futures import ThreadPoolExecutor

from lightar_desktop.domain.invoice import Invoice, InvoiceStatus
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests import databases
from tests.databases import Ground


def main(url: str) -> None:
    drafts = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))
    ground = Ground(NumberSeries(1, "Main"), 1, 1, 1)
    with databases.opened(url) as database:
        invoices = databases.load(database, database.reads.invoices.ids(drafts, InvoiceSort()))

        def open_one(invoice: Invoice) -> None:
            database.transactions.write(databases.opening(invoice, ground))
            sys.stdout.write(f"{invoice.id}\n")
            sys.stdout.flush()

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(open_one, invoices))


if __name__ == "__main__":
    main(sys.argv[1])
