# SPDX-License-Identifier: MIT
"""The command line's contract: words, JSON keys and exit statuses that others rely on."""

import email
import email.policy
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lightar_desktop.adapters.db import triggers
from tests.program import EMAIL, Program, ids
from tests.scenarios.conftest import Filled
from tests.smtp_servers import Fault, FaultyServer

INVOICE_KEYS = {
    *("id", "number", "status", "customer", "currency", "total", "balance", "issued_on"),
    *("due_on", "light"),
}
EMAIL_KEYS = {
    *("id", "invoice", "state", "to", "cc", "subject", "message_id", "attempts", "next_at"),
    "reply",
}
BATCH_KEYS = {"batch", "status", "total", "succeeded", "failed", "acknowledged"}


def test_init_creates_then_leaves_alone_and_fill_wants_an_empty_database(tmp_path: Path) -> None:
    program = Program(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)
    first = program.json("init")
    assert first["created"] is True
    assert program.json("init") == {"schema": first["schema"], "created": False}
    fill = ("demo", "fill", "--customers", "3", "--invoices", "4", "--broken", "2", "--seed", "9")
    assert program.json(*fill)["invoices"] == 4
    assert "already holds data" in program.refused(*fill)
    assert len(program.json("invoices", "list")) == 4
    more = ("demo", "fill", "--invoices", "1", "--broken", "2")
    assert "cannot be 2" in Program(f"sqlite:///{tmp_path / 'b.db'}", tmp_path).refused(*more)


