# SPDX-License-Identifier: MIT
"""Connections are kept, replaced when they died, and not asked for more than the server offers."""

from collections.abc import Callable

import pytest

from lightar_desktop.adapters.mail.message import MailParts
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.outgoing import Verdict, advice, verdict
from tests.smtp_servers import Fault, FaultyServer

Connect = Callable[..., SmtpSession]

ADA, BOB = "ada@kunde.example", "bob@kunde.example"


def yes() -> bool:
    return True


class TestKeptConnection:
    def test_two_round_trips_a_message(self, connect: Connect, message: bytes) -> None:
        with FaultyServer() as server:
            session = connect(server)
            session.connect()
            before = server.seen.reads
            for _ in range(5):
                session.send("ar@acme.example", [ADA, BOB], message, yes)
            assert server.seen.reads - before == 10
            session.close()
        assert server.seen.connections == 1

    @pytest.mark.parametrize("at", ["RCPT", "DATA", "DOT", "MAIL"])
    def test_it_survives_a_refusal(
        self, at: str, connect: Connect, message: bytes, features: tuple[str, ...]
    ) -> None:
        with FaultyServer(Fault(at, "550 5.7.1 no", times=1), features=features) as server:
            session = connect(server)
            first = session.send("ar@acme.example", [ADA], message, yes)
            second = session.send("ar@acme.example", [ADA], message, yes)
            session.close()
        assert verdict(first) is Verdict.FAILED
        assert verdict(second) is Verdict.SENT
        assert server.seen.connections == 1

    def test_one_that_went_stale_is_replaced(
        self, connect: Connect, message: bytes, features: tuple[str, ...]
    ) -> None:
        with FaultyServer(features=features) as server:
            session = connect(server)
            session.send("ar@acme.example", [ADA], message, yes)
            server.drop_connections()
            attempt = session.send("ar@acme.example", [ADA], message, yes)
            session.close()
        assert verdict(attempt) is Verdict.SENT
        assert server.seen.accepted == 2
        assert server.seen.connections == 2

    @pytest.mark.parametrize("reply", ["", "421 4.4.2 idle too long"])
    def test_one_that_dies_at_mail_is_replaced_once(
        self, reply: str, connect: Connect, message: bytes, features: tuple[str, ...]
    ) -> None:
        fault = Fault("MAIL", reply, close=True, after=1)
        with FaultyServer(fault, features=features) as server:
            session = connect(server)
            first = session.send("ar@acme.example", [ADA], message, yes)
            second = session.send("ar@acme.example", [ADA], message, yes)
            session.close()
        assert verdict(first) is Verdict.SENT
        assert verdict(second) is Verdict.RETRY
        assert server.seen.connections == 2

    def test_a_fresh_one_that_dies_is_not_tried_again(
        self, connect: Connect, message: bytes
    ) -> None:
        with FaultyServer(Fault("MAIL", close=True)) as server:
            session = connect(server)
            session.send("ar@acme.example", [ADA], message, yes)
            session.close()
        assert server.seen.connections == 1

    def test_it_says_goodbye(self, connect: Connect, message: bytes) -> None:
        with FaultyServer() as server:
            session = connect(server)
            session.send("ar@acme.example", [ADA], message, yes)
            session.close()
            assert not session.connected
            assert server.wait_until(lambda: server.seen.commands[-1:] == ["QUIT"])


class TestWhatTheServerCannot:
    def test_size(self, connect: Connect, message: bytes) -> None:
        with FaultyServer(features=("PIPELINING", "SIZE 1000")) as server:
            session = connect(server)
            attempt = session.send("ar@acme.example", [ADA], message, yes)
            session.close()
        assert verdict(attempt) is Verdict.FAILED
        assert "takes 0.0 MB" in str(attempt.reply)
        assert "attach less" in advice(attempt.reply)
        assert not any(command.startswith("MAIL") for command in server.seen.commands)

    def test_no_limit_given(self, connect: Connect, message: bytes) -> None:
        for size in ("SIZE", "SIZE 0", "SIZE 9999999"):
            with FaultyServer(features=(size,)) as server:
                session = connect(server)
                attempt = session.send("ar@acme.example", [ADA], message, yes)
                session.close()
            assert verdict(attempt) is Verdict.SENT
            assert f" SIZE={len(message)}" in server.seen.commands[1]

    def test_addresses_with_other_letters(self, connect: Connect, message: bytes) -> None:
        with FaultyServer(features=("PIPELINING", "8BITMIME")) as server:
            session = connect(server)
            attempt = session.send("ar@acme.example", [ADA, "jürgen@kunde.example"], message, yes)
            session.close()
        assert verdict(attempt) is Verdict.FAILED
        assert "can't carry the address jürgen@kunde.example" in str(attempt.reply)
        assert [one.address for one in attempt.recipients] == ["jürgen@kunde.example"]
        assert not any(command.startswith("MAIL") for command in server.seen.commands)

    def test_addresses_with_other_letters_where_it_can(
        self, connect: Connect, message: bytes
    ) -> None:
        with FaultyServer() as server:
            session = connect(server)
            attempt = session.send("ar@acme.example", ["jürgen@bücher.example"], message, yes)
            session.close()
        assert verdict(attempt) is Verdict.SENT
        assert " SMTPUTF8" in server.seen.commands[1]
        assert server.seen.messages[0].recipients == ("jürgen@xn--bcher-kva.example",)

    def test_a_domain_with_other_letters_goes_anywhere(
        self, connect: Connect, message: bytes
    ) -> None:
        with FaultyServer(features=()) as server:
            session = connect(server)
            attempt = session.send("ar@acme.example", ["ada@bücher.example"], message, yes)
            session.close()
        assert verdict(attempt) is Verdict.SENT
        assert attempt.recipients[0].address == "ada@bücher.example"
        assert server.seen.messages[0].recipients == ("ada@xn--bcher-kva.example",)

    def test_delivery_reports_are_asked_for_where_they_exist(
        self, connect: Connect, parts: MailParts, message: bytes
    ) -> None:
        with FaultyServer() as server:
            session = connect(server)
            session.send("ar@acme.example", ["ada+bills=x@kunde.example"], message, yes)
            session.close()
        assert server.seen.commands[1].endswith(f" RET=HDRS ENVID={parts.ref}")
        assert server.seen.commands[2] == (
            "RCPT TO:<ada+bills=x@kunde.example> NOTIFY=FAILURE,DELAY "
            "ORCPT=rfc822;ada+2Bbills+3Dx@kunde.example"
        )
