# SPDX-License-Identifier: MIT
"""Account numbers and VAT ids as people type them, checked by their own check digits.

Each check says why something is wrong, as half a sentence for `bad_identifier`; empty when it is
right. Nothing is looked up on the network.
"""

import re
from typing import Final, Protocol

from stdnum import get_cc_module, iban
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_LONGEST: Final = 40

# Greece writes its VAT ids with EL, Northern Ireland with XI; stdnum knows them by other names.
_HOMES: Final = {"EL": "GR", "XI": "GB"}


def tidy(text: str) -> str:
    """An account number or id as it is kept: capitals, without spaces."""
    return "".join(text.split()).upper()


def iban_problem(text: str) -> str:
    """Why `text` is no IBAN; empty when it is one."""
    number = tidy(text)
    if not number.isascii() or not number.isalnum():
        return "it has letters and digits only."
    if not number[:2].isalpha():
        return "it begins with two letters, such as DE or NO."
    try:
        iban.validate(number)
    except InvalidChecksum:
        return "a character is mistyped or missing; compare it with your bank's papers."
    except ValidationError:
        return "it is too long, too short or not of that country; compare it with your bank's."
    return ""


def iban_shown(text: str) -> str:
    """An IBAN in groups of four, as it is read aloud."""
    number = tidy(text)
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def bic_problem(text: str) -> str:
    """Why `text` cannot be a BIC; empty when it can."""
    if _BIC.fullmatch(tidy(text)) is None:
        return "it has 8 or 11 letters and digits, such as DNBANOKK."
    return ""


def vat_id_problem(text: str, country: str) -> str:
    """Why `text` is no VAT id of a business in `country`; empty when it can be one.

    A business may be registered in another country, whose two letters the id then begins with.
    Where no rule is known, every short text of visible characters is taken.
    """
    number = text.strip()
    if len(number) > _LONGEST or not number.isprintable():
        return "it is too long or holds invisible characters."
    first = _why_not(number, country.upper())
    prefix = tidy(number)[:2]
    if first and prefix != country.upper() and _rules(prefix) is not None:
        return "" if not _why_not(number, prefix) else first
    return first


class _Rules(Protocol):
    """What every country's module of stdnum can do."""

    def validate(self, number: str) -> str: ...


def _rules(country: str) -> _Rules | None:
    home = _HOMES.get(country, country)
    if len(home) != 2 or not home.isascii() or not home.isalpha():
        return None
    return get_cc_module(home, "vat")


def _why_not(number: str, country: str) -> str:
    rules = _rules(country)
    if rules is None:
        return ""
    try:
        rules.validate(number)
    except InvalidChecksum:
        return "a character is mistyped; compare it with your registration."
    except InvalidLength:
        return f"VAT ids of {country} are longer or shorter."
    except InvalidFormat:
        return f"VAT ids of {country} are written in another way."
    except (InvalidComponent, ValidationError):
        return f"{country} gives no such VAT ids."
    return ""
