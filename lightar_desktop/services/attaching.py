# SPDX-License-Identifier: MIT
"""Files that go with emails: checked, stored once, read again when a message is built."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lightar_desktop.domain.attachment import (
    MEGABYTE,
    MOST_SIZE,
    Attachment,
    attachment_problems,
    safe_name,
    too_big,
    unlike,
)
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.ports import Database, UnitOfWork

_KEPT: Final = 32 * MEGABYTE  # contents held ready, so that a batch reads its file once

Files = tuple[tuple[str, bytes], ...]  # names and contents


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file somebody chose; it is stored when the email or the template is."""

    attachment: Attachment
    content: bytes


def new_file(name: str, content: bytes, beside: Iterable[Attachment] = ()) -> NewFile:
    """The file under a safe name that no file `beside` it has, or `DomainError`."""
    if len(content) > MOST_SIZE:
        raise DomainError.of("attachments_too_big", "attachments", **too_big(len(content)))
    others = list(beside)
    clear = unlike(safe_name(name), (one.name for one in others))
    digest = hashlib.sha256(content).hexdigest()
    attachment = Attachment(clear, digest, len(content))
    if problems := attachment_problems((*others, attachment)):
        raise DomainError(*problems)
    return NewFile(attachment, content)


class AttachedFiles:
    """Stores files once, whatever they are called, and reads them again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, files: Sequence[NewFile]) -> None:
        """Store what is not stored yet."""
        if not files:
            return

        def work(uow: UnitOfWork) -> None:
            for file in files:
                uow.setup.add_asset(file.content)

        self._database.transactions.write(work)

    def contents(self, attachments: Sequence[Attachment], new: Sequence[NewFile] = ()) -> Files:
        """Names and contents; those of `new` files need not be stored."""
        at_hand = {file.attachment.sha256: file.content for file in new}
        return tuple(
            (one.name, at_hand.get(one.sha256) or self._content(one.sha256)) for one in attachments
        )

    def _content(self, sha256: str) -> bytes:
        with self._lock:
            if (held := self._held.get(sha256)) is not None:
                self._held.move_to_end(sha256)
                return held
        content = self._database.reads.setup.asset(sha256)
        with self._lock:
            self._held[sha256] = content
            while sum(map(len, self._held.values())) > _KEPT and len(self._held) > 1:
                self._held.popitem(last=False)
        return content
