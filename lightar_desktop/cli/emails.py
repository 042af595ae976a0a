# SPDX-License-Identifier: MIT
"""Commands on outgoing email: send, deliver, outbox."""

import hashlib
import uuid
from argparse import Namespace
from dataclasses import replace

from lightar_desktop.cli import shown
from lightar_desktop.cli.attaching import attached
from lightar_desktop.cli.invoices import known
from lightar_desktop.cli.output import Output, write_file
from lightar_desktop.cli.passwords import ask_password
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import SendEmail
from lightar_desktop.services.rows import EmailRow

_COLUMNS = ("id", "number", "state", "to", "subject", "attempts", "next_at", "reply")
_ONE_ROUND = 100


def send(app: App, options: Namespace, output: Output) -> int:
    ids = dict.fromkeys(known(app, one) for one in options.invoices)
    commands = [_command(app, invoice_id, options) for invoice_id in ids]
    for command in commands:
        app.outbox.check(command)
    sent = [app.outbox.send(command) for command in commands]
    output.table([shown.email(_known(app, one)) for one in sent], _COLUMNS)
    return 0


def deliver(app: App, options: Namespace, output: Output) -> int:
    limit = options.limit if options.until_idle else options.limit or _ONE_ROUND
    ask_password(app)
    tally = app.delivery.drain(limit)
    counts: dict[str, object] = {state.value: tally.counts.get(state, 0) for state in OutgoingState}
    waiting = app.reads.outbox.counts().get(OutgoingState.QUEUED, 0)
    data = counts | {"waiting": waiting, "trouble": tally.trouble or None}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    output.document(data, f"{said or 'Nothing sent'}; {waiting} waiting.")
    if tally.trouble:
        return output.failure(tally.trouble)
    lost = (OutgoingState.FAILED, OutgoingState.UNCERTAIN)
    return 1 if any(tally.counts.get(state) for state in lost) else 0


def table(app: App, options: Namespace, output: Output) -> int:
    states = [OutgoingState(options.state)] if options.state else []
    rows = app.reads.outbox.emails(states=states, limit=1_000_000)
    output.table([shown.email(row) for row in rows], _COLUMNS)
    return 0


def show(app: App, options: Namespace, output: Output) -> int:
    row = _known(app, options.email)
    data = shown.email(row)
    output.document(data, "\n".join(f"{name}: {value}" for name, value in data.items()))
    return 0


def settle(app: App, options: Namespace, output: Output) -> int:
    email_id = app.outbox.settle(options.email, options.how, options.reason)
    row = _known(app, email_id)
    output.document(shown.email(row), f"Email {row.id} is {row.state}.")
    return 0


def export(app: App, options: Namespace, output: Output) -> int:
    content = app.documents.eml(options.email)
    write_file(options.file, content)
    path = str(options.file.resolve())
    output.document({"path": path, "sha256": hashlib.sha256(content).hexdigest()}, path)
    return 0


def _command(app: App, invoice_id: int, options: Namespace) -> SendEmail:
    """What the options say, else what the invoice's template says."""
    defaults = app.opening.default_settings([invoice_id])
    settings = EmailSettings(
        options.subject if options.subject is not None else defaults.subject,
        options.reply_to if options.reply_to is not None else defaults.reply_to,
        tuple(options.cc) or defaults.cc,
        options.message if options.message is not None else defaults.message,
        attachments=defaults.attachments,
    )
    settings = attached(app, settings, options.attach)
    command = SendEmail(invoice_id, settings, key=uuid.uuid4().hex, again=options.again)
    return replace(command, to=tuple(options.to), bcc=tuple(options.bcc))


def _known(app: App, email_id: int) -> EmailRow:
    row = app.reads.outbox.get(email_id)
    if row is None:
        raise DomainError.of("not_found", what="email", id=email_id)
    return row
