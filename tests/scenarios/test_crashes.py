# SPDX-License-Identifier: MIT
"""kill -9 at any moment: nothing lost, nothing sent twice, no number skipped, all doubts shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import Program
from tests.scenarios.conftest import Filled
from tests.scenarios.crashing import CONNECTIONS, Figures, Harness
from tests.smtp_servers import FaultyServer

Record = Callable[[str, object], None]

SOON = 0.02  # seconds the server takes for each answer: long enough to be killed meanwhile
NIGHTS = (pytest.mark.nightly, pytest.mark.timeout(1800))


@pytest.fixture
def harness(tmp_path: Path, serving: Callable[..., FaultyServer]) -> Callable[..., Harness]:
    """Kills a program; its mail server logs each message before it answers."""

    def make(program: Program, seed: int) -> Harness:
        log = tmp_path / "arrived"
        server = serving(sink=True, log=log, delay=SOON)
        return Harness(program, server, log, seed)

    return make


@pytest.mark.parametrize(
    ("kills", "drafts"), [(4, 40), pytest.param(200, 500, marks=NIGHTS)], ids=["some", "all night"]
)
def test_killed_again_and_again_every_invoice_is_emailed_once_or_shown_for_checking(
    anywhere: Filled,
    harness: Callable[..., Harness],
    kills: int,
    drafts: int,
    record_property: Record,
) -> None:
    harness_ = harness(anywhere(drafts), seed=kills)
    harness_.kill(kills, drafts=drafts)
    harness_.drain()
    figures = harness_.figures()
    record_property("figures", str(figures))
    print(figures)  # noqa: T201 - shown with -s, and when it fails
    harness_.assert_whole()
    harness_.assert_all_uncertain_are_listed()
    assert figures.kills == kills
    assert figures.lost == []
    assert figures.twice == []
    assert figures.sent + figures.uncertain == figures.opened
    assert figures.uncertain <= kills * CONNECTIONS


@pytest.mark.parametrize(
    ("kills", "drafts"), [(3, 40), pytest.param(50, 500, marks=NIGHTS)], ids=["some", "all night"]
)
def test_killed_while_opening_no_number_is_skipped_and_nothing_is_half_open(
    anywhere: Filled,
    harness: Callable[..., Harness],
    kills: int,
    drafts: int,
    record_property: Record,
) -> None:
    harness_ = harness(anywhere(drafts), seed=kills)
    harness_.kill_while_opening(kills, drafts=drafts)
    harness_.drain()
    figures = harness_.figures()
    record_property("figures", str(figures))
    print(figures)  # noqa: T201 - see above
    harness_.assert_whole()
    assert figures.sent == figures.opened
    assert figures.lost == figures.twice == []


@pytest.mark.parametrize(
    ("kills", "drafts"), [(3, 40), pytest.param(40, 500, marks=NIGHTS)], ids=["some", "all night"]
)
def test_the_same_kills_make_a_worker_that_simply_repeats_send_twice(
    filled: Filled,
    harness: Callable[..., Harness],
    kills: int,
    drafts: int,
    record_property: Record,
) -> None:
    """Without this nobody would know whether the test above could see a double at all."""
    harness_ = harness(filled(drafts, TEST_NAIVE="1"), seed=kills)
    figures = Figures()
    for total in range(kills, 10 * kills + 1, kills):  # few kills may all come between two emails
        harness_.kill(total, drafts=drafts)
        harness_.drain()
        figures = harness_.figures()
        if len(figures.twice) >= kills // 2:
            break
    record_property("figures", str(figures))
    print(figures)  # noqa: T201 - see above
    assert len(figures.twice) >= kills // 2
