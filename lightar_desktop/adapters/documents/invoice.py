# SPDX-License-Identifier: MIT
"""The invoice as a PDF: the same invoice gives the same bytes, always and everywhere."""

import io
from hashlib import sha256
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from lightar_desktop.adapters.documents import blocks, letterhead
from lightar_desktop.adapters.documents.blocks import Block, together
from lightar_desktop.adapters.documents.fonts import bold, regular
from lightar_desktop.adapters.documents.formats import formats
from lightar_desktop.adapters.documents.layout import Sheet
from lightar_desktop.adapters.documents.logo import logo
from lightar_desktop.adapters.documents.paper import Paper
from lightar_desktop.adapters.documents.table import CARRY, HEAD, Table
from lightar_desktop.adapters.documents.writing import clean
from lightar_desktop.domain.issued import from_json
from lightar_desktop.domain.layout import LogoPlace
from lightar_desktop.domain.money import ZERO
from lightar_desktop.services.ports import PdfRequest

rl_config.useA85 = 0  # five bytes for four, for wires that no longer exist


_SHORT_NOTE = 8  # lines that would look lost on a page of their own


def preload() -> None:
    """Read the fonts and the languages' rules, so that the first invoice is as fast as the next."""
    for face in (regular(), bold()):
        face.width(" ", 1)
    for language in ("en", "de", "fr", "es"):
        formats(language, "EUR")


def render_invoice(request: PdfRequest) -> bytes:
    """The PDF of an invoice; without a number it is marked as a draft."""
    issued = from_json(request.issued_json, request.number)
    picture = None if issued.layout.logo is LogoPlace.NONE else logo(request.logo)
    paper = Paper(issued, formats(issued.buyer.language, issued.currency), picture)
    pages = _Pages(paper)
    pages.fill()
    canvas = _canvas(paper)
    document: Any = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001  the only way in
    document._ID = _identity(request)  # noqa: SLF001  ReportLab's own asks its environment
    if paper.picture is not None:
        paper.picture.embed(document)
    for number, sheet in enumerate(pages.sheets, 1):
        letterhead.footer(sheet, paper, number, len(pages.sheets))
        sheet.put(canvas, document)
    return bytes(canvas.getpdfdata())  # type: ignore[no-untyped-call]


class _Pages:
    """The pages of one invoice while they fill up."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._bottom = paper.bottom
        self._table = Table(paper)
        self.sheets: list[Sheet] = []
        self._sheet = self._begin()
        self._y = letterhead.letterhead(self._sheet, paper)

    def _begin(self) -> Sheet:
        sheet = self._paper.sheet()
        letterhead.mark_draft(sheet, self._paper)
        self.sheets.append(sheet)
        return sheet

    def _next(self) -> None:
        self._sheet = self._begin()
        self._y = letterhead.running_head(self._sheet, self._paper)

    def fill(self) -> None:
        """Lay everything out."""
        after = blocks.totals(self._paper)
        self._lines(after[0].height)
        payment, note = blocks.payment(self._paper), blocks.note(self._paper)
        if len(note) <= _SHORT_NOTE:
            payment, note = together([payment, *note]), []
        for block in [*after, payment, *note]:
            self._add(block)

    def _add(self, block: Block) -> None:
        if self._y + block.height > self._bottom:
            self._next()
        block.draw(self._sheet, self._y)
        self._y += block.height

    def _lines(self, totals_height: float) -> None:
        """The table. Every page but the last ends with the sum so far; its last line goes along
        with the totals, so that these never stand alone.
        """
        table, words = self._table, self._paper.formats.words
        room_for_head = HEAD + CARRY + (table.rows[0].height if table.rows else 0.0)
        if self._y + room_for_head > self._bottom:
            self._next()
        self._y = table.head(self._sheet, self._y)
        sum_so_far, fresh = ZERO, True
        last = len(table.rows) - 1
        for place, row in enumerate(table.rows):
            below = totals_height if place == last else CARRY
            if not fresh and self._y + row.height + below > self._bottom:
                table.carry(self._sheet, self._y, words.carried, sum_so_far)
                self._next()
                self._y = table.head(self._sheet, self._y)
                self._y = table.carry(self._sheet, self._y, words.brought, sum_so_far)
            self._y = table.row(self._sheet, self._y, row)
            sum_so_far, fresh = sum_so_far + row.net, False


def _canvas(paper: Paper) -> Canvas:
    """An empty document about the invoice. Its dates and its identity come from the invoice."""
    issued = paper.issued
    canvas = Canvas(
        io.BytesIO(),
        pagesize=(round(paper.frame.width, 2), round(paper.frame.height, 2)),
        pageCompression=1,
        invariant=1,
        initialFontName=regular().fontName,
        lang=str(paper.formats.locale).replace("_", "-"),
    )
    draft = "" if issued.number else f" ({paper.formats.words.draft})"
    canvas.setTitle(paper.title + draft)
    canvas.setAuthor(clean(issued.seller.name))
    canvas.setSubject(clean(issued.buyer.name))
    canvas.setCreator("LightAR Desktop")
    canvas.setProducer("LightAR Desktop, ReportLab")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    stamp = f"D:{issued.issued_on:%Y%m%d}000000+00'00'"
    canvas.setDateFormatter(lambda *_: stamp)
    return canvas


def _identity(request: PdfRequest) -> bytes:
    """The two identifiers of a PDF: of what it is about, and of this version of it."""
    content = f"{request.number}\n{request.issued_json}".encode() + request.logo
    identity = sha256(content).hexdigest()[:32].encode()
    return b"[<%s> <%s>]\n" % (identity, identity)
