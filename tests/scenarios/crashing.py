# SPDX-License-Identifier: MIT
"""Kills the program again and again, and then counts what became of every invoice and email.

The mail server writes down each message before it answers, so its log is the truth: what stands
there once arrived, what stands there twice was sent twice.
"""

import random
import subprocess
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from lightar_desktop.adapters.db import open_database
from lightar_desktop.adapters.system.clock import SystemClock
from lightar_desktop.services.demo import Demo
from tests.program import EMAIL, Program
from tests.smtp_servers import FaultyServer

CONNECTIONS = 10
_UNFINISHED = "'queued', 'claimed', 'sending'"


@dataclass
class Figures:
    """What was counted after everything had been drained."""

    kills: int = 0
    opened: int = 0
    sent: int = 0
    uncertain: int = 0
    uncertain_delivered: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.opened} opened, {self.sent} sent, {self.uncertain} "
            f"uncertain ({self.uncertain_delivered} delivered), {len(self.lost)} lost, "
            f"{len(self.twice)} twice"
        )


class Harness:
    """One database, one mail server, and a program that is killed at random moments."""

    def __init__(self, program: Program, server: FaultyServer, log: Path, seed: int) -> None:
        self.program = program
        self._server = server
        self._log = log
        self._chance = random.Random(seed)
        self._engine: Engine = create_engine(program.url, poolclass=NullPool)
        self._kills = 0
        self._filled = 0
        program.account(server.port, "--connections", str(CONNECTIONS))

    def rows(self, question: str) -> Sequence[Any]:
        """Ask the database itself."""
        with self._engine.connect() as connection:
            return connection.execute(text(question)).all()

    def kill(self, times: int, *, drafts: int) -> None:
        """Kill -9 so many programs at work, whenever nothing is left to open adding `drafts`."""
        while self._kills < times:
            self._refill(drafts)
            with self.program.start(*self._next_command()) as process:
                self._kills += self._kill(process)

    def kill_while_opening(self, times: int, *, drafts: int) -> None:
        """The same with programs that only open: they queue emails and send none."""
        while self._kills < times:
            self._refill(drafts)
            before = self._opened()
            with self.program.start("open", "--all-drafts", *EMAIL) as process:
                some = before + self._chance.randint(0, drafts // 2)
                while self._opened() < some and not self._ended_within(process, 0.05):
                    pass
                self._kills += self._killed(process, self._chance.uniform(0.0, 0.1))

    def drain(self) -> None:
        """Let the program finish what was left; it takes as many runs as there are batches."""
        self.program.patience = 600.0  # after a night of kills much is left
        for batch in self._unfinished_batches():
            self.program.run("batches", "resume", str(batch), "--deliver")
        for _ in range(5):
            assert self.program.run("deliver", "--until-idle").status in {0, 1}
            if not self._left():
                return

    def figures(self) -> Figures:
        """Count, from the server's log and the database."""
        arrived = Counter(line.split()[-1] for line in self._log.read_text().splitlines())
        emails = self.rows("SELECT ref, state, reply FROM outgoing_email")
        by_state: dict[str, list[str]] = {}
        for ref, state, _reply in emails:
            by_state.setdefault(state, []).append(ref)
        uncertain = by_state.get("uncertain", [])
        return Figures(
            kills=self._kills,
            opened=self._opened(),
            sent=len(by_state.get("sent", [])),
            uncertain=len(uncertain),
            uncertain_delivered=sum(ref in arrived for ref in uncertain),
            lost=[ref for ref, state, _ in emails if state == "sent" and ref not in arrived],
            twice=[ref for ref, count in arrived.items() if count > 1],
        )

    def assert_whole(self) -> None:
        """Nothing half done: each opened invoice has all that belongs to it, and its number."""
        assert not self._left()
        missing = {
            "outgoing email": "outgoing_email WHERE outgoing_email.invoice_id = invoice.id",
            "issued content": "issued_invoice WHERE issued_invoice.invoice_id = invoice.id",
            "document": "document WHERE document.invoice_id = invoice.id",
            "journal entry": "journal WHERE journal.invoice_id = invoice.id "
            "AND journal.kind = 'invoice.opened'",
        }
        for what, where in missing.items():
            without = self.rows(
                f"SELECT id FROM invoice WHERE status <> 'draft' "
                f"AND (SELECT count(*) FROM {where}) <> 1"
            )
            assert not without, f"not exactly one {what}: {without}"
        numbers = [
            row[0] for row in self.rows("SELECT number FROM invoice WHERE status <> 'draft'")
        ]
        counters = sorted(int(number.rpartition("-")[2]) for number in numbers)
        assert counters == list(range(1, len(numbers) + 1)), "numbers skipped or doubled"
        assert not self.rows("SELECT id FROM invoice WHERE status = 'draft' AND number IS NOT NULL")
        assert not self.rows("SELECT id FROM batch_item WHERE status IN ('waiting', 'queued')")
        assert self.program.json("audit", "verify")["ok"]

    def assert_all_uncertain_are_listed(self) -> None:
        """A person finds every email whose fate nobody knows, with the reason."""
        listed = self.program.emails("uncertain")
        assert len(listed) == self.figures().uncertain
        assert all("the server" in email["reply"] for email in listed)
        items = self._numbers("SELECT count(*) FROM batch_item WHERE status = 'uncertain'")[0]
        assert items == len(listed)

    def _next_command(self) -> tuple[str, ...]:
        batches = self._unfinished_batches()
        if batches and self._chance.random() < 0.6:
            return ("batches", "resume", str(batches[0]), "--deliver")
        if self._left() and self._chance.random() < 0.3:
            return ("deliver", "--until-idle")
        return ("open", "--all-drafts", *EMAIL, "--deliver")

    def _kill(self, process: "subprocess.Popen[str]") -> bool:
        """Kill it at any moment of its life, most often while emails leave; False if too late."""
        chance, accepted = self._chance, self._server.seen.accepted
        if chance.random() < 0.25:
            moment = chance.uniform(0.3, 2.0)
        else:
            some = accepted + chance.choice((1, 1, 2, 5, 10, 20, 40))
            self._server.wait_until(
                lambda: self._server.seen.accepted >= some or process.poll() is not None, 20
            )
            moment = chance.uniform(0.0, 0.06)
        return self._killed(process, moment)

    def _killed(self, process: "subprocess.Popen[str]", moment: float) -> bool:
        if self._ended_within(process, moment):
            return False
        process.kill()
        process.wait()
        return True

    @staticmethod
    def _ended_within(process: "subprocess.Popen[str]", seconds: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return True
        return False

    def _refill(self, count: int) -> None:
        """More drafts for the same customers, if there are none."""
        if self._numbers("SELECT count(*) FROM invoice WHERE status = 'draft'")[0]:
            return
        self._filled += 1
        database = open_database(self.program.url, "anna", "desk", SystemClock())
        try:
            Demo(database, SystemClock()).add_history(count, seed=self._filled)
        finally:
            database.close()

    def _opened(self) -> int:
        return self._numbers("SELECT count(*) FROM invoice WHERE status <> 'draft'")[0]

    def _left(self) -> list[int]:
        return self._numbers(f"SELECT id FROM outgoing_email WHERE state IN ({_UNFINISHED})")

    def _unfinished_batches(self) -> list[int]:
        return self._numbers(
            "SELECT DISTINCT batch_id FROM batch_item WHERE status = 'waiting' ORDER BY batch_id"
        )

    def _numbers(self, question: str) -> list[int]:
        return [int(row[0]) for row in self.rows(question)]
