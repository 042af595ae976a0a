# SPDX-License-Identifier: MIT
"""What the render processes run: pure functions that make PDFs and messages from requests.

Reached through `documents`, which the window can import without loading ReportLab and the like.
"""

from lightar_desktop import i18n
from lightar_desktop.adapters.documents.invoice import preload as preload_documents
from lightar_desktop.adapters.mail.message import Attachment, Mailbox, MailParts, build_message
from lightar_desktop.adapters.templates import Letter, email_bodies
from lightar_desktop.domain.attachment import media_type
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.issued import IssuedInvoice, from_json
from lightar_desktop.services.ports import MailRequest


def preload() -> None:
    """Load fonts and templates once, when a process starts."""
    preload_documents()


def mail_bodies(request: MailRequest) -> tuple[str, str]:
    """The plain text and the HTML of an email."""
    return email_bodies(_letter(request, from_json(request.issued_json, request.number)))


def build_mails(requests: tuple[MailRequest, ...]) -> list[bytes | DomainError]:
    """Each message's bytes, or why it cannot be built; one bad message spoils no other."""
    return [_built(request) for request in requests]


def _letter(request: MailRequest, issued: IssuedInvoice) -> Letter:
    language, seller = issued.buyer.language, issued.seller
    address = f"{seller.address.postcode} {seller.address.city}".strip()
    place = ", ".join(part for part in (seller.address.lines, address) if part)
    return Letter(
        language=language,
        message=request.message,
        company=seller.name,
        number=request.number,
        total=i18n.money(issued.totals.total, issued.currency, language),
        due_date=i18n.day(issued.due_on, language),
        colour=seller.colour,
        footer=tuple(line for line in (place, seller.registration, seller.website) if line),
        kind=issued.kind,
    )


def _built(request: MailRequest) -> bytes | DomainError:
    issued = from_json(request.issued_json, request.number)
    text, html = email_bodies(_letter(request, issued))
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in request.number)
    parts = MailParts(
        from_=Mailbox(request.from_address, request.from_name),
        reply_to=request.reply_to,
        to=tuple(map(Mailbox, request.to)),
        cc=tuple(map(Mailbox, request.cc)),
        subject=request.subject,
        text=text,
        html=html,
        message_id=request.message_id,
        ref=request.ref,
        date=request.date,
        language=issued.buyer.language,
        attachments=(
            Attachment(f"{name}.pdf", "application/pdf", request.pdf),
            *(Attachment(name, media_type(name), content) for name, content in request.attachments),
        ),
    )
    try:
        return build_message(parts)
    except DomainError as refusal:
        return refusal
