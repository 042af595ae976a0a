# SPDX-License-Identifier: MIT
"""Sends messages in stages over a kept connection, stopping before the final dot to ask.

Everything up to the dot can be repeated without harm: a server throws away a message whose dot it
never saw. From the dot on only its reply tells what happened, so the fence is asked in between.

What comes next may be begun behind a dot (`exchange`). Should something else come instead, the
connection is dropped: a lone dot would hand over an empty message.
"""

import contextlib
import threading
from collections.abc import Callable, Sequence

from lightar_desktop.adapters.mail.connection import (
    BrokenConnectionError,
    Connection,
    MailServerError,
    Timeouts,
)
from lightar_desktop.adapters.mail.exchange import Exchange
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import Attempt, Letter, Stage

_STOPPED = "Sending was stopped."


class SmtpSession:
    """One kept connection of an account, used by one thread at a time; opened when needed."""

    def __init__(
        self, account: MailAccount, password: str | None, timeouts: Timeouts | None = None
    ) -> None:
        self._account, self._password = account, password
        self._timeouts = timeouts or Timeouts()
        self._connection: Connection | None = None
        self._ahead: Exchange | None = None  # begun on the connection, its replies not read yet
        self._runs_ahead = True  # until the server shows that it does not bear it
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
        following: Letter | None = None,
    ) -> Attempt:
        """Hand `message` to the server unless `fence`, asked just before the dot, says no. The
        envelope of `following` leaves behind the dot where the server offers that.
        """
        if not recipients:
            raise DomainError.of("no_recipients")
        letter = Letter(envelope_from, tuple(recipients), message)
        with self._busy:
            reused = self._usable(letter)
            while True:
                if not self._connection:
                    try:
                        self.connect()
                    except MailServerError as error:
                        return Attempt(Stage.CONNECT, error.as_reply())
                attempt, dead = self._attempt(letter, fence, following)
                # A kept connection that turns out dead before it took anything is replaced once.
                if not (reused and dead) or self._interrupted:
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
            if self._connection and not self._ahead:
                with contextlib.suppress(OSError):
                    self._connection.write(b"QUIT\r\n")
            self._drop()
        finally:
            self._busy.release()

    def _usable(self, letter: Letter) -> bool:
        """Whether a connection from before is there, has not hung up and can take `letter`."""
        if self._ahead:
            if self._ahead.letter != letter:
                self._drop()  # it may wait for another message: nothing else can be said to it
        elif self._connection and self._connection.spoken_up():
            self._drop()  # an idle server only speaks up to say goodbye
        return self._connection is not None

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = self._ahead = None

    def _attempt(
        self, letter: Letter, fence: Callable[[], bool], following: Letter | None
    ) -> tuple[Attempt, bool]:
        """One try on the open connection, and whether it was dead before it took anything."""
        assert self._connection is not None  # noqa: S101 - `send` opened it
        exchange = self._ahead or Exchange(self._connection, letter, self._timeouts.dot)
        self._ahead = None
        behind = self._behind(self._connection, following)
        try:
            attempt = exchange.refused_beforehand() or exchange.run(fence, behind)
        except OSError:
            attempt = exchange.broken(_STOPPED if self._interrupted else "")
        except BaseException:
            self._drop()  # the fence failed, or an address is none: nothing was sent
            raise
        leaving = attempt.reply.code == 421
        if behind and not behind.ahead:
            behind = None
        if (exchange.ahead or behind) and not (exchange.finished or attempt.fenced_out or leaving):
            self._runs_ahead = False
        if exchange.finished and not leaving and not self._interrupted:
            self._ahead = behind
            self._settle(exchange)
        else:
            self._drop()
        return attempt, exchange.dead_before(attempt)

    def _behind(self, connection: Connection, letter: Letter | None) -> Exchange | None:
        """What is begun behind the dot; nothing if the server's EHLO or an address forbids it."""
        if not (letter and letter.recipients and self._runs_ahead):
            return None
        exchange = Exchange(connection, letter, self._timeouts.dot)
        try:
            fits = exchange.pipelined and not exchange.refused_beforehand() and exchange.opening()
        except DomainError:
            return None  # it is told when its turn comes
        return exchange if fits else None

    def _settle(self, exchange: Exchange) -> None:
        """Leave the connection ready for the next message."""
        if not (exchange.begun and self._connection):
            return
        try:
            self._connection.write(b"RSET\r\n")
            if self._connection.reply().code != 250:
                self._drop()
        except OSError:
            self._drop()


def _silence_words(host: str, error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"{host} took the connection but does not answer; check port and security."
    return f"{host} broke off the connection; check port and security."
