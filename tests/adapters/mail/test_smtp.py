# SPDX-License-Identifier: MIT
"""Sending, against a server that refuses, breaks off and hangs at every point."""

import threading
from collections.abc import Callable

import pytest

from lightar_desktop.adapters.mail.exchange import stuffed
from lightar_desktop.adapters.mail.message import MailParts
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import Stage, Verdict, advice, verdict
from tests.smtp_servers import Fault, FaultyServer

Connect = Callable[..., SmtpSession]

ADA, BOB, EVE = "ada@kunde.example", "bob@kunde.example", "eve@kunde.example"


def yes() -> bool:
    return True


CASES = {
    "taken": ((), Verdict.SENT, Stage.DOT),
    "greylisted": ((Fault("RCPT", "450 4.2.0 later"),), Verdict.RETRY, Stage.RECIPIENTS),
    "unknown": ((Fault("RCPT", "550 5.1.1 who?"),), Verdict.FAILED, Stage.RECIPIENTS),
    "too many connections": ((Fault("MAIL", "432 4.3.2 slow"),), Verdict.RETRY, Stage.MAIL),
    "sender refused": ((Fault("MAIL", "550 5.7.1 no"),), Verdict.FAILED, Stage.MAIL),
    "leaving at MAIL": ((Fault("MAIL", "421 4.3.2 bye", close=True),), Verdict.RETRY, Stage.MAIL),
    "leaving at RCPT": (
        (Fault("RCPT", "421 4.3.2 bye", close=True),),
        Verdict.RETRY,
        Stage.RECIPIENTS,
    ),
    "leaving at DATA": ((Fault("DATA", "421 4.3.2 bye", close=True),), Verdict.RETRY, Stage.DATA),
    "leaving at the dot": ((Fault("DOT", "421 4.3.2 bye", close=True),), Verdict.RETRY, Stage.DOT),
    "later at DATA": ((Fault("DATA", "451 4.3.0 no"),), Verdict.RETRY, Stage.DATA),
    "later at the dot": ((Fault("DOT", "451 4.3.0 no"),), Verdict.RETRY, Stage.DOT),
    "too big at the dot": ((Fault("DOT", "552 5.3.4 size"),), Verdict.FAILED, Stage.DOT),
    "refused at the dot": ((Fault("DOT", "554 5.7.1 spam"),), Verdict.FAILED, Stage.DOT),
    "refused at once": ((Fault("CONNECT", "554 5.7.1 no"),), Verdict.ACCOUNT, Stage.CONNECT),
    "gone at once": ((Fault("CONNECT", close=True),), Verdict.ACCOUNT, Stage.CONNECT),
    "silent at once": ((Fault("CONNECT", hang=True),), Verdict.ACCOUNT, Stage.CONNECT),
    "gone at EHLO": ((Fault("EHLO", close=True),), Verdict.ACCOUNT, Stage.CONNECT),
    "gone at MAIL": ((Fault("MAIL", close=True),), Verdict.RETRY, Stage.MAIL),
    "gone at RCPT": ((Fault("RCPT", close=True),), Verdict.RETRY, Stage.RECIPIENTS),
    "gone at DATA": ((Fault("DATA", close=True),), Verdict.RETRY, Stage.DATA),
    "nonsense at MAIL": ((Fault("MAIL", "what?"),), Verdict.RETRY, Stage.MAIL),
    "gone after the dot": ((Fault("DOT", close=True),), Verdict.UNCERTAIN, Stage.DOT),
    "taken, then gone": (
        (Fault("DOT", close=True, accepted=True),),
        Verdict.UNCERTAIN,
        Stage.DOT,
    ),
    "silent after the dot": ((Fault("DOT", hang=True),), Verdict.UNCERTAIN, Stage.DOT),
    "nonsense after the dot": ((Fault("DOT", "what?"),), Verdict.UNCERTAIN, Stage.DOT),
    "go on after the dot": ((Fault("DOT", "354 more"),), Verdict.UNCERTAIN, Stage.DOT),
}


@pytest.mark.parametrize("name", CASES)
def test_every_ending(
    name: str, connect: Connect, message: bytes, features: tuple[str, ...]
) -> None:
    faults, wanted, stage = CASES[name]
    with FaultyServer(*faults, features=features) as server:
        session = connect(server)
        if "silent at once" in name:
            session._timeouts = type(session._timeouts)(reply=0.2)
        attempt = session.send("ar@acme.example", [ADA], message, yes)
        session.close()
    assert verdict(attempt) is wanted
    assert attempt.stage is stage
    assert attempt.reply.text
    assert advice(attempt.reply)
    taken = wanted is Verdict.SENT or any(fault.accepted for fault in faults)
    assert server.seen.accepted == taken
    assert not server.errors


