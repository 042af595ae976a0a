# SPDX-License-Identifier: MIT
"""What stands above the table of lines, and at the top and foot of every page."""

from lightar_desktop.adapters.documents.formats import country
from lightar_desktop.adapters.documents.layout import (
    GREY,
    HAIR,
    INK,
    LEFT,
    MM,
    PALE,
    TOP,
    Sheet,
    light,
    strong,
)
from lightar_desktop.adapters.documents.paper import Paper
from lightar_desktop.adapters.documents.wrapping import wrap, wrap_all
from lightar_desktop.adapters.documents.writing import clean, joined, paragraphs
from lightar_desktop.domain.customer import NOWHERE, PostalAddress
from lightar_desktop.domain.layout import LogoPlace

_ASIDE = 125 * MM  # where the column to the right of the address begins
_ADDRESS = 62.7 * MM  # of a window envelope (DIN 5008, form B)
_TITLE = 97 * MM
_TOWN_FIRST = {"GB", "IE", "US", "CA", "AU", "NZ", "IN"}


def mark_draft(sheet: Sheet, paper: Paper) -> None:
    """The word across the page that keeps a draft from being taken for an invoice."""
    if paper.issued.number is None:
        word = paper.formats.words.draft.upper()
        style = strong(104 if len(word) < 8 else 84, PALE)
        sheet.behind(paper.frame.width / 2, paper.frame.height / 1.8, word, style)


def letterhead(sheet: Sheet, paper: Paper) -> float:
    """The upper part of the first page; returns where the table begins."""
    right = paper.issued.layout.logo is LogoPlace.RIGHT
    _logo(sheet, paper)
    sender = _sender(sheet, paper, LEFT if right else _ASIDE)
    address = _address(sheet, paper)
    facts = _facts(sheet, paper, 50 * MM if right else max(50 * MM, sender + 14))
    y = max(_TITLE, address + 24, facts + 24)
    style = strong(19)
    for line in wrap(paper.title, style, paper.width)[:4]:
        sheet.begun(LEFT, y, line, style, paper.width)
        y += style.line
    if paper.credit and paper.issued.corrects:
        y = _corrects(sheet, paper, y - style.line + 17) + style.line
    for fold in paper.frame.folds:
        sheet.rule(2 * MM, fold, 6 * MM)
    return y - style.line + 14


def _corrects(sheet: Sheet, paper: Paper, y: float) -> float:
    """Which invoice the credit note corrects; returns the base line of its last line."""
    style = strong(10, INK, 14)
    words = paper.formats.credit.corrects.format(number=clean(paper.issued.corrects))
    return sheet.lines(LEFT, y, wrap(words, style, paper.width)[:3], style) - style.line


def running_head(sheet: Sheet, paper: Paper) -> float:
    """The line on top of every further page; returns where its content begins."""
    style = light(8, GREY)
    name = wrap(clean(paper.issued.buyer.name), style, 230)[0]
    title = wrap(paper.title, strong(8, GREY), 220)[0]
    sheet.text(LEFT, TOP, title, strong(8, GREY))
    sheet.right(paper.frame.right, TOP, name, style)
    return TOP + 14


def footer(sheet: Sheet, paper: Paper, page: int, pages: int) -> None:
    """Who invoices, in small print, and the number of the page."""
    seller, words, style = paper.issued.seller, paper.formats.words, paper.footer_style
    vat_id = f"{words.vat_id} {seller.vat_id}" if seller.vat_id else ""
    bic = f"BIC {seller.bic}" if seller.bic else ""
    office = "" if seller.registered == NOWHERE else _registered(paper)
    columns = (
        (seller.name, *_postal(seller.address, "", "")),
        (seller.phone, seller.email, seller.website),
        (
            vat_id,
            *paragraphs(seller.registration),
            office,
        ),
        (seller.bank, grouped(seller.iban), bic) if paper.issued.layout.bank_details else (),
    )
    top = paper.bottom + 2.2 * MM
    sheet.rule(LEFT, top, paper.frame.right)
    own = paper.footer_lines()
    for place, line in enumerate(own):
        sheet.begun(LEFT, top + 12 + place * style.line, line, style, paper.width)
    top = paper.frame.bottom + 2.2 * MM
    width = paper.width / 4
    for place, texts in enumerate(column for column in columns if any(column)):
        lines = [line for text in texts for line in wrap_all(text, style, width - 8)]
        sheet.lines(LEFT + place * width, top + 12, lines[:5], style)
    number = words.page.format(page=page, pages=pages)
    sheet.right(paper.frame.right, paper.frame.last, number, style)


