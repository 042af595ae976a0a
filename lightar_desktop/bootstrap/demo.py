# SPDX-License-Identifier: MIT
"""The demo: a company of its own whose mail never leaves this computer."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lightar_desktop.adapters.mail.catcher import MailCatcher
from lightar_desktop.bootstrap import open_app
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.ports import Runner

_HISTORY = 18  # invoices opened and sent beforehand, so that the window has something to show


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """Where the demo keeps what it makes."""

    folder: Path
    mailbox: Path
    pdfs: Path

    @classmethod
    def new(cls) -> "DemoPlace":
        """A fresh folder among the system's temporary files."""
        folder = Path(tempfile.mkdtemp(prefix="lightar-demo-"))
        return cls(folder, folder / "mails", folder / "pdfs")


@contextmanager
def demo_mail(place: DemoPlace) -> Iterator[MailCatcher]:
    """The demo's mail server: every mail becomes an .eml file in the demo's mailbox."""
    place.mailbox.mkdir(parents=True, exist_ok=True)
    with MailCatcher(place.mailbox) as catcher:
        yield catcher


def open_demo(
    place: DemoPlace,
    catcher: MailCatcher,
    workers: Runner | None = None,
    invoices: int = 60,
    broken: int = 3,
) -> App:
    """The program on a new demo company: drafts to open, and some weeks of history."""
    database = f"sqlite:///{place.folder / 'demo.db'}"
    app = open_app(database, workers, demo_mailbox=place.mailbox)
    app.demo.fill(customers=24, invoices=invoices, broken=broken, seed=1)
    app.setup.save_mail_account(
        MailAccount(
            id=0,
            host="127.0.0.1",
            port=catcher.port,
            security=Security.NONE,
            username="",
            from_address="ar@nordlys.example",
            from_name="Nordlys Design AS",
        )
    )
    history = app.demo.add_history(_HISTORY, seed=2)
    command = OpenInvoices(history, app.opening.default_settings(history))
    batch = app.batches.start(command)
    app.batches.wait(batch)
    app.delivery.drain()
    app.batches.acknowledge(batch)
    return app
