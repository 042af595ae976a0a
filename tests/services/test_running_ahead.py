# SPDX-License-Identifier: MIT
"""A sender says what it sends next, and never loses what it took for that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import Attempt, OutgoingState, Reply, Stage
from tests.services.conftest import ACCOUNT, World

REFUSED_LOGIN = Attempt(Stage.CONNECT, Reply(535, "5.7.8 Authentication failed"))
CROWDED = Attempt(Stage.MAIL, Reply(432, "4.3.2 Concurrent connections"))
UNKNOWN = Attempt(Stage.RECIPIENTS, Reply(550, "5.1.1 User unknown"))
SILENCE = Attempt(Stage.DOT, Reply())


@pytest.fixture
def alone(world: World) -> World:
    """An account with one connection: its sender has all that waits before it."""
    world.setup.save_mail_account(replace(ACCOUNT, connections=1))
    return world


def states(world: World) -> set[tuple[OutgoingState, int]]:
    return {(email.state, email.attempts) for email in world.emails()}


def test_what_was_said_to_follow_follows(alone: World) -> None:
    alone.open(alone.drafts(count=30))
    alone.deliver()
    assert len(alone.server.announced) >= 20, "emails waited, and it was not said what follows"
    assert all(alone.server.announced)
    assert len({message for _, message in alone.server.delivered}) == 30
    assert states(alone) == {(OutgoingState.SENT, 1)}


@pytest.mark.parametrize("trouble", [UNKNOWN, SILENCE], ids=["refused", "in doubt"])
def test_the_next_is_sent_whatever_becomes_of_the_one_before(
    alone: World, trouble: Attempt
) -> None:
    alone.open(alone.drafts(count=6))
    alone.server.script = [trouble]
    alone.deliver()
    assert all(alone.server.announced)
    every = [email.state for email in alone.emails()]
    assert every.count(OutgoingState.SENT) == 5


@pytest.mark.parametrize("connections", [1, 3])
def test_in_trouble_it_is_given_back(world: World, connections: int) -> None:
    world.setup.save_mail_account(replace(ACCOUNT, connections=connections))
    world.open(world.drafts(count=9))
    world.server.script = [REFUSED_LOGIN] * connections
    assert "Authentication failed" in world.deliver().trouble
    left = [email for email in world.emails() if email.state is not OutgoingState.SENT]
    assert {(email.state, email.attempts) for email in left} == {(OutgoingState.QUEUED, 0)}
    world.server.script = []
    world.clock.advance(timedelta(minutes=2))
    world.deliver()
    assert states(world) == {(OutgoingState.SENT, 1)}
    assert len(world.server.delivered) == 9


def test_a_sender_too_many_gives_it_back(world: World) -> None:
    world.open(world.drafts(count=12))
    world.server.script = [CROWDED] * 2
    world.deliver()
    assert not world.emails(OutgoingState.CLAIMED, OutgoingState.SENDING)
    world.clock.advance(timedelta(minutes=1))
    world.deliver()
    assert states(world) == {(OutgoingState.SENT, 1)}
    assert len(world.server.delivered) == 12


@pytest.mark.expected_log("Work on a background thread failed")
def test_when_sending_fails_it_is_given_back(alone: World) -> None:
    """Only the one that was being sent waits for its lease to end."""
    alone.open(alone.drafts(count=6))

    def fail() -> None:
        raise DomainError.of("unsafe_message", why="the test says so")

    alone.server.before_fence = fail
    with pytest.raises(DomainError):
        alone.deliver()
    alone.database.transactions.write(lambda _: None)  # what was given back is written by then
    assert len(alone.emails(OutgoingState.CLAIMED)) == 1
    assert len(alone.emails(OutgoingState.QUEUED)) == 5
    alone.server.before_fence = lambda: None
    alone.clock.advance(timedelta(minutes=2))
    alone.deliver()
    assert states(alone) == {(OutgoingState.SENT, 1)}
    assert len(alone.server.delivered) == 6


def test_one_that_somebody_else_took_over_is_not_sent(alone: World) -> None:
    """After a long sleep the claims of those that wait have passed to another workstation."""
    alone.open(alone.drafts(count=4))
    slept: list[bool] = []

    def sleep() -> None:
        if not slept:
            slept.append(True)
            alone.clock.advance(timedelta(minutes=10))
            alone.delivery.recover()

    alone.server.before_fence = sleep
    alone.deliver()
    alone.deliver()
    assert states(alone) <= {(OutgoingState.SENT, 1), (OutgoingState.QUEUED, 0)}
    assert len({message for _, message in alone.server.delivered}) == len(alone.server.delivered)
    alone.deliver()
    assert states(alone) == {(OutgoingState.SENT, 1)}
    assert len(alone.server.delivered) == 4


def test_a_limit_a_minute_counts_what_was_taken_ahead(alone: World) -> None:
    alone.setup.save_mail_account(replace(ACCOUNT, connections=1, per_minute=5))
    alone.open(alone.drafts(count=12))
    times: list[float] = []
    alone.server.before_fence = lambda: times.append(alone.clock.now().timestamp())
    alone.deliver()
    assert len(times) == 12
    assert all(sum(start <= at < start + 60 for at in times) <= 5 for start in times)
