# SPDX-License-Identifier: MIT
"""Stand-ins for the outside world, written by hand and kept as small as the ports allow."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import Attempt, Letter, RecipientReply, Reply, Stage
from lightar_desktop.services.ports import Documents, MailRequest, PageImage, PdfRequest, TestStep

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ACCEPTED = Attempt(Stage.DOT, Reply(250, "2.0.0 queued"))


class FakeClock:
    """Stands still until told; waiting takes no time but moves it on."""

    def __init__(self, at: datetime = START) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.advance(timedelta(seconds=seconds))
        return event.is_set()

    def advance(self, by: timedelta) -> None:
        self._at += by


class InlineRunner:
    """Does the work at once, on the thread that asks."""

    limit = 20

    def start(self, work: Callable[[], None]) -> None:
        work()


class MemorySecrets:
    """Passwords for this run only."""

    lasting = False

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def set(self, name: str, value: str) -> None:
        self._known[name] = value

    def delete(self, name: str) -> None:
        self._known.pop(name, None)


def _pdf(request: PdfRequest) -> bytes:
    return f"%PDF {request.number} {request.issued_json}".encode()


def _mails(requests: tuple[MailRequest, ...]) -> list[bytes | DomainError]:
    return [
        DomainError.of("unsafe_message", why="it says so")
        if "UNSAFE" in request.subject
        else f"Subject: {request.subject}\r\nMessage-ID: {request.message_id}\r\n\r\n".encode()
        + request.message.encode()
        + b"".join(content for _, content in request.attachments)
        for request in requests
    ]


class PlainDocuments(Documents):
    """Documents that are quick to make and easy to look into."""

    render_pdf = staticmethod(_pdf)
    build_mails = staticmethod(_mails)

    @staticmethod
    def mail_bodies(request: MailRequest) -> tuple[str, str]:
        return request.message, f"<p>{request.message}</p>"

    @staticmethod
    def logo(content: bytes) -> bytes | DomainError:
        return content or DomainError.of("bad_picture", "logo", why="it is empty.")

    @staticmethod
    def page_images(pdf: bytes, scale: float) -> list[PageImage]:
        return []


class FakeServer:
    """A mail server whose answers are scripted: one attempt for each message, then acceptance."""

    def __init__(self) -> None:
        self.delivered: list[tuple[tuple[str, ...], bytes]] = []
        self.script: list[Attempt] = []
        self.announced: list[bool] = []  # whether what was said to follow did, while it could
        self.before_fence: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def session(self, account: MailAccount, password: str | None) -> "FakeSession":
        return FakeSession(self)

    def test(self, account: MailAccount, password: str | None, to: str) -> list[TestStep]:
        return [TestStep("Connect", ok=True, words="220 ready")]

    def attempt(
        self, recipients: Sequence[str], message: bytes, fence: Callable[[], bool]
    ) -> Attempt:
        with self._lock:
            planned = self.script.pop(0) if self.script else ACCEPTED
        if planned.stage is not Stage.DOT:
            return planned
        self.before_fence()
        if not fence():
            return Attempt(Stage.DATA, Reply(), fenced_out=True)
        refused = {one.address for one in planned.recipients if not one.reply.accepted}
        reached = tuple(address for address in recipients if address not in refused)
        with self._lock:
            if planned.reply.accepted or not planned.reply.code:
                self.delivered.append((reached, message))
        good = tuple(RecipientReply(one, Reply(250, "ok")) for one in reached)
        bad = tuple(one for one in planned.recipients if one.address in refused)
        return Attempt(planned.stage, planned.reply, (*good, *bad))


class FakeSession:
    """A connection to a `FakeServer`."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self._following: Letter | None = None

    def send(
        self,
        envelope_from: str,
        recipients: Sequence[str],
        message: bytes,
        fence: Callable[[], bool],
        following: Letter | None = None,
    ) -> Attempt:
        announced, self._following = self._following, following
        if announced:
            letter = Letter(envelope_from, tuple(recipients), message)
            self._server.announced.append(announced == letter)
        return self._server.attempt(recipients, message, fence)

    def close(self) -> None:
        pass
