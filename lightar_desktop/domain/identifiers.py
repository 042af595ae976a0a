# SPDX-License-Identifier: MIT
"""Account numbers as people type them, checked by their own check digits.

Each check says why something is wrong, as half a sentence for `bad_identifier`; empty when it is
right. Nothing is looked up on the network.
"""

import re
from typing import Final

from stdnum import iban
from stdnum.exceptions import InvalidChecksum, ValidationError

_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


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
