# SPDX-License-Identifier: MIT
"""From invoices and settings to the text of an email and the requests that build documents."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lightar_desktop import i18n
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.identifiers import iban_shown
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.issued import IssuedInvoice
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.placeholders import (
    MAY_BE_EMPTY,
    empty_problems,
    filled,
    used_placeholders,
)
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate
from lightar_desktop.services.ports import ClaimedEmail, MailRequest


def placeholder_values(
    issued: IssuedInvoice, number: str, on: date, balance: Decimal | None = None
) -> dict[str, str]:
    """What each placeholder stands for on the day `on`, in the customer's language and formats.
    `balance` is what is still owed, by default everything.
    """
    language, currency = issued.buyer.language, issued.currency
    owed = issued.totals.total if balance is None else balance
    return {
        "number": number,
        "company": issued.seller.name,
        "customer": issued.buyer.name,
        "contact": issued.buyer.contact or issued.buyer.name,
        "total": i18n.money(issued.totals.total, currency, language),
        "balance": i18n.money(owed, currency, language),
        "issue_date": i18n.day(issued.issued_on, language),
        "due_date": i18n.day(issued.due_on, language),
        "days_until_due": i18n.whole(max(0, (issued.due_on - on).days), language),
        "buyer_reference": issued.buyer_reference,
        "iban": iban_shown(issued.seller.iban),
    }


def personal(settings: EmailSettings, values: Mapping[str, str]) -> EmailSettings:
    """The settings with their placeholders filled; line breaks cannot enter the subject."""
    subject = " ".join(filled(settings.subject, values).split())
    message = filled(settings.message, values)
    return replace(settings, subject=subject, message=message, variants=())


def nothing_for(settings: EmailSettings, values: Mapping[str, str]) -> list[Problem]:
    """Placeholders of the text in the customer's language that this invoice has nothing for."""
    return empty_problems((("subject", settings.subject), ("message", settings.message)), values)


def lacking(
    invoice: Invoice, company: Company, on: date, text: EmailSettings
) -> tuple[Problem, ...]:
    """Placeholders of the text this draft's customer would get that it has nothing for."""
    issued = IssuedInvoice.from_draft(invoice, company, on)
    values = placeholder_values(issued, "####", on)
    return tuple(nothing_for(text.for_language(issued.buyer.language), values))


def may_lack(settings: EmailSettings) -> frozenset[tuple[str, str]]:
    """Placeholders that some invoices may have nothing for, each with the language of its text
    (empty for the default text).
    """
    texts = [("", settings.subject, settings.message)]
    texts += [(one.language, one.subject, one.message) for one in settings.variants]
    return frozenset(
        (language, name)
        for language, *text in texts
        for name in used_placeholders(*text) & MAY_BE_EMPTY
    )


def defaults(template: InvoiceTemplate | None, fallback_reply_to: str) -> EmailSettings:
    """What a send starts with: the template's defaults, the company's address to reply to."""
    if template is None:
        return EmailSettings("", fallback_reply_to)
    settings = template.settings()
    return replace(settings, reply_to=settings.reply_to or fallback_reply_to)


def for_customer(settings: EmailSettings, customer: Customer | None) -> EmailSettings:
    """Settings meant for many as they are for one customer, whose own preferences come first.

    Reply-To is the customer's, else what the settings say; whoever the customer always wants
    copied is so besides those the settings name.
    """
    if customer is None:
        return settings
    cc = tuple(dict.fromkeys((*settings.cc, *customer.always_copied())))
    return replace(settings, reply_to=customer.preferences.reply_to or settings.reply_to, cc=cc)


def mail_request(
    email: ClaimedEmail, account: MailAccount, files: tuple[tuple[str, bytes], ...] = ()
) -> MailRequest:
    """The request that builds a queued email; always the same bytes for the same email. `files`
    are the contents of its attachments.
    """
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
        attachments=files,
    )
