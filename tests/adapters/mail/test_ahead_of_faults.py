# SPDX-License-Identifier: MIT
"""A server that misbehaves where one envelope stands behind another's dot.

Every message is in one of three states afterwards: taken once, not handed over, or in doubt.
"""

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from lightar_desktop.adapters.mail.connection import Timeouts
from lightar_desktop.adapters.mail.smtp import SmtpSession
from lightar_desktop.domain.outgoing import Attempt, Letter, Reply, Stage, Verdict, verdict
from tests.adapters.mail.conftest import send, send_all, taken
from tests.smtp_servers import Fault, FaultyServer

Connect = Callable[..., SmtpSession]

ADA, BOB, EVE = "ada@kunde.example", "bob@kunde.example", "eve@kunde.example"
SENT, RETRY, FAILED, DOUBT = Verdict.SENT, Verdict.RETRY, Verdict.FAILED, Verdict.UNCERTAIN


DOTS = {
    "later": (Fault("DOT", "451 4.3.0 no", times=1), RETRY, 1),
    "refused": (Fault("DOT", "554 5.7.1 spam", times=1), FAILED, 1),
    "leaving": (Fault("DOT", "421 4.3.2 bye", times=1, close=True), RETRY, 2),
    "leaving, it says": (Fault("DOT", "421 4.3.2 bye", times=1), RETRY, 2),
    "gone": (Fault("DOT", close=True, times=1), DOUBT, 2),
    "nonsense": (Fault("DOT", "what?", times=1), DOUBT, 2),
    "go on": (Fault("DOT", "354 more", times=1), DOUBT, 2),
    "silent": (Fault("DOT", hang=True, times=1), DOUBT, 2),
}


@pytest.mark.parametrize("name", DOTS)
def test_the_dots_reply_is_judged_alone_and_the_next_is_taken_once(
    name: str, connect: Connect, letters: list[Letter]
) -> None:
    fault, wanted, connections = DOTS[name]
    with FaultyServer(fault) as server:
        session = connect(server)
        assert send_all(session, letters) == [wanted, SENT, SENT]
        session.close()
    assert taken(server) == [(BOB,), (EVE,)]
    assert server.seen.connections == connections


def test_taken_and_then_gone_is_in_doubt_and_not_sent_again(
    connect: Connect, letters: list[Letter]
) -> None:
    with FaultyServer(Fault("DOT", close=True, accepted=True, times=1)) as server:
        session = connect(server)
        assert send_all(session, letters) == [DOUBT, SENT, SENT]
        session.close()
    assert taken(server) == [(ADA,), (BOB,), (EVE,)]


