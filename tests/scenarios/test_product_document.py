# SPDX-License-Identifier: MIT
"""The product document's steps, done one after another as it tells them."""

import email
import email.policy
import io
import json
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.program import EMAIL, Program
from tests.scenarios.conftest import Filled
from tests.smtp_servers import Fault, FaultyServer

CONTACT = "accounts@customer00001.example"


@pytest.fixture
def program(filled: Filled, mail: FaultyServer) -> Program:
    """The demo company with three good drafts and one that lacks its customer."""
    made = filled(4, 1)
    made.account(mail.port)
    return made


def received(server: FaultyServer) -> list[EmailMessage]:
    """The mails as a customer's mail program reads them."""
    parse = email.message_from_bytes
    return [parse(one.content, policy=email.policy.default) for one in server.seen.messages]


def addresses(message: EmailMessage, header: str) -> list[str]:
    field: Any = message[header]
    return [one.addr_spec for one in field.addresses] if field else []


def text_of_pdf(message: EmailMessage) -> str:
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    pdf = pypdf.PdfReader(io.BytesIO(attached.get_content()))
    return "\n".join(page.extract_text() for page in pdf.pages)


def good_drafts(program: Program) -> list[str]:
    drafts = program.json("invoices", "list", "--status", "draft")
    shown = [program.json("invoices", "show", row["id"]) for row in drafts]
    return [one["id"] for one in shown if not one["problems"]]


def test_opening_a_single_invoice(program: Program, mail: FaultyServer) -> None:
    # 1. Open a DRAFT invoice. 2. Review the invoice details.
    draft = good_drafts(program)[0]
    shown = program.json("invoices", "show", draft)
    assert (shown["status"], shown["number"]) == ("draft", None)

    # 3. Click Open. 4. Toggle Send Email. 5. Verify subject, reply-to, recipients; add CC and a
    # custom message. 6. Confirm.
    words = ("--cc", "boss@acme.example", "--message", "Hello {{ contact }}, thank you!")
    program.open(draft, *words)

    # The status changes from DRAFT to OPEN, and the invoice is sent.
    shown = program.json("invoices", "show", draft)
    assert shown["status"] == "open"
    (message,) = received(mail)
    assert message["Subject"] == f"Invoice {shown['number']}"
    assert addresses(message, "Reply-To") == ["ar@nordlys.example"]
    assert addresses(message, "From") == ["ar@nordlys.example"]
    (row,) = shown["emails"]
    assert addresses(message, "To") == row["to"] != []
    assert addresses(message, "Cc") == row["cc"]
    assert "boss@acme.example" in row["cc"]
    assert set(mail.seen.messages[0].recipients) == {*row["to"], *row["cc"]}

    # People read it as text or HTML, and the PDF is the invoice.
    body, html = message.get_body(("plain",)), message.get_body(("html",))
    assert body is not None
    assert html is not None
    assert "thank you!" in body.get_content()
    assert "thank you!" in html.get_content()
    assert "{{" not in body.get_content()
    assert any(part.get_content_type() == "multipart/alternative" for part in message.walk())
    printed = text_of_pdf(message)
    assert shown["number"] in printed
    assert shown["lines"][0]["description"].split()[0] in printed

    # Opening locks the invoice: not even the database lets it be changed.
    with create_engine(program.url, poolclass=NullPool).connect() as connection:
        for change in ("UPDATE invoice SET total = 1", "DELETE FROM invoice_line"):
            column = "id" if "UPDATE" in change else "invoice_id"
            with pytest.raises(Exception, match="locked"):
                connection.execute(text(f"{change} WHERE {column} = {draft}"))


def test_opening_without_email_sends_nothing(program: Program, mail: FaultyServer) -> None:
    draft = good_drafts(program)[0]
    (item,) = program.json("open", draft, "--deliver")["items"]
    assert item["status"] == "opened"
    shown = program.json("invoices", "show", draft)
    assert (shown["status"], shown["light"], shown["emails"]) == ("open", "not_sent", [])
    assert mail.seen.connections == 0


def test_batch_opening(program: Program, mail: FaultyServer) -> None:
    # 2. Filter the table to show DRAFT invoices. 3. Select All. 4. Click Open.
    assert len(program.json("invoices", "list", "--status", "draft")) == 4

    # "The batch will not proceed without" email settings.
    assert program.refused("open", "--all-drafts", "--email")
    assert len(program.json("invoices", "list", "--status", "draft")) == 4

    # 6. Configure the shared email settings. 7. Confirm.
    batch = program.open("--cc", "archive@nordlys.example", status=1)

    # Each is opened independently, recipients come from each customer's record.
    sent = {item["invoice"]: item["number"] for item in batch["items"] if item["number"]}
    (failed,) = [item for item in batch["items"] if not item["number"]]
    assert len(sent) == len(received(mail)) == 3
    assert "no customer" in " ".join(failed["reasons"])
    assert program.json("invoices", "show", failed["invoice"])["status"] == "draft"
    to = {message["Subject"]: addresses(message, "To") for message in received(mail)}
    for invoice, number in sent.items():
        (row,) = program.json("invoices", "show", invoice)["emails"]
        assert to[f"Invoice {number}"] == row["to"]
    assert len({tuple(one) for one in to.values()}) == 3, "each customer's own contacts"
    for message in received(mail):
        assert "archive@nordlys.example" in addresses(message, "Cc")
        assert message["Subject"].removeprefix("Invoice ") in text_of_pdf(message)


