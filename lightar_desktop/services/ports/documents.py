# SPDX-License-Identifier: MIT
"""PDFs and messages, and the servers messages are handed to.

Everything handed over is frozen and picklable, so that it can be made in another process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import Attempt, Letter


@dataclass(frozen=True, slots=True)
class PdfRequest:
    """An invoice to draw; without a number it is a draft and marked as such."""

    issued_json: str
    number: str | None
    logo: bytes


@dataclass(frozen=True, slots=True)
class MailRequest:
    """An email to build, complete: the same request always gives the same bytes."""

    issued_json: str
    number: str
    pdf: bytes
    from_name: str
    from_address: str
    reply_to: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    message: str
    message_id: str
    ref: str
    date: datetime
    attachments: tuple[tuple[str, bytes], ...] = ()  # names and contents, besides the PDF


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page: `data` holds `height` lines of `stride` bytes, BGRA."""

    width: int
    height: int
    stride: int
    data: bytes


class Documents(Protocol):
    """Draws invoices and emails. All functions are pure and may run in another process."""

    render_pdf: Callable[[PdfRequest], bytes]
    build_mails: Callable[[tuple[MailRequest, ...]], list[bytes | DomainError]]
    mail_bodies: Callable[[MailRequest], tuple[str, str]]  # plain text, HTML
    logo: Callable[[bytes], bytes | DomainError]  # a file as it is kept, or why it is no logo
    page_images: Callable[[bytes, float], list[PageImage]]  # PDF, pixels per point


class MailSession(Protocol):
    """A kept connection to an account's server; used by one thread, closed by any."""

    def send(
        self,
        envelope_from: str,
        recipients: Sequence[str],
        message: bytes,
        fence: Callable[[], bool],
        following: Letter | None = None,
    ) -> Attempt:
        """Hand `message` over. `fence` is asked once, just before the final dot; on False the
        dot is not sent. Never raises for what a server or network does.

        `following` is what is likely sent next: its envelope may leave together with the dot. It
        is no promise, and says nothing about `following`, whose own `send` does.
        """

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TestStep:
    """One step of an account test and what came of it, in words."""

    name: str
    ok: bool
    words: str


class MailServers(Protocol):
    """Opens connections to mail servers."""

    def session(self, account: MailAccount, password: str | None) -> MailSession:
        """A session that connects when first used and again when the connection was lost."""

    def test(self, account: MailAccount, password: str | None, to: str) -> list[TestStep]:
        """Connect, TLS, log in and, with `to`, send a test message; stops at the first failure."""
