# SPDX-License-Identifier: MIT
"""What stands around the table of lines: letterhead, totals, payment, footer."""

from collections.abc import Callable
from dataclasses import dataclass

from lightar_desktop.adapters.documents.formats import Formats, country
from lightar_desktop.adapters.documents.layout import (
    BOTTOM,
    GREY,
    HAIR,
    INK,
    LEFT,
    MM,
    PALE,
    RIGHT,
    TOP,
    WIDTH,
    Sheet,
    accent,
    light,
    strong,
)
from lightar_desktop.adapters.documents.logo import Logo
from lightar_desktop.adapters.documents.table import rate_words
from lightar_desktop.adapters.documents.wrapping import wrap, wrap_all
from lightar_desktop.adapters.documents.writing import clean, joined, paragraphs
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import TaxCategory

_ASIDE = 125 * MM  # where the column to the right of the address begins
_ADDRESS = 62.7 * MM  # of a window envelope (DIN 5008, form B)
_TITLE = 97 * MM
_TOWN_FIRST = {"GB", "IE", "US", "CA", "AU", "NZ", "IN"}
_MARKS = "¹²³⁴⁵⁶"
_MOST_RATES = 30  # in one block of the VAT summary


@dataclass(frozen=True, slots=True)
class Paper:
    """One invoice and how it is written."""

    issued: IssuedInvoice
    formats: Formats
    picture: Logo | None

    @property
    def title(self) -> str:
        words = self.formats.words
        return clean(f"{words.invoice} {self.issued.number or ''}").strip()

    @property
    def accent(self) -> str:
        return accent(self.issued.seller.colour)

    def marks(self) -> dict[TaxCategory, str]:
        """A superscript for each reason why no VAT is charged, when there are several."""
        untaxed = [
            part.category for part in self.issued.totals.breakdown if not part.category.taxed
        ]
        return dict(zip(untaxed, _MARKS, strict=False)) if len(untaxed) > 1 else {}


@dataclass(frozen=True, slots=True)
class Block:
    """Something after the table that stays on one page; `draw` is given its upper edge."""

    height: float
    draw: Callable[[Sheet, float], None]


def mark_draft(sheet: Sheet, paper: Paper) -> None:
    """The word across the page that keeps a draft from being taken for an invoice."""
    if paper.issued.number is None:
        word = paper.formats.words.draft.upper()
        sheet.behind(WIDTH / 2, 165 * MM, word, strong(104 if len(word) < 8 else 84, PALE))


def letterhead(sheet: Sheet, paper: Paper) -> float:
    """The upper part of the first page; returns where the table begins."""
    _logo(sheet, paper)
    sender = _sender(sheet, paper)
    address = _address(sheet, paper)
    facts = _facts(sheet, paper, max(50 * MM, sender + 14))
    title = max(_TITLE, address + 24, facts + 24)
    style = strong(19)
    for line in wrap(paper.title, style, RIGHT - LEFT)[:4]:
        sheet.text(LEFT, title, line, style)
        title += style.line
    sheet.rule(2 * MM, 105 * MM, 6 * MM)  # where to fold
    sheet.rule(2 * MM, 210 * MM, 6 * MM)
    return title - style.line + 14


def running_head(sheet: Sheet, paper: Paper) -> float:
    """The line on top of every further page; returns where its content begins."""
    style = light(8, GREY)
    name = wrap(clean(paper.issued.buyer.name), style, 230)[0]
    title = wrap(paper.title, strong(8, GREY), 220)[0]
    sheet.text(LEFT, TOP, title, strong(8, GREY))
    sheet.right(RIGHT, TOP, name, style)
    return TOP + 14


def footer(sheet: Sheet, paper: Paper, page: int, pages: int) -> None:
    """Who invoices, in small print, and the number of the page."""
    seller, words = paper.issued.seller, paper.formats.words
    style = light(6.8, GREY, 9)
    vat_id = f"{words.vat_id} {seller.vat_id}" if seller.vat_id else ""
    bic = f"BIC {seller.bic}" if seller.bic else ""
    columns = (
        (seller.name, *_postal(seller.address, "", "")),
        (seller.phone, seller.email, seller.website),
        (vat_id, *paragraphs(seller.registration)),
        (seller.bank, _grouped(seller.iban), bic),
    )
    top = BOTTOM + 2.2 * MM
    sheet.rule(LEFT, top, RIGHT)
    width = (RIGHT - LEFT) / 4
    for place, texts in enumerate(column for column in columns if any(column)):
        lines = [line for text in texts for line in wrap_all(text, style, width - 8)]
        sheet.lines(LEFT + place * width, top + 12, lines[:5], style)
    number = words.page.format(page=page, pages=pages)
    sheet.right(RIGHT, 289 * MM, number, style)


def _logo(sheet: Sheet, paper: Paper) -> None:
    if paper.picture is not None:
        width, height = paper.picture.fitted(64 * MM, 18 * MM)
        sheet.image(paper.picture.name, LEFT, 15 * MM, width, height)
        return
    style = strong(16, paper.accent)
    lines = wrap_all(paper.issued.seller.name, style, _ASIDE - LEFT - 16, most=2)
    sheet.lines(LEFT, 21 * MM, lines, style)