def test_the_database_may_stand_in_a_variable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'here.db'}"
    Program("", tmp_path, {"LIGHTAR_DATABASE": url}).json("init")
    assert (tmp_path / "here.db").exists()
    Program("", tmp_path).json("init")
    assert (tmp_path / "lightar.db").exists(), "else it lies in the user's data folder"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("open --all-drafts --email --reply-to a@b.example", "The email has no subject"),
        ("open --all-drafts --email --subject S", "The email has no reply-to address"),
        ("open --all-drafts --email --subject S --reply-to nobody", "not a valid email address"),
        ("open --all-drafts --email --subject {{nonsense}} --reply-to a@b.example", "nonsense"),
        ("open --all-drafts --subject S", "add --email"),
        ("open --all-drafts --einvoice", "No e-invoice channel"),
        ("open 1 999 --email --subject S --reply-to a@b.example", "There is no invoice 999"),
        ("open", "required"),
        ("open 1 --all-drafts", "not allowed with"),
        ("send 1 --to a@b.example", "Open it first"),
        ("send 1 --to nonsense", "not a valid email address"),
        ("send NONE-1", "There is no invoice NONE-1"),
        ("batches show 7", "There is no batch 7"),
        ("batches resume 7", "There is no batch 7"),
        ("batches retry 7", "There is no batch 7"),
        ("batches acknowledge 7", "There is no batch 7"),
        ("outbox show 7", "There is no email 7"),
        ("outbox settle 7 --as sent", "There is no email 7"),
        ("outbox settle 7 --as nonsense", "invalid choice"),
        ("invoices show 77", "There is no invoice 77"),
        ("invoices list --customer Nobody", "There is no customer Nobody"),
        ("nonsense", "invalid choice"),
        ("mail-account set --host h --port 25 --security none --from nobody", "not a valid"),
        (
            "mail-account set --host m.no --port 25 --security none --username u --from a@b.no",
            "never sent unencrypted",
        ),
    ],
)
def test_what_is_refused_changes_nothing(refusing: Program, words: str, sentence: str) -> None:
    before = everything(refusing)
    said = refusing.refused(*words.split())
    assert sentence in said
    assert everything(refusing) == before


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One company for all that is refused, because a refusal changes nothing."""
    home = tmp_path_factory.mktemp("refusing")
    program = Program(f"sqlite:///{home / 'company.db'}", home)
    program.json("demo", "fill", "--invoices", "3", "--customers", "3")
    program.account(9)
    return program


def everything(program: Program) -> list[Any]:
    """What the database holds of what a command could change."""
    tables = ("invoice", "batch", "batch_item", "outgoing_email", "mail_account", "journal")
    with create_engine(program.url, poolclass=NullPool).connect() as connection:
        return [connection.execute(text(f"SELECT * FROM {name}")).all() for name in tables]


def test_opening_tells_each_items_fate_and_ends_with_one_if_some_failed(
    anywhere: Filled, mail: FaultyServer
) -> None:
    program = anywhere(8, 3)
    program.account(mail.port)
    batch = program.open(status=1)
    assert set(batch) >= {*BATCH_KEYS, "items"}
    assert (batch["status"], batch["total"], batch["succeeded"]) == ("failed", 8, 5)
    sent = [item for item in batch["items"] if item["status"] == "sent"]
    failed = [item for item in batch["items"] if item["status"] == "failed"]
    assert len(sent) == len(mail.seen.messages) == 5
    assert all(item["reasons"] == [] and item["number"] for item in sent)
    assert all(item["reasons"] and item["number"] is None for item in failed)
    assert len({item["codes"][0] for item in failed}) == 3
    assert sorted(item["number"][-4:] for item in sent) == [f"{n:04}" for n in range(1, 6)]
    assert program.json("audit", "verify")["ok"] is True
    drafts = program.json("invoices", "list", "--status", "draft")
    assert sorted(ids(drafts)) == sorted(item["invoice"] for item in failed)
    assert all(set(row) >= INVOICE_KEYS for row in drafts)
    (listed,) = program.json("batches", "list")
    assert set(listed) >= BATCH_KEYS
    assert "items" not in listed
    assert program.json("batches", "show", batch["batch"])["items"] == batch["items"]


def test_batches_are_resumed_retried_and_acknowledged_only_when_there_is_reason(
    filled: Filled, mail: FaultyServer
) -> None:
    program = filled(3, 1)
    program.account(mail.port)
    batch = program.open(status=1)["batch"]
    assert "Nothing is left to do" in program.refused("batches", "resume", batch)
    child = program.json("batches", "retry", batch, status=1)
    assert (child["parent"], child["total"], child["failed"]) == (batch, 1, 1)
    assert program.json("batches", "acknowledge", batch)["acknowledged"] is True
    assert "already acknowledged" in program.refused("batches", "acknowledge", batch)
    queued = filled(1)
    queued.account(mail.port)
    waiting = queued.json("open", "1", *EMAIL)
    assert waiting["status"] == "in_progress"
    assert "still running" in queued.refused("batches", "acknowledge", waiting["batch"])
    assert "Nothing failed" in queued.refused("batches", "retry", waiting["batch"])


def test_invoices_are_named_by_id_or_number_and_shown_whole(
    filled: Filled, mail: FaultyServer, tmp_path: Path
) -> None:
    program = filled(3)
    program.account(mail.port)
    program.json("open", "2", *EMAIL, "--deliver")
    (row,) = program.json("invoices", "list", "--status", "open")
    shown = program.json("invoices", "show", row["number"])
    keys = {"lines", "totals", "emails", "e_invoices", "reminders", "activity"}
    assert set(shown) >= INVOICE_KEYS | keys
    assert (shown["id"], shown["light"]) == ("2", "sent")
    assert sum(int(line["net"].replace(".", "")) for line in shown["lines"]) == int(
        shown["totals"]["lines"].replace(".", "")
    )
    kinds = {entry["kind"] for entry in shown["activity"]}
    assert {"invoice.opened", "email.queued", "email.sent"} <= kinds
    written = program.json("invoices", "pdf", row["number"], "-o", str(tmp_path / "sent.pdf"))
    pdf = (tmp_path / "sent.pdf").read_bytes()
    assert written["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert row["number"] in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    program.json("invoices", "pdf", "1", "-o", str(tmp_path / "draft.pdf"))
    first = pypdf.PdfReader(tmp_path / "draft.pdf").pages[0].extract_text()
    assert "UTKAST" in first.upper(), "it says in the customer's language that it is a draft"
    assert program.refused("invoices", "pdf", "1", "-o", "/nowhere/x.pdf", status=3)
    found = program.json("invoices", "list", "--search", row["number"], "--sort=-total")
    assert ids(found) == ["2"]
    assert len(program.json("invoices", "list", "--limit", "1")) == 1


def test_sending_again_wants_a_confirmation_and_several_are_sent_or_none(
    filled: Filled, mail: FaultyServer
) -> None:
    program = filled(3)
    program.account(mail.port)
    program.json("open", "1", "2")
    assert "Open it first" in program.refused("send", "1", "2", "3")
    assert program.emails() == [], "a refusal of one leaves the others unsent, too"
    rows = program.json("send", "1", "2", "1")
    assert [row["state"] for row in rows] == ["queued", "queued"]
    assert all(set(row) >= EMAIL_KEYS for row in rows)
    assert "confirm to send it again" in program.refused("send", "1")
    program.json("send", "1", "--again", "--bcc", "boss@nordlys.example")
    assert program.json("deliver")["sent"] == 3
    assert [len(one.recipients) for one in mail.seen.messages].count(4) <= 1
    assert not any(b"boss@nordlys" in one.content for one in mail.seen.messages)


def test_an_uncertain_email_is_settled_by_a_person(
    filled: Filled, serving: Any, tmp_path: Path
) -> None:
    server = serving(Fault("DOT", close=True, times=3))
    program = filled(3)
    program.account(server.port, "--connections", "1")
    batch = program.open(status=1)
    rows = program.emails("uncertain")
    assert len(rows) == 3
    arrived, lost, given_up = ids(rows)
    assert program.json("outbox", "settle", arrived, "--as", "sent")["state"] == "sent"
    assert "only an uncertain one" in program.refused("outbox", "settle", arrived, "--as", "sent")
    why = ("--reason", "not found in the Sent folder")
    again = program.json("outbox", "settle", lost, "--as", "again", *why)
    assert (again["state"], again["id"] != lost) == ("queued", True)
    settled = program.json("outbox", "settle", given_up, "--as", "cancelled", "--reason", "post")
    assert settled["state"] == "cancelled"
    assert program.json("deliver", "--until-idle")["sent"] == 1
    after = program.json("batches", "show", batch["batch"])
    assert sorted(item["status"] for item in after["items"]) == ["failed", "sent", "sent"]
    program.json("outbox", "export", again["id"], "-o", str(tmp_path / "mail.eml"))
    exported = (tmp_path / "mail.eml").read_bytes()
    assert exported == server.seen.messages[0].content
    shown = program.json("outbox", "show", again["id"])
    parsed = email.message_from_bytes(exported, policy=email.policy.default)
    assert parsed["Message-ID"] == shown["message_id"]
    assert parsed["Subject"] == shown["subject"]


def test_the_surroundings_failing_ends_with_three(tmp_path: Path, filled: Filled) -> None:
    nowhere = Program("sqlite:////nowhere/at/all.db", tmp_path)
    assert "folder exists" in nowhere.refused("init", status=3)
    away = Program("postgresql+psycopg://lightar@127.0.0.1:9/none", tmp_path)
    assert "connection to the database" in away.refused("invoices", "list", status=3)
    assert "not understood" in Program("mysql://x/y", tmp_path).refused("init", status=3)
    (tmp_path / "other.db").write_bytes(b"no database at all" * 100)
    other = Program(f"sqlite:///{tmp_path / 'other.db'}", tmp_path)
    assert "not a LightAR database" in other.refused("init", status=3)
    program = filled(1)
    program.account(9)
    assert program.json("mail-account", "test", status=3)["ok"] is False


def test_the_account_is_tested_step_by_step(filled: Filled, mail: FaultyServer) -> None:
    program = filled(1)
    account = program.account(mail.port, "--connections", "2", "--per-minute", "30")
    assert (account["port"], account["connections"], account["per_minute"]) == (mail.port, 2, 30)
    tested = program.json("mail-account", "test", "--to", "anna@nordlys.example")
    assert tested["ok"] is True
    assert all(step["ok"] for step in tested["steps"])
    assert mail.seen.messages[0].recipients == ("anna@nordlys.example",)


def test_a_password_is_neither_taken_from_the_command_line_nor_repeated(
    filled: Filled,
) -> None:
    program = filled(1)
    server = ("--host", "127.0.0.1", "--port", "25", "--security", "none", "--from", "a@b.example")
    for words in (("--password", "hunter2"), ("--password=hunter2",), ("hunter2",)):
        program.refused("mail-account", "set", *server, "--username", "u", *words)
    program.url = "postgresql+psycopg://u:hunter2@127.0.0.1:9/none"
    assert "LIGHTAR_DATABASE" in program.refused("init")
    program.url = "postgresql+psycopg://u@127.0.0.1:9/none?password=hunter2"
    program.refused("init")
    assert "hunter2" not in program.printed()


def test_audit_finds_what_was_changed_behind_the_programs_back(anywhere: Filled) -> None:
    program = anywhere(3)
    program.json("open", "--all-drafts")
    good = program.json("audit", "verify")
    assert good == {
        "ok": True,
        "entries": good["entries"],
        "first_bad": None,
        "words": good["words"],
    }
    engine = create_engine(program.url, poolclass=NullPool)
    with engine.begin() as connection:
        triggers.drop(connection)
        where = "WHERE kind = 'invoice.opened'"
        (seq,) = connection.execute(text(f"SELECT min(seq) FROM journal {where}")).one()
        change = text("UPDATE journal SET data = replace(data, 'EUR', 'USD'), actor = 'eve'")
        connection.execute(text(f"{change} WHERE seq = {seq}"))
    bad = program.json("audit", "verify", status=1)
    assert (bad["ok"], bad["first_bad"]) == (False, seq)


def test_audit_finds_a_changed_invoice_and_missing_locks(anywhere: Filled) -> None:
    program = anywhere(3)
    program.json("open", "--all-drafts")
    engine = create_engine(program.url, poolclass=NullPool)
    with engine.begin() as connection:
        triggers.drop(connection)
        connection.execute(text("UPDATE issued_invoice SET content = replace(content, '1', '2')"))
        triggers.create(connection)
    assert program.json("audit", "verify", status=1)["ok"] is False
    with engine.begin() as connection:
        connection.execute(text("UPDATE invoice SET light = 'sent'"))
        triggers.drop(connection)
    assert program.json("audit", "verify", status=1)["ok"] is False


def test_audit_export_writes_every_entry(filled: Filled, tmp_path: Path) -> None:
    program = filled(3)
    program.json("open", "--all-drafts")
    written = program.json("audit", "export", "-o", str(tmp_path / "journal.jsonl"))
    lines = (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()
    assert written["entries"] == len(lines) == program.json("audit", "verify")["entries"]
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, len(lines) + 1))


def test_people_get_words_and_tables_instead_of_json(filled: Filled, mail: FaultyServer) -> None:
    program = filled(3, 1)
    program.account(mail.port)
    ended = program.run("open", "--all-drafts", *EMAIL, "--deliver")
    assert ended.status == 1
    assert "Batch 1: Failed, 2 of 3" in ended.out
    assert ended.err == "", "no progress bar without a terminal"
    assert "INV-" in program.run("invoices", "list").out
    assert "INV-" in program.run("outbox", "list").out
    assert program.run("--help").status == 0
