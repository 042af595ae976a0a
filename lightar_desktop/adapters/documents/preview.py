# SPDX-License-Identifier: MIT
"""Pages of a PDF as pictures, for the window and the printer."""

import threading

import pypdfium2

from lightar_desktop.services.ports import PageImage

# PDFium keeps its state in the process and knows no threads.
_one_at_a_time = threading.Lock()


def page_count(pdf: bytes) -> int:
    """How many pages `pdf` has."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_images(pdf: bytes, scale: float, pages: range | None = None) -> list[PageImage]:
    """The pages of `pdf` (all, or those with these indexes) drawn at `scale` pixels a point."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            wanted = range(len(document)) if pages is None else pages
            return [_drawn(document, index, scale) for index in wanted if index < len(document)]
        finally:
            document.close()


def _drawn(document: pypdfium2.PdfDocument, index: int, scale: float) -> PageImage:
    page = document[index]
    try:
        bitmap = page.render(
            scale=scale, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRx, rev_byteorder=False
        )
        try:
            return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()
    finally:
        page.close()