def _sender(sheet: Sheet, paper: Paper) -> float:
    seller = paper.issued.seller
    style, width = light(7.8, GREY, 11), RIGHT - _ASIDE
    y = sheet.lines(
        _ASIDE, 18 * MM, wrap_all(seller.name, strong(8.6), width, most=2), strong(8.6, INK, 12)
    )
    texts = (*_postal(seller.address, "", ""), seller.phone, seller.email, seller.website)
    lines = [line for text in texts for line in wrap_all(text, style, width, most=3)]
    return sheet.lines(_ASIDE, y, lines[:9], style)


def _address(sheet: Sheet, paper: Paper) -> float:
    seller, buyer = paper.issued.seller, paper.issued.buyer
    small = light(6.4, GREY)
    width = 85 * MM
    sender = joined([clean(seller.name), *_postal(seller.address, "", "")], " · ")
    line = wrap(sender, small, width)[0]
    sheet.text(LEFT, _ADDRESS - 9, line, small)
    sheet.rule(LEFT, _ADDRESS - 6.4, LEFT + small.width(line), HAIR, 0.5)
    style = light(9.6, INK, 13)
    lines = wrap_all(buyer.name, strong(9.6), width, most=3)
    y = sheet.lines(LEFT, _ADDRESS + 7, lines, strong(9.6, INK, 13))
    contact = "" if buyer.contact == buyer.name else buyer.contact
    texts = (contact, *_postal(buyer.address, seller.address.country, seller.language))
    lines = [line for text in texts for line in wrap_all(text, style, width, most=4)]
    return sheet.lines(LEFT, y, lines[:9], style)


def _postal(address: PostalAddress, home: str, language: str) -> list[str]:
    """The lines of an address; the country only when mail to it leaves `home`."""
    town = [address.postcode, address.city]
    if address.country in _TOWN_FIRST:
        town.reverse()
    lines = [*paragraphs(address.lines)[:6], " ".join(clean(text) for text in town if text)]
    if home and address.country and address.country != home:
        lines.append(country(address.country, language))
    return [line for line in lines if line]


def _facts(sheet: Sheet, paper: Paper, y: float) -> float:
    issued, formats = paper.issued, paper.formats
    words, buyer = formats.words, issued.buyer
    facts = (
        (words.number, issued.number or words.draft, True),
        (words.issued, formats.day(issued.issued_on), False),
        (words.due, formats.day(issued.due_on), True),
        (words.customer, buyer.number, False),
        (words.reference, issued.buyer_reference, False),
        (words.vat_id, buyer.vat_id, False),
    )
    label = light(8, GREY, 14)
    edge = _ASIDE + max(label.width(name) for name, _, _ in facts) + 12
    for name, value, important in facts:
        style = strong(8.4, INK, 11.5) if important else light(8.4, INK, 11.5)
        lines = wrap_all(value, style, RIGHT - edge, most=4)
        if lines:
            sheet.text(_ASIDE, y, name, label)
            y = sheet.lines(edge, y, lines, style) + 3
    return y


def totals(paper: Paper) -> list[Block]:
    """VAT per rate on the left, the sums on the right; further blocks for a great many rates."""
    breakdown = paper.issued.totals.breakdown
    first = breakdown[:_MOST_RATES]
    sums = _sums(paper)
    height = 28.0 + max(14 * len(first), 14 * len(sums))
    blocks = [Block(height, lambda sheet, y: _draw_totals(sheet, y + 12, paper, 0, sums))]
    for start in range(_MOST_RATES, len(breakdown), _MOST_RATES):

        def more(sheet: Sheet, y: float, start: int = start) -> None:
            _draw_rates(sheet, y + 12, paper, start)

        count = min(_MOST_RATES, len(breakdown) - start)
        blocks.append(Block(14.0 * count + 38, more))
    return blocks + _reasons(paper)


def _sums(paper: Paper) -> list[tuple[str, str]]:
    sums, formats = paper.issued.totals, paper.formats
    words = formats.words
    rows = []
    if sums.discount:
        rows = [
            (words.subtotal, formats.amount(sums.lines)),
            (words.discount, formats.amount(-sums.discount)),
        ]
    rates = [part.rate for part in sums.breakdown if part.category.taxed]
    vat = (
        f"{words.vat} {formats.percent(rates[0])}" if len(sums.breakdown) == len(rates) == 1 else ""
    )
    rows += [(words.net, formats.amount(sums.net)), (vat or words.vat, formats.amount(sums.tax))]
    return [*rows, (words.total, formats.money(sums.total))]


