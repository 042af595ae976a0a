# SPDX-License-Identifier: MIT
"""Batches, attempts, retries, lights and numbers: every odd transition has a test."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.batch import (
    BatchControl,
    BatchStatus,
    ItemStatus,
    batch_status,
    succeeded,
)
from lightar_desktop.domain.engagement import Light, light
from lightar_desktop.domain.events import Event, Subject, in_words
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import (
    Attempt,
    OutgoingState,
    Reply,
    Stage,
    Verdict,
    advice,
    next_attempt,
    verdict,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RUNNING, CANCELLED = BatchControl.RUNNING, BatchControl.CANCELLED


@pytest.mark.parametrize(
    ("counts", "control", "expected"),
    [
        ({"opened": 50}, RUNNING, "completed"),
        ({"sent": 50}, RUNNING, "completed"),
        ({"opened": 47, "failed": 3}, RUNNING, "failed"),
        ({"sent": 47, "uncertain": 1}, RUNNING, "failed"),
        ({"sent": 46, "queued": 1, "failed": 3}, RUNNING, "in_progress"),
        ({"waiting": 1, "failed": 3}, BatchControl.PAUSED, "in_progress"),
        ({"opened": 1, "waiting": 9}, CANCELLED, "failed"),
        ({"opened": 10}, CANCELLED, "completed"),
    ],
)
def test_a_batch_is_completed_only_when_all_of_it_is_done(
    counts: dict[str, int], control: BatchControl, expected: str
) -> None:
    items = {ItemStatus(name): count for name, count in counts.items()}
    assert batch_status(items, control) is BatchStatus(expected)


def test_47_of_50_succeeded() -> None:
    assert succeeded({ItemStatus.SENT: 40, ItemStatus.OPENED: 7, ItemStatus.FAILED: 3}) == 47
    assert BatchStatus.IN_PROGRESS.words == "In Progress"


@pytest.mark.parametrize(
    ("stage", "code", "expected"),
    [
        (Stage.DOT, 250, Verdict.SENT),
        (Stage.DOT, 451, Verdict.RETRY),
        (Stage.DOT, 554, Verdict.FAILED),
        (Stage.DOT, 0, Verdict.UNCERTAIN),
        (Stage.DATA, 0, Verdict.RETRY),
        (Stage.DATA, 421, Verdict.RETRY),
        (Stage.RECIPIENTS, 550, Verdict.FAILED),
        (Stage.RECIPIENTS, 450, Verdict.RETRY),
        (Stage.MAIL, 432, Verdict.RETRY),
        (Stage.CONNECT, 554, Verdict.ACCOUNT),
        (Stage.CONNECT, 0, Verdict.ACCOUNT),
    ],
)
def test_only_silence_after_the_dot_is_uncertain(stage: Stage, code: int, expected: str) -> None:
    assert verdict(Attempt(stage, Reply(code))) is expected


def test_an_email_the_fence_stopped_is_nobodys_failure() -> None:
    assert verdict(Attempt(Stage.DATA, Reply(), fenced_out=True)) is Verdict.STOPPED


@given(st.floats(0, 1, exclude_max=True))
def test_retries_wait_longer_each_time_and_end_after_a_day(chance: float) -> None:
    waits, at = [], NOW
    for attempts in range(1, 40):
        later = next_attempt(attempts, NOW, at, chance)
        if later is None:
            break
        waits.append(later - at)
        at = later
    else:
        pytest.fail("it never gives up")
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(minutes=4, seconds=30)
    assert at - NOW <= timedelta(hours=24)
    assert at - NOW > timedelta(hours=18)


def test_a_refusal_comes_with_advice() -> None:
    assert "correct it" in advice(Reply(550, "5.1.1 User unknown"))
    assert "user name or password" in advice(Reply(535, "5.7.8 Authentication failed"))
    assert "tries again" in advice(Reply(450, "4.2.0 Greylisted"))


@pytest.mark.parametrize(
    ("states", "opened", "expected"),
    [
        ([], False, Light.NOT_SENT),
        (["queued"], False, Light.SCHEDULED),
        (["sent"], False, Light.SENT),
        (["sent"], True, Light.OPENED),
        (["failed"], True, Light.FAILED),
        (["sent", "failed"], False, Light.FAILED),
        (["failed", "sent"], False, Light.SENT),
        (["uncertain", "sent"], False, Light.CHECK),
        (["sent", "cancelled"], False, Light.SENT),
        (["cancelled"], False, Light.NOT_SENT),
    ],
)
def test_the_light_never_says_sent_for_what_did_not_leave(
    states: list[str], opened: bool, expected: Light
) -> None:
    assert light(map(OutgoingState, states), opened=opened) is expected


def test_numbers_start_again_each_year_only_where_the_pattern_names_it() -> None:
    yearly = NumberSeries(1, "Invoices")
    assert yearly.text(7, date(2026, 3, 1)) == "INV-2026-0007"
    assert yearly.text(12345, date(2026, 3, 1)) == "INV-2026-12345"
    assert yearly.shape(date(2026, 3, 1)) == "INV-2026-####"
    assert yearly.period(date(2026, 3, 1)) == 2026
    assert NumberSeries(1, "", "{number:6}").period(date(2026, 3, 1)) == 0


def test_history_speaks_in_sentences() -> None:
    event = Event("email.sent", Subject.EMAIL, 1, 1, {"to": ["a@b.example"], "reply": "250 ok"})
    assert in_words(event.kind, event.data) == (
        "Email accepted by the server for a@b.example: 250 ok"
    )
    assert in_words("something.new", {}) == "something.new"
