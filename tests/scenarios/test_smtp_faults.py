# SPDX-License-Identifier: MIT
"""Whatever a mail server does: the right state, words a clerk understands, nothing sent twice."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from lightar_desktop import bootstrap
from lightar_desktop.adapters.mail.account import SmtpServers
from lightar_desktop.adapters.mail.connection import Timeouts
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services.app import App
from lightar_desktop.services.commands import OpenInvoices
from lightar_desktop.services.filters import InvoiceColumn, InvoiceFilter, InvoiceSort
from tests.program import EMAIL, Program
from tests.scenarios.conftest import Filled
from tests.smtp_servers import FEATURES, PLAIN_FEATURES, Fault, FaultyServer

Serving = Callable[..., FaultyServer]
SETTINGS = EmailSettings("Invoice {{ number }}", "ar@nordlys.example")


@dataclass(frozen=True)
class Case:
    """A server's behaviour and what must follow for the first invoice sent through it."""

    name: str
    fault: Fault
    state: str
    item: str
    words: str
    delivered: bool = False
    status: int = 0


def fault(at: str, reply: str = "", **more: Any) -> Fault:
    return Fault(at, reply, **more)


CASES = (
    Case("greylisted", fault("RCPT", "450 4.2.0 Greylisted"), "queued", "queued", "Greylisted"),
    Case(
        "unknown recipient",
        fault("RCPT", "550 5.1.1 User unknown"),
        "failed",
        "failed",
        "The address does not exist; correct it on the customer and send again.",
        status=1,
    ),
    Case(
        "busy at the end",
        fault("DOT", "451 4.3.0 Try later"),
        "queued",
        "queued",
        "Try later",
    ),
    Case(
        "too big",
        fault("DOT", "552 5.3.4 Message size exceeds limit"),
        "failed",
        "failed",
        "The message is too big; attach less.",
        status=1,
    ),
    Case(
        "refused by policy",
        fault("DOT", "554 5.7.1 Looks like spam"),
        "failed",
        "failed",
        "The server's rules refuse it; ask whoever runs your mail domain.",
        status=1,
    ),
    Case(
        "goodbye at the data",
        fault("DATA", "421 4.3.2 Closing", close=True),
        "queued",
        "queued",
        "Closing",
    ),
    Case(
        "goodbye at the dot",
        fault("DOT", "421 4.3.2 Closing", close=True),
        "queued",
        "queued",
        "Closing",
    ),
    Case(
        "line drops at the recipient",
        fault("RCPT", close=True),
        "queued",
        "queued",
        "The connection broke before the message was handed over.",
    ),
    Case(
        "line drops at the data",
        fault("DATA", close=True),
        "queued",
        "queued",
        "The connection broke before the message was handed over.",
    ),
    Case(
        "line drops in the message",
        fault("BODY", close=True),
        "queued",
        "queued",
        "The connection broke before the message was handed over.",
    ),
    Case(
        "line drops after the dot",
        fault("DOT", close=True, accepted=True),
        "uncertain",
        "uncertain",
        "The connection was lost after the message was handed over",
        delivered=True,
        status=1,
    ),
    Case(
        "line drops after the dot and nothing arrived",
        fault("DOT", close=True),
        "uncertain",
        "uncertain",
        "The connection was lost after the message was handed over",
        status=1,
    ),
    Case(
        "silence after the dot",
        fault("DOT", hang=True, accepted=True),
        "uncertain",
        "uncertain",
        "The connection was lost after the message was handed over",
        delivered=True,
        status=1,
    ),
)


@pytest.fixture(scope="module")
def office(templates: Path) -> Iterator[App]:
    """One program for all cases, in this process; each case opens its own draft."""
    hurried = partial(SmtpServers, Timeouts(5, 5, 0.4))
    with mock.patch.object(bootstrap, "SmtpServers", hurried):
        app = bootstrap.open_app(f"sqlite:///{templates / 'office.db'}")
    app.demo.fill(customers=8, invoices=2 * len(CASES), broken=0, seed=1)
    app.documents.pdf(1)  # has the render processes started
    yield app
    app.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("features", [FEATURES, PLAIN_FEATURES], ids=["pipelining", "plain"])
