# SPDX-License-Identifier: MIT
"""Commands that open invoices and follow batch operations."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lightar_desktop.cli import shown
from lightar_desktop.cli.attaching import attached
from lightar_desktop.cli.invoices import known
from lightar_desktop.cli.output import Output
from lightar_desktop.cli.passwords import ask_password
from lightar_desktop.domain.batch import BatchStatus, ItemStatus
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from lightar_desktop.services.rows import BatchItemRow, BatchRow

_COLUMNS = ("batch", "status", "total", "succeeded", "failed", "created_at", "created_by")
_LOOK = 0.2  # seconds between looks at the progress


def open_invoices(app: App, options: Namespace, output: Output) -> int:
    ids = _drafts(app) if options.all_drafts else [known(app, one) for one in options.invoices]
    email = None
    given = (options.subject, options.reply_to, options.message, *options.cc, *options.attach)
    asked = options.template_text or any(one is not None for one in given)
    if asked and not options.email:
        raise DomainError.of("email_not_asked_for", "email")
    if options.email:
        email = attached(app, _settings(app, ids, options), options.attach)
    command = OpenInvoices(ids, email, options.einvoice).checked()
    if command.email is not None and len(ids) == 1:  # what is always copied is so here as well
        own = app.opening.own_settings(ids[0], command.email)
        command = replace(command, email=replace(command.email, cc=own.cc))
    if options.deliver:
        ask_password(app)
        app.delivery.start()
    return _follow(app, app.batches.start(command), options, output)


def table(app: App, options: Namespace, output: Output) -> int:
    rows = app.reads.batches.recent(app.actor)
    output.table([shown.batch(row) for row in rows], _COLUMNS)
    return 0


def show(app: App, options: Namespace, output: Output) -> int:
    _show(app, _known(app, options.batch), output)
    return 0


def acknowledge(app: App, options: Namespace, output: Output) -> int:
    row = _known(app, options.batch)
    if row.status is BatchStatus.IN_PROGRESS:
        raise DomainError.of("batch_running", batch=row.id)
    if row.acknowledged:
        raise DomainError.of("nothing_to_acknowledge", batch=row.id)
    app.batches.acknowledge(options.batch)
    output.document(shown.batch(_known(app, options.batch)), f"Batch {options.batch} acknowledged.")
    return 0


def resume(app: App, options: Namespace, output: Output) -> int:
    if options.deliver:
        ask_password(app)
        app.delivery.start()
    app.batches.resume(options.batch)
    return _follow(app, options.batch, options, output)


def retry(app: App, options: Namespace, output: Output) -> int:
    if options.deliver:
        ask_password(app)
        app.delivery.start()
    return _follow(app, app.batches.retry(options.batch), options, output)


def _follow(app: App, batch_id: int, options: Namespace, output: Output) -> int:
    """Wait for the batch, deliver if asked, and show what came of it."""
    if options.deliver:
        return show_when_done(app, batch_id, output)
    _wait(app, batch_id, output)
    return _ended(app, batch_id, output)


def show_when_done(app: App, batch_id: int, output: Output) -> int:
    """Wait until the batch's invoices are opened and their emails settled; show the result."""
    _wait(app, batch_id, output)
    app.delivery.stop()
    trouble = app.delivery.drain().trouble
    status = _ended(app, batch_id, output)
    return output.failure(trouble) if trouble else status


def _wait(app: App, batch_id: int, output: Output) -> None:
    while not app.batches.wait(batch_id, _LOOK):
        _progress(_known(app, batch_id), output)


def _ended(app: App, batch_id: int, output: Output) -> int:
    row = _known(app, batch_id)
    _progress(row, output)
    _show(app, row, output)
    if row.counts.get(ItemStatus.WAITING, 0):
        return output.failure(f"Batch {row.id} was interrupted; resume it when the cause is gone.")
    left = row.counts.get(ItemStatus.FAILED, 0) + row.counts.get(ItemStatus.UNCERTAIN, 0)
    return 1 if left or row.status is BatchStatus.FAILED else 0


def _progress(row: BatchRow, output: Output) -> None:
    done = row.total - row.counts.get(ItemStatus.WAITING, 0)
    output.progress(done, row.total, f"{done} of {row.total}, {row.failed} failed")


def _show(app: App, row: BatchRow, output: Output) -> None:
    lines = [f"Batch {row.id}: {row.status.words}, {row.words}"]
    items = list(_items(app, row.id))
    lines += [
        f"  {item.number or f'draft {item.invoice_id}'} {item.customer}".rstrip() + f": {reason}"
        for item in items
        for reason in ([str(p) for p in item.reasons] or ([item.words] if item.words else []))
        if item.status in {ItemStatus.FAILED, ItemStatus.UNCERTAIN}
    ]
    output.document(shown.batch_with_items(row, items), "\n".join(lines))


def _items(app: App, batch_id: int) -> Iterator[BatchItemRow]:
    after = 0
    while page := app.reads.batches.items(batch_id, None, after, 1000):
        yield from page
        after = page[-1].id


def _known(app: App, batch_id: int) -> BatchRow:
    row = app.reads.batches.get(batch_id, app.actor)
    if row is None:
        raise DomainError.of("not_found", what="batch", id=batch_id)
    return row


def _drafts(app: App) -> Sequence[int]:
    where = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))
    return app.reads.invoices.ids(where, InvoiceSort(InvoiceColumn.ID, descending=False))


def _settings(app: App, ids: Sequence[int], options: Namespace) -> EmailSettings:
    """What the options say. With --template-text the template says the rest, to each customer
    in its language, as long as neither subject nor message is given; without, its message alone.
    """
    defaults = app.opening.default_settings(ids)
    message = defaults.message if options.message is None else options.message
    if not options.template_text:
        return EmailSettings(
            options.subject or "", options.reply_to or "", tuple(options.cc), message
        )
    own_words = options.subject is not None or options.message is not None
    return replace(
        defaults,
        subject=defaults.subject if options.subject is None else options.subject,
        reply_to=options.reply_to or defaults.reply_to,
        cc=tuple(options.cc) or defaults.cc,
        message=message,
        variants=() if own_words else defaults.variants,
    )
