# SPDX-License-Identifier: MIT
"""Invoice templates' email defaults, the settings of one send, and placeholders in both.

Clerks write plain text with `{{ number }}`-like placeholders from a fixed list; it is never a
program, so nothing a user types can run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from lightar_desktop.domain.address import header_safe, problem_with
from lightar_desktop.domain.errors import DomainError, Problem

PLACEHOLDERS: Final = {
    "number": "the invoice's number",
    "company": "your company's name",
    "customer": "the customer's name",
    "contact": "the contact the email goes to",
    "total": "the total with its currency",
    "issue_date": "the day the invoice was issued",
    "due_date": "the day payment is due",
}

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class TextVariant:
    """Subject and message in another language, for the customers who read it."""

    language: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an email besides the invoice's PDF; its content is an asset."""

    name: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class InvoiceTemplate:
    """How invoices of one kind look and what their emails say by default.

    `language` is that of `subject` and `message`, empty for the company's; `layout` is the JSON
    of how its PDF looks.
    """

    id: int
    name: str
    subject: str = ""
    message: str = ""
    reply_to: str = ""
    cc: tuple[str, ...] = ()
    language: str = ""
    variants: tuple[TextVariant, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    layout: str = "{}"
    archived: bool = False


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """What one send, or a whole batch, says; overrides the template for that send only.

    `variants` are for customers of other languages; one send to one customer has none.
    """

    subject: str
    reply_to: str
    cc: tuple[str, ...] = ()
    message: str = ""
    variants: tuple[TextVariant, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def for_language(self, language: str) -> "EmailSettings":
        """These settings with the text a reader of `language` (`de`, `de_AT`) gets."""
        by_language = {variant.language: variant for variant in self.variants}
        chosen = by_language.get(language) or by_language.get(language.partition("_")[0])
        if chosen is None:
            return replace(self, variants=())
        return replace(self, subject=chosen.subject, message=chosen.message, variants=())

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps these settings from being used, by field."""
        found = []
        if not self.subject.strip():
            found.append(Problem("no_subject", "subject"))
        elif not header_safe(self.subject):
            found.append(Problem("control_character", "subject", {"field": "subject"}))
        if not self.reply_to.strip():
            found.append(Problem("no_reply_to", "reply_to"))
        found += _bad_addresses("reply_to", (self.reply_to,) if self.reply_to.strip() else ())
        found += _bad_addresses("cc", self.cc)
        texts = [("subject", self.subject), ("message", self.message)]
        for variant in self.variants:
            texts += [("subject", variant.subject), ("message", variant.message)]
        for field, text in texts:
            found += [
                Problem("unknown_placeholder", field, {"field": field, "name": name})
                for name in unknown_placeholders(text)
            ]
        return tuple(found)

    def checked(self) -> "EmailSettings":
        """These settings, or `DomainError` with every problem."""
        if problems := self.problems():
            raise DomainError(*problems)
        return self


def _bad_addresses(field: str, addresses: tuple[str, ...]) -> list[Problem]:
    return [
        Problem("bad_address", field, {"address": address, "why": why})
        for address in addresses
        if (why := problem_with(address))
    ]


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Names between double braces in `text` that are not in `PLACEHOLDERS`."""
    return tuple(
        name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name not in PLACEHOLDERS
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with each known placeholder replaced once; values are never looked into again."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