def _draw_totals(
    sheet: Sheet, y: float, paper: Paper, start: int, sums: list[tuple[str, str]]
) -> None:
    _draw_rates(sheet, y, paper, start)
    left, style = 116 * MM, light(8.8)
    base = y + 8
    for name, value in sums[:-1]:
        sheet.text(left, base, name, light(8.8, GREY))
        sheet.right(RIGHT, base, value, style)
        base += 14
    sheet.rule(left, base - 4, RIGHT, paper.accent, 1.5)
    name, value = sums[-1]
    size = 14.0
    while size > 6 and strong(size).width(value) > RIGHT - left - strong(9.6).width(name) - 10:
        size -= 1
    sheet.text(left, base + 15, name, strong(9.6))
    sheet.right(RIGHT, base + 15.6, value, strong(size))


def _draw_rates(sheet: Sheet, y: float, paper: Paper, start: int) -> None:
    formats, marks = paper.formats, paper.marks()
    words, head, style = formats.words, strong(7.2, GREY), light(8)
    middle, right = LEFT + 52 * MM, LEFT + 80 * MM
    base = y + 8
    sheet.text(LEFT, base, f"{words.vat} %", head)
    sheet.right(middle, base, words.taxable, head)
    sheet.right(right, base, words.vat, head)
    sheet.rule(LEFT, base + 5, right)
    for part in paper.issued.totals.breakdown[start : start + _MOST_RATES]:
        base += 14
        rate = rate_words(part.category, part.rate, formats, marks)
        sheet.text(LEFT, base + 2, rate, style)
        sheet.right(middle, base + 2, formats.amount(part.taxable), style)
        sheet.right(right, base + 2, formats.amount(part.tax), style)


def _reasons(paper: Paper) -> list[Block]:
    """Why no VAT is charged, where none is."""
    marks, style = paper.marks(), light(8, INK, 11)
    reasons = paper.formats.words.reasons
    lines = []
    for part in paper.issued.totals.breakdown:
        if not part.category.taxed:
            text = f"{marks.get(part.category, '')} {reasons[part.category]}".strip()
            lines += wrap(text, style, RIGHT - LEFT)
    if not lines:
        return []
    return [Block(len(lines) * 11 + 10, lambda sheet, y: _draw_lines(sheet, y + 13, lines))]


def _draw_lines(sheet: Sheet, y: float, lines: list[str]) -> None:
    sheet.lines(LEFT, y, lines, light(8, INK, 11))


def payment(paper: Paper) -> Block:
    """How to pay: amount and date in a sentence, the account, the reference."""
    issued, formats = paper.issued, paper.formats
    seller, words = issued.seller, formats.words
    sentence = words.payment
    if issued.totals.total > ZERO:
        sentence = words.please_pay.format(
            amount=formats.money(issued.totals.total), date=formats.long_day(issued.due_on)
        )
    label, style = light(7.8, GREY, 11), light(8.4, INK, 11)
    columns = (
        (("IBAN", _grouped(seller.iban)), ("BIC", seller.bic), (words.bank, seller.bank)),
        ((words.purpose, issued.number or ""), (words.holder, seller.name)),
    )
    cells: list[tuple[float, float, str, list[str]]] = []
    x, deepest = LEFT + 14, 0.0
    for column, width in zip(columns, (238.0, RIGHT - LEFT - 266), strict=True):
        facts = [(name, value) for name, value in column if value.strip()]
        edge = max((label.width(name) for name, _ in facts), default=0) + 10
        y = 0.0
        for name, value in facts:
            lines = wrap_all(value, style, width - edge, most=3)
            cells.append((x, y, name, []))
            cells.append((x + edge, y, "", lines))
            y += len(lines) * 11 + 4.5
        x, deepest = x + width, max(deepest, y)
    titles = wrap(sentence, strong(9.6), RIGHT - LEFT - 28)
    height = deepest + 13 * len(titles) + 22

    def draw(sheet: Sheet, y: float) -> None:
        sheet.box(LEFT, y + 12, RIGHT - LEFT, height)
        sheet.box(LEFT, y + 12, 2.4, height, paper.accent)
        base = sheet.lines(LEFT + 14, y + 29, titles, strong(9.6, INK, 13)) + 6
        for left, down, name, lines in cells:
            if name:
                sheet.text(left, base + down, name, label)
            sheet.lines(left, base + down, lines, style)

    return Block(height + 14, draw)


def note(paper: Paper) -> list[Block]:
    """What the company wrote below; it may break anywhere."""
    style = light(8.6, INK, 12)
    lines = wrap_all(paper.issued.note, style, RIGHT - LEFT)
    blocks = []
    for place, line in enumerate(lines):
        above = 0.0 if place else 9.0

        def draw(sheet: Sheet, y: float, line: str = line, above: float = above) -> None:
            sheet.begun(LEFT, y + above + 9, line, style, RIGHT - LEFT)

        blocks.append(Block(12 + above, draw))
    return blocks


def together(blocks: list[Block]) -> Block:
    """Blocks that go to the same page."""

    def draw(sheet: Sheet, y: float) -> None:
        for block in blocks:
            block.draw(sheet, y)
            y += block.height

    return Block(sum(block.height for block in blocks), draw)


def _grouped(iban: str) -> str:
    """An IBAN in fours, as it is printed."""
    packed = "".join(clean(iban).split())
    return " ".join(packed[start : start + 4] for start in range(0, len(packed), 4))