def _registered(paper: Paper) -> str:
    office = joined(_postal(paper.issued.seller.registered, "", ""), ", ")
    return f"{paper.formats.words.registered}: {office}"


def _logo(sheet: Sheet, paper: Paper) -> None:
    place = paper.issued.layout.logo
    if place is LogoPlace.NONE:
        return
    if paper.picture is not None:
        width, height = paper.picture.fitted(64 * MM, 18 * MM)
        left = LEFT if place is LogoPlace.LEFT else paper.frame.right - width
        sheet.image(paper.picture.name, left, 15 * MM, width, height)
        return
    style = strong(16, paper.accent)
    lines = wrap_all(paper.issued.seller.name, style, _ASIDE - LEFT - 16, most=2)
    if place is LogoPlace.LEFT:
        sheet.lines(LEFT, 21 * MM, lines, style)
        return
    for number, line in enumerate(lines):
        sheet.right(paper.frame.right, 21 * MM + number * style.line, line, style)


def _sender(sheet: Sheet, paper: Paper, left: float) -> float:
    seller = paper.issued.seller
    style, width = light(7.8, GREY, 11), paper.frame.right - _ASIDE
    y = sheet.lines(
        left, 18 * MM, wrap_all(seller.name, strong(8.6), width, most=2), strong(8.6, INK, 12)
    )
    texts = (*_postal(seller.address, "", ""), seller.phone, seller.email, seller.website)
    lines = [line for text in texts for line in wrap_all(text, style, width, most=3)]
    return sheet.lines(left, y, lines[:9], style)


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
    words, credit, buyer = formats.words, formats.credit, issued.buyer
    facts = (
        (credit.number if paper.credit else words.number, issued.number or words.draft, True),
        (credit.issued if paper.credit else words.issued, formats.day(issued.issued_on), False),
        (words.due, "" if paper.credit else formats.day(issued.due_on), True),
        (words.customer, buyer.number, False),
        (words.reference, issued.buyer_reference, False),
        (words.vat_id, buyer.vat_id, False),
    )
    shipping = _delivery(paper)
    label = light(8, GREY, 14)
    # Most goods go where the invoice goes, and the figures need not make room for that word.
    names = [name for name, _, _ in facts] + [words.shipping] * bool(shipping)
    edge = _ASIDE + max(map(label.width, names)) + 12
    for name, value, important in (*facts, (words.shipping, shipping, False)):
        style = strong(8.4, INK, 11.5) if important else light(8.4, INK, 11.5)
        most = 8 if name == words.shipping else 4
        lines = wrap_all(value, style, paper.frame.right - edge, most=most)
        if lines:
            sheet.text(_ASIDE, y, name, label)
            y = sheet.lines(edge, y, lines, style) + 3
    return y


def _delivery(paper: Paper) -> str:
    """Where the goods go, when that is another place."""
    shipping, seller = paper.issued.shipping, paper.issued.seller
    if not shipping:
        return ""
    lines = _postal(shipping.address, seller.address.country, paper.issued.buyer.language)
    return "\n".join([shipping.name, *lines]).strip()


def grouped(iban: str) -> str:
    """An IBAN in fours, as it is printed."""
    packed = "".join(clean(iban).split())
    return " ".join(packed[start : start + 4] for start in range(0, len(packed), 4))
