# SPDX-License-Identifier: MIT
"""Placeholders in the texts clerks write: `{{ number }}` and its like, from a fixed list.

A text is never a program: a placeholder is a name between double braces and nothing more.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from lightar_desktop.domain.errors import Problem

PLACEHOLDERS: Final = {
    "number": "the invoice's number",
    "company": "your company's name",
    "customer": "the customer's name",
    "contact": "the contact the email goes to",
    "total": "the total with its currency",
    "balance": "what is still to be paid, with its currency",
    "issue_date": "the day the invoice was issued",
    "due_date": "the day payment is due",
    "days_until_due": "how many days are left until then, 0 once it is overdue",
    "buyer_reference": "the customer's own reference",
    "iban": "the account to pay into",
}
# Those that an invoice may have nothing for.
MAY_BE_EMPTY: Final = frozenset({"contact", "buyer_reference", "iban"})

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_BRACES = re.compile(r"\{\{[^{}\n]{0,24}|[^{}\n]{0,24}\}\}")
_SINGLE = re.compile(r"\{\s*(\w+)\s*\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with each known placeholder replaced once; values are never looked into again."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def used_placeholders(*texts: str) -> frozenset[str]:
    """Names of the known placeholders in `texts`."""
    return frozenset(
        name for text in texts for name in _PLACEHOLDER.findall(text) if name in PLACEHOLDERS
    )


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Names between double braces in `text` that are not in `PLACEHOLDERS`."""
    return tuple(
        name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in PLACEHOLDERS
    )


def suggestion(name: str) -> str:
    """The placeholder that was probably meant by `name`; empty when none is near."""
    written = re.sub(r"[\s\-]+", "_", name.strip()).lower()
    near = get_close_matches(written, PLACEHOLDERS, n=1, cutoff=0.6)
    return near[0] if near else ""


def text_problems(field: str, words: str, text: str) -> list[Problem]:
    """What is wrong with the placeholders in the text of `field`; sentences call it `words`."""
    found = [
        Problem(
            "unknown_placeholder", field, {"field": words, "name": name, "advice": _advice(name)}
        )
        for name in unknown_placeholders(text)
    ]
    rest = _PLACEHOLDER.sub("", text)
    if braces := _BRACES.search(rest):
        place = braces[0].strip()
        found.append(Problem("broken_placeholder", field, {"field": words, "place": place}))
        return found
    for single in _SINGLE.finditer(rest):
        if name := suggestion(single[1]):
            facts = {"field": words, "name": single[1], "meant": name}
            found.append(Problem("single_braces", field, facts))
    return found


def empty_problems(texts: Iterable[tuple[str, str]], values: Mapping[str, str]) -> list[Problem]:
    """Placeholders in `texts` (field, text) for which this invoice has no value, each once."""
    found: dict[str, Problem] = {}
    for field, text in texts:
        for name in sorted(used_placeholders(text)):
            if not values.get(name, "").strip():
                facts = {"name": name, "what": PLACEHOLDERS[name]}
                found.setdefault(name, Problem("empty_placeholder", field, facts))
    return list(found.values())


def _advice(name: str) -> str:
    near = suggestion(name)
    return f"Did you mean {{{{ {near} }}}}?" if near else "Remove it or choose one from the list."
