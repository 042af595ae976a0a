# SPDX-License-Identifier: MIT
"""Puts the program together: adapters behind the services' ports. Only `main` uses this."""

import getpass
import platform
import secrets
from pathlib import Path

from lightar_desktop import paths
from lightar_desktop.adapters.db import open_database
from lightar_desktop.adapters.mail.account import SmtpServers
from lightar_desktop.adapters.secrets import KeyringSecrets
from lightar_desktop.adapters.system import demo_window, processes
from lightar_desktop.adapters.system.clock import SystemClock
from lightar_desktop.adapters.system.renderers import Renderers
from lightar_desktop.adapters.system.runners import ThreadRunner
from lightar_desktop.bootstrap.documents import DOCUMENTS, preload
from lightar_desktop.bootstrap.files import FILES, TABLES
from lightar_desktop.services.app import App
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
from lightar_desktop.services.ports import Runner
from lightar_desktop.services.products import Products
from lightar_desktop.services.proofs import Proofs
from lightar_desktop.services.saved_filters import SavedFilters
from lightar_desktop.services.setup import Setup
from lightar_desktop.services.templates import Templates

WORKERS = 20  # the product document: groups of up to 20 at a time
SENDERS = 21  # one thread for each connection an account may have, and one that feeds them


def open_app(
    url: str | None = None, workers: Runner | None = None, demo_mailbox: Path | None = None
) -> App:
    """The program on the database `url`, created or brought up to date first.

    `workers` run batch items; the window brings a QThreadPool, other fronts get plain threads.
    """
    actor, host = getpass.getuser(), platform.node() or "this computer"
    clock = SystemClock()
    if not url:
        paths.data_folder().mkdir(parents=True, exist_ok=True)
    database = open_database(
        url or paths.default_database(), actor, host, clock, processes.own_name()
    )
    schema = database.prepare()
    renderers = Renderers(preload=preload)
    senders = ThreadRunner(SENDERS, "sender")
    servers, passwords = SmtpServers(), KeyringSecrets()
    documents = DocumentService(database, DOCUMENTS, renderers, clock)
    delivery = Delivery(
        database,
        documents,
        DOCUMENTS,
        renderers,
        servers,
        passwords,
        senders,
        clock,
        _new_id,
        processes.has_ended,
    )
    opening = OpeningService(database, documents, DOCUMENTS, clock, _new_id, delivery.nudge)
    outbox = Outbox(database, clock, _new_id, delivery.nudge)
    imports = ImportService(database, TABLES, renderers, clock, processes.has_ended)
    workers = workers or ThreadRunner(WORKERS, "worker")
    batches = BatchService(database, opening, outbox, workers, clock, actor)
    setup = Setup(database, servers, passwords)

    def close() -> None:
        batches.stop_all()
        delivery.stop()
        imports.close()
        renderers.close()
        database.close()

    return App(
        actor=actor,
        schema=schema,
        clock=clock,
        database=database,
        opening=opening,
        batches=batches,
        delivery=delivery,
        outbox=outbox,
        documents=documents,
        drafting=Drafting(database, clock),
        filters=SavedFilters(database),
        imports=imports,
        exports=ExportService(database, documents, FILES, clock),
        setup=setup,
        numbering=Numbering(database, clock),
        products=Products(database),
        first_run=FirstRun(database, setup),
        templates=Templates(database),
        files=AttachedFiles(database),
        proofs=Proofs(database, opening, DOCUMENTS, renderers, servers, passwords, clock, _new_id),
        customers=Customers(database),
        demo=Demo(database, clock),
        demo_mailbox=demo_mailbox,
        start_demo=demo_window.start_demo,
        warm_up=renderers.warm_up,
        close=close,
    )


def _new_id() -> str:
    """128 random bits: never the same twice, never to be guessed."""
    return secrets.token_hex(16)
