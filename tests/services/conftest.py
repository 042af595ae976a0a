# SPDX-License-Identifier: MIT
"""A whole program on a real database; only the mail server, the clock and the PDFs are stood in."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lightar_desktop.adapters.db import open_database
from lightar_desktop.adapters.system.renderers import InlineRenderers
from lightar_desktop.adapters.system.runners import ThreadRunner
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.attaching import AttachedFiles
from lightar_desktop.services.batches import BatchService
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.customers import Customers
from lightar_desktop.services.delivery import Delivery, Tally
from lightar_desktop.services.documents import DocumentService
from lightar_desktop.services.drafting import Drafting
from lightar_desktop.services.opening import OpeningService
from lightar_desktop.services.outbox import Outbox
from lightar_desktop.services.ports import Database, Runner, UnitOfWork
from lightar_desktop.services.proofs import Proofs
from lightar_desktop.services.rows import BatchItemRow, BatchRow, EmailRow, InvoiceRow
from lightar_desktop.services.setup import Setup
from lightar_desktop.services.templates import Templates
from tests.builders import COMPANY, TEMPLATE, customer, draft
from tests.fakes import FakeClock, FakeServer, InlineRunner, MemorySecrets, PlainDocuments

SETTINGS = EmailSettings("Invoice {{ number }}", "ar@nordlys.example", message="Dear {{contact}}")
ACCOUNT = MailAccount(
    0, "localhost", 25, Security.NONE, "", "ar@nordlys.example", "Nordlys", connections=3
)


@dataclass
class World:
    """Everything a test asks for; ids start at 1 for the first customer, template and series."""

    database: Database
    clock: FakeClock
    server: FakeServer
    opening: OpeningService
    batches: BatchService
    delivery: Delivery
    outbox: Outbox
    setup: Setup
    drafting: Drafting
    templates: Templates
    files: AttachedFiles
    proofs: Proofs
    customers: Customers

    def drafts(self, *changes: Mapping[str, object], count: int = 0) -> list[int]:
        """Good drafts, or as many as there are `changes`, each changed so."""
        wanted = [draft(**change) for change in changes] or [draft() for _ in range(count)]
        return self.database.transactions.write(lambda uow: uow.drafts.add_many(wanted))

    def customer(self, **changes: object) -> object:
        """Another customer, stored."""
        new = customer(**{"number": "C2", **changes})
        (new_id,) = self.database.transactions.write(lambda uow: uow.customers.add_many([new]))
        return self.database.reads.customers.get(new_id)

    def open(self, ids: list[int], email: EmailSettings | None = SETTINGS) -> int:
        """Open them in a batch and wait for it."""
        batch_id = self.batches.start(OpenInvoices(ids, email))
        assert self.batches.wait(batch_id, 30)
        return batch_id

    def deliver(self) -> Tally:
        return self.delivery.drain()

    def batch(self, batch_id: int) -> BatchRow:
        row = self.database.reads.batches.get(batch_id, "anna")
        assert row is not None
        return row

    def items(self, batch_id: int) -> list[BatchItemRow]:
        return self.database.reads.batches.items(batch_id)

    def invoice(self, invoice_id: int) -> InvoiceRow:
        (row,) = self.database.reads.invoices.rows([invoice_id])
        return row

    def emails(self, *states: OutgoingState) -> list[EmailRow]:
        return self.database.reads.outbox.emails(states=states)

    def email(self, invoice_id: int) -> EmailRow:
        """The invoice's newest email."""
        return self.database.reads.outbox.emails(invoice_id=invoice_id)[0]


def make_world(url: str, workers: Runner) -> World:
    clock, server, count = FakeClock(), FakeServer(), itertools.count(1)

    def new_id() -> str:
        return f"{next(count):032x}"

    database = open_database(url, "anna", "desk", clock)
    database.prepare()
    makers, renderers = PlainDocuments(), InlineRenderers()
    documents = DocumentService(database, makers, renderers, clock)
    opening = OpeningService(database, documents, makers, clock, new_id, lambda: None)
    secrets = MemorySecrets()
    delivery = Delivery(
        database,
        documents,
        makers,
        renderers,
        server,
        secrets,
        ThreadRunner(21, "sender"),
        clock,
        new_id,
    )
    outbox = Outbox(database, clock, new_id, delivery.nudge)
    batches = BatchService(database, opening, outbox, workers, clock, "anna")
    setup = Setup(database, server, secrets)
    drafting = Drafting(database, clock)
    proofs = Proofs(database, opening, makers, renderers, server, secrets, clock, new_id)
    templates, files = Templates(database), AttachedFiles(database)
    return World(
        database,
        clock,
        server,
        opening,
        batches,
        delivery,
        outbox,
        setup,
        drafting,
        templates,
        files,
        proofs,
        Customers(database),
    )


def furnish(world: World) -> World:
    """A company, a template, a series, one customer and a mail account."""

    def work(uow: UnitOfWork) -> None:
        uow.setup.save_company(COMPANY)
        uow.setup.add_template(TEMPLATE)
        uow.numbers.add_series(NumberSeries(0, "Invoices"))
        uow.customers.add_many([customer()])

    world.database.transactions.write(work)
    world.setup.save_mail_account(ACCOUNT)
    return world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = furnish(make_world(f"sqlite:///{tmp_path / 'test.db'}", InlineRunner()))
    yield made
    made.database.close()


@pytest.fixture
def busy_world(tmp_path: Path) -> Iterator[World]:
    """The same with twenty real workers."""
    made = furnish(make_world(f"sqlite:///{tmp_path / 'test.db'}", ThreadRunner(20, "worker")))
    yield made
    made.database.close()
