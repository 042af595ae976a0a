# SPDX-License-Identifier: MIT
"""Header values: ASCII as it is, everything else as encoded words, folded.

Hand-made because the email package takes milliseconds per message; its parser is the oracle that
the tests hold this against.
"""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from lightar_desktop.domain.address import header_safe
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.writing import undisguised

_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_PIECE: Final = 54  # letters of a value in one line
_LINE: Final = 76
_WORD_BYTES: Final = 42  # of UTF-8 in an encoded word: 56 characters of base64 and 12 around them
_LONGEST_NAME: Final = 60


def unsafe(why: str) -> DomainError:
    """The refusal to build a message."""
    return DomainError.of("unsafe_message", why=why)


def plain(text: str, field: str) -> str:
    """What a person sees of `text` in a header, or a refusal.

    Encoded words are decoded first: `=?utf-8?q?=0A?=` hides a line break from a naive look.
    """
    if "=?" in text:
        text = _decoded(text)
    if not header_safe(text):
        raise unsafe(f"the {field} holds a line break or another control character")
    return well_formed(undisguised(text), field).strip()


def well_formed(text: str, field: str) -> str:
    """`text`, or a refusal when it holds half a character (a lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise unsafe(f"the {field} holds a broken character") from error
    return text


def _decoded(text: str) -> str:
    try:
        parts = decode_header(text)
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii")
            for part, charset in parts
        )
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return text  # not an encoded word after all; `encoded` makes it harmless


@lru_cache(maxsize=4096)
def wire_address(address: str) -> str:
    """`address` as it travels: the domain in ASCII, the local part as typed; or a refusal."""
    if len(address) <= 254 and _PLAIN_ADDRESS.fullmatch(address):
        return address
    from email_validator import EmailNotValidError, validate_email  # slow to load, rarely needed

    try:
        known = validate_email(
            address, check_deliverability=False, strict=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise unsafe(f"{address!r} is not a valid email address") from error
    return f"{known.local_part}@{known.ascii_domain}"


def text_header(name: str, text: str) -> str:
    """The unstructured header line(s) `name: text`."""
    if not text.isascii() or "=?" in text or _longest_word(text) > _LINE:
        return f"{name}: {encoded(text, len(name) + 2)}\r\n"
    lines, line = [], f"{name}:"
    for word in text.split(" "):
        # A line of blanks only is not allowed, so a fold never stands before an empty word.
        if word and len(line) + len(word) >= _LINE and line.strip() != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line]) + "\r\n"


def _longest_word(text: str) -> int:
    return max(map(len, text.split(" ")))


def address_header(name: str, mailboxes: list[str]) -> str:
    """The header line(s) `name: mailbox, mailbox`, one mailbox a line."""
    return f"{name}: " + ",\r\n ".join(mailboxes) + "\r\n"


def mailbox(name: str, address: str) -> str:
    """`name <address>` with the name quoted or encoded as it needs."""
    if not name:
        return address
    if not name.isascii() or "=?" in name or len(name) > _LONGEST_NAME:
        return f"{encoded(name, 10)}\r\n <{address}>"
    if _ATOMS.fullmatch(name) and "  " not in name:
        return f"{name} <{address}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def encoded(text: str, before: int = 0) -> str:
    """`text` as RFC 2047 encoded words, the first leaving room for `before` characters."""
    words, chunk = [], b""
    room = max(_WORD_BYTES - before * 3 // 4, 6)
    for character in text:
        octets = character.encode()
        if len(chunk) + len(octets) > room:
            words.append(chunk)
            chunk, room = b"", _WORD_BYTES
        chunk += octets
    words.append(chunk)
    return "\r\n ".join(
        f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode()}?=" for word in words
    )


def _whole_characters(value: str) -> list[str]:
    """`value` percent-encoded, in pieces that end where a character does: some readers decode
    each piece by itself.
    """
    pieces = [""]
    for encoded in (quote(character, safe="") for character in value):
        if len(pieces[-1]) + len(encoded) > _PIECE:
            pieces.append("")
        pieces[-1] += encoded
    return pieces


def parameter(key: str, value: str) -> str:
    """A MIME parameter, each piece on its own line; RFC 2231 when it is long or not ASCII."""
    if value.isascii() and len(value) <= _LONGEST_NAME and not {'"', "\\"} & set(value):
        return f';\r\n {key}="{value}"'
    pieces = _whole_characters(value)
    if len(pieces) == 1:
        return f";\r\n {key}*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "".join(f";\r\n {key}*{i}*={piece}" for i, piece in enumerate(pieces))
