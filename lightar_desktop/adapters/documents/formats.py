# SPDX-License-Identifier: MIT
"""Numbers, money and dates as the reader of the document writes them.

Babel knows the rules, but asking it for each number of an invoice costs more than drawing the
page; so what a language does is found out once and then done by Python's own formatting.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from lightar_desktop.adapters.documents.credit_words import CREDIT_WORDS, CreditWords
from lightar_desktop.adapters.documents.words import ALIKE, FALLBACK, WORDS, Words
from lightar_desktop.domain.money import decimals, rounded

_CURRENCY = re.compile(r"[A-Z]{3}")
_SEVEN = re.compile(r"7(?:\D?0+)?")


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes one currency; obtained from `formats()`."""

    locale: Locale
    words: Words
    credit: CreditWords
    currency: str
    plain_groups: bool  # thousands, as nearly everywhere; India groups otherwise
    signs: dict[int, str]
    before: str  # the currency sign around an amount
    after: str
    _percents: dict[Decimal, str] = field(default_factory=dict)

    def amount(self, value: Decimal) -> str:
        """An amount of money without its currency: `4.800,00`."""
        return self.number(rounded(value, self.currency), decimals(self.currency))

    def money(self, value: Decimal) -> str:
        """An amount with its currency: `4.800,00 €`."""
        text = self.amount(abs(value))
        sign = self.signs[ord("-")] if value < 0 else ""
        return f"{sign}{self.before}{text}{self.after}"

    def number(self, value: Decimal, places: int = 0) -> str:
        """A number with all its digits, at least `places` behind the point."""
        exponent = value.as_tuple().exponent
        digits = -exponent if isinstance(exponent, int) else 0
        if digits > places:
            text = f"{value:,f}"
            spare = len(text) - len(text.rstrip("0"))
            digits -= min(spare, digits - places)
        if self.plain_groups:
            return f"{value:,.{max(digits, places)}f}".translate(self.signs)
        pattern = "#,##,##0" + ("." + "0" * max(digits, places) if digits or places else "")
        return str(format_decimal(value, pattern, locale=self.locale))

    def percent(self, value: Decimal) -> str:
        """A rate given in hundredths: `19 %`."""
        text = self._percents.get(value)
        if text is None:
            sign = str(format_percent(Decimal(0), locale=self.locale))
            text = self._percents[value] = sign.replace("0", self.number(value))
        return text

    def day(self, value: date) -> str:
        """A date in few characters, the month still clear: `22.12.2026`, `Dec 22, 2026`."""
        return _day(self.locale, value, "medium")

    def long_day(self, value: date) -> str:
        """A date as in a sentence: `22. Dezember 2026`."""
        return _day(self.locale, value, "long")


@lru_cache(maxsize=512)
def _day(locale: Locale, value: date, width: str) -> str:
    return str(format_date(value, width, locale=locale))


@lru_cache(maxsize=128)
def formats(language: str, currency: str) -> Formats:
    """The formats of `language`; English when the document has no words in it."""
    locale = _locale(language)
    symbols = locale.number_symbols["latn"]
    grouping = locale.decimal_formats[None].grouping
    signs = {
        ord(","): symbols["group"],
        ord("."): symbols["decimal"],
        ord("-"): symbols["minusSign"],
    }
    before, after = _currency_sign(currency, locale)
    spoken = ALIKE.get(locale.language, locale.language)
    words, credit = WORDS[spoken], CREDIT_WORDS[spoken]
    return Formats(locale, words, credit, currency, grouping == (3, 3), signs, before, after)


def _locale(language: str) -> Locale:
    tag = language.strip().replace("-", "_")
    for candidate in (tag, tag.split("_")[0]):
        try:
            locale = Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
        if ALIKE.get(locale.language, locale.language) in WORDS:
            return locale
    return Locale.parse(FALLBACK)


def _currency_sign(currency: str, locale: Locale) -> tuple[str, str]:
    """What stands before and after an amount."""
    if not _CURRENCY.fullmatch(currency):
        return "", f"\N{NO-BREAK SPACE}{currency}" if currency else ""
    probe = str(format_currency(Decimal(7), currency, locale=locale))
    found = _SEVEN.search(probe)
    if found is None:
        return "", f"\N{NO-BREAK SPACE}{currency}"
    before, after = probe[: found.start()], probe[found.end() :]
    # A sign stands close to its amount, a code or a word does not.
    return (
        before + "\N{NO-BREAK SPACE}" if before[-1:].isalpha() else before,
        "\N{NO-BREAK SPACE}" + after if after[:1].isalpha() else after,
    )


def country(code: str, language: str) -> str:
    """A country's name for the envelope, in capitals; the code itself when it is unknown."""
    return str(_locale(language).territories.get(code, code)).upper()