def test_monitoring_batch_operations(program: Program) -> None:
    # 1. A batch operation with a unique ID. 2. View all batch operations.
    first = program.json("open", *good_drafts(program)[:1])["batch"]
    second = program.open(status=1)["batch"]
    listed = program.json("batches", "list")
    assert [row["batch"] for row in listed] == [second, first]

    # 3. Each shows an overall status. 4. Expand to see per-invoice details and reasons.
    assert [row["status"] for row in listed] == ["failed", "completed"]
    assert [(row["succeeded"], row["total"]) for row in listed] == [(2, 3), (1, 1)]
    (reason,) = [i for i in program.json("batches", "show", second)["items"] if i["reasons"]]
    assert reason["fields"] == ["customer"]

    # 5. Acknowledge dismisses the notification.
    program.json("batches", "acknowledge", second)
    listed = program.json("batches", "list")
    assert [row["acknowledged"] for row in listed] == [True, False]

    # "You can review and fix the failed invoices, then re-process them": retry is a new batch.
    again = program.json("batches", "retry", second, status=1)
    assert (again["total"], again["parent"]) == (1, second)


def test_a_batch_is_in_progress_while_emails_wait(program: Program) -> None:
    drafts = good_drafts(program)
    batch = program.json("open", *drafts, *EMAIL)
    assert (batch["status"], batch["succeeded"], batch["total"]) == ("in_progress", 0, 3)
    assert {item["status"] for item in batch["items"]} == {"queued"}
    program.json("deliver", "--until-idle")
    assert program.json("batches", "show", batch["batch"])["status"] == "completed"


def test_sending_a_previously_opened_invoice(program: Program, mail: FaultyServer) -> None:
    draft, *_rest = good_drafts(program)
    # "If the invoice is still in DRAFT, you must open it first."
    assert "Open it first" in program.refused("send", draft)
    number = program.json("open", draft)["items"][0]["number"]

    # 3. Configure subject, reply-to, recipients, CC, custom message. 4. Click Send.
    words = (
        *("--subject", "Reminder of {{number}}", "--reply-to", "sales@nordlys.example"),
        *("--to", "one@acme.example", "--to", "two@acme.example", "--cc", "three@acme.example"),
        *("--message", "As we said on the phone."),
    )
    program.json("send", number, *words)
    program.json("deliver", "--until-idle")
    (message,) = received(mail)
    assert message["Subject"] == f"Reminder of {number}"
    assert addresses(message, "Reply-To") == ["sales@nordlys.example"]
    assert addresses(message, "To") == ["one@acme.example", "two@acme.example"]
    assert addresses(message, "Cc") == ["three@acme.example"]
    assert number in text_of_pdf(message)

    # To re-send is possible, once it was confirmed; it is a new message.
    assert "already emailed to one@acme.example" in program.refused("send", number, *words)
    program.json("send", number, "--again", *words)
    program.json("deliver", "--until-idle")
    first, second = received(mail)
    assert first["Message-ID"] != second["Message-ID"]


def test_templates_fill_in_what_is_not_said_and_what_is_said_wins_once(
    program: Program, mail: FaultyServer
) -> None:
    draft, *_rest = good_drafts(program)
    program.json("open", draft)
    shown = program.json("invoices", "show", draft)

    # "When sending invoices that use this template, these defaults are pre-populated."
    program.json("send", draft)
    # "Custom email content overrides the template defaults for that send only."
    program.json("send", draft, "--again", "--subject", "Mine", "--cc", "me@nordlys.example")
    program.json("send", draft, "--again")
    program.json("deliver", "--until-idle")
    by_date = {row["message_id"]: row for row in program.emails()}
    messages = {message["Message-ID"]: message for message in received(mail)}
    first, mine, last = (messages[key] for key in reversed(by_date))
    assert first["Subject"] == last["Subject"]
    assert shown["number"] in first["Subject"]
    assert "archive@nordlys.example" in addresses(first, "Cc")
    assert mine["Subject"] == "Mine"
    assert "me@nordlys.example" in addresses(mine, "Cc")
    assert "archive@nordlys.example" not in addresses(mine, "Cc")


def test_invoice_delivery_status(filled: Filled, serving: Any) -> None:
    server = serving(
        Fault("DOT", "550 5.1.1 User unknown", times=1), Fault("DOT", close=True, times=1)
    )
    program = filled(3)
    program.account(server.port, "--connections", "1")
    program.open(status=1)

    # 2. Check the status column. 3. Green, yellow, red - each also a word.
    lights = {row["light"]: row for row in program.json("invoices", "list")}
    assert set(lights) == {"failed", "check", "sent"}

    # 4. Click an invoice to see detailed delivery information.
    (failed,) = program.json("invoices", "show", lights["failed"]["id"])["emails"]
    assert failed["reply"] == "550 5.1.1 User unknown"
    (uncertain,) = program.json("invoices", "show", lights["check"]["id"])["emails"]
    assert uncertain["state"] == "uncertain"
    (sent,) = program.json("invoices", "show", lights["sent"]["id"])["emails"]
    assert sent["sent_at"]
    assert json.dumps(sent)
