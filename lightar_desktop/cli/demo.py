# SPDX-License-Identifier: MIT
"""The demo without a display: the same batch in the terminal."""

from pathlib import Path

from lightar_desktop.cli.batches import show_when_done
from lightar_desktop.cli.output import Output, write_file
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort


def run_demo(app: App, pdfs: Path) -> int:
    """Open and email every draft of the demo company, then say where everything lies."""
    output = Output(as_json=False)
    where = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))
    sort = InvoiceSort(InvoiceColumn.ID, descending=False)
    drafts = app.reads.invoices.ids(where, sort)
    print(f"Opening {len(drafts)} drafts of the demo company and emailing them…")
    app.delivery.start()
    batch = app.batches.start(OpenInvoices(drafts, app.opening.default_settings(drafts)))
    show_when_done(app, batch, output)
    pdfs.mkdir(exist_ok=True)
    for row in app.reads.invoices.rows(drafts):
        if row.number:
            write_file(pdfs / f"{row.number}.pdf", app.documents.pdf(row.id))
    print(f"Mails: {app.demo_mailbox}")
    print(f"PDFs:  {pdfs}")
    return 0
