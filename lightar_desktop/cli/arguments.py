# SPDX-License-Identifier: MIT
"""The words of the command line. They are a contract: change them only with a changelog note."""

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from lightar_desktop.cli import (
    audit,
    batches,
    company,
    customers,
    drafts,
    emails,
    exporting,
    importing,
    invoices,
    numbers,
    setting_up,
)
from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.mail_account import Security
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.exporting import ExportTable
from lightar_desktop.services.filters import InvoiceColumn, Standing

_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own return type so


class _Parser(argparse.ArgumentParser):
    """Refuses in one sentence, and never repeats what may be a secret."""

    def __init__(self, prog: str | None = None, **options: Any) -> None:
        super().__init__(prog, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        start, found, rest = message.partition("unrecognized arguments: ")
        if found and not start:
            names = [one.partition("=")[0] for one in rest.split() if one.startswith("-")]
            message = f"not understood: {', '.join(names)}" if names else "one word too many"
        self.exit(2, f"lightar: {message[:1].upper()}{message[1:]}; see {self.prog} --help.\n")


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top: argparse.ArgumentParser = _Parser("lightar", description="Get invoices out and paid.")
    top.add_argument("--database", metavar="URL", help="an SQLAlchemy URL; never with a password")
    top.add_argument("--json", action="store_true", help="one JSON document on standard output")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("init", help="create or upgrade the database")
    one.set_defaults(command=setting_up.init)
    _demo(commands)
    _company(commands)
    _series(commands)
    _mail_account(commands)
    _invoices(commands)
    _customers(commands)
    _open(commands)
    _batches(commands)
    _send(commands)
    _outbox(commands)
    _numbers(commands)
    _audit(commands)
    _import(commands)
    _export(commands)
    return top


def _group(commands: "_Commands[argparse.ArgumentParser]", name: str, words: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return commands.add_parser(name, help=words).add_subparsers(required=True, metavar="ACTION")


def _demo(commands: "_Commands[argparse.ArgumentParser]") -> None:
    fill = _group(commands, "demo", "the demo company").add_parser("fill", help="fill it in")
    fill.add_argument("--customers", type=_positive, default=24, metavar="N")
    fill.add_argument("--invoices", type=_positive, default=50, metavar="N")
    fill.add_argument("--broken", type=_not_negative, default=0, metavar="K")
    fill.add_argument("--seed", type=int, default=1, metavar="S")
    fill.set_defaults(command=setting_up.fill)


def _company(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "company", "the company's own data")
    actions.add_parser("show", help="all of it").set_defaults(command=company.show)
    save = actions.add_parser("set", help="change some of it")
    save.add_argument("fields", nargs="+", metavar="FIELD=VALUE", help="logo=FILE for the logo")
    save.set_defaults(command=company.save)


def _series(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "series", "number series")
    table = actions.add_parser("list", help="all of them, with the next number")
    table.set_defaults(command=company.series_list)
    save = actions.add_parser("set", help="change one, or add one without an id")
    save.add_argument("id", nargs="?", type=_positive, default=0, metavar="ID")
    save.add_argument("--name", metavar="NAME")
    save.add_argument("--pattern", metavar="P", help="such as INV-{year}-{number:4}")
    save.add_argument("--yearly", choices=["yes", "no"], help="start again at 1 each year")
    save.add_argument("--next", type=_positive, metavar="N", help="the next number")
    save.set_defaults(command=company.series_set)


def _mail_account(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "mail-account", "the account mail leaves by")
    save = actions.add_parser("set", help="set it; the password goes to the keyring")
    save.add_argument("--host", required=True, metavar="H")
    save.add_argument("--port", required=True, type=_positive, metavar="P")
    save.add_argument("--security", required=True, choices=[one.value for one in Security])
    save.add_argument("--username", default="", metavar="U")
    save.add_argument("--password-stdin", action="store_true", help="read it from standard input")
    save.add_argument("--from", dest="from_address", required=True, metavar="A")
    save.add_argument("--from-name", default=None, metavar="NAME")
    save.add_argument("--connections", type=_positive, default=4, metavar="N")
    save.add_argument("--per-minute", type=_not_negative, default=0, metavar="N")
    save.add_argument("--ca-file", default="", metavar="FILE", help="a private authority")
    save.set_defaults(command=setting_up.set_account)
    test = actions.add_parser("test", help="connect, log in, perhaps send a test message")
    test.add_argument("--to", default="", metavar="A")
    test.set_defaults(command=setting_up.test_account)


def _invoices(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "invoices", "sales invoices")
    table = actions.add_parser("list", help="the table")
    _filters(table)
    table.add_argument("--limit", type=_positive, default=100, metavar="N")
    table.set_defaults(command=invoices.table)
    show = actions.add_parser("show", help="one invoice")
    show.add_argument("invoice", metavar="ID")
    show.set_defaults(command=invoices.show)
    pdf = actions.add_parser("pdf", help="its PDF as sent, or the draft marked as such")
    pdf.add_argument("invoice", metavar="ID")
    pdf.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE")
    pdf.set_defaults(command=invoices.pdf)
    _drafts(actions)


def _filters(table: argparse.ArgumentParser) -> None:
    """Which invoices, and in which order."""
    table.add_argument("--status", choices=[one.value for one in InvoiceStatus])
    table.add_argument("--search", default="", metavar="T")
    table.add_argument("--customer", metavar="C", help="number, name or id")
    table.add_argument("--overdue", action="store_true")
    table.add_argument("--due-from", type=date.fromisoformat, metavar="DATE")
    table.add_argument("--due-to", type=date.fromisoformat, metavar="DATE")
    columns = [column.value for column in InvoiceColumn]
    table.add_argument(
        "--sort",
        default="id",
        choices=[*columns, *(f"-{one}" for one in columns)],
        metavar="COLUMN",
    )


def _drafts(actions: "_Commands[argparse.ArgumentParser]") -> None:
    new = actions.add_parser("new", help="write a draft")
    new.add_argument("--customer", metavar="C", help="number, name or id")
    new.add_argument(
        "--line",
        dest="lines",
        action="append",
        default=[],
        metavar="D;Q;P;V",
        help="description;quantity;price;VAT, such as 'Design;2;95.00;25'",
    )
    new.set_defaults(command=drafts.new)
    duplicate = actions.add_parser("duplicate", help="the same once more, as a draft")
    duplicate.add_argument("invoice", metavar="ID")
    duplicate.set_defaults(command=drafts.duplicate)
    delete = actions.add_parser("delete", help="delete drafts; opened ones stay")
    delete.add_argument("invoices", nargs="+", metavar="ID")
    delete.set_defaults(command=drafts.delete)
    void = actions.add_parser("void", help="void an opened invoice that nobody paid")
    void.add_argument("invoice", metavar="ID")
    void.add_argument("--reason", required=True, metavar="T")
    void.set_defaults(command=drafts.void)
    credit = actions.add_parser("credit", help="draft a credit note of an opened invoice")
    credit.add_argument("invoice", metavar="ID")
    credit.add_argument(
        "--line",
        dest="lines",
        action="append",
        default=[],
        metavar="N=Q",
        help="only this line and quantity; may be repeated",
    )
    credit.set_defaults(command=drafts.credit)


def _email_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--subject", metavar="S")
    command.add_argument("--reply-to", metavar="A")
    command.add_argument("--cc", action="append", default=[], metavar="A")
    command.add_argument("--message", metavar="M")
    command.add_argument("--attach", action="append", default=[], type=Path, metavar="FILE")


def _open(commands: "_Commands[argparse.ArgumentParser]") -> None:
    one = commands.add_parser("open", help="open drafts, in a batch")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("invoices", nargs="*", default=[], metavar="ID")
    which.add_argument("--all-drafts", action="store_true")
    one.add_argument("--email", action="store_true", help="email each to its customer's contacts")
    _email_options(one)
    one.add_argument(
        "--template-text",
        action="store_true",
        help="what is not given is the template's, each customer in its own language",
    )
    one.add_argument("--einvoice", action="store_true")
    one.add_argument("--deliver", action="store_true", help="also send what is due")
    one.set_defaults(command=batches.open_invoices)


def _customers(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "customers", "who is invoiced")
    table = actions.add_parser("list", help="by name, with what they owe")
    table.add_argument("--show", choices=[one.value for one in Standing], default="active")
    table.add_argument("--search", default="", metavar="T")
    table.add_argument("--limit", type=_positive, default=100, metavar="N")
    table.set_defaults(command=customers.table)
    for name, words in (
        ("show", "one with its contacts and history"),
        ("archive", "keep it out of the lists; its drafts cannot be opened"),
        ("reactivate", "take it into use again"),
    ):
        one = actions.add_parser(name, help=words)
        one.add_argument("customer", metavar="NUMBER|ID|NAME")
        one.set_defaults(command=getattr(customers, name))


def _batches(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "batches", "batch operations")
    actions.add_parser("list", help="all of them").set_defaults(command=batches.table)
    for name, words in (
        ("show", "one with its items"),
        ("acknowledge", "dismiss a finished one"),
        ("resume", "go on with the items not yet done"),
        ("retry", "make a child batch of the failed items"),
    ):
        one = actions.add_parser(name, help=words)
        one.add_argument("batch", type=int, metavar="ID")
        if name in {"resume", "retry"}:
            one.add_argument("--deliver", action="store_true", help="also send what is due")
        one.set_defaults(command=getattr(batches, name))


def _send(commands: "_Commands[argparse.ArgumentParser]") -> None:
    one = commands.add_parser("send", help="email open invoices")
    one.add_argument("invoices", nargs="+", metavar="ID")
    one.add_argument("--to", action="append", default=[], metavar="A")
    _email_options(one)
    one.add_argument("--bcc", action="append", default=[], metavar="A")
    one.add_argument("--again", action="store_true", help="confirm that it was sent before")
    one.set_defaults(command=emails.send)
    deliver = commands.add_parser("deliver", help="run due deliveries")
    deliver.add_argument("--until-idle", action="store_true", help="until nothing is due now")
    deliver.add_argument("--limit", type=_positive, metavar="N")
    deliver.set_defaults(command=emails.deliver)


def _outbox(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "outbox", "outgoing email")
    table = actions.add_parser("list", help="newest first")
    table.add_argument("--state", choices=[one.value for one in OutgoingState])
    table.set_defaults(command=emails.table)
    show = actions.add_parser("show", help="one email")
    show.add_argument("email", type=int, metavar="ID")
    show.set_defaults(command=emails.show)
    settle = actions.add_parser("settle", help="say what became of an uncertain one")
    settle.add_argument("email", type=int, metavar="ID")
    settle.add_argument("--as", dest="how", required=True, choices=["sent", "again", "cancelled"])
    settle.add_argument("--reason", default="settled by hand", metavar="T")
    settle.set_defaults(command=emails.settle)
    export = actions.add_parser("export", help="the message exactly as sent")
    export.add_argument("email", type=int, metavar="ID")
    export.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE.eml")
    export.set_defaults(command=emails.export)


def _numbers(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "numbers", "invoice numbers")
    gaps = actions.add_parser("gaps", help="those missing or void, per series and year")
    gaps.set_defaults(command=numbers.gaps)


def _audit(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "audit", "the audit trail")
    actions.add_parser("verify", help="check the hash chain and the locks").set_defaults(
        command=audit.verify
    )
    export = actions.add_parser("export", help="every entry, a JSON line each")
    export.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE")
    export.set_defaults(command=audit.export)


def _import(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "import", "customers, products and drafts from CSV and XLSX")
    for kind in ImportKind:
        one = actions.add_parser(kind.value, help=f"{kind.value} from a table")
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument(
            "--mapping", action="append", default=[], metavar="FIELD=HEADING", help="else guessed"
        )
        one.add_argument("--dry-run", action="store_true", help="say what it would do")
        one.add_argument("--errors", type=Path, metavar="FILE", help="where wrong rows are written")
        one.add_argument("--encoding", default="", metavar="NAME", help="else recognised")
        one.add_argument("--delimiter", default="", metavar="SIGN", help="else recognised")
        one.add_argument("--sheet", default="", metavar="NAME", help="else the first filled one")
        one.add_argument("--header-row", type=_not_negative, default=0, metavar="N")
        one.add_argument("--dates", choices=["day", "month"], help="what 03/04/2026 begins with")
        one.add_argument("--decimals", choices=["comma", "point"], help="what 1.234 is")
        one.add_argument("--vat", type=_percent, metavar="RATE", help="where the file names none")
        one.set_defaults(command=importing.table, kind=kind.value)
    archive = actions.add_parser("archive", help="everything, into an empty database")
    archive.add_argument("file", type=Path, metavar="FILE.zip")
    archive.set_defaults(command=exporting.read_back)
    undo = actions.add_parser("undo", help="take an import back")
    undo.add_argument("id", type=int, metavar="ID")
    undo.set_defaults(command=importing.undo)
    actions.add_parser("list", help="newest first").set_defaults(command=importing.imports)


def _export(commands: "_Commands[argparse.ArgumentParser]") -> None:
    actions = _group(commands, "export", "tables, PDFs, everything")
    for table in ExportTable:
        one = actions.add_parser(table.value, help=f"{table.value} as CSV or XLSX")
        one.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE.csv|.xlsx")
        if table is ExportTable.INVOICES:
            _filters(one)
        one.set_defaults(command=exporting.table, table=table.value)
    pdfs = actions.add_parser("pdfs", help="invoices' PDFs, into a folder or one ZIP")
    pdfs.add_argument("-o", dest="file", type=Path, required=True, metavar="FOLDER|FILE.zip")
    _filters(pdfs)
    pdfs.set_defaults(command=exporting.pdfs)
    everything = actions.add_parser("everything", help="an archive that can be read back")
    everything.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE.zip")
    everything.set_defaults(command=exporting.everything)


def _percent(text: str) -> Decimal:
    try:
        rate = Decimal(text.removesuffix("%").replace(",", "."))
    except InvalidOperation:
        raise argparse.ArgumentTypeError("must be a percentage such as 19") from None
    if not 0 <= rate <= 100:
        raise argparse.ArgumentTypeError("must lie between 0 and 100")
    return rate


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _not_negative(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number
