# SPDX-License-Identifier: MIT
"""Invoice templates: what their emails say by default, and the settings of one send.

Clerks write plain text with placeholders (`domain.placeholders`), in as many languages as they
like; the customer's own decides which text is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lightar_desktop.domain.address import header_safe, problem_with
from lightar_desktop.domain.attachment import Attachment, attachment_problems
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.layout import PageLayout
from lightar_desktop.domain.placeholders import text_problems

NAME_LENGTH: Final = 60
_ALIKE: Final = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True, slots=True)
class TextVariant:
    """Subject and message in another language, for the customers who read it."""

    language: str
    subject: str
    message: str


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

    def settings(self) -> "EmailSettings":
        """What an email of an invoice with this template says, as far as the template knows."""
        return EmailSettings(
            self.subject, self.reply_to, self.cc, self.message, self.variants, self.attachments
        )

    def variant_for(self, language: str) -> TextVariant | None:
        """The text for readers of `language` (`de`, `de_AT`); None where that is the default."""
        return _variant_for(self.variants, language)

    def with_email(self, settings: "EmailSettings", language: str = "") -> "InvoiceTemplate":
        """This template with what a send said. Its text becomes that of the variant `language`,
        or the default text where there is no such variant.
        """
        changed = replace(
            self, reply_to=settings.reply_to, cc=settings.cc, attachments=settings.attachments
        )
        if language not in {one.language for one in self.variants}:
            return replace(changed, subject=settings.subject, message=settings.message)
        text = TextVariant(language, settings.subject, settings.message)
        variants = (text if one.language == language else one for one in self.variants)
        return replace(changed, variants=tuple(variants))

    def problems(self, company_language: str) -> tuple[Problem, ...]:
        """Everything that keeps this template from being saved, by field. Its defaults may be
        incomplete, but what is there must be right.
        """
        found = [one for one in self.settings().problems() if one.code not in _MAY_BE_MISSING]
        name = self.name.strip()
        if not name:
            found.append(Problem("no_template_name", "name"))
        elif len(name) > NAME_LENGTH or not header_safe(name):
            found.append(Problem("bad_template_name", "name", {"most": str(NAME_LENGTH)}))
        found += PageLayout.from_json(self.layout).problems()
        languages = [self.language or company_language]
        for one in self.variants:
            if one.language in languages:
                found.append(Problem("language_twice", "language", {"language": one.language}))
            languages.append(one.language)
            found += [
                Problem("empty_variant", field, {"field": field, "language": one.language})
                for field, text in (("subject", one.subject), ("message", one.message))
                if not text.strip()
            ]
        return tuple(found)


_MAY_BE_MISSING = frozenset({"no_subject", "no_reply_to"})


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
        chosen = _variant_for(self.variants, language)
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
        found += text_problems("subject", "subject", self.subject)
        found += text_problems("message", "message", self.message)
        for one in self.variants:
            subject = f"subject ({one.language})"
            found += text_problems("subject", subject, one.subject)
            found += text_problems("message", f"message ({one.language})", one.message)
            if not header_safe(one.subject):
                found.append(Problem("control_character", "subject", {"field": subject}))
        found += attachment_problems(self.attachments)
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


def _variant_for(variants: Sequence[TextVariant], language: str) -> TextVariant | None:
    by_language = {variant.language: variant for variant in variants}
    wanted = language.replace("-", "_")
    base = wanted.partition("_")[0].lower()
    return by_language.get(wanted) or by_language.get(_ALIKE.get(base, base))
