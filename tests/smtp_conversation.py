# SPDX-License-Identifier: MIT
"""One conversation of the tests' SMTP server (`smtp_servers`): it reads, answers and misbehaves."""

import asyncio
import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.smtp_servers import Fault, FaultyServer

_IDS = re.compile(rb"^(?:Message-ID|X-LightAR-Ref): *<?([^\r\n>]+)", re.MULTILINE | re.IGNORECASE)
_END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Accepted:
    """A message the server took."""

    sender: str
    recipients: tuple[str, ...]
    ids: tuple[str, ...]  # Message-ID and X-LightAR-Ref, in the order they stand there
    content: bytes  # empty in a sink


def unstuffed(content: bytes) -> bytes:
    """The message as it was before its lines that begin with a dot got another (RFC 5321 4.5.2)."""
    content = content.removeprefix(b".") if content.startswith(b"..") else content
    return content.replace(b"\r\n..", b"\r\n.")


class Conversation(asyncio.Protocol):
    """One connection: commands line by line, then a message up to its dot."""

    def __init__(self, server: "FaultyServer", loop: asyncio.AbstractEventLoop) -> None:
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
        return self.say(self.server.fault(at, address), reply)

    def say(self, fault: "Fault | None", reply: str) -> bool:
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
        """Send what was said, as late as a long line would bring it; together unless the server
        takes its time with each.
        """
        said, self.out = self.out, []
        if said:
            self.seen.reads += 1
        if not self.server.trickle:
            self.write_later(b"".join(said), self.server.delay, last)
            return
        for place, reply in enumerate(said, 1):
            pause = self.server.delay + place * self.server.trickle
            self.write_later(reply, pause, last and place == len(said))

    def write_later(self, data: bytes, delay: float, last: bool) -> None:
        def write() -> None:
            if self.transport is not None and not self.transport.is_closing():
                self.transport.write(data)
                if last:
                    self.transport.close()

        if delay and (data or last):
            self.loop.call_later(delay, write)
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
            self.encrypting = True
            if self.transport is not None:
                self.transport.pause_reading()  # the client's handshake is not for our ears
            self.flush()
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
        kept = b"" if self.server.sink else unstuffed(content)
        taken = Accepted(self.sender or "", tuple(self.recipients), ids, kept)
        if not self.recipients:
            self.out.append(b"554 5.5.1 no valid recipients\r\n")
            return
        fault = self.server.fault("DOT")
        if fault is None or fault.accepted:
            self.server.accept(taken)
        self.say(fault, "250 2.0.0 taken")
        self.recipients = []

    def do_rset(self, _: str) -> None:
        self.recipients = []
        self.answer("RSET", "250 2.0.0 ok")

    def do_noop(self, _: str) -> None:
        self.answer("NOOP", "250 2.0.0 ok")

    def do_quit(self, _: str) -> None:
        self.answer("QUIT", "221 2.0.0 bye")
        self.flush(last=True)