def test_the_message_arrives_as_it_was_built(
    connect: Connect, parts: MailParts, message: bytes, features: tuple[str, ...]
) -> None:
    assert b"\r\n." in message
    with FaultyServer(features=features) as server:
        session = connect(server)
        attempt = session.send("ar@acme.example", [ADA, BOB], message, yes)
        session.close()
    (taken,) = server.seen.messages
    assert taken.content == message
    assert taken.sender == "ar@acme.example"
    assert taken.recipients == (ADA, BOB)
    assert set(taken.ids) == {parts.ref, f"{parts.ref}@acme.example"}
    assert [one.reply.code for one in attempt.recipients] == [250, 250]


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (b"a\r\n.b\r\n", b"a\r\n..b"),
        (b".\r\n", b".."),
        (b"a\r\n.\r\n.\r\n", b"a\r\n..\r\n.."),
        (b"..\r\n..\r\nx.\r\n", b"...\r\n...\r\nx."),
        (b"", b""),
    ],
)
def test_dots_are_doubled(message: bytes, sent: bytes) -> None:
    assert stuffed(message) == sent


def test_some_recipients_refused_and_the_others_served(
    connect: Connect, message: bytes, features: tuple[str, ...]
) -> None:
    faults = (
        Fault("RCPT", "550 5.1.1 who?", address=BOB),
        Fault("RCPT", "450 4.2.0 later", address=EVE),
    )
    with FaultyServer(*faults, features=features) as server:
        session = connect(server)
        attempt = session.send("ar@acme.example", [ADA, BOB, EVE], message, yes)
        again = session.send("ar@acme.example", [ADA], message, yes)
        session.close()
    assert verdict(attempt) is verdict(again) is Verdict.SENT
    assert [(one.address, one.reply.code) for one in attempt.recipients] == [
        (ADA, 250),
        (BOB, 550),
        (EVE, 450),
    ]
    assert [taken.recipients for taken in server.seen.messages] == [(ADA,), (ADA,)]
    assert server.seen.connections == 1


def test_one_refused_for_good_and_then_gone_is_tried_again(
    connect: Connect, message: bytes, features: tuple[str, ...]
) -> None:
    """The refusal of one recipient must not be taken for the fate of the others."""
    faults = (Fault("RCPT", "550 5.1.1 who?", address=BOB), Fault("DATA", close=True))
    with FaultyServer(*faults, features=features) as server:
        session = connect(server)
        attempt = session.send("ar@acme.example", [ADA, BOB], message, yes)
        session.close()
    assert attempt.stage is Stage.DATA
    assert verdict(attempt) is Verdict.RETRY
    assert [one.reply.code for one in attempt.recipients] == [250, 550]


def test_all_refused_for_different_reasons_is_tried_again(
    connect: Connect, message: bytes, features: tuple[str, ...]
) -> None:
    faults = (
        Fault("RCPT", "550 5.1.1 who?", address=ADA),
        Fault("RCPT", "450 4.2.0 later", address=BOB),
    )
    with FaultyServer(*faults, features=features) as server:
        session = connect(server)
        attempt = session.send("ar@acme.example", [ADA, BOB], message, yes)
        session.close()
    assert attempt.reply.code == 450
    assert verdict(attempt) is Verdict.RETRY


def test_a_server_that_wants_data_for_nobody_gets_a_lone_dot(
    connect: Connect, message: bytes
) -> None:
    faults = (Fault("RCPT", "550 5.1.1 who?", times=1), Fault("DATA", "354 go on", times=1))
    with FaultyServer(*faults) as server:
        session = connect(server)
        attempt = session.send("ar@acme.example", [ADA], message, yes)
        again = session.send("ar@acme.example", [ADA], message, yes)
        session.close()
    assert verdict(attempt) is Verdict.FAILED
    assert verdict(again) is Verdict.SENT
    assert server.seen.accepted == 1
    assert server.seen.connections == 1
    assert "RSET" in server.seen.commands


