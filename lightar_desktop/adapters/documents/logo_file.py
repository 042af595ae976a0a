# SPDX-License-Identifier: MIT
"""A file somebody chose as the company's logo, made into a small picture that is safe to keep.

What is kept is drawn anew from the file's pixels: nothing else of a stranger's file stays. Runs in
a render process, so that a file which stops or fills its reader does no harm to the window.
"""

import io
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from lightar_desktop.domain.errors import DomainError

_KEPT: Final = (1120, 336)  # twice what is sharp in print where the logo is drawn
_LARGEST: Final = 40_000_000  # pixels of a picture worth opening
_WRONG: Final = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def logo_file(content: bytes) -> bytes | DomainError:
    """`content` (PNG or JPEG) as a PNG of a sane size, or why it cannot be the logo."""
    if not content:
        return _refusal("it is empty; choose a PNG or JPEG file.")
    try:
        return _drawn_anew(content)
    except UnidentifiedImageError:
        return _refusal(_kind(content))
    except _WRONG:
        return _refusal("it is damaged; save it again as PNG and choose that.")


def _drawn_anew(content: bytes) -> bytes | DomainError:
    # Only these two decoders are ever asked, and never for a picture that would fill the memory.
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > _LARGEST:
            return _refusal("it has more than 40 million pixels; make it smaller.")
        if picture.format == "JPEG":
            picture.draft("RGB", (2 * _KEPT[0], 2 * _KEPT[1]))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(_KEPT, Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    if clean.getchannel("A").getextrema() == (255, 255):
        clean = clean.convert("RGB")
    made = io.BytesIO()
    clean.save(made, "PNG", optimize=True)
    return made.getvalue()


def _kind(content: bytes) -> str:
    start = content[:512].lstrip().lower()
    if start.startswith((b"<?xml", b"<svg", b"<!doctype")):
        return "it is a drawing (SVG) or a page; save it as PNG and choose that."
    return "it is no PNG or JPEG picture; choose one that is."


def _refusal(why: str) -> DomainError:
    return DomainError.of("bad_picture", "logo", why=why)
