# SPDX-License-Identifier: MIT
"""CPU of drawing an invoice: the product against the straightforward way, turn by turn.

The straightforward way is what a ReportLab tutorial arrives at: platypus, a Paragraph in every
cell, a registered TrueType font that is subset for each document. The font is the one ReportLab
ships, so that the yardstick is the same everywhere; fonts and styles are cached, as they should,
and figures are written in Python's way, so that nothing but drawing is compared.

    python -m tests.benchmarks.pdf
"""

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from lightar_desktop.adapters.documents.invoice import preload, render_invoice
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.issued import Buyer, IssuedInvoice, from_json, to_json
from lightar_desktop.domain.tax import InvoiceLine, totals
from lightar_desktop.services.ports import PdfRequest

GOAL = 4.0  # times the yardstick, for 10 lines


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: medians of the CPU time of one document, and its size."""

    lines: int
    yardstick_ms: float
    product_ms: float
    ratio: float
    yardstick_kb: float
    product_kb: float


def request(lines: int) -> PdfRequest:
    """An invoice of so many lines, with a discount, two VAT rates and a note."""
    texts = ("Concept and design", "Implementation of the shop", "Licence", "Workshop on site")
    items = tuple(
        InvoiceLine(
            f"{texts[place % 4]}, part {place + 1}",
            Decimal(place % 7 + 1),
            Decimal("117.35") + place,
            "h",
            tax_rate=Decimal(19 if place % 3 else 7),
        )
        for place in range(lines)
    )
    oslo = PostalAddress("Storgata 12", "0155", "Oslo", "NO")
    berlin = PostalAddress("Lindenstraße 4", "10969", "Berlin", "DE")
    issued = IssuedInvoice(
        "INV-2026-0415",
        date(2026, 11, 22),
        date(2026, 12, 22),
        "EUR",
        Company(
            "Nordlys Design AS",
            oslo,
            "NO923609016MVA",
            "Org.nr. 923 609 016",
            "ar@nordlys.example",
            "+47 22 12 34 56",
            iban="NO9386011117947",
            bic="DNBANOKK",
            bank="DNB Bank ASA",
        ),
        Buyer("Weber & Söhne GmbH", "C10042", berlin, "DE136695976", "de", "Sabine Weber"),
        items,
        tuple(item.net("EUR") for item in items),
        totals(items, "EUR", Decimal(2)),
        "PO 4711",
        "Vielen Dank für die Zusammenarbeit.",
    )
    return PdfRequest(to_json(issued), issued.number, b"")


@cache
def _styles() -> dict[str, ParagraphStyle]:
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Vera", folder / "Vera.ttf"))
    pdfmetrics.registerFont(TTFont("Vera-Bold", folder / "VeraBd.ttf"))
    small = ParagraphStyle("small", fontName="Vera", fontSize=8, leading=10)
    return {
        "small": small,
        "right": ParagraphStyle("right", small, alignment=2),
        "head": ParagraphStyle("head", small, fontName="Vera-Bold"),
        "title": ParagraphStyle("title", small, fontName="Vera-Bold", fontSize=18, leading=24),
    }


def straightforward(request: PdfRequest) -> bytes:
    """The yardstick."""
    invoice = from_json(request.issued_json, request.number)
    styles = _styles()

    def cell(text: str, style: str = "small") -> Paragraph:
        return Paragraph(escape(text), styles[style])

    def figure(value: Decimal) -> Paragraph:
        return cell(f"{value:,.2f}", "right")

    seller, buyer = invoice.seller, invoice.buyer
    story = [
        cell(seller.name, "head"),
        cell(f"{seller.address.lines}, {seller.address.postcode} {seller.address.city}"),
        Spacer(1, 30),
        cell(buyer.name),
        cell(buyer.contact),
        cell(buyer.address.lines),
        cell(f"{buyer.address.postcode} {buyer.address.city}"),
        Spacer(1, 30),
        cell(f"Rechnung {request.number}", "title"),
        cell(f"Rechnungsdatum {invoice.issued_on:%d.%m.%Y}"),
        cell(f"Fällig am {invoice.due_on:%d.%m.%Y}"),
        cell(f"Kundennummer {buyer.number}"),
        cell(f"Ihre Referenz {invoice.buyer_reference}"),
        cell(f"USt-IdNr. {buyer.vat_id}"),
        Spacer(1, 12),
    ]
    names = ("Pos.", "Beschreibung", "Menge", "", "Einzelpreis", "USt.", "Betrag")
    rows: list[list[Paragraph | str]] = [[cell(name, "head") for name in names]]
    for place, (line, net) in enumerate(zip(invoice.lines, invoice.line_nets, strict=True), 1):
        rows.append(
            [
                cell(str(place)),
                cell(line.description),
                cell(f"{line.quantity}", "right"),
                cell(line.unit),
                figure(line.unit_price),
                cell(f"{line.tax_rate} %", "right"),
                figure(net),
            ]
        )
    sums = invoice.totals
    rows += [
        ["", cell(name), "", "", "", "", figure(value)]
        for name, value in (
            ("Zwischensumme", sums.lines),
            ("Rabatt", -sums.discount),
            ("Netto", sums.net),
            *((f"USt. {part.rate} % auf {part.taxable}", part.tax) for part in sums.breakdown),
        )
    ]
    total = cell(f"{sums.total:,.2f} {invoice.currency}", "head")
    rows.append(["", cell("Gesamtbetrag", "head"), "", "", "", "", total])
    table = Table(rows, colWidths=[28, 200, 40, 40, 60, 40, 75], repeatRows=1)
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.lightgrey)]))
    story += [
        table,
        Spacer(1, 12),
        cell(f"IBAN {seller.iban}, BIC {seller.bic}, {seller.bank}"),
        cell(f"Verwendungszweck {request.number}"),
        cell(invoice.note),
    ]
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=f"Rechnung {request.number}")

    def page_number(canvas: object, _: object) -> None:
        canvas.setFont("Vera", 7)  # type: ignore[attr-defined]
        canvas.drawString(70, 30, f"Seite {canvas.getPageNumber()}")  # type: ignore[attr-defined]

    document.build(story, onFirstPage=page_number, onLaterPages=page_number)
    return out.getvalue()


def _cpu(draw: Callable[[PdfRequest], bytes], order: PdfRequest) -> float:
    start = time.process_time()
    draw(order)
    return (time.process_time() - start) * 1000


def run(lines: tuple[int, ...] = (10, 100), rounds: int = 80) -> list[Row]:
    """Compare both for each number of lines; the ratio is the median of neighbouring pairs."""
    preload()
    rows = []
    for count in lines:
        order = request(count)
        sizes = [len(draw(order)) / 1024 for draw in (straightforward, render_invoice)]
        pairs = [
            (_cpu(straightforward, order), _cpu(render_invoice, order))
            for _ in range(max(10, rounds * 10 // count))
        ]
        rows.append(
            Row(
                count,
                statistics.median(base for base, _ in pairs),
                statistics.median(ours for _, ours in pairs),
                statistics.median(base / ours for base, ours in pairs),
                *sizes,
            )
        )
    return rows


def main() -> None:
    """Print the table."""
    print("lines  yardstick ms  product ms  times  yardstick KB  product KB")
    for row in run():
        print(
            f"{row.lines:5}  {row.yardstick_ms:12.2f}  {row.product_ms:10.2f}  {row.ratio:5.1f}"
            f"  {row.yardstick_kb:12.1f}  {row.product_kb:10.1f}"
        )


if __name__ == "__main__":
    main()
