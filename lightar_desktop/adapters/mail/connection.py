# SPDX-License-Identifier: MIT
"""One connection to a mail server, up to being logged in: TLS always checked, passwords guarded.

smtplib supplies EHLO and the reading of its answer. The rest is ours, because smtplib does not
check certificates by default, cannot stop between the message and its final dot, and cannot tell
a connection that broke before the message from one that broke after it.
"""

import base64
import ipaddress
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import Any, Final

from lightar_desktop.adapters.mail import tls
from lightar_desktop.domain.mail_account import MailAccount, Security
from lightar_desktop.domain.outgoing import Reply

_REPLY_LINE = re.compile(rb"([2-5]\d\d)([ -]?)(.*)", re.DOTALL)
_LONGEST_REPLY: Final = 64 * 1024
_CHUNK: Final = 256 * 1024  # a timeout counts for each chunk, so big messages may take longer


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: for a connection, for a reply, for the reply to the final dot."""

    connect: float = 30.0
    reply: float = 120.0
    dot: float = 600.0  # RFC 5321 4.5.3.2.6


class MailServerError(Exception):
    """Connecting or logging in failed; the text tells a clerk what to do."""

    def __init__(self, step: str, words: str, reply: Reply | None = None) -> None:
        super().__init__(words)
        self.step, self.words = step, words
        self.reply = reply or Reply()

    def as_reply(self) -> Reply:
        """The sentence, followed by the server's own words if it said any."""
        said = f" ({self.reply})" if self.reply.code else ""
        return Reply(self.reply.code, f"{self.words}{said}")


class BrokenConnectionError(OSError):
    """The connection ended or answered nonsense where a reply was due."""


