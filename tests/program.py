# SPDX-License-Identifier: MIT
"""The program as somebody outside meets it: `lightar` in a process of its own.

`python -m tests.program` is the same program with what a test may change of its surroundings: how
long it waits for a server (`TEST_DOT_SECONDS`), and for the proof that the crash tests can see at
all, a worker that sends again whatever was interrupted (`TEST_NAIVE`).
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest import mock

CHECKOUT: Final = Path(__file__).resolve().parent.parent
LIGHTAR: Final = Path(sys.executable).with_name("lightar")


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass
class Program:
    """`lightar` on one database, with a home of its own; runs in this test's folder."""

    url: str
    home: Path
    more: dict[str, str] = field(default_factory=dict)
    runs: list[Ended] = field(default_factory=list)
    patience: float = 100.0  # seconds a command may take

    def run(self, *words: str, given: str = "") -> Ended:
        """Run one command to its end; whatever it printed is kept in `runs`."""
        with self.start(*words) as process:
            try:
                out, err = process.communicate(given, timeout=self.patience)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGABRT)  # faulthandler tells what each thread does
                raise AssertionError(f"{words} hangs:\n{process.communicate()[1]}") from None
            except BaseException:
                process.kill()
                raise
        ended = Ended(process.returncode, out, err)
        self.runs.append(ended)
        assert "Traceback" not in err, err
        return ended

    def json(self, *words: str, given: str = "", status: int = 0) -> Any:
        """Run one command that ends with `status`; the JSON it printed."""
        ended = self.run("--json", *words, given=given)
        assert ended.status == status, f"{words}: {ended.status} {ended.err} {ended.out}"
        return ended.json

    def refused(self, *words: str, status: int = 2) -> str:
        """Run one command that must be refused; the sentence it says."""
        ended = self.run("--json", *words)
        assert ended.status == status, f"{words}: {ended.status} {ended.err} {ended.out}"
        assert ended.out == ""
        (sentence,) = ended.err.strip().splitlines()[-1:]
        return sentence.removeprefix("lightar: ")

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Begin one command; the caller waits for it or kills it."""
        changed = any(name.startswith("TEST_") for name in self.more)
        begin = [sys.executable, "-m", "tests.program"] if changed else [str(LIGHTAR)]
        where = ["--database", self.url] if self.url else []
        return subprocess.Popen(
            [*begin, *where, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.home,
            env=self.surroundings(),
            text=True,
            encoding="utf-8",
        )

    def surroundings(self) -> dict[str, str]:
        """A bare environment: nothing of the machine's owner is seen or changed."""
        home = str(self.home)
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": home,
            "XDG_DATA_HOME": home,
            "XDG_CONFIG_HOME": home,
            "LIGHTAR_DATA": home,
            "LC_ALL": "C.UTF-8",
            "USER": "anna",
            "PYTHONPATH": str(CHECKOUT),
            # Semaphores may still be known to their tracker when the program ends early.
            "PYTHONWARNINGS": "error,ignore:resource_tracker",
            "PYTHONFAULTHANDLER": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **self.more,
        }

    def account(self, port: int, *words: str, given: str = "") -> Any:
        """Set the mail account to a server on this machine."""
        server = ("--host", "127.0.0.1", "--port", str(port), "--from", "ar@nordlys.example")
        security = () if "--security" in words else ("--security", "none")
        return self.json("mail-account", "set", *server, *security, *words, given=given)

    def open(self, *words: str, status: int = 0) -> Any:
        """Open drafts and send their emails."""
        which = [word for word in words if word.isdigit()] or ["--all-drafts"]
        rest = [word for word in words if not word.isdigit()]
        return self.json("open", *which, *EMAIL, "--deliver", *rest, status=status)

    def emails(self, state: str = "") -> list[dict[str, Any]]:
        """The outgoing emails, newest first."""
        found: list[dict[str, Any]] = self.json(
            "outbox", "list", *(("--state", state) if state else ())
        )
        return found

    def printed(self) -> str:
        """All that all runs printed."""
        return "".join(run.out + run.err for run in self.runs)


EMAIL: Final = (
    *("--email", "--subject", "Invoice {{ number }}"),
    *("--reply-to", "ar@nordlys.example"),
)


def ids(rows: Iterable[dict[str, Any]]) -> list[str]:
    """The ids of rows of JSON."""
    return [row["id"] for row in rows]


def main() -> None:
    """Run the program with changed surroundings."""
    from lightar_desktop import bootstrap
    from lightar_desktop.adapters.mail.account import SmtpServers
    from lightar_desktop.adapters.mail.connection import Timeouts
    from lightar_desktop.main import command_line
    from lightar_desktop.services.delivery import Delivery

    with ExitStack() as changes:
        if dot := os.environ.get("TEST_DOT_SECONDS"):
            hurried = Timeouts(connect=5, reply=5, dot=float(dot))
            servers = partial(SmtpServers, hurried)
            changes.enter_context(mock.patch.object(bootstrap, "SmtpServers", servers))
        if os.environ.get("TEST_NAIVE"):
            changes.enter_context(mock.patch.object(Delivery, "recover", _requeue))
        command_line()


def _requeue(delivery: Any) -> int:
    """What most queues do with work that was interrupted: do it again."""
    from lightar_desktop.domain.outgoing import OutgoingState

    now = delivery._clock.now()
    reads = delivery._database.reads.outbox
    ended = [name for name in reads.holders() if delivery._has_ended(name)]

    def work(uow: Any) -> int:
        held = [found for name in ended for found in uow.outbox.held_by(name)]
        for email_id, state in held:
            uow.outbox.settle(email_id, None, (state,), OutgoingState.QUEUED, next_at=now)
        return len(held)

    again: int = delivery._database.transactions.write(work)
    return again


if __name__ == "__main__":
    main()