def test_each_fault_ends_in_its_state_with_its_words(
    office: App, serving: Serving, case: Case, features: tuple[str, ...]
) -> None:
    server = serving(case.fault, features=features)
    office.setup.save_mail_account(account_at(server.port))
    invoice_id = drafts(office)[0]
    batch = office.batches.start(OpenInvoices([invoice_id], SETTINGS))
    assert office.batches.wait(batch, 30)
    office.delivery.drain()
    (item,) = office.reads.batches.items(batch)
    (email,) = office.reads.outbox.emails(invoice_id=invoice_id)
    assert (email.state.value, item.status.value) == (case.state, case.item)
    assert case.words in item.words
    assert email.attempts == 1
    assert len(server.seen.messages) == case.delivered
    (invoice,) = office.reads.invoices.rows([invoice_id])
    assert invoice.status is InvoiceStatus.OPEN
    assert office.delivery.drain().counts == {}
    assert len(server.seen.messages) == case.delivered, "sent twice"


def account_at(port: int) -> MailAccount:
    return MailAccount(0, "127.0.0.1", port, Security.NONE, "", "ar@nordlys.example", "Nordlys")


def drafts(app: App) -> Sequence[int]:
    where = InvoiceFilter(statuses=frozenset({InvoiceStatus.DRAFT}))
    return app.reads.invoices.ids(where, InvoiceSort(InvoiceColumn.ID, descending=False))


@pytest.mark.parametrize("case", [CASES[0], CASES[1], CASES[-1]], ids=lambda case: case.name)
def test_the_whole_program_ends_with_the_right_status(
    filled: Filled, serving: Serving, case: Case
) -> None:
    server = serving(case.fault)
    program = filled(1, TEST_DOT_SECONDS="0.4")
    program.account(server.port)
    (item,) = program.open(status=case.status)["items"]
    assert item["status"] == case.item
    assert case.words in " ".join(item["reasons"])
    again = program.json("deliver", "--until-idle")
    assert again["sent"] == 0
    assert len(server.seen.messages) == case.delivered, "sent twice"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("CONNECT", "554 5.7.1 Go away", close=True), "The server turns LightAR away."),
        (Fault("CONNECT", close=True), "broke off the connection; check port and security."),
        (Fault("EHLO", "554 5.7.1 Not you", close=True), "check port and security"),
    ],
    ids=["refused", "dropped", "not you"],
)
def test_a_server_that_lets_nobody_in_pauses_the_account_and_costs_no_attempt(
    filled: Filled, serving: Serving, fault: Fault, words: str
) -> None:
    server = serving(fault)
    program = filled(3)
    program.account(server.port)
    program.json("open", "--all-drafts", *EMAIL)
    told = program.json("deliver", "--until-idle", status=3)
    assert words in told["trouble"]
    assert {(one["state"], one["attempts"]) for one in program.emails()} == {("queued", 0)}
    assert program.json("deliver", "--until-idle", status=3)["trouble"] == told["trouble"]
    assert server.seen.messages == []


def test_no_server_at_all_is_told_and_nothing_is_lost(filled: Filled, serving: Serving) -> None:
    program = filled(2)
    server = serving()
    port = server.port
    stop(server)
    program.account(port)
    batch = program.open(status=3)
    assert [item["status"] for item in batch["items"]] == ["queued", "queued"]
    assert "takes no connections on port" in program.runs[-1].err
    back = serving(port=port)
    program.account(port)  # saying where the server is again ends the pause
    assert program.json("deliver", "--until-idle")["sent"] == 2
    assert len(back.seen.messages) == 2


def test_one_of_three_recipients_refused_does_not_stop_the_others(
    filled: Filled, serving: Serving
) -> None:
    server = serving(Fault("RCPT", "550 5.1.1 No such user", address="gone@acme.example"))
    program = filled(1)
    program.account(server.port)
    program.json("open", "1")
    to = ("--to", "one@acme.example", "--to", "gone@acme.example", "--cc", "boss@acme.example")
    program.json("send", "1", *to)
    program.json("deliver", "--until-idle")
    (email,) = program.emails()
    assert email["state"] == "sent"
    states = {one["address"]: one["state"] for one in email["recipients"]}
    assert states == {
        "one@acme.example": "accepted",
        "gone@acme.example": "refused",
        "boss@acme.example": "accepted",
    }
    assert server.seen.messages[0].recipients == ("one@acme.example", "boss@acme.example")


