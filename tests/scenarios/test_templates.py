# SPDX-License-Identifier: MIT
"""Templates as customers meet them: in their language, with whole files, and no trace of tests."""

import email
import email.policy
import json
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from lightar_desktop import bootstrap
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.app import App
from lightar_desktop.services.attaching import new_file
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceFilter, InvoiceSort
from tests.program import EMAIL, Program
from tests.scenarios.conftest import Filled
from tests.smtp_servers import FaultyServer

WORDS = {"de": "Rechnung", "fr": "Facture", "es": "Factura", "nb": "Faktura"}
EVERY_BYTE = bytes(range(256)) * 200 + b"\r\n.\r\n--boundary--\r\nFrom \r\n"


@pytest.fixture
def office(tmp_path: Path, mail: FaultyServer) -> Iterator[App]:
    """A demo company, all of whose drafts use the one template that knows five languages."""
    app = bootstrap.open_app(f"sqlite:///{tmp_path / 'office.db'}")
    app.demo.fill(customers=8, invoices=8, broken=0, seed=1)
    app.setup.save_mail_account(
        MailAccount(0, "127.0.0.1", mail.port, Security.NONE, "", "ar@nordlys.example", "Nordlys")
    )
    standard = app.reads.setup.templates()[0].template
    for draft in app.reads.invoices.load(drafts(app)):
        app.drafting.save(replace(draft, template=standard))
    yield app
    app.close()


def drafts(app: App) -> list[int]:
    return list(app.reads.invoices.ids(InvoiceFilter(), InvoiceSort()))


def received(server: FaultyServer) -> list[EmailMessage]:
    parse = email.message_from_bytes
    return [parse(one.content, policy=email.policy.default) for one in server.seen.messages]


def test_one_batch_writes_to_each_customer_in_its_language(office: App, mail: FaultyServer) -> None:
    ids = drafts(office)
    batch = office.batches.start(OpenInvoices(ids, office.opening.default_settings(ids)))
    assert office.batches.wait(batch, 60)
    office.delivery.drain()
    by_recipient = {str(message["To"]): message for message in received(mail)}
    assert len(by_recipient) == 8
    seen = set()
    for invoice in office.reads.invoices.load(ids):
        assert invoice.customer is not None
        message = by_recipient[invoice.customer.recipients()[0].email]
        word = WORDS.get(invoice.customer.language, "Invoice")
        assert str(message["Subject"]).startswith(f"{word} {invoice.number} ")
        body = message.get_body(("plain",))
        assert body is not None
        assert "{{" not in body.get_content()
        seen.add(word)
    assert {"Rechnung", "Facture", "Invoice"} <= seen


def test_files_arrive_byte_for_byte_with_their_names(office: App, mail: FaultyServer) -> None:
    files = [
        new_file("Geschäftsbedingungen „neu“.pdf", EVERY_BYTE),
        new_file("Preise.csv", "Preis;€\r\n1,5;x".encode()),
    ]
    office.files.keep(files)
    (first, *_) = drafts(office)
    settings = replace(
        office.opening.default_settings([first]),
        attachments=tuple(file.attachment for file in files),
    )
    batch = office.batches.start(OpenInvoices([first], settings))
    assert office.batches.wait(batch, 60)
    office.delivery.drain()
    (message,) = received(mail)
    pdf, *others = message.iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    got = [(part.get_filename(), part.get_payload(decode=True)) for part in others]
    assert got == [(file.attachment.name, file.content) for file in files]
    assert [part.get_content_type() for part in others] == ["application/pdf", "text/csv"]
    (row,) = office.reads.outbox.emails(invoice_id=first)
    assert office.documents.eml(row.id) == mail.seen.messages[0].content
    assert row.state is OutgoingState.SENT


def test_a_test_email_is_marked_and_leaves_no_trace(office: App, mail: FaultyServer) -> None:
    (first, *_) = drafts(office)
    before = office.reads.invoices.rows([first])
    history = office.reads.journal.about(first)
    step = office.proofs.send(
        first, office.opening.default_settings([first]), office.proofs.usual_address()
    )
    assert step.ok, step.words
    (message,) = received(mail)
    assert str(message["Subject"]).startswith("[TEST] ")
    assert (str(message["To"]), message["Cc"]) == ("ar@nordlys.example", None)
    assert mail.seen.messages[0].recipients == ("ar@nordlys.example",)
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"]
    assert office.reads.invoices.rows([first]) == before
    assert office.reads.outbox.emails() == []
    assert office.reads.journal.about(first) == history
    assert office.reads.journal.since(0)[-1].kind == "email.test_sent"


def test_a_misspelt_placeholder_stops_everything(office: App, mail: FaultyServer) -> None:
    ids = drafts(office)
    settings = office.opening.default_settings(ids)
    german, *others = settings.variants
    wrong = replace(settings, variants=(replace(german, message="Bis {{ due_dat }}"), *others))
    with pytest.raises(DomainError, match="Did you mean"):
        office.batches.start(OpenInvoices(ids, wrong))
    template = office.reads.setup.templates()[0].template
    with pytest.raises(DomainError, match="Did you mean"):
        office.templates.save(replace(template, variants=wrong.variants))
    assert office.reads.setup.templates()[0].template == template
    assert office.reads.batches.recent(office.actor) == []
    assert mail.seen.messages == []


def test_the_command_line_sends_the_template_s_text_and_files(
    anywhere: Filled, mail: FaultyServer, tmp_path: Path
) -> None:
    program: Program = anywhere(8)
    program.account(mail.port)
    terms = tmp_path / "terms.pdf"
    terms.write_bytes(EVERY_BYTE)
    assert program.refused("open", "--all-drafts", "--email")  # as ever
    assert program.refused("open", "--all-drafts", "--template-text")
    words = ("--email", "--template-text", "--attach", str(terms), "--deliver")
    batch = program.json("open", "--all-drafts", *words)
    assert batch["succeeded"] == 8
    subjects = {str(message["Subject"]).split()[0] for message in received(mail)}
    assert {"Rechnung", "Facture", "Invoice"} <= subjects
    for message in received(mail):
        _, attached = message.iter_attachments()
        assert attached.get_payload(decode=True) == EVERY_BYTE
    assert program.emails()[0]["attachments"] == [{"name": "terms.pdf", "size": len(EVERY_BYTE)}]
    program_file = tmp_path / "setup.exe"
    program_file.write_bytes(b"MZ")
    invoice = json.loads(json.dumps(batch["items"][0]["invoice"]))
    assert "can run as a program" in program.refused(
        "send", invoice, "--again", "--attach", str(program_file)
    )
    assert "Did you mean" in program.refused("open", invoice, *EMAIL, "--message", "{{ totl }}")
