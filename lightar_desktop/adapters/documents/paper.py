# SPDX-License-Identifier: MIT
"""One document and how it is written: what every part of its pages asks."""

from dataclasses import dataclass

from lightar_desktop.adapters.documents.formats import Formats
from lightar_desktop.adapters.documents.layout import (
    FRAMES,
    GREY,
    LEFT,
    Frame,
    Sheet,
    Style,
    accent,
    light,
)
from lightar_desktop.adapters.documents.logo import Logo
from lightar_desktop.adapters.documents.wrapping import wrap_all
from lightar_desktop.adapters.documents.writing import clean
from lightar_desktop.domain.invoice import DocumentKind
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.tax import TaxCategory

_MARKS = "¹²³⁴⁵⁶"
_MOST_FOOTER = 6  # lines of the company's own text, however much was written
# Whose ideographs a country or a language writes, see scripts.py; Korea's are nearest to Taiwan's.
_HAN = {
    **dict.fromkeys(("JP", "ja"), "ja"),
    **dict.fromkeys(("TW", "HK", "MO", "KR", "zh_TW", "zh_HK", "zh_MO", "zh_Hant"), "hant"),
    **dict.fromkeys(("CN", "SG", "zh_CN", "zh_SG", "zh_Hans"), ""),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document and how it is written."""

    issued: IssuedInvoice
    formats: Formats
    picture: Logo | None

    @property
    def credit(self) -> bool:
        """Whether it gives back instead of asking for money."""
        return self.issued.kind is DocumentKind.CREDIT_NOTE

    @property
    def kind(self) -> str:
        """What the document is called."""
        return self.formats.credit.title if self.credit else self.formats.words.invoice

    @property
    def title(self) -> str:
        return clean(f"{self.kind} {self.issued.number or ''}").strip()

    @property
    def accent(self) -> str:
        return accent(self.issued.layout.colour or self.issued.seller.colour)

    @property
    def frame(self) -> Frame:
        return FRAMES[self.issued.layout.page]

    @property
    def width(self) -> float:
        """From the left margin to the right one."""
        return self.frame.right - LEFT

    @property
    def bottom(self) -> float:
        """Where the content ends and the footer begins, which the company's text pushes up."""
        lines = self.footer_lines()
        return self.frame.bottom - (len(lines) * self.footer_style.line + 5 if lines else 0)

    @property
    def footer_style(self) -> Style:
        return light(6.8, GREY, 9)

    def footer_lines(self) -> list[str]:
        """The company's own text for the foot of each page."""
        texts = self.issued.layout.footer
        lines = [line for text in texts for line in wrap_all(text, self.footer_style, self.width)]
        return lines[:_MOST_FOOTER]

    def sheet(self) -> Sheet:
        """An empty page."""
        buyer, seller = self.issued.buyer, self.issued.seller
        language = buyer.language.replace("-", "_")
        for place in (buyer.address.country, language, language[:7], language[:2]):
            if place in _HAN:
                return Sheet(self.frame, _HAN[place])
        return Sheet(self.frame, _HAN.get(seller.address.country, ""))

    def marks(self) -> dict[TaxCategory, str]:
        """A superscript for each reason why no VAT is charged, when there are several."""
        untaxed = [
            part.category for part in self.issued.totals.breakdown if not part.category.taxed
        ]
        return dict(zip(untaxed, _MARKS, strict=False)) if len(untaxed) > 1 else {}
