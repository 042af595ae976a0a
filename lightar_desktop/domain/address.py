# SPDX-License-Identifier: MIT
"""Email addresses as users type them: checked, parsed from lists, safe to put in a header."""

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[,;\n]+")


@lru_cache(maxsize=4096)
def problem_with(address: str) -> str:
    """Why `address` cannot be mailed, as half a sentence; empty when it can.

    Syntax only (RFC 5321, checked by email-validator): nothing is looked up on the network.
    """
    from email_validator import EmailNotValidError, validate_email  # not needed for a first paint

    if not address or not address.isprintable():
        return "it is empty or holds invisible characters"
    try:
        validate_email(address, check_deliverability=False, strict=True, test_environment=True)
    except EmailNotValidError as error:
        return str(error)
    return ""


def parsed(text: str) -> tuple[str, ...]:
    """The addresses in a field where several are typed with commas, semicolons or new lines."""
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())


def domain_of(address: str) -> str:
    """What stands behind the last @."""
    return address.rpartition("@")[2]


def header_safe(text: str) -> bool:
    """Whether `text` may stand in a mail header: no control, line or paragraph separator."""
    return all(unicodedata.category(character) not in {"Cc", "Zl", "Zp"} for character in text)
