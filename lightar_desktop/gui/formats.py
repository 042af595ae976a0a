# SPDX-License-Identifier: MIT
"""How the window writes money, dates and counts: in the system's locale, by Qt."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape

from PySide6.QtCore import QDate, QDateTime, QLocale

from lightar_desktop.domain.money import decimals, plain
from lightar_desktop.domain.typed import NumberStyle

DASH = "\N{EM DASH}"
_NBSP = "\N{NO-BREAK SPACE}"


@lru_cache(maxsize=1)
def system_locale() -> QLocale:
    """The user's locale; British English where the system names none."""
    locale = QLocale.system()
    return QLocale("en_GB") if locale.language() == QLocale.Language.C else locale


@lru_cache(maxsize=1)
def _separators() -> tuple[str, str]:
    if QLocale.system().language() == QLocale.Language.C:
        return _NBSP, "."
    locale = system_locale()
    return locale.groupSeparator() or _NBSP, locale.decimalPoint()


@lru_cache(maxsize=1)
def _day_formats() -> tuple[str, str]:
    """The locale's long date without the weekday and with a short month; then without the year."""
    long = system_locale().dateFormat(QLocale.FormatType.LongFormat)
    with_year = re.sub(r"'[^']*'|dddd[,.]?", "", long).replace("MMMM", "MMM")
    with_year = re.sub(r"\s+", " ", with_year).strip(" ,.")
    if "MMM" not in with_year:
        short = system_locale().dateFormat(QLocale.FormatType.ShortFormat)
        return short, short
    return with_year, re.sub(r"[\s,.]*y+\.?", "", with_year).strip(" ,")


def as_typed(text: str) -> str:
    """Text of a customer's for a tooltip or question, where Qt would take `<b>` for markup."""
    if "<" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"


def count(number: int) -> str:
    """A whole number, its thousands grouped."""
    return f"{number:,}".replace(",", _separators()[0])


def amount(value: Decimal, currency: str) -> str:
    """An amount with the currency's decimals, without the currency."""
    whole, _, part = plain(abs(value), currency).partition(".")
    group, point = _separators()
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return sign + f"{int(whole):,}".replace(",", group) + (point + part if part else "")


def typed_amount(value: Decimal, currency: str) -> str:
    """An amount as one types it into a spreadsheet: the locale's point and nothing else."""
    return plain(value, currency).replace(".", _separators()[1])


def price(value: Decimal, currency: str) -> str:
    """A price with the currency's decimals, or with more where it has more."""
    if value == round(value, decimals(currency)):
        return amount(value, currency)
    whole, _, part = f"{abs(value):f}".rstrip("0").partition(".")
    group, point = _separators()
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return sign + f"{int(whole):,}".replace(",", group) + point + part


def number_style() -> NumberStyle:
    """How numbers are typed on this computer."""
    group, point = _separators()
    return NumberStyle(point, group)


def money(value: Decimal, currency: str) -> str:
    """An amount and its currency."""
    return f"{amount(value, currency)}{_NBSP}{currency}"


def day(value: date | None, today: date | None = None) -> str:
    """A date with a short month; without its year when that is the year of `today`."""
    if value is None:
        return DASH
    with_year, without = _day_formats()
    same_year = today is not None and value.year == today.year
    shown = QDate(value.year, value.month, value.day)
    return system_locale().toString(shown, without if same_year else with_year)


def moment(value: datetime) -> str:
    """An instant in the user's time zone, to the minute."""
    local = QDateTime.fromSecsSinceEpoch(int(value.timestamp()))
    clock = local.time().toString("HH:mm")
    return f"{system_locale().toString(local.date(), _day_formats()[0])} {clock}"


def overdue(due_on: date, today: date) -> str:
    """How late something is, in words; empty when it is not."""
    days = (today - due_on).days
    if days <= 0:
        return ""
    return "1 day overdue" if days == 1 else f"{count(days)} days overdue"


def duration(seconds: float) -> str:
    """About how long something still takes, in words."""
    if seconds < 50:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {max(1, minutes)} min" if minutes < 90 else f"about {round(minutes / 60)} h"


def size(octets: int) -> str:
    """How big a file is: `48 KB`, `1.4 MB`."""
    if octets < 1024 * 1000:
        return f"{max(1, round(octets / 1024))}{_NBSP}KB"
    return f"{octets / 1024 / 1024:.1f}".replace(".", _separators()[1]) + f"{_NBSP}MB"
