# SPDX-License-Identifier: MIT
"""Numbers and dates in a language. Babel is loaded when first used, after the first paint."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from lightar_desktop.domain.codes import COUNTRIES, CURRENCIES
from lightar_desktop.domain.money import decimals

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en"
# Languages in which the program has words of its own for customers; others are read in English.
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "nb", "sv", "da")


@lru_cache(maxsize=64)
def locale(language: str) -> "Locale":
    """Babel's locale for `language` (`de`, `nb_NO`, `pt-BR`); English when it is unknown."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@lru_cache(maxsize=64)
def _amount_pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def amount(value: Decimal, currency: str, language: str) -> str:
    """`value` with the currency's decimals, grouped as the language does."""
    from babel.numbers import format_decimal

    pattern = _amount_pattern(decimals(currency))
    return format_decimal(value, format=pattern, locale=locale(language))


def money(value: Decimal, currency: str, language: str) -> str:
    """`value` followed by its currency's code: `1.250,00 EUR`."""
    return f"{amount(value, currency, language)}\N{NO-BREAK SPACE}{currency}"


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """ISO 3166 codes by what countries are called in the languages of our customers, lower case."""
    found = {"uk": "GB", "england": "GB", "usa": "US", "u.s.a.": "US", "great britain": "GB"}
    for language in ("en", "de", "fr", "es", "it", "nl", "nb", "sv", "da", "pl", "pt", "fi"):
        for code, name in locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name.casefold(), code)
                found.setdefault(code.casefold(), code)
    return found


def day(value: date, language: str) -> str:
    """A date written out in the language's usual middle form: `22 Nov 2026`, `22.11.2026`."""
    from babel.dates import format_date

    return format_date(value, format="medium", locale=locale(language))


def country_names(language: str) -> dict[str, str]:
    """Countries by their codes, named in `language`."""
    names = locale(language).territories
    return {code: names.get(code, code) for code in COUNTRIES}


def currency_names(language: str) -> dict[str, str]:
    """Currencies by their codes, named in `language`."""
    names = locale(language).currencies
    return {code: names.get(code, code) for code in CURRENCIES}


def language_names() -> dict[str, str]:
    """Languages that documents can be written in, each named in itself."""
    return {code: (locale(code).get_display_name(code) or code).capitalize() for code in LANGUAGES}


def home_currency(country: str) -> str:
    """The currency that is used in a country; empty where none is known."""
    from babel.numbers import get_territory_currencies

    return next(iter(get_territory_currencies(country)), "") if country in COUNTRIES else ""


def whole(value: int, language: str) -> str:
    """A whole number, grouped as the language does."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale(language))


def language_name(language: str, reader: str = FALLBACK) -> str:
    """What a language is called in the language of `reader`: `German`, `German (Austria)`."""
    name = locale(language).get_display_name(locale(reader)) if _is_known(language) else None
    return f"{name[:1].upper()}{name[1:]}" if name else language


def _is_known(language: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True
