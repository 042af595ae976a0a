# SPDX-License-Identifier: MIT
"""Sends messages in stages over a kept connection, stopping before the final dot to ask.

Everything up to the dot can be repeated without harm: a server throws away a message whose dot it
never saw. From the dot on only its reply tells what happened, so the fence is asked in between.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Sequence
from typing import Final

from lightar_desktop.adapters.mail.connection import (
    BrokenConnectionError,
    Connection,
    MailServerError,
    Timeouts,
)
from lightar_desktop.adapters.mail.headers import wire_address
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import Attempt, RecipientReply, Reply, Stage

_MEGABYTE: Final = 1024 * 1024
_REF = re.compile(rb"\r\nX-LightAR-Ref: ([A-Za-z0-9_-]+)\r\n")
_HEAD: Final = 16 * 1024
_NOT_XTEXT = re.compile(r"[^!-*,-<>-~]")
_BROKEN_OFF = "The connection broke before the message was handed over."
_NO_ANSWER = "The connection broke after the message, before the server answered."
_STOPPED = "Sending was stopped."


class SmtpSession:
    """One kept connection of an account, used by one thread at a time; opened when needed."""

    def __init__(
        self, account: MailAccount, password: str | None, timeouts: Timeouts | None = None
    ) -> None:
        self._account, self._password = account, password
        self._timeouts = timeouts or Timeouts()
        self._connection: Connection | None = None
        self._interrupted = False
        self._busy = threading.RLock()

    def __repr__(self) -> str:
        return f"<SmtpSession to {self._account.host}>"

    @property
    def connected(self) -> bool:
        """Whether a connection is held (the server may have dropped it meanwhile)."""
        return self._connection is not None

    def connect(self) -> None:
        """Connect and log in now; `MailServerError` when that fails."""
        with self._busy:
            self._drop()
            connection = self._connection = Connection(self._account, self._timeouts)
            try:
                if self._interrupted:
                    raise BrokenConnectionError(_STOPPED)
                connection.open(self._password)
            except (MailServerError, OSError) as error:
                self._drop()
                if self._interrupted:
                    raise MailServerError("Connect", _STOPPED) from None
                if isinstance(error, MailServerError):
                    raise
                words = _silence_words(self._account.host, error)
                raise MailServerError(connection.step, words) from error

    def send(
        self,
        envelope_from: str,
        recipients: Sequence[str],
        message: bytes,
        fence: Callable[[], bool],
    ) -> Attempt:
        """Hand `message` to the server unless `fence`, asked just before the dot, says no."""
        if not recipients:
            raise DomainError.of("no_recipients")
        with self._busy:
            reused = self._usable()
            while True:
                if not self._connection:
                    try:
                        self.connect()
                    except MailServerError as error:
                        return Attempt(Stage.CONNECT, error.as_reply())
                attempt, stale = self._attempt(envelope_from, recipients, message, fence)
                # An idle connection that turns out dead before it took anything is replaced once.
                if not (reused and stale) or self._interrupted:
                    return attempt
                reused = False

    def close(self) -> None:
        """End the connection for good; safe from another thread, whose `send` or `connect` then
        returns at once.
        """
        self._interrupted = True
        if not self._busy.acquire(blocking=False):
            if connection := self._connection:
                connection.interrupt()  # the thread that waits on it wakes up and drops it
            return
        try:
            if self._connection:
                with contextlib.suppress(OSError):
                    self._connection.write(b"QUIT\r\n")
            self._drop()
        finally:
            self._busy.release()

    def _usable(self) -> bool:
        """Whether a connection from before is there and has not hung up."""
        if self._connection and self._connection.spoken_up():
            self._drop()  # an idle server only speaks up to say goodbye
        return self._connection is not None

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _attempt(
        self,
        envelope_from: str,
        recipients: Sequence[str],
        message: bytes,
        fence: Callable[[], bool],
    ) -> tuple[Attempt, bool]:
        """One try on the open connection, and whether it was dead before it took anything."""
        assert self._connection is not None  # noqa: S101 - `send` opened it
        exchange = _Exchange(self._connection, recipients, message, self._timeouts.dot)
        try:
            attempt = exchange.refused_beforehand(envelope_from)
            if attempt is None:
                attempt = exchange.run(envelope_from, fence)
        except OSError:
            attempt = exchange.broken(_STOPPED if self._interrupted else "")
        except BaseException:
            self._drop()  # the fence failed, or an address is none: nothing was sent
            raise
        if exchange.finished and attempt.reply.code != 421 and not self._interrupted:
            self._settle(exchange)
        else:
            self._drop()
        return attempt, attempt.stage is Stage.MAIL and attempt.reply.code in {0, 421}

    def _settle(self, exchange: "_Exchange") -> None:
        """Leave the connection ready for the next message."""
        if not (exchange.begun and self._connection):
            return
        try:
            self._connection.write(b"RSET\r\n")
            if self._connection.reply().code != 250:
                self._drop()
        except OSError:
            self._drop()


class _Exchange:
    """One message on one connection: where it stands, and what the server said."""

    def __init__(
        self, connection: Connection, recipients: Sequence[str], message: bytes, dot: float
    ) -> None:
        self._connection, self._message, self._dot = connection, message, dot
        self._addresses = recipients
        self._stage = Stage.MAIL
        self._replies: list[RecipientReply] = []
        self._said = Reply()
        self._refusal: Reply | None = None  # of the sender, or of every recipient
        self.finished = False  # every reply was read: the connection is in step
        self.begun = False  # the server holds a transaction that was not ended

    def refused_beforehand(self, envelope_from: str) -> Attempt | None:
        """What the server's EHLO already told us will not work."""
        self.finished = True
        features = self._connection.esmtp_features
        limit = features.get("size", "").strip()
        if limit.isdigit() and 0 < int(limit) < len(self._message):
            words = DomainError.of(
                "message_too_big",
                size=f"{len(self._message) / _MEGABYTE:.1f}",
                limit=f"{int(limit) / _MEGABYTE:.1f}",
            )
            return Attempt(Stage.MAIL, Reply(552, f"5.3.4 {words}"))
        if "smtputf8" in features:
            return None
        beyond = [one for one in (*self._addresses, envelope_from) if not _ascii(one)]
        if not beyond and self._message.isascii():
            return None
        which = f"the address {beyond[0]}" if beyond else "an address in this email"
        reply = Reply(
            553, f"5.6.7 The server can't carry {which}; use one without special letters."
        )
        told = tuple(RecipientReply(one, reply) for one in beyond if one != envelope_from)
        return Attempt(Stage.RECIPIENTS, reply, told)

    def run(self, envelope_from: str, fence: Callable[[], bool]) -> Attempt:
        self.finished = False
        mail, recipients = self._commands(envelope_from)
        pipelined = "pipelining" in self._connection.esmtp_features
        if pipelined:
            self._connection.write(b"".join([mail, *recipients, b"DATA\r\n"]))
        said = self._ask(mail, pipelined)
        if not said.accepted and not pipelined:
            return self._end(said)
        self.begun = said.accepted
        if self.begun:
            self._stage = Stage.RECIPIENTS
        else:
            self._refusal = said
        for address, command in zip(self._addresses, recipients, strict=True):
            said = self._ask(command, pipelined)
            if self.begun:
                self._replies.append(RecipientReply(address, said))
        self._refusal = self._refusal or self._all_refused()
        if self._refusal and not pipelined:
            return self._end(self._refusal)
        if not self._refusal:
            self._stage = Stage.DATA
        said = self._ask(b"DATA\r\n", pipelined)
        if self._refusal:
            return self._refused(self._refusal, said)
        if said.code != 354:
            return self._end(said)
        return self._body(fence)

    def broken(self, words: str) -> Attempt:
        """The attempt when the connection broke where it stands."""
        if self._stage is Stage.DOT:
            reply = Reply(0, words or _NO_ANSWER)
        elif self._refusal or self._said.code == 421:
            reply = self._refusal or self._said  # it said why before it left
        else:
            reply = Reply(0, words or _BROKEN_OFF)
        return Attempt(self._stage, reply, tuple(self._replies))

    def _ask(self, command: bytes, pipelined: bool) -> Reply:
        if not pipelined:
            self._connection.write(command)
        self._said = self._connection.reply()
        return self._said

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

    def _body(self, fence: Callable[[], bool]) -> Attempt:
        try:
            self._connection.write(stuffed(self._message))
        except OSError:
            if early := self._early():
                return early
            raise
        if early := self._early():
            return early
        if not fence():
            return Attempt(Stage.DATA, Reply(0, ""), tuple(self._replies), fenced_out=True)
        # A server that left in the meantime has not taken anything: no doubt need arise.
        if early := self._early():
            return early
        self._stage = Stage.DOT
        self._connection.write(b"\r\n.\r\n")
        reply = self._connection.reply(timeout=self._dot)
        if 300 <= reply.code < 400:
            raise BrokenConnectionError("an answer that is none")
        self.begun = False
        return self._end(reply)

    def _early(self) -> Attempt | None:
        """What the server says before it has seen the dot can only be a refusal."""
        if not self._connection.spoken_up():
            return None
        reply = self._connection.reply(timeout=5)
        if reply.accepted:
            reply = Reply(0, _BROKEN_OFF)
        return Attempt(Stage.DATA, reply, tuple(self._replies))

    def _commands(self, envelope_from: str) -> tuple[bytes, list[bytes]]:
        features = self._connection.esmtp_features
        sender = wire_address(envelope_from) if envelope_from else ""
        known = [wire_address(address) for address in self._addresses]
        mail, report = f"MAIL FROM:<{sender}>", ""
        if "size" in features:
            mail += f" SIZE={len(self._message)}"
        if "smtputf8" in features and not (
            self._message.isascii() and "".join([sender, *known]).isascii()
        ):
            mail += " BODY=8BITMIME SMTPUTF8"
        ref = _REF.search(self._message, 0, _HEAD)
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


def _silence_words(host: str, error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"{host} took the connection but does not answer; check port and security."
    return f"{host} broke off the connection; check port and security."