def test_what_reached_only_the_copies_has_failed(filled: Filled, serving: Serving) -> None:
    server = serving(Fault("RCPT", "550 5.1.1 No such user", address="gone@acme.example"))
    program = filled(1)
    program.account(server.port)
    program.json("open", "1")
    program.json("send", "1", "--to", "gone@acme.example", "--cc", "boss@acme.example")
    assert program.json("deliver", status=1)["failed"] == 1
    (email,) = program.emails()
    assert (email["state"], email["reply"]) == ("failed", "550 5.1.1 No such user")
    assert [one["state"] for one in email["recipients"]] == ["refused", "accepted"]
    assert program.json("invoices", "show", "1")["light"] == "failed"


@pytest.mark.parametrize("limit", [1, 3])
def test_a_server_that_takes_few_connections_gets_everything_once(
    filled: Filled, serving: Serving, limit: int
) -> None:
    server = serving(max_connections=limit, delay=0.01)
    program = filled(24)
    program.account(server.port, "--connections", "8")
    program.open()
    left = [email for email in program.emails() if email["state"] != "sent"]
    # The last ones that were turned away wait half a minute; it cost them no attempt.
    assert len(left) <= 4
    assert {(email["state"], email["attempts"]) for email in left} <= {("queued", 0)}
    assert_each_once(server, 24 - len(left))


def test_a_slow_server_gets_everything_once(filled: Filled, serving: Serving) -> None:
    server = serving(delay=0.15)
    program = filled(24)
    program.account(server.port)
    assert program.open()["succeeded"] == 24
    assert_each_once(server, 24)


def test_a_big_batch_needs_about_one_round_trip_an_email(filled: Filled, serving: Serving) -> None:
    server = serving(delay=0.02)
    program = filled(300)
    program.account(server.port, "--connections", "4")
    program.json("open", "--all-drafts", *EMAIL)
    assert program.json("deliver", "--until-idle")["sent"] == 300
    assert_each_once(server, 300)
    assert all(message.content for message in server.seen.messages)
    assert server.seen.connections == 4
    assert server.seen.reads < 1.5 * 300


def test_a_server_that_stops_in_the_middle_and_comes_back(filled: Filled, serving: Serving) -> None:
    server = serving(delay=0.02)
    program = filled(24)
    program.account(server.port, "--connections", "3")
    program.json("open", "--all-drafts", *EMAIL)
    with program.start("--json", "deliver", "--until-idle") as process:
        assert server.wait_until(lambda: server.seen.accepted >= 6, 30)
        stop(server)
        assert process.wait(60) in {1, 3}
    states = Counter(email["state"] for email in program.emails())
    assert states["uncertain"] <= 3
    back = serving(port=server.port)
    program.account(server.port, "--connections", "3")
    program.json("deliver", "--until-idle")
    after = Counter(email["state"] for email in program.emails())
    # What broke before its dot waits for its next attempt; what broke after it for a person.
    assert after["sent"] + after["queued"] + after["uncertain"] == 24
    assert after["uncertain"] == states["uncertain"]
    assert after["queued"] <= 3
    taken = [message.ids for message in (*server.seen.messages, *back.seen.messages)]
    assert len(set(taken)) == len(taken)
    assert after["sent"] <= len(taken) <= after["sent"] + after["uncertain"]


def test_two_programs_deliver_the_same_outbox_each_email_once(
    anywhere: Filled, serving: Serving
) -> None:
    server = serving(delay=0.01)
    program = anywhere(40)
    program.account(server.port)
    program.json("open", "--all-drafts", *EMAIL)
    both = [program.start("--json", "deliver", "--until-idle") for _ in range(2)]
    for process in both:
        with process:
            _out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
    assert {email["state"] for email in program.emails()} == {"sent"}
    assert_each_once(server, 40)


def stop(server: FaultyServer) -> None:
    """End a server in the middle of the test, and every connection with it."""
    server.__exit__(None, None, None)


def assert_each_once(server: FaultyServer, count: int) -> None:
    refs = Counter(message.ids[-1] for message in server.seen.messages)
    assert len(refs) == count
    assert set(refs.values()) <= {1}


def test_a_refusal_of_the_login_is_told_without_the_password(
    filled: Filled, serving: Serving
) -> None:
    server = serving(users={"ar": "right"})
    program: Program = filled(1)
    program.account(server.port, "--username", "ar")
    program.json("open", "1", *EMAIL)
    told = program.json("deliver", status=3)
    assert told["trouble"] == "The password of ar is not known; enter it under AR Settings."
    assert server.seen.connections == 0
