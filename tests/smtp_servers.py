# SPDX-License-Identifier: MIT
"""An SMTP server that does what the script says: refuses, delays, breaks off, hangs.

In a test: `with FaultyServer(Fault("DOT", close=True)) as server: ... server.port`.
As a process that swallows everything and logs it: `python -m tests.smtp_servers --sink --log FILE`.

An accepted message is written to the log before the server answers 250, so that whoever counts
afterwards finds every message a client may believe to be sent.
"""

import argparse
import asyncio
import base64
import os
import re
import ssl
import sys
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PLAIN_FEATURES: Final = ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES")
FEATURES: Final = ("PIPELINING", *PLAIN_FEATURES, "SMTPUTF8", "DSN")

_IDS = re.compile(rb"^(?:Message-ID|X-LightAR-Ref): *<?([^\r\n>]+)", re.MULTILINE | re.IGNORECASE)
_END = b"\r\n.\r\n"


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


@dataclass(frozen=True)
class Accepted:
    """A message the server took."""

    sender: str
    recipients: tuple[str, ...]
    ids: tuple[str, ...]  # Message-ID and X-LightAR-Ref, in the order they stand there
    content: bytes  # empty in a sink


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
        max_connections: int = 0,
        log: Path | None = None,
        sink: bool = False,
        port: int = 0,
    ) -> None:
        self.features, self.users, self.tls = features, users, tls
        self.implicit_tls, self.delay, self.max_connections = implicit_tls, delay, max_connections
        self.port, self.sink = port, sink
        self.seen = Seen()
        self.errors: list[str] = []
        self.mechanisms = "PLAIN LOGIN"
        self.hanging = 0  # connections that hang as the script wants
        self.news = threading.Condition()
        self._left = {fault: fault.times for fault in faults}
        self._spared = {fault: fault.after for fault in faults}
        self._log = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY) if log else -1
        self._loop = asyncio.new_event_loop()
        self._sessions: set[_Conversation] = set()
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
            done.set()

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
                lambda: _Conversation(self, self._loop),
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
        listening.close()
        # Also connections that never got through their TLS handshake.
        for transport in list(self._loop._transports.values()):  # type: ignore[attr-defined]
            transport.abort()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        if self._log >= 0:
            os.close(self._log)

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

    def opened(self, session: "_Conversation") -> None:
        self._sessions.add(session)
        self.seen.connections += 1
        self.seen.open += 1
        self.seen.peak = max(self.seen.peak, self.seen.open)

    def closed(self, session: "_Conversation") -> None:
        if session in self._sessions:
            self._sessions.discard(session)
            self.seen.open -= 1


