# SPDX-License-Identifier: MIT
"""Databases for tests: SQLite and PostgreSQL alike, prepared, with something in them to work on."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from lightar_desktop.adapters.db import open_database
from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.issued import IssuedInvoice, to_json
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.ports import Clock, Database, NewEmail, Opening, UnitOfWork
from tests import builders
from tests.fakes import START, FakeClock

ACTOR = "ann"
HOST = "workstation-1"
ACCOUNT = MailAccount(
    0, "localhost", 2525, Security.NONE, "", "ar@nordlys.example", "Nordlys Design"
)
SETTINGS = EmailSettings("Invoice", "ar@nordlys.example", ("boss@nordlys.example",), "Hello")
LEASE = timedelta(seconds=60)


def sqlite_url(folder: Path) -> str:
    """The address of a prepared, empty database in `folder`."""
    path = folder / "lightar.sqlite"
    path.write_bytes(_prepared_sqlite())
    return f"sqlite:///{path}"


@cache
def _prepared_sqlite() -> bytes:
    """A prepared file; migrations take longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prepared.sqlite"
        prepare(f"sqlite:///{path}")
        return path.read_bytes()


@contextmanager
def opened(url: str, clock: Clock | None = None, actor: str = ACTOR) -> Iterator[Database]:
    """The database at `url`, prepared, and closed at the end."""
    database = open_database(url, actor, HOST, clock or FakeClock())
    try:
        database.prepare()
        yield database
    finally:
        database.close()


def prepare(url: str) -> None:
    """Make the schema; for PostgreSQL's `fresh_database(prepare)`."""
    with opened(url):
        pass


@dataclass(frozen=True, slots=True)
class Ground:
    """What invoices stand on, as stored."""

    series: NumberSeries
    template_id: int
    customer_id: int
    account_id: int


def lay_ground(database: Database) -> Ground:
    """A company with one of everything."""

    def work(uow: UnitOfWork) -> Ground:
        uow.setup.save_company(builders.COMPANY)
        series = NumberSeries(uow.numbers.add_series(NumberSeries(0, "Main")), "Main")
        template_id = uow.setup.add_template(builders.TEMPLATE)
        (customer_id,) = uow.customers.add_many([builders.customer()])
        return Ground(series, template_id, customer_id, uow.setup.save_account(ACCOUNT))

    return database.transactions.write(work)


def add_drafts(database: Database, ground: Ground, count: int, lines: int = 1) -> list[Invoice]:
    """Stored drafts of the ground's customer, as they are read."""
    templates = [row.template for row in database.reads.setup.templates()]
    draft = builders.draft(
        customer=database.reads.customers.get(ground.customer_id),
        template=next(each for each in templates if each.id == ground.template_id),
        series_id=ground.series.id,
        lines=(builders.line(),) * lines,
    )
    ids = database.transactions.write(lambda uow: uow.drafts.add_many([draft] * count))
    return load(database, ids)


def load(database: Database, ids: Sequence[int]) -> list[Invoice]:
    """Any number of invoices."""
    return [
        invoice
        for start in range(0, len(ids), 500)
        for invoice in database.reads.invoices.load(ids[start : start + 500])
    ]


def opening(
    invoice: Invoice, ground: Ground, *, email: bool = True, batch_item_id: int | None = None
) -> Callable[[UnitOfWork], int | None]:
    """Opens `invoice` as the product does: number, lock, journal and the intent to send."""
    today = START.date()
    issued = IssuedInvoice.from_draft(invoice, builders.COMPANY, today)
    content = to_json(issued)
    fingerprint = sha256(content.encode()).hexdigest()

    def work(uow: UnitOfWork) -> int | None:
        period = ground.series.period(today)
        number = ground.series.text(uow.numbers.take(ground.series.id, period), today)
        light = Light.SCHEDULED if email else Light.NOT_SENT
        if not uow.invoices.open(Opening(invoice, number, issued, content, light)):
            raise LookupError("changed meanwhile")
        data: dict[str, str | int | list[str] | None] = {
            "number": number,
            "total": str(issued.totals.total),
            "currency": issued.currency,
            "issued_sha256": fingerprint,
        }
        uow.record(Event("invoice.opened", Subject.INVOICE, invoice.id, data=data))
        return uow.outbox.add(new_email(invoice.id, ground, batch_item_id)) if email else None

    return work


def new_email(invoice_id: int, ground: Ground, batch_item_id: int | None = None) -> NewEmail:
    """The email of an opened invoice; its PDF is not there yet."""
    return NewEmail(
        dedupe_key=f"open:{invoice_id}",
        message_id=f"<{invoice_id}@nordlys.example>",
        ref=f"ref-{invoice_id}",
        invoice_id=invoice_id,
        customer_id=ground.customer_id,
        account_id=ground.account_id,
        settings=SETTINGS,
        to=("anna@weber.example",),
        cc=("boss@nordlys.example",),
        bcc=(),
        created_at=START,
        next_at=START,
        batch_item_id=batch_item_id,
    )


def open_invoices(database: Database, ground: Ground, count: int) -> list[int]:
    """Opened invoices with their PDF and a waiting email each; returns their ids."""
    invoices = add_drafts(database, ground, count)
    for invoice in invoices:
        database.transactions.write(opening(invoice, ground))
        add_document(database, invoice.id, f"%PDF {invoice.id}".encode())
    return [invoice.id for invoice in invoices]


def add_document(database: Database, invoice_id: int, pdf: bytes) -> int:
    """Store an invoice's PDF; returns the id of the document."""
    fingerprint = sha256(pdf).hexdigest()
    return database.transactions.write(
        lambda uow: uow.invoices.add_document(invoice_id, pdf, fingerprint, START)
    )


def opening_of_batch(
    invoice: Invoice, ground: Ground, item_id: int
) -> Callable[[UnitOfWork], None]:
    """Opens an invoice of a batch and moves its item on."""
    opens = opening(invoice, ground, batch_item_id=item_id)

    def work(uow: UnitOfWork) -> None:
        opens(uow)
        uow.batches.settle_item(item_id, ItemStatus.WAITING, ItemStatus.QUEUED)

    return work
