# SPDX-License-Identifier: MIT
"""The two bodies of an invoice email, plain text and HTML, from what the clerk wrote.

A pure function of a frozen value, so it runs in a renderer process. Clerks write plain text; no
program of theirs ever reaches the template engine, and whatever they or their customers typed is
escaped.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lightar_desktop import paths
from lightar_desktop.adapters.templates.words import words
from lightar_desktop.domain.invoice import DocumentKind
from lightar_desktop.domain.writing import undisguised

if TYPE_CHECKING:
    from jinja2 import Template

_LINK = re.compile(r"(https://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}])")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DEFAULT_COLOUR: Final = "#2f5bd7"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an invoice email says. Amounts and dates are already written for the reader."""

    language: str
    message: str  # the clerk's text, placeholders filled
    company: str
    number: str
    total: str
    due_date: str
    colour: str = _DEFAULT_COLOUR
    footer: tuple[str, ...] = ()  # address, registration and the like, a line each
    kind: DocumentKind = DocumentKind.INVOICE


def email_bodies(letter: Letter) -> tuple[str, str]:
    """Plain text and HTML of equal content, from which nothing turns the direction of a text."""
    letter = replace(
        letter,
        message=undisguised(letter.message),
        company=undisguised(letter.company),
        number=undisguised(letter.number),
        footer=tuple(map(undisguised, letter.footer)),
    )
    message = _LINE_ENDS.sub("\n", letter.message).strip()
    return _text(letter, message), _html(letter, message)


def _text(letter: Letter, message: str) -> str:
    known = words(letter.language, letter.kind)
    due = f"{known.due}: {letter.due_date}\n" if known.due else ""
    summary = (
        f"{known.document} {letter.number}\n{known.total}: {letter.total}\n{due}{known.attached}"
    )
    # "-- " on a line of its own is how a signature has always begun; mail programs grey it.
    footer = "\n".join(["-- ", letter.company, *letter.footer])
    return "\n\n".join(part for part in (message, summary, footer) if part) + "\n"


def _html(letter: Letter, message: str) -> str:
    return _template().render(
        language=letter.language,
        words=words(letter.language, letter.kind),
        paragraphs=[
            [_pieces(line) for line in paragraph.split("\n")]
            for paragraph in _BLANK_LINES.split(message)
            if paragraph.strip()
        ],
        company=letter.company,
        number=letter.number,
        total=letter.total,
        due_date=letter.due_date,
        colour=letter.colour if _COLOUR.fullmatch(letter.colour) else _DEFAULT_COLOUR,
        footer=letter.footer,
    )


def _pieces(line: str) -> list[tuple[str, bool]]:
    """The line cut at its https links; True marks a link."""
    return [(piece, odd % 2 == 1) for odd, piece in enumerate(_LINK.split(line)) if piece]


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(paths.resource("templates/email")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("invoice.html")
