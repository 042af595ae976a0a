# SPDX-License-Identifier: MIT
"""The last look at a finished message, without trusting what built it.

Only known header fields, each once; no line ends but CRLF; no line too long for SMTP; and the
addresses in the header are exactly those that were meant.
"""

import re
from collections.abc import Mapping
from email.utils import getaddresses
from typing import Final

from lightar_desktop.domain.errors import DomainError

FIELDS: Final = frozenset(
    {
        b"From",
        b"To",
        b"Cc",
        b"Reply-To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"In-Reply-To",
        b"References",
        b"Auto-Submitted",
        b"X-Auto-Response-Suppress",
        b"X-LightAR-Ref",
        b"Content-Language",
        b"MIME-Version",
        b"Content-Type",
    }
)
_LONGEST_LINE: Final = 998
# What `headers.mailbox` writes without quotes or encoding: an address, or atoms before one.
_SIMPLE = re.compile(rb"(?:[\w!#$%&'*+/=?^`{|}~ -]+ )?<?([^\s<>\"(),:;@\\]+@[\w.-]+)>?")


def check(message: bytes, addresses: Mapping[str, list[str]]) -> None:
    """Refuse `message` unless it is what was meant; `addresses` by header field, in wire form."""
    lines = message.splitlines()
    if b"\r\n".join(lines) + b"\r\n" != message:
        raise _refused("it would hold a bare line break")
    if max(map(len, lines)) > _LONGEST_LINE:
        raise _refused("it would hold a line that is too long")
    fields = _fields(message[: message.index(b"\r\n\r\n")])
    for name, wanted in addresses.items():
        if _addresses(fields.get(name.encode(), b"")) != wanted:
            raise _refused(f"its {name} line would not hold the addresses that were meant")
    if not addresses.get("From") or not addresses.get("To"):
        raise _refused("it has no sender or no recipient")


def _fields(head: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    name = b""
    for line in head.split(b"\r\n"):
        if line[:1] in {b" ", b"\t"}:
            if not name or not line.strip():
                raise _refused("its header would be broken")
            found[name] += line
            continue
        name, colon, value = line.partition(b":")
        if not colon or name not in FIELDS or name in found:
            raise _refused("it would hold a header line that was not meant")
        found[name] = value
    return found


def _addresses(value: bytes) -> list[str]:
    simple = [_SIMPLE.fullmatch(part.strip()) for part in value.split(b",")]
    if all(simple):
        return [match[1].decode() for match in simple if match]
    return [address for _, address in getaddresses([value.decode()]) if address]


def _refused(why: str) -> DomainError:
    return DomainError.of("unsafe_message", why=why)
