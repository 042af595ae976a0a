# SPDX-License-Identifier: MIT
"""Words of a stranger's file that stand for one of a few things: yes, net 30, reverse charge."""

import re
from decimal import Decimal
from typing import Final

from lightar_desktop.domain.address import problem_with
from lightar_desktop.domain.customer import CustomerKind
from lightar_desktop.domain.importing.amounts import EXACT
from lightar_desktop.domain.importing.reasons import CellError, shown
from lightar_desktop.domain.tax import TaxCategory

_SIGNS: Final = {
    "€": "EUR",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "KR": "NOK",
    "FR": "CHF",
    "SFR": "CHF",
    "R$": "BRL",
    "ZŁ": "PLN",
    "EURO": "EUR",
    "EUROS": "EUR",
    "₹": "INR",
}
_CODE: Final = re.compile(r"[A-Z]{3}")
_FIGURES: Final = re.compile(r"\d+")
_AT_ONCE: Final = re.compile(
    r"sofort|due (up)?on receipt|immediate|cash|bar\b|comptant|a reception|al contado|contado",
)
_MONTHS: Final = re.compile(r"month|monat|mois|mes\b|eom|monatsende|fin de mois")
_LONGEST_TERMS: Final = 365
_YES: Final = frozenset({"1", "yes", "y", "true", "x", "ja", "oui", "si", "sí", "vrai", "wahr"})
_NO: Final = frozenset({"", "0", "no", "n", "false", "nein", "non", "falsch", "faux", "nei", "nej"})
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2})?")
_LANGUAGES: Final = {
    **dict.fromkeys(("english", "englisch", "anglais", "ingles", "inglés"), "en"),
    **dict.fromkeys(("german", "deutsch", "allemand", "aleman", "alemán"), "de"),
    **dict.fromkeys(("french", "franzosisch", "französisch", "francais", "français"), "fr"),
    **dict.fromkeys(("spanish", "spanisch", "espagnol", "espanol", "español"), "es"),
    **dict.fromkeys(("norwegian", "norwegisch", "norsk"), "nb"),
}
_KINDS: Final = {
    CustomerKind.BUSINESS: "business|company|firma|unternehmen|entreprise|empresa|b2b|organisation",
    CustomerKind.CONSUMER: "consumer|private|individual|person|privat|privatperson|particulier"
    "|particular|b2c",
    CustomerKind.GOVERNMENT: "government|public|authority|behörde|verwaltung|administration"
    "|administracion|administración|b2g",
}
_CATEGORIES: Final = {
    TaxCategory.REVERSE_CHARGE: "reverse charge|reverse-charge|steuerschuldnerschaft"
    "|autoliquidation|inversion del sujeto pasivo|omvendt",
    TaxCategory.INTRA_COMMUNITY: "intra-community|intracommunity|innergemeinschaft|intracom",
    TaxCategory.EXPORT: "export|ausfuhr|exportation|exportacion",
    TaxCategory.EXEMPT: "exempt|steuerfrei|exonér|exoner|exento|exenta",
    TaxCategory.ZERO_RATED: "zero|nullsatz|taux zero",
    TaxCategory.OUTSIDE_SCOPE: "outside scope|out of scope|nicht steuerbar|hors champ|no sujet",
    TaxCategory.STANDARD: "standard|normal|regelsatz|general|taxable|steuerpflichtig",
}


def currency(text: str) -> str:
    """The ISO 4217 code that `text` stands for."""
    code = text.strip().upper()
    code = _SIGNS.get(code, code)
    if not _CODE.fullmatch(code):
        raise CellError(f"{shown(text)} is not a currency code such as EUR")
    return code


def terms(text: str) -> int:
    """Days until payment is due: 30, net 30, 30 Tage netto, due on receipt."""
    bare = text.removeprefix(EXACT).strip().casefold()
    if _AT_ONCE.search(bare):
        return 0
    figures = _FIGURES.findall(bare.removesuffix(".0"))
    if _MONTHS.search(bare) or not figures:
        raise CellError(f"{shown(text)} is not a number of days")
    # 2 % 10 net 30: the last one is when it is due without discount.
    days = int(figures[-1])
    if days > _LONGEST_TERMS or (len(figures) > 1 and "net" not in bare):
        raise CellError(f"{shown(text)} is not a number of days up to {_LONGEST_TERMS}")
    return days


def yes(text: str) -> bool:
    """Whether `text` says yes."""
    bare = text.removeprefix(EXACT).strip().casefold().removesuffix(".0")
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    raise CellError(f"{shown(text)} is neither yes nor no")


def language(text: str) -> str:
    """The language's code: `de`, `nb_NO`."""
    bare = text.strip()
    if known := _LANGUAGES.get(bare.casefold()):
        return known
    if not _LANGUAGE.fullmatch(bare):
        raise CellError(f"{shown(text)} is not a language code such as de")
    first, _, rest = bare.replace("-", "_").partition("_")
    return f"{first.lower()}_{rest.upper()}" if rest else first.lower()


def customer_kind(text: str) -> CustomerKind:
    """Business, consumer or government."""
    bare = text.strip().casefold()
    for kind, names in _KINDS.items():
        if bare in names.split("|"):
            return kind
    raise CellError(f"{shown(text)} is not business, consumer or government")


def tax_category(text: str) -> TaxCategory:
    """The VAT category by its EN 16931 code or in words."""
    bare = text.strip()
    if bare.upper() in set(TaxCategory):
        return TaxCategory(bare.upper())
    if (category := category_named(bare)) is not None:
        return category
    raise CellError(f"{shown(text)} is not a VAT category such as S, Z, E or AE")


def category_named(text: str) -> TaxCategory | None:
    """The VAT category that words such as `reverse charge` name, if they name one."""
    bare = text.casefold()
    for category, names in _CATEGORIES.items():
        if any(name in bare for name in names.split("|")):
            return category
    return None


def email(text: str) -> str:
    """An email address that a server could accept."""
    address = text.strip().removeprefix("mailto:")
    if why := problem_with(address):
        raise CellError(f"{shown(text)} is not a valid email address: {why}")
    return address


def percent(value: Decimal) -> Decimal:
    """A percentage that makes sense."""
    if not 0 <= value <= 100:
        raise CellError(f"{value} is not a percentage between 0 and 100")
    if value != round(value, 2):
        raise CellError(f"{value} has more than 2 decimals")
    return value