ENVELOPES = {
    # The faults of the second envelope, what becomes of the message, and whether it is begun anew.
    "gone at MAIL": ((Fault("MAIL", close=True, after=1, times=1),), SENT, 2),
    "gone at RCPT": ((Fault("RCPT", close=True, after=1, times=1),), SENT, 2),
    "gone at DATA": ((Fault("DATA", close=True, after=1, times=1),), SENT, 2),
    "bye at MAIL": ((Fault("MAIL", "421 4.3.2 bye", close=True, after=1, times=1),), SENT, 2),
    "bye at RCPT": ((Fault("RCPT", "421 4.3.2 bye", close=True, after=1, times=1),), SENT, 2),
    "bye at DATA": ((Fault("DATA", "421 4.3.2 bye", close=True, after=1, times=1),), SENT, 2),
    "gone for good": ((Fault("MAIL", close=True, after=1),), RETRY, 2),
    "deaf to what is piled": ((Fault("MAIL", hang=True, after=1, times=1),), SENT, 2),
    "not now": ((Fault("MAIL", "503 5.5.1 no", after=1, times=1),), SENT, 2),
    "no such command": ((Fault("RCPT", "500 5.5.1 no", after=1, times=1),), SENT, 2),
    "no DATA now": ((Fault("DATA", "503 5.5.1 no", after=1, times=1),), SENT, 2),
    "one reply too many": ((Fault("MAIL", "250 ok\r\n250 ok", after=1, times=1),), SENT, 2),
    "a refusal too many": ((Fault("MAIL", "451 no\r\n250 ok", after=1, times=1),), SENT, 2),
    "nonsense": ((Fault("RCPT", "what?", after=1, times=1),), SENT, 2),
    "wants data too soon": ((Fault("MAIL", "354 go on", after=1, times=1),), SENT, 2),
    "wants no data": ((Fault("DATA", "250 ok", after=1, times=1),), SENT, 2),
    "sender refused": ((Fault("MAIL", "550 5.7.1 no", after=1, times=1),), FAILED, 1),
    "sender slowed": ((Fault("MAIL", "452 4.3.1 slow", after=1, times=1),), RETRY, 1),
    "unknown": ((Fault("RCPT", "550 5.1.1 who?", after=1, times=1),), FAILED, 1),
    "greylisted": ((Fault("RCPT", "450 4.2.0 later", after=1, times=1),), RETRY, 1),
    "data refused": ((Fault("DATA", "451 4.3.0 no", after=1, times=1),), RETRY, 1),
    "unknown, data wanted": (
        (
            Fault("RCPT", "550 5.1.1 who?", after=1, times=1),
            Fault("DATA", "354 go on", after=1, times=1),
        ),
        FAILED,
        1,
    ),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_whatever_is_said_to_the_next_envelope(
    name: str, connect: Connect, letters: list[Letter]
) -> None:
    faults, wanted, connections = ENVELOPES[name]
    with FaultyServer(*faults) as server:
        session = connect(server)
        session._timeouts = Timeouts(connect=5, reply=0.5, dot=5)
        first, second = send_all(session, letters[:2])
        session.close()
    assert (first, second) == (SENT, wanted)
    assert taken(server) == ([(ADA,), (BOB,)] if wanted is SENT else [(ADA,)])
    assert server.seen.connections == connections
    assert not server.errors


def test_a_refusal_leaves_the_connection_in_step(connect: Connect, letters: list[Letter]) -> None:
    for at in ("MAIL", "RCPT", "DATA"):
        with FaultyServer(Fault(at, "550 5.7.1 no", after=1, times=1)) as server:
            session = connect(server)
            assert send_all(session, letters) == [SENT, FAILED, SENT]
            session.close()
        assert taken(server) == [(ADA,), (EVE,)]
        assert server.seen.connections == 1


def test_some_recipients_of_the_next_refused(connect: Connect, letters: list[Letter]) -> None:
    first, second, third = letters
    several = replace(second, recipients=(BOB, EVE, ADA))
    faults = (
        Fault("RCPT", "550 5.1.1 who?", address=EVE, times=1),
        Fault("RCPT", "450 4.2.0 later", address=ADA, after=1, times=1),
    )
    with FaultyServer(*faults) as server:
        session = connect(server)
        send(session, first, several)
        attempt = send(session, several, third)
        assert verdict(send(session, third)) is SENT
        session.close()
    assert [(one.address, one.reply.code) for one in attempt.recipients] == [
        (BOB, 250),
        (EVE, 550),
        (ADA, 450),
    ]
    assert taken(server) == [(ADA,), (BOB,), (EVE,)]
    assert server.seen.connections == 1


@pytest.mark.parametrize(
    ("at", "stage", "reads"),
    [("MAIL", Stage.MAIL, 1), ("RCPT", Stage.RECIPIENTS, 2), ("DATA", Stage.DATA, 3)],
)
def test_close_wakes_a_thread_that_reads_replies_to_what_was_begun(
    at: str, stage: Stage, reads: int, connect: Connect, letters: list[Letter]
) -> None:
    with FaultyServer(Fault(at, hang=True, after=1)) as server:
        session = connect(server)
        session._timeouts = Timeouts(connect=60, reply=60, dot=60)
        send(session, letters[0], letters[1])
        attempts: list[Attempt] = []
        waiting = told_at_read(session, reads)
        thread = threading.Thread(target=lambda: attempts.append(send(session, letters[1])))
        thread.start()
        assert waiting.wait(5)
        session.close()
        thread.join(5)
        assert not thread.is_alive()
        assert not session.connected
    assert "stopped" in attempts[0].reply.text
    assert (attempts[0].stage, verdict(attempts[0])) == (stage, RETRY)
    assert taken(server) == [(ADA,)]


def told_at_read(session: SmtpSession, reads: int) -> threading.Event:
    """Set when the session waits for so many replies more."""
    waiting, connection = threading.Event(), session._connection
    assert connection is not None
    usual, count = connection.reply, itertools.count(1)

    def reply(timeout: float | None = None) -> Reply:
        if next(count) == reads:
            waiting.set()
        return usual(timeout)

    connection.reply = reply  # type: ignore[method-assign]
    return waiting


def test_close_wakes_a_thread_that_waits_for_the_dots_reply(
    connect: Connect, letters: list[Letter]
) -> None:
    with FaultyServer(Fault("DOT", hang=True)) as server:
        session = connect(server)
        session._timeouts = Timeouts(connect=60, reply=60, dot=60)
        attempts: list[Attempt] = []
        thread = threading.Thread(
            target=lambda: attempts.append(send(session, letters[0], letters[1]))
        )
        thread.start()
        assert server.wait_until(lambda: server.hanging > 0)
        session.close()
        thread.join(5)
        assert not thread.is_alive()
        assert verdict(send(session, letters[1])) is Verdict.ACCOUNT, "it stays closed"
    assert (attempts[0].stage, verdict(attempts[0])) == (Stage.DOT, DOUBT)
    assert taken(server) == []


def test_close_between_two_messages_ends_what_was_begun(
    connect: Connect, letters: list[Letter]
) -> None:
    with FaultyServer() as server:
        session = connect(server)
        send(session, letters[0], letters[1])
        closing = threading.Thread(target=session.close)
        closing.start()
        closing.join(5)
        after = send(session, letters[1])
        assert server.wait_until(lambda: not server.seen.open)
    assert after.stage is Stage.CONNECT
    assert taken(server) == [(ADA,)]


def test_three_hundred_each_once_with_a_server_that_often_breaks_off(
    connect: Connect, letters: list[Letter]
) -> None:
    """Whatever is not in doubt and was not taken is sent again until it is."""
    many = [
        replace(letters[0], message=b"X-LightAR-Ref: %032d\r\n\r\nx\r\n" % number)
        for number in range(300)
    ]
    faults = [
        Fault(at, reply, close=close, after=after, times=1)
        for at, reply, close in (
            ("MAIL", "", True),
            ("RCPT", "450 4.2.0 later", False),
            ("DATA", "421 4.3.2 bye", True),
            ("DOT", "451 4.3.0 no", False),
            ("DOT", "421 4.3.2 bye", True),
        )
        for after in (17, 60, 120, 200)
    ]
    with FaultyServer(*faults) as server:
        left = many
        sessions = []
        while left:
            sessions.append(connect(server))
            verdicts = send_all(sessions[-1], left)
            assert set(verdicts) <= {SENT, RETRY}
            left = [one for one, said in zip(left, verdicts, strict=True) if said is RETRY]
        for session in sessions:
            session.close()
    refs = [message.ids for message in server.seen.messages]
    assert len(refs) == len(set(refs)) == 300
