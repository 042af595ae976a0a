# SPDX-License-Identifier: MIT
"""From invoices and settings to the text of an email and the requests that build documents."""

from collections.abc import Mapping

from lightar_desktop import i18n
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate, filled
from lightar_desktop.services.ports import ClaimedEmail, MailRequest


def placeholder_values(issued: IssuedInvoice, number: str) -> dict[str, str]:
    """What each placeholder stands for, in the customer's language and formats."""
    language = issued.buyer.language
    return {
        "number": number,
        "company": issued.seller.name,
        "customer": issued.buyer.name,
        "contact": issued.buyer.contact or issued.buyer.name,
        "total": i18n.money(issued.totals.total, issued.currency, language),
        "issue_date": i18n.day(issued.issued_on, language),
        "due_date": i18n.day(issued.due_on, language),
    }


def personal(settings: EmailSettings, values: Mapping[str, str]) -> EmailSettings:
    """The settings with their placeholders filled; line breaks cannot enter the subject."""
    subject = " ".join(filled(settings.subject, values).split())
    message = filled(settings.message, values)
    return EmailSettings(subject, settings.reply_to, settings.cc, message)


def defaults(template: InvoiceTemplate | None, fallback_reply_to: str) -> EmailSettings:
    """What a send starts with: the template's defaults, the company's address to reply to."""
    if template is None:
        return EmailSettings("", fallback_reply_to)
    return EmailSettings(
        template.subject,
        template.reply_to or fallback_reply_to,
        template.cc,
        template.message,
    )


def mail_request(email: ClaimedEmail, account: MailAccount) -> MailRequest:
    """The request that builds a queued email; always the same bytes for the same email."""
    return MailRequest(
        issued_json=email.issued_json,
        number=email.number,
        pdf=email.pdf,
        from_name=account.from_name,
        from_address=account.from_address,
        reply_to=email.reply_to,
        to=email.to,
        cc=email.cc,
        subject=email.subject,
        message=email.message,
        message_id=email.message_id,
        ref=email.ref,
        date=email.created_at,
    )
