# SPDX-License-Identifier: MIT
"""What stands below the table of lines: totals, the reasons for no VAT, payment, the note."""

from collections.abc import Callable
from dataclasses import dataclass

from lightar_desktop.adapters.documents.layout import (
    GREY,
    INK,
    LEFT,
    MM,
    Sheet,
    Style,
    light,
    strong,
)
from lightar_desktop.adapters.documents.letterhead import grouped
from lightar_desktop.adapters.documents.paper import Paper
from lightar_desktop.adapters.documents.table import rate_words
from lightar_desktop.adapters.documents.wrapping import wrap, wrap_all
from lightar_desktop.adapters.documents.writing import paragraphs
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import TaxBreakdown

_MOST_RATES = 30  # in one block of the VAT summary
_MOST_LINES = 40  # of reasons in one block


@dataclass(frozen=True, slots=True)
class Block:
    """Something after the table that stays on one page; `draw` is given its upper edge."""

    height: float
    draw: Callable[[Sheet, float], None]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A fact of the payment: its name and, beside it, its value."""

    name_at: float
    value_at: float
    down: float
    name: str
    lines: list[str]


def _label() -> Style:
    return light(7.8, GREY, 11)


def _value() -> Style:
    return light(8.4, INK, 11)


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
    total = formats.credit.total if paper.credit else words.total
    return [*rows, (total, formats.money(sums.total))]


def _draw_totals(
    sheet: Sheet, y: float, paper: Paper, start: int, sums: list[tuple[str, str]]
) -> None:
    _draw_rates(sheet, y, paper, start)
    left, right, style = 116 * MM, paper.frame.right, light(8.8)
    base = y + 8
    for name, value in sums[:-1]:
        sheet.text(left, base, name, light(8.8, GREY))
        sheet.right(right, base, value, style)
        base += 14
    sheet.rule(left, base - 4, right, paper.accent, 1.5)
    name, value = sums[-1]
    size = 14.0
    while size > 6 and strong(size).width(value) > right - left - strong(9.6).width(name) - 10:
        size -= 1
    sheet.text(left, base + 15, name, strong(9.6))
    sheet.right(right, base + 15.6, value, strong(size))


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
    lines = []
    for part in paper.issued.totals.breakdown:
        if not part.category.taxed:
            text = f"{marks.get(part.category, '')} {_reason(paper, part)}".strip()
            lines += wrap(text, style, paper.width)
    blocks = []
    for start in range(0, len(lines), _MOST_LINES):
        some = lines[start : start + _MOST_LINES]

        def draw(sheet: Sheet, y: float, some: list[str] = some) -> None:
            sheet.lines(LEFT, y + 13, some, style)

        blocks.append(Block(len(some) * 11 + 10, draw))
    return blocks


def _reason(paper: Paper, part: TaxBreakdown) -> str:
    """The words the law wants in the reader's language, then the company's own."""
    usual, own = paper.formats.words.reasons[part.category], " ".join(paragraphs(part.reason))
    return usual if own in usual else f"{usual} {own}"


def payment(paper: Paper) -> Block:
    """How to pay: amount and date in a sentence, the account, the reference."""
    cells, deepest = _account(paper)
    style = strong(9.6, INK, 13)
    titles = wrap(_payment_sentence(paper), style, paper.width - 28)
    height = deepest + 13 * len(titles) + (22 if cells else 15)

    def draw(sheet: Sheet, y: float) -> None:
        sheet.box(LEFT, y + 12, paper.width, height)
        sheet.box(LEFT, y + 12, 2.4, height, paper.accent)
        base = sheet.lines(LEFT + 14, y + 29, titles, style) + 6
        for cell in cells:
            sheet.text(cell.name_at, base + cell.down, cell.name, _label())
            sheet.lines(cell.value_at, base + cell.down, cell.lines, _value())

    return Block(height + 14, draw)


def _payment_sentence(paper: Paper) -> str:
    issued, formats = paper.issued, paper.formats
    if issued.totals.total <= ZERO:
        return formats.words.payment
    amount = formats.money(issued.totals.total)
    if paper.credit:
        return formats.credit.credited.format(amount=amount)
    return formats.words.please_pay.format(amount=amount, date=formats.long_day(issued.due_on))


def _account(paper: Paper) -> tuple[list[_Cell], float]:
    """What stands under the sentence, and how high that is; nothing where none is to be paid."""
    if paper.credit or not paper.issued.layout.bank_details:
        return [], 0.0
    seller, words = paper.issued.seller, paper.formats.words
    columns = (
        (("IBAN", grouped(seller.iban)), ("BIC", seller.bic), (words.bank, seller.bank)),
        ((words.purpose, paper.issued.number or ""), (words.holder, seller.name)),
    )
    cells: list[_Cell] = []
    x, deepest = LEFT + 14, 0.0
    for column, width in zip(columns, (238.0, paper.width - 266), strict=True):
        facts = [(name, value) for name, value in column if value.strip()]
        edge = max((_label().width(name) for name, _ in facts), default=0) + 10
        y = 0.0
        for name, value in facts:
            lines = wrap_all(value, _value(), width - edge, most=3)
            cells.append(_Cell(x, x + edge, y, name, lines))
            y += len(lines) * 11 + 4.5
        x, deepest = x + width, max(deepest, y)
    return cells, deepest


def note(paper: Paper) -> list[Block]:
    """What the company wrote below; it may break anywhere."""
    style = light(8.6, INK, 12)
    lines = wrap_all(paper.issued.note, style, paper.width)
    blocks = []
    for place, line in enumerate(lines):
        above = 0.0 if place else 9.0

        def draw(sheet: Sheet, y: float, line: str = line, above: float = above) -> None:
            sheet.begun(LEFT, y + above + 9, line, style, paper.width)

        blocks.append(Block(12 + above, draw))
    return blocks


def together(blocks: list[Block]) -> Block:
    """Blocks that go to the same page."""

    def draw(sheet: Sheet, y: float) -> None:
        for block in blocks:
            block.draw(sheet, y)
            y += block.height

    return Block(sum(block.height for block in blocks), draw)
