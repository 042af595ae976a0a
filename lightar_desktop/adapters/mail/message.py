# SPDX-License-Identifier: MIT
"""Turns the parts of an email into its bytes: fast, always the same for the same parts, and safe.

A pure function of a frozen value, so it runs in a renderer process as well as here. The skeleton
is hand-made: the email package needs ten times as long for the same message.
"""

import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from struct import Struct
from typing import Final

from lightar_desktop.adapters.mail.headers import (
    address_header,
    mailbox,
    parameter,
    plain,
    text_header,
    unsafe,
    well_formed,
    wire_address,
)
from lightar_desktop.adapters.mail.safety import check

_REF = re.compile(r"[A-Za-z0-9_-]{8,64}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._+=-]{1,120}@[A-Za-z0-9.-]{1,120}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")
_ENDINGS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BASE64_LINE: Final = 76


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name shown before it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailParts:
    """Everything one email is made of. Recipients of blind copies are not: they never show."""

    from_: Mailbox
    reply_to: str
    to: tuple[Mailbox, ...]
    subject: str
    text: str
    html: str
    message_id: str  # with or without angle brackets
    ref: str
    date: datetime
    cc: tuple[Mailbox, ...] = ()
    language: str = "en"
    attachments: tuple[Attachment, ...] = ()
    references: tuple[str, ...] = ()  # Message-IDs this one hangs under, the oldest first
    auto_submitted: bool = False


def build_message(mail: MailParts) -> bytes:
    """The message with CRLF line ends, as it goes to the server; `unsafe_message` when a part
    would break out of its place.
    """
    boundary = f"=_{_matching(_REF, mail.ref, 'reference')}"
    addresses = {
        "From": [_mailbox(mail.from_, "sender's name")],
        "To": [_mailbox(one, "recipient's name") for one in mail.to],
        "Cc": [_mailbox(one, "recipient's name") for one in mail.cc],
        "Reply-To": [_mailbox(Mailbox(mail.reply_to), "")] if mail.reply_to else [],
    }
    head = [
        address_header(name, [mailbox(*one) for one in boxes])
        for name, boxes in addresses.items()
        if boxes
    ]
    head += _facts(mail)
    head.append(f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"\r\n')
    alternative = (
        f'--{boundary}\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}a"\r\n\r\n'
    ).encode()
    middle, end = f"--{boundary}a\r\n".encode(), f"--{boundary}a--\r\n".encode()
    top = "".join(head).encode()
    body = [top, b"\r\n", alternative, middle, _text("plain", mail.text), middle]
    body += [_text("html", mail.html), end]
    for attachment in mail.attachments:
        body += [f"--{boundary}\r\n".encode(), _attached(attachment)]
    body.append(f"--{boundary}--\r\n".encode())
    message = b"".join(body)
    check(message, {name: [box[1] for box in boxes] for name, boxes in addresses.items()})
    return message


def _facts(mail: MailParts) -> list[str]:
    if mail.date.tzinfo is None:
        raise ValueError("the date of an email needs a time zone")
    facts = [
        text_header("Subject", plain(mail.subject, "subject")),
        f"Date: {format_datetime(mail.date)}\r\n",
        f"Message-ID: {_identifier(mail.message_id)}\r\n",
    ]
    if mail.references:
        chain = [_identifier(one) for one in mail.references]
        facts.append(f"In-Reply-To: {chain[-1]}\r\n")
        facts.append("References: " + "\r\n ".join(chain) + "\r\n")
    if mail.auto_submitted:
        # RFC 3834, and what Exchange heeds; "All" there would stop delivery reports as well.
        facts.append("Auto-Submitted: auto-generated\r\n")
        facts.append("X-Auto-Response-Suppress: OOF, AutoReply\r\n")
    facts.append(f"X-LightAR-Ref: {mail.ref}\r\n")
    facts.append(f"Content-Language: {_matching(_LANGUAGE, mail.language, 'language')}\r\n")
    facts.append("MIME-Version: 1.0\r\n")
    return facts


def _mailbox(box: Mailbox, field: str) -> tuple[str, str]:
    return plain(box.name, field) if box.name else "", wire_address(box.address)


def _matching(pattern: re.Pattern[str], text: str, field: str) -> str:
    if not pattern.fullmatch(text):
        raise unsafe(f"the {field} is not well formed")
    return text


def _identifier(message_id: str) -> str:
    bare = message_id.removeprefix("<").removesuffix(">")
    return f"<{_matching(_MESSAGE_ID, bare, 'Message-ID')}>"


def _text(subtype: str, text: str) -> bytes:
    """A text part; quoted-printable where that stays readable, base64 for other alphabets."""
    if _ODD.search(text):
        text = _CONTROL.sub("", _ENDINGS.sub("\n", text))
    lines = well_formed(text, "message").rstrip("\n")
    octets = lines.replace("\n", "\r\n").encode() + b"\r\n"
    if len(octets) > 1.3 * (len(lines) + 2):
        encoding, content = "base64", _base64(octets)
    else:
        encoding, content = "quoted-printable", binascii.b2a_qp(octets)
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + content


def _attached(attachment: Attachment) -> bytes:
    name = plain(attachment.file_name, "file name").replace("/", "-").replace("\\", "-")
    if not 0 < len(name) <= 200:
        raise unsafe("the file name is empty or too long")
    return (
        f"Content-Type: {_matching(_MEDIA_TYPE, attachment.media_type, 'file type')}"
        f"{parameter('name', name)}\r\n"
        f"Content-Disposition: attachment{parameter('filename', name)}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + _base64(attachment.content)


def _base64(octets: bytes) -> bytes:
    """Base64 in lines: encoded in one call, cut in another; a third of encodebytes' time."""
    line = binascii.b2a_base64(octets, newline=False)
    whole = len(line) // _BASE64_LINE
    lines = Struct(f"{_BASE64_LINE}s" * whole).unpack_from(line)
    rest = line[whole * _BASE64_LINE :]
    return b"\r\n".join((*lines, rest, b"") if rest else (*lines, b""))
