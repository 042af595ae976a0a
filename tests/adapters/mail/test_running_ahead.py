# SPDX-License-Identifier: MIT
"""One round trip a message: the next envelope leaves behind the dot, and nothing else of it.

No server is ever left with an empty message, whatever follows instead.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from lightar_desktop.adapters.mail.exchange import stuffed
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import Security
from lightar_desktop.domain.outgoing import Letter, Stage, Verdict, verdict
from tests.adapters.mail.conftest import send, send_all, taken
from tests.certificates import Authority
from tests.smtp_servers import FEATURES, Fault, FaultyServer

Connect = Callable[..., SmtpSession]

ADA, BOB, EVE = "ada@kunde.example", "bob@kunde.example", "eve@kunde.example"
PIPELINING = ("PIPELINING",)  # nothing else, so that the commands are short
SENT, RETRY, FAILED = Verdict.SENT, Verdict.RETRY, Verdict.FAILED


class TestTheConversation:
    def test_three_messages_octet_for_octet(self, connect: Connect, letters: list[Letter]) -> None:
        with FaultyServer(features=PIPELINING) as server:
            session = connect(server)
            assert send_all(session, letters) == [SENT] * 3
            session.close()
            assert server.wait_until(lambda: server.seen.commands[-1] == "QUIT")
        envelopes = [
            f"MAIL FROM:<ar@acme.example>\r\nRCPT TO:<{one.recipients[0]}>\r\nDATA\r\n".encode()
            for one in letters
        ]
        bodies = [stuffed(one.message) for one in letters]
        dot = b"\r\n.\r\n"
        assert bytes(server.seen.wire) == b"".join(
            [
                b"ehlo [127.0.0.1]\r\n",
                envelopes[0] + bodies[0] + dot,
                envelopes[1] + bodies[1] + dot,
                envelopes[2] + bodies[2] + dot,
                b"QUIT\r\n",
            ]
        )
        assert [one.content for one in server.seen.messages] == [one.message for one in letters]

    def test_the_dot_and_the_next_envelope_come_in_one_piece(
        self, connect: Connect, letters: list[Letter]
    ) -> None:
        with FaultyServer() as server:
            session = connect(server)
            session.connect()
            before = server.seen.reads
            send_all(session, letters)
            assert server.seen.reads - before == 4  # an envelope, and a dot each
            session.close()
        assert taken(server) == [(ADA,), (BOB,), (EVE,)]
        assert server.seen.connections == 1

    def test_of_the_next_message_only_its_envelope_leaves_before_its_own_fence(
        self, connect: Connect, letters: list[Letter]
    ) -> None:
        first, second, _ = letters
        with FaultyServer() as server:
            session = connect(server)
            send(session, first, second)
            assert server.wait_until(lambda: server.seen.commands[-1] == "DATA")
            assert bytes(server.seen.wire).endswith(b"DATA\r\n")
            asked = []

            def fence() -> bool:
                asked.append((server.seen.accepted, bytes(server.seen.wire).count(b"\r\n.\r\n")))
                return True

            send(session, second, fence=fence)
            session.close()
        assert asked == [(1, 1)]
        assert taken(server) == [(ADA,), (BOB,)]

    def test_a_server_without_pipelining_hears_each_command_alone(
        self, connect: Connect, letters: list[Letter]
    ) -> None:
        with FaultyServer(features=FEATURES[1:]) as server:
            session = connect(server)
            session.connect()
            before = server.seen.reads
            assert send_all(session, letters) == [SENT] * 3
            assert server.seen.reads - before == 12
            session.close()
        assert taken(server) == [(ADA,), (BOB,), (EVE,)]

    def test_a_server_that_answers_one_by_one(
        self, connect: Connect, letters: list[Letter]
    ) -> None:
        with FaultyServer(trickle=0.02) as server:
            session = connect(server)
            assert send_all(session, letters) == [SENT] * 3
            session.close()
        assert taken(server) == [(ADA,), (BOB,), (EVE,)]
        assert server.seen.connections == 1

    def test_the_same_through_tls(
        self, connect: Connect, letters: list[Letter], ca: Authority
    ) -> None:
        with FaultyServer(tls=ca.server(), implicit_tls=True) as server:
            session = connect(server, security=Security.TLS, ca_file=str(ca.file))
            assert send_all(session, letters) == [SENT] * 3
            session.close()
        assert taken(server) == [(ADA,), (BOB,), (EVE,)]
        assert server.seen.connections == 1


class TestSomethingElseFollows:
    def test_another_message(self, connect: Connect, letters: list[Letter]) -> None:
        first, second, third = letters
        with FaultyServer() as server:
            session = connect(server)
            send(session, first, second)
            assert verdict(send(session, third)) is SENT
            session.close()
        assert taken(server) == [(ADA,), (EVE,)]
        assert server.seen.connections == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"recipients": (EVE,)},
            {"envelope_from": "other@acme.example"},
            {"message": b"Subject: other\r\n\r\nother\r\n"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_nearly_the_same_message(
        self, change: dict[str, object], connect: Connect, letters: list[Letter]
    ) -> None:
        first, second, _ = letters
        other = replace(second, **change)  # type: ignore[arg-type]
        with FaultyServer() as server:
            session = connect(server)
            send(session, first, second)
            send(session, other)
            session.close()
        assert taken(server) == [(ADA,), other.recipients]
        assert server.seen.messages[1].sender == other.envelope_from
        assert server.seen.messages[1].content == other.message
        assert server.seen.connections == 2

    def test_nothing(self, connect: Connect, letters: list[Letter]) -> None:
        with FaultyServer() as server:
            session = connect(server)
            send(session, letters[0], letters[1])
            session.close()
            assert not session.connected
            assert server.wait_until(lambda: not server.seen.open)
        assert taken(server) == [(ADA,)]
        assert bytes(server.seen.wire).endswith(b"DATA\r\n"), "not even a goodbye"


class TestWhatIsNotBegun:
    @pytest.mark.parametrize(
        ("features", "change"),
        [
            (("PIPELINING", "SIZE 2500"), {"message": b"x" * 3000 + b"\r\n"}),
            (("PIPELINING",), {"recipients": ("jürgen@kunde.example",)}),
            (("PIPELINING",), {"message": "Hallo Jürgen\r\n".encode()}),
            (("PIPELINING",), {"recipients": ()}),
            (("PIPELINING",), {"recipients": ("a@x.test\r\nRCPT TO:<e@x.test>",)}),
        ],
        ids=["too big", "address", "letters", "nobody", "no address"],
    )
    def test_one_that_is_refused_beforehand(
        self,
        features: tuple[str, ...],
        change: dict[str, object],
        connect: Connect,
        letters: list[Letter],
    ) -> None:
        first, second, third = letters
        with FaultyServer(features=features) as server:
            session = connect(server)
            bad = replace(second, **change)  # type: ignore[arg-type]
            assert verdict(send(session, first, bad)) is SENT
            with contextlib.suppress(DomainError):  # where an address is none
                assert verdict(send(session, bad, third)) is FAILED
            assert verdict(send(session, third)) is SENT
            session.close()
        assert taken(server) == [(ADA,), (EVE,)]

    def test_nothing_behind_a_dot_once_the_server_was_surprised(
        self, connect: Connect, letters: list[Letter]
    ) -> None:
        with FaultyServer(Fault("MAIL", close=True, after=1, times=1)) as server:
            session = connect(server)
            send_all(session, letters)
            before, connections = server.seen.reads, server.seen.connections
            assert send_all(session, letters) == [SENT] * 3
            assert server.seen.reads - before == 6, "two round trips a message, as before"
            assert server.seen.connections == connections
            session.close()

    def test_a_farewell_is_no_surprise(self, connect: Connect, letters: list[Letter]) -> None:
        """Many servers take so many messages on one connection."""
        fault = Fault("MAIL", "421 4.7.0 enough on this connection", close=True, after=1, times=1)
        with FaultyServer(fault) as server:
            session = connect(server)
            send_all(session, letters)
            before = server.seen.reads
            assert send_all(session, letters) == [SENT] * 3
            assert server.seen.reads - before == 4
            session.close()


class TestFence:
    def test_it_says_no_to_the_first(self, connect: Connect, letters: list[Letter]) -> None:
        first, second, _ = letters
        with FaultyServer() as server:
            session = connect(server)
            assert send(session, first, second, lambda: False).fenced_out
            assert server.wait_until(lambda: not server.seen.open)
            assert BOB.encode() not in server.seen.wire
            assert verdict(send(session, second)) is SENT
            session.close()
        assert taken(server) == [(BOB,)]

    def test_it_says_no_to_the_next(self, connect: Connect, letters: list[Letter]) -> None:
        first, second, third = letters
        with FaultyServer() as server:
            session = connect(server)
            assert verdict(send(session, first, second)) is SENT
            assert send(session, second, third, lambda: False).fenced_out
            assert verdict(send(session, third)) is SENT
            session.close()
        assert taken(server) == [(ADA,), (EVE,)]

    def test_a_no_is_no_surprise(self, connect: Connect, letters: list[Letter]) -> None:
        first, second, _ = letters
        with FaultyServer() as server:
            session = connect(server)
            send(session, first, second)
            send(session, second, None, lambda: False)
            session.connect()
            before = server.seen.reads
            send_all(session, letters)
            assert server.seen.reads - before == 4
            session.close()

    def test_it_fails_for_the_next(self, connect: Connect, letters: list[Letter]) -> None:
        def fence() -> bool:
            raise RuntimeError("database gone")

        first, second, _ = letters
        with FaultyServer() as server:
            session = connect(server)
            send(session, first, second)
            with pytest.raises(RuntimeError, match="database gone"):
                send(session, second, None, fence)
            assert not session.connected
            session.close()
        assert taken(server) == [(ADA,)]

    def test_a_server_that_left_meanwhile_has_not_taken_the_next(
        self, connect: Connect, letters: list[Letter]
    ) -> None:
        first, second, third = letters
        with FaultyServer() as server:
            session = connect(server)
            send(session, first, second)

            def fence() -> bool:
                server.drop_connections()
                return True

            attempt = send(session, second, third, fence)
            assert attempt.stage is Stage.DATA
            assert verdict(attempt) is RETRY
            assert verdict(send(session, third)) is SENT
            session.close()
        assert taken(server) == [(ADA,), (EVE,)]
