# SPDX-License-Identifier: MIT
"""An SMTP server that does what the script says: refuses, delays, breaks off, hangs.

In a test: `with FaultyServer(Fault("DOT", close=True)) as server: ... server.port`.
As a process that swallows everything and logs it: `python -m tests.smtp_servers --sink --log FILE`.

An accepted message is written to the log before the server answers 250, so that whoever counts
afterwards finds every message a client may believe to be sent.
"""

import argparse
import asyncio
import os
import ssl
import sys
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.smtp_conversation import Accepted, Conversation

PLAIN_FEATURES: Final = ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES")
FEATURES: Final = ("PIPELINING", *PLAIN_FEATURES, "SMTPUTF8", "DSN")


@dataclass(frozen=True)
class Fault:
    """What goes wrong when the conversation comes to `at`.

    `at` is CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, BODY (as soon as any of the message
    came), DOT, RSET, NOOP or QUIT. With `reply` that is answered; with `close` the connection ends
    (after the reply, if there is one); with `hang` nothing happens any more. `accepted` counts the
    message at the dot although the client hears nothing of it.
    """

    at: str
    reply: str = ""
    close: bool = False
    hang: bool = False
    address: str = ""  # RCPT: only this recipient
    times: int = 1_000_000  # how often, over all connections
    after: int = 0  # how many go well before
    accepted: bool = False


@dataclass
class Seen:
    """What the server can tell afterwards."""

    messages: list[Accepted] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    wire: bytearray = field(default_factory=bytearray)  # everything received, decrypted
    accepted: int = 0
    connections: int = 0
    open: int = 0
    peak: int = 0
    reads: int = 0  # batches of input that were answered: the round trips


class FaultyServer:
    """The server in a thread of its own, on a free loopback port."""

    def __init__(
        self,
        *faults: Fault,
        features: tuple[str, ...] = FEATURES,
        users: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        delay: float = 0.0,
        trickle: float = 0.0,  # seconds more for each of several replies
        max_connections: int = 0,
        log: Path | None = None,
        sink: bool = False,
        port: int = 0,
    ) -> None:
        self.features, self.users, self.tls = features, users, tls
        self.implicit_tls, self.delay, self.max_connections = implicit_tls, delay, max_connections
        self.port, self.sink, self.trickle = port, sink, trickle
        self.seen = Seen()
        self.errors: list[str] = []
        self.mechanisms = "PLAIN LOGIN"
        self.hanging = 0  # connections that hang as the script wants
        self.news = threading.Condition()
        self._left = {fault: fault.times for fault in faults}
        self._spared = {fault: fault.after for fault in faults}
        self._log = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY) if log else -1
        self._loop = asyncio.new_event_loop()
        self._sessions: set[Conversation] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="smtp-server", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def drop_connections(self) -> None:
        """End all open connections, as a server does with idle ones."""
        done = threading.Event()

        def drop() -> None:
            for session in list(self._sessions):
                session.end()
            self._loop.call_soon(done.set)  # after asyncio has closed the sockets

        self._loop.call_soon_threadsafe(drop)
        done.wait(10)

    def wait_until(self, happened: Callable[[], bool], timeout: float = 5.0) -> bool:
        """Whether `happened` comes true; looked at after each input the server dealt with."""
        with self.news:
            return self.news.wait_for(happened, timeout)

    def serve(self) -> None:
        """Run in the calling thread until interrupted, saying the port on standard output."""
        self._run(announce=True)

    def _run(self, *, announce: bool = False) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(
            lambda _, context: self.errors.append(str(context.get("exception", context)))
        )
        listening = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: Conversation(self, self._loop),
                "127.0.0.1",
                self.port,
                backlog=256,
                ssl=self.tls if self.implicit_tls else None,
            )
        )
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        if announce:
            sys.stdout.write(f"{self.port}\n")
            sys.stdout.flush()
        try:
            self._loop.run_forever()
        finally:
            self._shut(listening)

    def _shut(self, listening: asyncio.Server) -> None:
        # In this order: asyncio loses a connection that is being accepted while it stops listening.
        self._loop.run_until_complete(self._end_connections())
        listening.close()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        if self._log >= 0:
            os.close(self._log)

    async def _end_connections(self) -> None:
        """Also those whose TLS handshake never ended, or that were accepted a moment ago and are
        not known to anyone before their task had a turn.
        """
        quiet = 0
        while quiet < 5:
            await asyncio.sleep(0)
            known = self._loop._transports.values()  # type: ignore[attr-defined]
            unclosed = [transport for transport in known if transport._sock is not None]
            for transport in unclosed:
                transport.abort()
            under_way = asyncio.all_tasks(self._loop) - {asyncio.current_task(self._loop)}
            quiet = 0 if unclosed or under_way else quiet + 1

    # What conversations ask

    def fault(self, at: str, address: str = "") -> Fault | None:
        """The fault that is due now, counted down."""
        for fault, left in self._left.items():
            if fault.at == at and left and fault.address in {"", address}:
                if self._spared[fault]:
                    self._spared[fault] -= 1
                    continue
                self._left[fault] -= 1
                return fault
        return None

    def accept(self, message: Accepted) -> None:
        self.seen.accepted += 1
        if self._log >= 0:
            os.write(self._log, (" ".join(message.ids) + "\n").encode())
        if not self.sink:
            self.seen.messages.append(message)

    def start(self, work: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def opened(self, session: Conversation) -> None:
        self._sessions.add(session)
        self.seen.connections += 1
        self.seen.open += 1
        self.seen.peak = max(self.seen.peak, self.seen.open)

    def closed(self, session: Conversation) -> None:
        if session in self._sessions:
            self._sessions.discard(session)
            self.seen.open -= 1


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--log", type=Path)
    arguments.add_argument("--delay-ms", type=float, default=0.0)
    arguments.add_argument("--max-connections", type=int, default=0)
    arguments.add_argument("--no-pipelining", action="store_true")
    arguments.add_argument("--sink", action="store_true", help="keep nothing in memory")
    given = arguments.parse_args()
    server = FaultyServer(
        features=FEATURES[1:] if given.no_pipelining else FEATURES,
        delay=given.delay_ms / 1000,
        max_connections=given.max_connections,
        log=given.log,
        sink=given.sink,
        port=given.port,
    )
    try:
        server.serve()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