class Connection(smtplib.SMTP):
    """A connection that reads its own replies, so that it can look ahead without waiting."""

    def __init__(self, account: MailAccount, timeouts: Timeouts) -> None:
        # Introduces itself by an address: this computer's name is nobody's business.
        super().__init__(local_hostname="[127.0.0.1]", timeout=timeouts.reply)
        self._account, self._timeouts = account, timeouts
        self._host = account.host  # smtplib's own name for what a certificate must show
        self._received = bytearray()
        self._closing = False
        self.step = "Connect"  # which step is under way, for whoever has to tell of a failure

    # Getting there

    def open(self, password: str | None) -> None:
        """Connect, encrypt, log in; `MailServerError` says which step failed and why."""
        account = self._account
        self._connect_socket()
        if account.security is Security.TLS:
            self._encrypt()
        self._expect("Connect", self.getreply(), "The server turns LightAR away.")
        self._hello()
        if account.security is Security.STARTTLS:
            self._start_tls()
        if account.username:
            self._log_in(password or "")

    def _connect_socket(self) -> None:
        host, port = self._account.host, self._account.port
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            words = f"There is no server called {host}; check its name and the network."
            raise MailServerError("Connect", words) from error
        last: OSError | None = None
        for family, kind, protocol, _, address in found:
            self.sock = socket.socket(family, kind, protocol)
            try:
                self._stop_if_closing()
                self.sock.settimeout(self._timeouts.connect)
                self.sock.connect(address)
            except OSError as error:
                last = error
                self.sock.close()
            else:
                self.sock.settimeout(self._timeouts.reply)
                # Without this the dot waits for the acknowledgement of the message before it.
                self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return
        self.sock = None
        raise MailServerError("Connect", _connect_words(last, host, port)) from last

    def _encrypt(self) -> None:
        if not isinstance(self.sock, socket.socket):
            raise BrokenConnectionError("closed")
        host = self._account.host
        self.step = "TLS"
        try:
            context = tls.context(self._account.ca_file)
        except OSError as error:  # ssl.SSLError is one
            words = f"The file {self._account.ca_file} holds no certificate that can be read."
            raise MailServerError("TLS", words) from error
        try:
            self.sock = context.wrap_socket(self.sock, server_hostname=host)
        except ssl.SSLError as error:
            raise MailServerError("TLS", tls.words_for(error, host)) from error
        except OSError as error:
            words = f"{host} broke off while encryption was agreed on; check port and security."
            raise MailServerError("TLS", words) from error

    def _hello(self) -> None:
        code, text = self.ehlo()
        if code != 250:
            code, text = self.helo()
        self._expect("Connect", (code, text), "The server turns LightAR away.")

    def _start_tls(self) -> None:
        host = self._account.host
        if not self.has_extn("starttls"):
            raise MailServerError(
                "TLS",
                f"{host} offers no encryption on this port, so nothing was sent. Choose TLS with "
                "port 465, or ask the provider; someone may also be tampering with the line.",
            )
        self._expect("TLS", self.docmd("STARTTLS"), f"{host} offers encryption but refuses it.")
        if self._received:
            # Words slipped in before encryption would pass for the server's.
            raise MailServerError("TLS", f"Someone tampers with the connection to {host}.")
        self._encrypt()
        self.esmtp_features = {}
        self._hello()

    def _log_in(self, password: str) -> None:
        self.step = "Log in"
        if not isinstance(self.sock, ssl.SSLSocket) and not self._is_local():
            words = "A password is never sent unencrypted; choose STARTTLS or TLS."
            raise MailServerError("Log in", words)
        if not password:
            raise MailServerError("Log in", "The password is missing; enter it.")
        user, offered = self._account.username, self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            reply = self._say_secret("AUTH PLAIN ", f"\0{user}\0{password}")
        elif "LOGIN" in offered:
            reply = self.docmd("AUTH LOGIN")
            if reply[0] == 334:
                reply = self._say_secret("", user)
            if reply[0] == 334:
                reply = self._say_secret("", password)
        else:
            words = "The server takes no password; leave the user name empty or ask the provider."
            raise MailServerError("Log in", words)
        said = _cleaned(_reply(*reply), password)
        if said.code != 235:
            raise MailServerError("Log in", _login_words(said), said)

    def _say_secret(self, command: str, secret: str) -> tuple[int, bytes]:
        octets = secret.encode("utf-8", "replace")  # an error would quote the secret
        self.write(f"{command}{base64.b64encode(octets).decode()}\r\n".encode())
        return self.getreply()

    def _is_local(self) -> bool:
        if not isinstance(self.sock, socket.socket):
            return False
        return ipaddress.ip_address(self.sock.getpeername()[0]).is_loopback

    def _expect(self, step: str, reply: tuple[int, bytes], words: str) -> None:
        said = _reply(*reply)
        if not 200 <= said.code < 300:
            raise MailServerError(step, words, said)

    # Talking

    def write(self, octets: bytes) -> None:
        """Send all of `octets`."""
        if not isinstance(self.sock, socket.socket):
            raise BrokenConnectionError("closed")
        self.sock.settimeout(self._timeouts.reply)
        view = memoryview(octets)
        for start in range(0, len(view), _CHUNK):
            self.sock.sendall(view[start : start + _CHUNK])

    def send(self, s: Any) -> None:
        """What smtplib itself says (EHLO and its like)."""
        self.write(s.encode("ascii") if isinstance(s, str) else s)

    def getreply(self) -> tuple[int, bytes]:
        """The next reply; `BrokenConnectionError` when none comes."""
        lines = []
        size = 0
        while True:
            match = _REPLY_LINE.fullmatch(self._line())
            if match is None:
                raise BrokenConnectionError("the server's answer makes no sense")
            lines.append(match[3].strip())
            size += len(match[3])
            if match[2] != b"-":
                return int(match[1]), b"\n".join(lines)
            if size > _LONGEST_REPLY:
                raise BrokenConnectionError("the server's answer does not end")

    def reply(self, timeout: float | None = None) -> Reply:
        """The next reply, within `timeout` seconds if it differs from the usual."""
        if isinstance(self.sock, socket.socket):
            self.sock.settimeout(self._timeouts.reply if timeout is None else timeout)
        return _reply(*self.getreply())

    def spoken_up(self) -> bool:
        """Whether the server said something unasked, or hung up. Does not wait."""
        if not isinstance(self.sock, socket.socket):
            return True
        self.sock.settimeout(0)
        try:
            octets = self.sock.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError):
            self.sock.settimeout(self._timeouts.reply)
            return bool(self._received)
        except OSError:
            return True
        self._received += octets
        self.sock.settimeout(self._timeouts.reply)
        return True

    def _line(self) -> bytes:
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > _LONGEST_REPLY or not isinstance(self.sock, socket.socket):
                raise BrokenConnectionError("the server's answer does not end")
            octets = self.sock.recv(4096)
            if not octets:
                raise BrokenConnectionError("the server closed the connection")
            self._received += octets
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line.rstrip(b"\r")

    # Leaving

    def _stop_if_closing(self) -> None:
        if self._closing:
            raise BrokenConnectionError("closed")

    def interrupt(self) -> None:
        """End the connection from another thread: whoever waits for the server stops waiting."""
        self._closing = True
        sock = self.sock
        if isinstance(sock, socket.socket):
            try:
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # it was not connected (any more)

    def close(self) -> None:
        """Close without a word; a message without its dot is thrown away by the server."""
        sock, self.sock = self.sock, None
        self._received.clear()
        if isinstance(sock, socket.socket):
            sock.close()


def _reply(code: int, text: bytes) -> Reply:
    words = text.decode("utf-8", "replace").replace("\n", " ")
    return Reply(code, "".join(character for character in words if character.isprintable()))


def _cleaned(reply: Reply, password: str) -> Reply:
    """`reply` without the password, should a server be so foolish as to repeat it."""
    text = reply.text
    for secret in (password, base64.b64encode(password.encode("utf-8", "replace")).decode()):
        text = text.replace(secret, "***")
    return Reply(reply.code, text)


def _connect_words(error: OSError | None, host: str, port: int) -> str:
    if isinstance(error, ConnectionRefusedError):
        return f"{host} takes no connections on port {port}; check server and port."
    if isinstance(error, TimeoutError):
        return f"{host} does not answer on port {port}; check server, port and firewall."
    return f"{host} cannot be reached; check the network."


def _login_words(reply: Reply) -> str:
    text = reply.text.lower()
    if "5.7.30" in text or "basic authentication" in text:
        return "The provider no longer takes passwords; use another way to log in."
    if "5.7.9" in text or "application-specific" in text:
        return "The provider wants an app password; make one in its security settings."
    if "5.7.139" in text or "smtpclientauthentication is disabled" in text:
        return "The administrator must allow authenticated SMTP for this mailbox."
    if reply.code in {530, 534, 535}:
        return "The user name or password is wrong; enter it again."
    if 400 <= reply.code < 500:
        return "The server cannot log anyone in right now; LightAR tries again later."
    return "The server refuses the login."
