# SPDX-License-Identifier: MIT
"""The demo's mail server: takes every message and lays it into a folder; nothing leaves the
computer.
"""

import asyncio
import logging
import re
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

_UNSAFE = re.compile(r"[^A-Za-z0-9@.+_-]+")
_BIGGEST: Final = 50 * 1024 * 1024


class MailCatcher:
    """A mail server on a free port of this computer only, writing .eml files into `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.host, self.port = "127.0.0.1", 0
        self.count = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen; `port` says where."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = sum(1 for _ in self.folder.glob("*.eml"))
        # It would log every address that mail is sent to.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        loop = self._loop = asyncio.new_event_loop()
        listening = loop.run_until_complete(
            loop.create_server(self._conversation, self.host, 0, backlog=128)
        )
        self.port = listening.sockets[0].getsockname()[1]
        self._thread = threading.Thread(
            target=self._run, args=(loop, listening), name="mail-catcher", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and end open conversations."""
        if self._loop and self._thread:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def handle_DATA(  # noqa: N802 - aiosmtpd asks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Lay the message into the folder, under its own name only once it is complete."""
        content = envelope.original_content or b""
        to = _UNSAFE.sub("_", (envelope.rcpt_tos or [""])[0])[:80].lstrip(".")
        self.count += 1
        path = self.folder / f"{self.count:05d} {to}.eml"
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
        return "250 2.0.0 caught"

    def _conversation(self) -> SMTP:
        return SMTP(self, data_size_limit=_BIGGEST, enable_SMTPUTF8=True, loop=self._loop)

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop, listening: asyncio.Server) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            listening.close()
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
