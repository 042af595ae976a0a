# SPDX-License-Identifier: MIT
"""One message on a connection: its envelope, its body, and the dot that hands it over.

Where the server offers PIPELINING (RFC 2920) the envelope leaves in one piece, and the next
message's envelope right behind the dot of this one: a round trip for each message is enough.
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Final

from lightar_desktop.adapters.mail.connection import BrokenConnectionError, Connection
from lightar_desktop.adapters.mail.headers import wire_address
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.outgoing import Attempt, Letter, RecipientReply, Reply, Stage

_MEGABYTE: Final = 1024 * 1024
_REF = re.compile(rb"\r\nX-LightAR-Ref: ([A-Za-z0-9_-]+)\r\n")
_HEAD: Final = 16 * 1024
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")
_DATA: Final = b"DATA\r\n"
_LOST_TRACK: Final = frozenset({500, 502, 503})  # RFC 5321 4.2.2: no such command, or not now
_BROKEN_OFF = "The connection broke before the message was handed over."
_NO_ANSWER = "The connection broke after the message, before the server answered."


class Exchange:
    """One letter on one connection: where it stands, and what the server said."""

    def __init__(self, connection: Connection, letter: Letter, dot: float) -> None:
        self._connection, self._dot = connection, dot
        self.letter = letter
        self._stage = Stage.MAIL
        self._replies: list[RecipientReply] = []
        self._said = Reply()
        self._refusal: Reply | None = None  # of the sender, or of every recipient
        self._wanted = False  # the server waits for the message
        self.ahead = False  # the envelope left behind the dot of the letter before
        self.finished = False  # every reply was read: the connection is in step
        self.begun = False  # the server holds a transaction that was not ended

    @property
    def pipelined(self) -> bool:
        """Whether the server takes commands without being waited for."""
        return "pipelining" in self._connection.esmtp_features

    def refused_beforehand(self) -> Attempt | None:
        """What the server's EHLO already told us will not work."""
        self.finished = True
        features, message = self._connection.esmtp_features, self.letter.message
        limit = features.get("size", "").strip()
        if limit.isdigit() and 0 < int(limit) < len(message):
            words = DomainError.of(
                "message_too_big",
                size=f"{len(message) / _MEGABYTE:.1f}",
                limit=f"{int(limit) / _MEGABYTE:.1f}",
            )
            return Attempt(Stage.MAIL, Reply(552, f"5.3.4 {words}"))
        if "smtputf8" in features:
            return None
        sender = self.letter.envelope_from
        beyond = [one for one in (*self.letter.recipients, sender) if not _ascii(one)]
        if not beyond and message.isascii():
            return None
        which = f"the address {beyond[0]}" if beyond else "an address in this email"
        reply = Reply(
            553, f"5.6.7 The server can't carry {which}; use one without special letters."
        )
        told = tuple(RecipientReply(one, reply) for one in beyond if one != sender)
        return Attempt(Stage.RECIPIENTS, reply, told)

    def opening(self) -> bytes:
        """The commands before the message in one piece (RFC 2920 3.1)."""
        mail, recipients = self._commands
        return b"".join([mail, *recipients, _DATA])

    def run(self, fence: Callable[[], bool], following: "Exchange | None" = None) -> Attempt:
        """Hand the letter over if `fence` lets the dot go, and begin `following` behind it."""
        self.finished = False
        behind = following.opening() if following else b""
        if ended := self._envelope():
            return ended
        self._wanted = True
        if ended := self._body(fence):
            return ended
        # RFC 2920 3.1: message content may be the first "command" of a group. The replies to what
        # stands behind the dot come after the dot's, and whoever runs `following` reads them.
        self._stage = Stage.DOT
        self._connection.write(b"\r\n.\r\n" + behind)
        if following:
            following.ahead = True
        reply = self._connection.reply(timeout=self._dot)
        if 300 <= reply.code < 400:
            raise BrokenConnectionError("an answer that is none")
        self.begun = False
        return self._end(reply)

    def broken(self, words: str) -> Attempt:
        """The attempt when the connection broke where it stands."""
        if self._stage is Stage.DOT:
            reply = Reply(0, words or _NO_ANSWER)
        elif self._said.code == 421 or (self._refusal and not self.ahead):
            reply = self._refusal or self._said  # it said why before it left
        else:
            reply = Reply(0, words or _BROKEN_OFF)
        return Attempt(self._stage, reply, tuple(self._replies))

    def dead_before(self, attempt: Attempt) -> bool:
        """Whether the connection ended before it took anything that was meant for this letter."""
        if attempt.reply.code not in {0, 421}:
            return False
        return attempt.stage is Stage.MAIL or (self.ahead and not self._wanted)

    def _envelope(self) -> Attempt | None:
        """Sender, recipients and DATA; the attempt if it ends there."""
        mail, recipients = self._commands
        if self.pipelined and not self.ahead:
            self._connection.write(self.opening())
        said = self._ask(mail)
        if not said.accepted and not self.pipelined:
            return self._end(said)
        self.begun = said.accepted
        if self.begun:
            self._stage = Stage.RECIPIENTS
        else:
            self._refusal = said
        for address, command in zip(self.letter.recipients, recipients, strict=True):
            said = self._ask(command)
            if self.begun:
                self._replies.append(RecipientReply(address, said))
        self._refusal = self._refusal or self._all_refused()
        if self._refusal and not self.pipelined:
            return self._end(self._refusal)
        if not self._refusal:
            self._stage = Stage.DATA
        said = self._ask(_DATA)
        if self._refusal:
            return self._refused(self._refusal, said)
        return None if said.code == 354 else self._end(said)

    def _ask(self, command: bytes) -> Reply:
        """The reply to `command`, which has left already where the server takes many at once."""
        if not self.pipelined:
            self._connection.write(command)
        self._said = self._connection.reply()
        if self.ahead and self._out_of_step(command):
            raise BrokenConnectionError("replies out of step")
        return self._said

    def _out_of_step(self, command: bytes) -> bool:
        """Whether the server cannot have meant `command`, so bears nothing behind a dot."""
        code = self._said.code
        if code in _LOST_TRACK:
            return not self._refusal  # after one, the commands that follow are out of place
        if code < 400 and self._refusal and not self.begun:
            return True  # a sender that was refused has neither recipients nor data
        return code < 400 and (command == _DATA) != (code >= 300)

    def _end(self, reply: Reply) -> Attempt:
        self.finished = True
        return Attempt(self._stage, reply, tuple(self._replies))

    def _refused(self, refusal: Reply, data: Reply) -> Attempt:
        """RFC 2920 3.1: a server that wants data nevertheless gets a lone dot."""
        if data.code == 354:
            if self._stage is Stage.MAIL:
                # It refused the sender and still wants the message: such a server is left.
                return Attempt(self._stage, refusal)
            self._connection.write(b".\r\n")
            self._connection.reply()
        return self._end(refusal)

    def _all_refused(self) -> Reply | None:
        """The refusal to act on when no recipient is left; one that may pass comes first."""
        replies = [one.reply for one in self._replies]
        if any(reply.accepted for reply in replies):
            return None
        return next((reply for reply in replies if not reply.permanent), replies[0])

    def _body(self, fence: Callable[[], bool]) -> Attempt | None:
        """The message without its dot, and the fence; the attempt if the dot must not follow."""
        try:
            self._connection.write(stuffed(self.letter.message))
        except OSError:
            if early := self._early():
                return early
            raise
        if early := self._early():
            return early
        if not fence():
            return Attempt(Stage.DATA, Reply(0, ""), tuple(self._replies), fenced_out=True)
        # A server that left in the meantime has not taken anything: no doubt need arise.
        return self._early()

    def _early(self) -> Attempt | None:
        """What the server says before it has seen the dot can only be a refusal."""
        if not self._connection.spoken_up():
            return None
        reply = self._connection.reply(timeout=5)
        if reply.accepted:
            reply = Reply(0, _BROKEN_OFF)
        return Attempt(Stage.DATA, reply, tuple(self._replies))

    @cached_property
    def _commands(self) -> tuple[bytes, list[bytes]]:
        features, message = self._connection.esmtp_features, self.letter.message
        sender = wire_address(self.letter.envelope_from) if self.letter.envelope_from else ""
        known = [wire_address(address) for address in self.letter.recipients]
        mail, report = f"MAIL FROM:<{sender}>", ""
        if "size" in features:
            mail += f" SIZE={len(message)}"
        if "smtputf8" in features and not (
            message.isascii() and "".join([sender, *known]).isascii()
        ):
            mail += " BODY=8BITMIME SMTPUTF8"
        ref = _REF.search(message, 0, _HEAD)
        if "dsn" in features and ref:
            # A delivery report will quote this, whatever becomes of the Message-ID on the way.
            mail += f" RET=HDRS ENVID={ref[1].decode()}"
            report = " NOTIFY=FAILURE,DELAY ORCPT=rfc822;"
        commands = [
            f"RCPT TO:<{one}>{report + _xtext(one) if report and one.isascii() else ''}\r\n"
            for one in known
        ]
        return f"{mail}\r\n".encode(), [command.encode() for command in commands]


def stuffed(message: bytes) -> bytes:
    """`message` as it goes after DATA: dots doubled at line starts, without its last line end."""
    body = message.removesuffix(b"\r\n").replace(b"\r\n.", b"\r\n..")
    return b"." + body if body.startswith(b".") else body


def _ascii(address: str) -> bool:
    return not address or wire_address(address).isascii()


def _xtext(text: str) -> str:
    """RFC 3461 4: what is not plain, plus and equals sign as +XX."""
    return _NOT_XTEXT.sub(lambda match: f"+{ord(match[0]):02X}", text)