class _Conversation(asyncio.Protocol):
    """One connection: commands line by line, then a message up to its dot."""

    def __init__(self, server: FaultyServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server, self.loop, self.seen = server, loop, server.seen
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.out: list[bytes] = []
        self.stuck = False  # hanging or closed: nothing is answered any more
        self.in_data = False
        self.login: list[str] | None = None
        self.secure = server.implicit_tls
        self.encrypting = False
        self.sender: str | None = None
        self.recipients: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.opened(self)
        self.answer("CONNECT", "220 test ESMTP")
        self.flush()
        with self.server.news:
            self.server.news.notify_all()

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.closed(self)

    def end(self) -> None:
        self.stuck = True
        if self.transport is not None:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.stuck:
            return
        if not self.server.sink:
            self.seen.wire += data
        self.buffer += data
        while self.step():
            pass
        self.flush()
        with self.server.news:
            self.server.news.notify_all()

    def step(self) -> bool:
        """Deal with the next command or message, if a whole one is there."""
        if self.stuck or self.encrypting:
            return False
        return self.message() if self.in_data else self.command()

    def answer(self, at: str, reply: str, address: str = "") -> bool:
        """Say `reply`, or do what the script wants; whether it was an ordinary reply."""
        fault = self.server.fault(at, address)
        if fault is None:
            self.out.append(reply.encode() + b"\r\n")
            return True
        if fault.reply:
            self.out.append(fault.reply.encode() + b"\r\n")
        if fault.hang or fault.close:
            self.stuck = True
            self.server.hanging += fault.hang
            if fault.close:
                self.flush(last=True)
        return False

    def flush(self, *, last: bool = False) -> None:
        """Send what was said, as late as a long line would bring it."""
        data, self.out = b"".join(self.out), []
        if data:
            self.seen.reads += 1

        def write() -> None:
            if self.transport is not None and not self.transport.is_closing():
                self.transport.write(data)
                if last:
                    self.transport.close()

        if self.server.delay and (data or last):
            self.loop.call_later(self.server.delay, write)
        elif data or last:
            write()

    def command(self) -> bool:
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        line = self.buffer[:end].decode("utf-8", "replace")
        del self.buffer[: end + 2]
        if self.login is not None:
            self.log_in_step(line)
            return True
        verb = line.split(" ", 1)[0].upper()
        if not self.server.sink:
            self.seen.commands.append(line)
        handler = getattr(self, f"do_{verb.lower()}", None)
        if handler is None:
            self.out.append(b"500 5.5.2 what?\r\n")
        else:
            handler(line)
        return True

    def do_ehlo(self, _: str) -> None:
        offers = list(self.server.features)
        if self.server.tls and not self.secure and "STARTTLS" not in offers:
            offers.append("STARTTLS")
        if self.server.users is not None:
            offers.append(f"AUTH {self.server.mechanisms}")
        lines = ["test", *offers]
        self.answer(
            "EHLO",
            "\r\n".join(
                f"250{' ' if number == len(lines) else '-'}{text}"
                for number, text in enumerate(lines, 1)
            ),
        )

    def do_helo(self, _: str) -> None:
        self.out.append(b"250 test\r\n")

    def do_starttls(self, _: str) -> None:
        if self.server.tls is None:
            self.out.append(b"502 5.5.1 not here\r\n")
        elif self.answer("STARTTLS", "220 go ahead"):
            self.flush()
            self.encrypting = True
            self.server.start(self.encrypt())

    async def encrypt(self) -> None:
        assert self.transport is not None
        assert self.server.tls is not None
        await asyncio.sleep(self.server.delay)
        try:
            secured = await self.loop.start_tls(
                self.transport, self, self.server.tls, server_side=True
            )
        except OSError as error:
            self.server.errors.append(str(error))
            self.transport.abort()
            return
        self.transport, self.secure, self.encrypting = secured, True, False
        self.data_received(b"")  # what came before this coroutine got its turn

    def do_auth(self, line: str) -> None:
        _, mechanism, *initial = line.split(" ")
        if mechanism.upper() == "PLAIN" and initial:
            self.finish_login(base64.b64decode(initial[0]).decode().split("\0")[1:])
        elif mechanism.upper() == "LOGIN":
            self.login = []
            self.out.append(b"334 VXNlcm5hbWU6\r\n")
        else:
            self.out.append(b"504 5.5.4 no\r\n")

    def log_in_step(self, line: str) -> None:
        assert self.login is not None
        self.login.append(base64.b64decode(line).decode())
        if len(self.login) == 1:
            self.out.append(b"334 UGFzc3dvcmQ6\r\n")
        else:
            given, self.login = self.login, None
            self.finish_login(given)

    def finish_login(self, given: list[str]) -> None:
        name, password = given
        if (self.server.users or {}).get(name) == password:
            self.answer("AUTH", "235 2.7.0 welcome")
        else:
            self.out.append(b"535 5.7.8 Error: authentication failed\r\n")

    def do_mail(self, line: str) -> None:
        limit = self.server.max_connections
        self.sender, self.recipients = None, []
        if limit and self.seen.open > limit:
            self.out.append(b"432 4.3.2 Concurrent connections limit exceeded\r\n")
        elif self.answer("MAIL", "250 2.1.0 ok"):
            self.sender = line[line.index("<") + 1 : line.index(">")]

    def do_rcpt(self, line: str) -> None:
        address = line[line.index("<") + 1 : line.index(">")]
        if self.sender is None:
            self.out.append(b"503 5.5.1 MAIL first\r\n")
        elif self.answer("RCPT", "250 2.1.5 ok", address):
            self.recipients.append(address)

    def do_data(self, _: str) -> None:
        if not self.recipients:
            # Some servers say 354 all the same; a script says so with an explicit fault.
            self.in_data = not self.answer("DATA", "554 5.5.1 no valid recipients")
        else:
            self.in_data = self.answer("DATA", "354 go on")

    def message(self) -> bool:
        if self.buffer and self.server.fault("BODY"):
            self.stuck = True
            self.flush(last=True)
            return False
        if self.buffer.startswith(b".\r\n"):
            end, size = 0, 3
        else:
            # While a message arrives only its last octets can be new.
            end, size = self.buffer.find(_END), 5
            if end < 0:
                return False
        content = bytes(self.buffer[: end + 2]) if end else b""
        del self.buffer[: end + size]
        self.in_data = False
        self.dot(content)
        return True

    def dot(self, content: bytes) -> None:
        head = content[: content.find(b"\r\n\r\n") + 2]
        ids = tuple(found.decode() for found in _IDS.findall(head))
        taken = Accepted(
            self.sender or "", tuple(self.recipients), ids, b"" if self.server.sink else content
        )
        fault = next((f for f, left in self.server._left.items() if f.at == "DOT" and left), None)
        if not self.recipients:
            self.out.append(b"554 5.5.1 no valid recipients\r\n")
            return
        if fault is None or fault.accepted or self.server._spared[fault]:
            self.server.accept(taken)
        self.answer("DOT", "250 2.0.0 taken")
        self.recipients = []

    def do_rset(self, _: str) -> None:
        self.recipients = []
        self.answer("RSET", "250 2.0.0 ok")

    def do_noop(self, _: str) -> None:
        self.answer("NOOP", "250 2.0.0 ok")

    def do_quit(self, _: str) -> None:
        self.answer("QUIT", "221 2.0.0 bye")
        self.flush(last=True)


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
