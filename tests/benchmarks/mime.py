# SPDX-License-Identifier: MIT
"""Building a message with a 50 KB PDF: our builder and the standard library's, in turns.

python -m tests.benchmarks.mime
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from statistics import median
from time import process_time

from lightar_desktop.adapters.mail.message import Attachment, Mailbox, MailParts, build_message
from lightar_desktop.adapters.templates import Letter, email_bodies

ROUNDS, MESSAGES = 21, 20


def parts(number: int) -> MailParts:
    """An ordinary invoice email to a customer of its own."""
    letter = Letter(
        language="de",
        message="Guten Tag Frau Müller,\n\nanbei die Rechnung.\n\nFreundliche Grüße",
        company="Acme & Söhne GmbH",
        number=f"2026-{number:04d}",
        total="1.250,00 EUR",
        due_date="22.12.2026",
        footer=("Hauptstraße 1, 10115 Berlin", "USt-IdNr. DE123456789"),
    )
    text, html = email_bodies(letter)
    return MailParts(
        from_=Mailbox("ar@acme.example", "Acme & Söhne GmbH"),
        reply_to="billing@acme.example",
        to=(Mailbox(f"buchhaltung{number}@kunde{number}.example"),),
        cc=(Mailbox("kopie@acme.example"),),
        subject=f"Rechnung 2026-{number:04d} über 1.250,00 €",
        text=text,
        html=html,
        message_id=f"{number:032x}@acme.example",
        ref=f"{number:032x}",
        date=datetime.now(UTC),
        language="de",
        attachments=(
            Attachment(f"Rechnung 2026-{number:04d}.pdf", "application/pdf", os.urandom(50_000)),
        ),
    )


def with_the_library(mail: MailParts) -> bytes:
    """The same message as most programs build it."""
    message = EmailMessage()
    message["From"] = f'"{mail.from_.name}" <{mail.from_.address}>'
    message["To"] = ", ".join(one.address for one in mail.to)
    message["Cc"] = ", ".join(one.address for one in mail.cc)
    message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = f"<{mail.message_id}>"
    message["X-LightAR-Ref"] = mail.ref
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    for attachment in mail.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.file_name
        )
    return message.as_bytes(policy=SMTP)


def cpu_ms(build: Callable[[MailParts], bytes], mails: list[MailParts]) -> float:
    """CPU milliseconds for one of `mails`."""
    began = process_time()
    for mail in mails:
        build(mail)
    return (process_time() - began) / len(mails) * 1000


def main() -> None:
    """Print both medians and their ratio."""
    ours, library = [], []
    for turn in range(ROUNDS):
        mails = [parts(turn * MESSAGES + number) for number in range(MESSAGES)]
        library.append(cpu_ms(with_the_library, mails))
        ours.append(cpu_ms(build_message, mails))
    ratio = median(a / b for a, b in zip(library, ours, strict=True))
    print(f"EmailMessage + as_bytes  {median(library):6.2f} ms")
    print(f"build_message            {median(ours):6.2f} ms")
    print(f"ratio                    {ratio:6.1f}")


if __name__ == "__main__":
    main()