class TestFence:
    def test_no_dot_when_it_says_no(
        self, connect: Connect, message: bytes, features: tuple[str, ...]
    ) -> None:
        with FaultyServer(features=features) as server:
            session = connect(server)
            attempt = session.send("ar@acme.example", [ADA], message, lambda: False)
            assert attempt.fenced_out
            assert verdict(attempt) is Verdict.STOPPED
            assert server.seen.accepted == 0
            assert not session.connected
            after = session.send("ar@acme.example", [ADA], message, yes)
            session.close()
        assert verdict(after) is Verdict.SENT
        assert server.seen.accepted == 1
        assert b"\r\n.\r\n" in bytes(server.seen.wire)

    def test_it_is_asked_once_and_after_the_message(self, connect: Connect, message: bytes) -> None:
        asked = []
        with FaultyServer() as server:
            session = connect(server)

            def fence() -> bool:
                asked.append(server.seen.accepted)
                return True

            session.send("ar@acme.example", [ADA], message, fence)
            session.close()
        assert asked == [0]

    @pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
    def test_it_is_not_asked_after_a_refusal(
        self, at: str, connect: Connect, message: bytes, features: tuple[str, ...]
    ) -> None:
        with FaultyServer(Fault(at, "550 5.7.1 no"), features=features) as server:
            session = connect(server)
            session.send("ar@acme.example", [ADA], message, lambda: pytest.fail("asked"))
            session.close()

    def test_an_error_in_it_sends_nothing(self, connect: Connect, message: bytes) -> None:
        def fence() -> bool:
            raise RuntimeError("database gone")

        with FaultyServer() as server:
            session = connect(server)
            with pytest.raises(RuntimeError, match="database gone"):
                session.send("ar@acme.example", [ADA], message, fence)
            assert not session.connected
            session.close()
        assert server.seen.accepted == 0

    def test_a_server_that_left_meanwhile_has_taken_nothing(
        self, connect: Connect, message: bytes
    ) -> None:
        with FaultyServer() as server:
            session = connect(server)

            def fence() -> bool:
                server.drop_connections()
                return True

            attempt = session.send("ar@acme.example", [ADA], message, fence)
            session.close()
        assert attempt.stage is Stage.DATA
        assert verdict(attempt) is Verdict.RETRY


def test_nobody_to_send_to(connect: Connect, message: bytes) -> None:
    with FaultyServer() as server, pytest.raises(DomainError) as caught:
        connect(server).send("ar@acme.example", [], message, yes)
    assert caught.value.codes == ("no_recipients",)


@pytest.mark.parametrize("bad", ["a@x.test\r\nRCPT TO:<e@x.test>", "a@x.test> <e@x.test", "a b@c"])
def test_an_address_cannot_smuggle_commands(bad: str, connect: Connect, message: bytes) -> None:
    with FaultyServer() as server:
        session = connect(server)
        for sender, recipient in ((bad, ADA), ("ar@acme.example", bad)):
            with pytest.raises(DomainError) as caught:
                session.send(sender, [recipient], message, yes)
            assert caught.value.codes == ("unsafe_message",)
        session.close()
    assert b"e@x.test" not in server.seen.wire


class TestInterrupt:
    @pytest.mark.parametrize(("at", "stage"), [("MAIL", Stage.MAIL), ("DOT", Stage.DOT)])
    def test_close_wakes_the_waiting_thread(
        self, at: str, stage: Stage, connect: Connect, message: bytes
    ) -> None:
        with FaultyServer(Fault(at, hang=True)) as server:
            session = connect(server)
            session._timeouts = type(session._timeouts)(reply=60, dot=60)
            attempts = []
            thread = threading.Thread(
                target=lambda: attempts.append(session.send("ar@acme.example", [ADA], message, yes))
            )
            thread.start()
            assert server.wait_until(lambda: server.hanging > 0)
            session.close()
            thread.join(5)
            assert not thread.is_alive()
        assert attempts[0].stage is stage
        assert "stopped" in attempts[0].reply.text
        wanted = Verdict.UNCERTAIN if stage is Stage.DOT else Verdict.RETRY
        assert verdict(attempts[0]) is wanted

    def test_close_wakes_a_thread_that_connects(self, connect: Connect, message: bytes) -> None:
        with FaultyServer(Fault("CONNECT", hang=True)) as server:
            session = connect(server)
            session._timeouts = type(session._timeouts)(connect=60, reply=60)
            attempts = []
            thread = threading.Thread(
                target=lambda: attempts.append(session.send("ar@acme.example", [ADA], message, yes))
            )
            thread.start()
            assert server.wait_until(lambda: server.hanging > 0)
            session.close()
            thread.join(5)
            assert not thread.is_alive()
        assert attempts[0].stage is Stage.CONNECT

    def test_a_closed_session_stays_closed(self, connect: Connect, message: bytes) -> None:
        with FaultyServer() as server:
            session = connect(server)
            session.close()
            attempt = session.send("ar@acme.example", [ADA], message, yes)
        assert attempt.stage is Stage.CONNECT
        assert server.seen.connections == 0
