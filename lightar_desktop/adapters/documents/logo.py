# SPDX-License-Identifier: MIT
"""The company's logo, made ready for PDF once per picture and process."""

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from PIL import Image
from reportlab.pdfbase.pdfdoc import xObjectName

from lightar_desktop.adapters.documents.parts import FixedObject, stream

# Sharp in print at the size it is drawn; more only makes every email bigger.
_MOST_PIXELS = (560, 168)
_LARGEST = 40_000_000  # pixels of a picture worth opening


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as a PDF object; `mask` holds its transparency."""

    name: str
    width: int
    height: int
    picture: bytes
    mask: bytes

    def embed(self, document: Any) -> None:
        """Add it to a ReportLab document under its name."""
        if self.mask:
            mask = f"{self.name}.mask"
            document.Reference(FixedObject(self.mask), mask)
            picture = FixedObject(self.picture, mask)
        else:
            picture = FixedObject(self.picture)
        document.Reference(picture, xObjectName(self.name))

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Its size when drawn into a frame."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@lru_cache(maxsize=8)
def logo(content: bytes) -> Logo | None:
    """The picture (PNG or JPEG) in `content`; None when there is none that can be read."""
    if not content:
        return None
    try:
        picture = _opened(content)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    picture.thumbnail(_MOST_PIXELS, Image.Resampling.LANCZOS)
    name = sha256(content).hexdigest()[:16]
    width, height = picture.size
    size = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8" % picture.size
    alpha = picture.getchannel("A")
    mask = b""
    if alpha.getextrema() != (255, 255):
        mask = stream(size + b" /ColorSpace /DeviceGray", zlib.compress(alpha.tobytes(), 9))
        size += b" /SMask @"
    pixels = stream(
        size + b" /ColorSpace /DeviceRGB", zlib.compress(picture.convert("RGB").tobytes(), 9)
    )
    return Logo(name, width, height, pixels, mask)


def _opened(content: bytes) -> Image.Image:
    # Only these two decoders are ever asked, and never for a picture that would fill the memory.
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > _LARGEST:
            raise ValueError("too many pixels")
        return picture.convert("RGBA")
