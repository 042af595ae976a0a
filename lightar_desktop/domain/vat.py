# SPDX-License-Identifier: MIT
"""Which VAT fits a sale, as a suggestion, and the words that say why none is charged."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer, CustomerKind
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.money import ZERO
from lightar_desktop.domain.tax import InvoiceLine, TaxCategory
from lightar_desktop.domain.typed import NumberStyle

_EU: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
# Standard and reduced rates, to choose from; a line may have any rate.
_RATES: Final[dict[str, tuple[int | str, ...]]] = {
    "AT": (20, 13, 10),
    "BE": (21, 12, 6),
    "CH": ("8.1", "3.8", "2.6"),
    "DE": (19, 7),
    "DK": (25,),
    "ES": (21, 10, 4),
    "FI": ("25.5", "13.5", 10),
    "FR": (20, 10, "5.5"),
    "GB": (20, 5),
    "IE": (23, "13.5", 9),
    "IT": (22, 10, 5),
    "LU": (17, 14, 8),
    "NL": (21, 9),
    "NO": (25, 15, 12),
    "PL": (23, 8, 5),
    "PT": (23, 13, 6),
    "SE": (25, 12, 6),
}
_OTHER_RATES: Final[tuple[int | str, ...]] = (20,)
WORDS: Final = {
    TaxCategory.ZERO_RATED: "Zero-rated",
    TaxCategory.EXEMPT: "Exempt",
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Intra-Community supply",
    TaxCategory.EXPORT: "Export",
    TaxCategory.OUTSIDE_SCOPE: "Outside the scope",
}
_E, _AE, _K, _G, _O = (one for one in TaxCategory if one.needs_reason)
_REASONS: Final = {
    "en": {
        _E: "Exempt from VAT.",
        _AE: "Reverse charge: the recipient is liable for the VAT.",
        _K: "Intra-Community supply, exempt from VAT (Article 138 of Directive 2006/112/EC).",
        _G: "Export, exempt from VAT.",
        _O: "Outside the scope of VAT.",
    },
    "de": {
        _E: "Von der Umsatzsteuer befreit.",
        _AE: "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
        _K: "Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie "
        "2006/112/EG).",
        _G: "Steuerfreie Ausfuhrlieferung.",
        _O: "Nicht steuerbarer Umsatz.",
    },
    "fr": {
        _E: "Exonération de TVA.",
        _AE: "Autoliquidation : la TVA est due par le preneur.",
        _K: "Livraison intracommunautaire exonérée de TVA (article 138 de la directive "
        "2006/112/CE).",
        _G: "Exportation exonérée de TVA.",
        _O: "Opération hors du champ d’application de la TVA.",
    },
    "es": {
        _E: "Operación exenta de IVA.",
        _AE: "Inversión del sujeto pasivo.",
        _K: "Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE).",
        _G: "Exportación exenta de IVA.",
        _O: "Operación no sujeta a IVA.",
    },
    "nb": {
        _E: "Unntatt fra merverdiavgift.",
        _AE: "Omvendt avgiftsplikt: merverdiavgift beregnes av kjøper.",
        _K: "Avgiftsfri levering innen EU (artikkel 138 i direktiv 2006/112/EF).",
        _G: "Eksport, fri for merverdiavgift.",
        _O: "Utenfor merverdiavgiftslovens område.",
    },
    "da": {
        _E: "Fritaget for moms.",
        _AE: "Omvendt betalingspligt: køber skal afregne momsen.",
        _K: "Momsfri levering inden for EU (artikel 138 i direktiv 2006/112/EF).",
        _G: "Eksport, fritaget for moms.",
        _O: "Uden for momslovens anvendelsesområde.",
    },
    "sv": {
        _E: "Undantag från moms.",
        _AE: "Omvänd betalningsskyldighet: köparen redovisar momsen.",
        _K: "Unionsintern leverans, undantag från moms (artikel 138 i direktiv 2006/112/EG).",
        _G: "Export, undantag från moms.",
        _O: "Utanför momslagens tillämpningsområde.",
    },
    "nl": {
        _E: "Vrijgesteld van btw.",
        _AE: "Btw verlegd: de afnemer is de btw verschuldigd.",
        _K: "Intracommunautaire levering, vrijgesteld van btw (artikel 138 van Richtlijn "
        "2006/112/EG).",
        _G: "Uitvoer, vrijgesteld van btw.",
        _O: "Buiten de werkingssfeer van de btw.",
    },
}


@dataclass(frozen=True, slots=True)
class Vat:
    """Category and rate of a line."""

    category: TaxCategory
    rate: Decimal = ZERO


def of(line: InvoiceLine) -> Vat:
    """The VAT of a line."""
    return Vat(line.tax_category, line.tax_rate if line.tax_category.taxed else ZERO)


def standard_reason(category: TaxCategory, language: str) -> str:
    """Why no VAT is charged, in the invoice's language; empty where no reason is needed."""
    short = language.replace("-", "_").partition("_")[0].lower()
    return _REASONS.get("nb" if short in {"no", "nn"} else short, _REASONS["en"]).get(category, "")


def suggested(seller: Company, buyer: Customer | None) -> Vat:
    """What usually applies: at home VAT, to a business in another EU country with a VAT id
    reverse charge, to a buyer outside none because it is an export.
    """
    home, there = seller.address.country, buyer.address.country if buyer else ""
    at_home = Vat(TaxCategory.STANDARD, rates(home)[0])
    if buyer is None or not home or there in {"", home}:
        return at_home
    if home in _EU and there in _EU:
        business = buyer.kind is not CustomerKind.CONSUMER and buyer.vat_id
        return Vat(TaxCategory.REVERSE_CHARGE) if business else at_home
    return Vat(TaxCategory.EXPORT)


def rates(country: str) -> tuple[Decimal, ...]:
    """Rates charged in a country, the standard one first."""
    return tuple(Decimal(rate) for rate in _RATES.get(country, _OTHER_RATES))


def choices(seller: Company) -> tuple[Vat, ...]:
    """What a line's VAT is chosen from."""
    taxed = (Vat(TaxCategory.STANDARD, rate) for rate in rates(seller.address.country))
    return (*taxed, *(Vat(category) for category in WORDS))


def vat_text(vat: Vat, style: NumberStyle) -> str:
    """VAT in words: `25 %`, `Reverse charge`."""
    return f"{style.text(vat.rate)} %" if vat.category.taxed else WORDS[vat.category]


def typed_vat(text: str, style: NumberStyle, field: str = "") -> Vat:
    """`25` and `25 %` are rates; words, their beginning or the code (`AE`) are categories."""
    bare = text.strip()
    for category, words in WORDS.items():
        if bare.casefold() in {words.casefold(), category.value.casefold()}:
            return Vat(category)
    begun = [one for one, words in WORDS.items() if bare and _begins(words, bare)]
    if len(begun) == 1:
        return Vat(begun[0])
    if not bare[:1].isalpha():
        rate = style.number(bare.removesuffix("%") or "0", 4, field)
        if ZERO <= rate <= 100:
            return Vat(TaxCategory.STANDARD if rate else TaxCategory.ZERO_RATED, rate)
    raise DomainError.of("bad_vat", field, text=bare[:40])


def _begins(words: str, typed: str) -> bool:
    return words.casefold().startswith(typed.casefold())
