# SPDX-License-Identifier: MIT
"""VAT ids as customers give them: their form and check digits, by country. Nothing is looked up.

A firm may be registered elsewhere than where it is at home, so an id counts when it fits the
country or, in Europe, the two letters it begins with. Countries nobody has rules for pass.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

# What an id of a member of the European Union begins with: its country, but for Greece.
_MEMBERS: Final = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_UNION: Final = frozenset(_MEMBERS.split())
_NEIGHBOURS: Final = frozenset({"CH", "GB", "NO", "XI"})
_SEPARATORS: Final = re.compile(r"[\s.\-\N{NO-BREAK SPACE}]+")
Rule = Callable[[str], object]


def tidied(vat_id: str) -> str:
    """The id as it is stored: a European one in capitals and without separators."""
    short = _SEPARATORS.sub("", vat_id).upper()
    return short if short[:2] in _UNION | _NEIGHBOURS else vat_id.strip()


@lru_cache(maxsize=1024)
def problem_with(vat_id: str, country: str) -> str:
    """Why `vat_id` cannot be one of `country`, as half a sentence; empty when it can."""
    from stdnum.exceptions import ValidationError  # the rules are loaded when first needed

    short = tidied(vat_id)
    if not short.isprintable() or len(short) > 40:
        return "it is too long or holds invisible characters."
    prefix = _prefix_of(country)
    if prefix in _UNION and short[:2] not in _UNION | _NEIGHBOURS:
        return f"it begins with {prefix}."
    why = ""
    for rule in _rules(short[:2], prefix):
        try:
            rule(short)
        except ValidationError as error:
            why = why or _words(error)
        except (ValueError, LookupError):  # digits of other scripts, for one
            why = why or _FORM
        else:
            return ""
    return why


def _prefix_of(country: str) -> str:
    return "EL" if country.upper() == "GR" else country.upper()


def _rules(begins: str, prefix: str) -> Iterator[Rule]:
    """Ways in which the id may be right, the likeliest first."""
    wanted = [prefix]
    if begins in _UNION | _NEIGHBOURS:
        # In Europe the letters decide; elsewhere an id may begin with the same ones by chance.
        wanted = [begins] if prefix in _UNION | _NEIGHBOURS | {"", "LI"} else [prefix, begins]
    for one in wanted:
        if (rule := _rule(one)) is not None:
            yield rule


@lru_cache(maxsize=256)
def _rule(prefix: str) -> Rule | None:
    """What refuses an id that is not one of the country; None where that is not known."""
    from stdnum.eu import vat as union
    from stdnum.util import get_cc_module

    if prefix in _UNION or prefix == "XI":
        return union.validate
    if not re.fullmatch("[A-Z]{2}", prefix):
        return None
    module = get_cc_module(prefix, "vat")
    return None if module is None else module.validate


_FORM: Final = "it is not written as they are there."


def _words(error: Exception) -> str:
    from stdnum.exceptions import InvalidChecksum, InvalidLength

    if isinstance(error, InvalidChecksum):
        return "a character is mistyped, its check digit does not fit."
    if isinstance(error, InvalidLength):
        return "it has too few or too many characters."
    return _FORM
