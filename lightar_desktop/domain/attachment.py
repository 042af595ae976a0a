# SPDX-License-Identifier: MIT
"""Files that go with an email besides the invoice's PDF: named safely, not too big, no programs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lightar_desktop.domain.errors import Problem

MEGABYTE: Final = 1024 * 1024
WARN_SIZE: Final = 10 * MEGABYTE  # what many mail servers still take
MOST_SIZE: Final = 25 * MEGABYTE  # what hardly any takes more than
NAME_LENGTH: Final = 100

_LINE: Final = 76  # base64 characters, before a line end of two
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"/\\|?*]'
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

# What a double click would run, on one system or another. Mail servers refuse most of them.
_PROGRAMS: Final = frozenset({
    "ade", "adp", "app", "appimage", "appx", "apk", "bash", "bat", "bin", "cab", "chm", "cmd",
    "com", "command", "cpl", "deb", "desktop", "dll", "dmg", "elf", "exe", "gadget", "hlp", "hta",
    "htm", "html", "img", "inf", "ins", "iso", "jar", "jnlp", "js", "jse", "ksh", "lib", "lnk",
    "mde", "msc", "msi", "msix", "msp", "mst", "msu", "nsh", "pif", "pkg", "pl", "ps1", "ps1xml",
    "ps2", "psc1", "psm1", "py", "pyc", "pyw", "rb", "reg", "rpm", "run", "scf", "scr", "sct",
    "sh", "shb", "shtml", "so", "svg", "sys", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "vxd",
    "ws", "wsc", "wsf", "wsh", "xhtml", "xll", "zsh",
})  # fmt: skip
_TYPES: Final = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/plain",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "vcf": "text/vcard",
    "webp": "image/webp",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an email besides the invoice's PDF; its content is an asset."""

    name: str
    sha256: str
    size: int  # bytes


def media_type(name: str) -> str:
    """The media type of a file, by the ending of its name."""
    return _TYPES.get(_ending(name), "application/octet-stream")


def safe_name(name: str) -> str:
    """`name` as it may stand in an email and be saved anywhere: no path, nothing invisible."""
    bare = re.split(r"[/\\]", name)[-1]
    bare = _UNSAFE.sub("", bare).strip(" .")
    if not bare or _RESERVED.match(bare):
        bare = f"file {bare}".strip()
    stem, dot, ending = bare.rpartition(".")
    if dot and len(ending) < 12:
        return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
    return bare[:NAME_LENGTH]


def unlike(name: str, others: Iterable[str]) -> str:
    """`name`, with a number where one of `others` has it already: `terms (2).pdf`."""
    taken = {other.casefold() for other in others}
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{stem} ({number}){dot}{ending}"
    return found


def sent_size(sizes: Iterable[int]) -> int:
    """How much files of these sizes add to a message: base64 needs four characters for three
    bytes, and line ends.
    """
    encoded = (4 * -(-size // 3) for size in sizes)
    return sum(characters + 2 * -(-characters // _LINE) for characters in encoded)


def attachment_problems(files: Sequence[Attachment]) -> list[Problem]:
    """Everything that keeps these files from being sent."""
    found = []
    for one in files:
        if not one.size:
            found.append(Problem("empty_file", "attachments", {"name": one.name}))
        if _ending(one.name) in _PROGRAMS:
            facts = {"name": one.name, "ending": _ending(one.name)}
            found.append(Problem("program_attached", "attachments", facts))
        if safe_name(one.name) != one.name:
            found.append(Problem("bad_file_name", "attachments", {"name": safe_name(one.name)}))
    size = sent_size(one.size for one in files)
    if size > MOST_SIZE:
        found.append(Problem("attachments_too_big", "attachments", too_big(size)))
    return found


def too_big(size: int) -> dict[str, str]:
    """The facts of the sentence about a message of `size` bytes."""
    return {"size": f"{size / MEGABYTE:.1f}", "limit": f"{MOST_SIZE / MEGABYTE:.0f}"}


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower().strip() if "." in name else ""
