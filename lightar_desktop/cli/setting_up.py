# SPDX-License-Identifier: MIT
"""Commands that make a database ready: init, demo fill, mail-account."""

import sys
from argparse import Namespace
from dataclasses import asdict, replace

from lightar_desktop.cli.output import Output
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.services.app import App


def init(app: App, options: Namespace, output: Output) -> int:
    """The database is prepared before any command; this one only says so."""
    state = app.schema
    words = "The database is created." if state.created else "The database is up to date."
    output.document({"schema": state.schema, "created": state.created}, words)
    return 0


def fill(app: App, options: Namespace, output: Output) -> int:
    filled = app.demo.fill(
        customers=options.customers,
        invoices=options.invoices,
        broken=options.broken,
        seed=options.seed,
    )
    words = f"{filled.customers} customers and {filled.invoices} drafts, {filled.broken} broken."
    output.document(asdict(filled), words)
    return 0


def set_account(app: App, options: Namespace, output: Output) -> int:
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else None
    company = app.reads.setup.company()
    name = options.from_name if options.from_name is not None else company.name if company else ""
    account = app.setup.save_mail_account(
        MailAccount(
            id=0,
            host=options.host,
            port=options.port,
            security=Security(options.security),
            username=options.username,
            from_address=options.from_address,
            from_name=name,
            connections=options.connections,
            per_minute=options.per_minute,
            ca_file=options.ca_file,
        ),
        password,
    )
    data = asdict(replace(account, security=account.security)) | {"id": str(account.id)}
    data["security"] = account.security.value
    data["from"] = account.from_address
    lasting = password is None or app.setup.passwords_last
    note = "" if lasting else " No keyring was found: the password is known to this run only."
    output.document(data, f"Mail leaves by {account.host}:{account.port}.{note}")
    if note:
        print(f"lightar:{note}", file=sys.stderr)
    return 0


def test_account(app: App, options: Namespace, output: Output) -> int:
    steps = app.setup.test_mail_account(to=options.to)
    ok = all(step.ok for step in steps)
    data = {"ok": ok, "steps": [asdict(step) for step in steps]}
    lines = [f"{'✓' if step.ok else '✗'} {step.name}: {step.words}" for step in steps]
    output.document(data, "\n".join(lines))
    return 0 if ok else 3
