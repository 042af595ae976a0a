# SPDX-License-Identifier: MIT
"""Files that strangers made: a small picture is kept as the logo, or a sentence says why not."""

import io
import struct
import zlib

import pytest
from PIL import Image

from lightar_desktop.adapters.documents.logo import logo
from lightar_desktop.adapters.documents.logo_file import logo_file
from lightar_desktop.domain.errors import DomainError


def picture(kind: str, size: tuple[int, int] = (300, 100), mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, 120).save(made, kind)
    return made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png_of(width: int, height: int, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A small file that says and holds 2.5 thousand million pixels."""
    return png_of(50_000, 50_000, chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9)))


def text_bomb() -> bytes:
    text = b"Comment\0\0" + zlib.compress(b"A" * 80_000_000, 9)
    return png_of(10, 10, chunk(b"zTXt", text), chunk(b"IDAT", zlib.compress(bytes(310))))


HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]><x>&a;</x>',
    "gif": picture("GIF", mode="P"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "cut off": picture("PNG", (600, 600))[:180],
    "cut off photo": picture("JPEG", (600, 600))[:400],
    "bomb": bomb(),
    "bomb of text": text_bomb(),
    "no pixels": png_of(0, 0),
    "wrong sum": picture("PNG").replace(b"IDAT", b"IDAU", 1),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_files_are_refused_with_a_sentence(name: str) -> None:
    refused = logo_file(HOSTILE[name])
    assert isinstance(refused, DomainError)
    (problem,) = refused.problems
    assert problem.field == "logo"
    assert str(problem).endswith(".")


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG", (4000, 900)),
        picture("PNG", (40, 20), "RGBA"),
        picture("PNG", (900, 900), "L"),
        picture("PNG", (90, 90), "P"),
        picture("PNG", (30, 30), "I;16"),
        picture("JPEG", (3000, 3000)),
        picture("JPEG", (300, 200), "CMYK"),
        picture("PNG", (5000, 1)),
    ],
)
def test_what_is_kept_is_small_and_can_be_printed(content: bytes) -> None:
    kept = logo_file(content)
    assert isinstance(kept, bytes)
    with Image.open(io.BytesIO(kept), formats=("PNG",)) as shown:
        assert shown.width <= 1120
        assert shown.height <= 336
    assert logo(kept) is not None
    assert logo_file(kept) == kept


def test_nothing_but_pixels_of_the_file_is_kept() -> None:
    made = io.BytesIO()
    hidden = Image.Exif()
    hidden[0x010E] = "where we live"
    Image.new("RGB", (60, 20)).save(made, "JPEG", exif=hidden, comment=b"secret")
    content = made.getvalue() + b"<script>after the end</script>"
    kept = logo_file(content)
    assert isinstance(kept, bytes)
    assert b"where we live" not in kept
    assert b"secret" not in kept
    assert b"script" not in kept
