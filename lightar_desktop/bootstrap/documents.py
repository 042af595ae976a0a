# SPDX-License-Identifier: MIT
"""The port to PDFs and messages. What it needs is imported where it runs, in another process."""

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.services.ports import Documents, MailRequest, PageImage, PdfRequest


def preload() -> None:
    """Load fonts and templates once, when a render process starts."""
    from lightar_desktop.bootstrap import rendering

    rendering.preload()


def render_pdf(request: PdfRequest) -> bytes:
    """An invoice as PDF."""
    from lightar_desktop.adapters.documents.invoice import render_invoice

    return render_invoice(request)


def build_mails(requests: tuple[MailRequest, ...]) -> list[bytes | DomainError]:
    """Each message's bytes, or why it cannot be built; one bad message spoils no other."""
    from lightar_desktop.bootstrap import rendering

    return rendering.build_mails(requests)


def mail_bodies(request: MailRequest) -> tuple[str, str]:
    """The plain text and the HTML of an email."""
    from lightar_desktop.bootstrap import rendering

    return rendering.mail_bodies(request)


def logo(content: bytes) -> bytes | DomainError:
    """A picture as the company's logo is kept."""
    from lightar_desktop.adapters.documents.logo_file import logo_file

    return logo_file(content)


def page_images(pdf: bytes, scale: float) -> list[PageImage]:
    """The pages of a PDF as pictures."""
    from lightar_desktop.adapters.documents import preview

    return preview.page_images(pdf, scale)


class MadeElsewhere(Documents):
    """The functions behind the services' port."""

    render_pdf = staticmethod(render_pdf)
    build_mails = staticmethod(build_mails)
    mail_bodies = staticmethod(mail_bodies)
    logo = staticmethod(logo)
    page_images = staticmethod(page_images)


DOCUMENTS = MadeElsewhere()
