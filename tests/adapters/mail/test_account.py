# SPDX-License-Identifier: MIT
"""The account test names the step that failed and what to do."""

from lightar_desktop.adapters.mail.account import SmtpServers
from lightar_desktop.domain.mail_account import Security
from tests.adapters.mail.conftest import SOON, account_at
from tests.certificates import Authority
from tests.smtp_servers import Fault, FaultyServer

USERS = {"ar": "secret"}


def test_all_well(ca: Authority) -> None:
    with FaultyServer(tls=ca.server(), users=USERS) as server:
        account = account_at(
            server, security=Security.STARTTLS, username="ar", ca_file=str(ca.file)
        )
        steps = SmtpServers(SOON).test(account, "secret", "ada@kunde.example")
    assert [(step.name, step.ok) for step in steps] == [
        ("Connect", True),
        ("TLS", True),
        ("Log in", True),
        ("Test message", True),
    ]
    assert f"port {server.port}" in steps[0].words
    (taken,) = server.seen.messages
    assert b"Subject: Test message from LightAR Desktop" in taken.content
    assert taken.recipients == ("ada@kunde.example",)


def test_without_a_message() -> None:
    with FaultyServer() as server:
        steps = SmtpServers(SOON).test(account_at(server), None, "")
    assert [(step.name, step.ok) for step in steps] == [
        ("Connect", True),
        ("TLS", True),
        ("Log in", True),
    ]
    assert "not encrypted" in steps[1].words
    assert "without a user name" in steps[2].words
    assert server.seen.accepted == 0


def test_it_stops_where_it_fails(ca: Authority) -> None:
    with FaultyServer(tls=ca.server(expired=True), users=USERS) as server:
        account = account_at(
            server, security=Security.STARTTLS, username="ar", ca_file=str(ca.file)
        )
        steps = SmtpServers(SOON).test(account, "secret", "ada@kunde.example")
    assert [(step.name, step.ok) for step in steps] == [("Connect", True), ("TLS", False)]
    assert "has expired" in steps[-1].words


def test_the_servers_words_come_along() -> None:
    with FaultyServer(users=USERS) as server:
        steps = SmtpServers(SOON).test(account_at(server, username="ar"), "wrong", "")
    assert not steps[-1].ok
    assert steps[-1].name == "Log in"
    assert "The server says: 535 5.7.8" in steps[-1].words


def test_a_refused_test_message() -> None:
    with FaultyServer(Fault("RCPT", "550 5.1.1 no such user")) as server:
        steps = SmtpServers(SOON).test(account_at(server), None, "ada@kunde.example")
    assert not steps[-1].ok
    assert steps[-1].name == "Test message"
    assert "The address does not exist" in steps[-1].words
