# SPDX-License-Identifier: MIT
"""An invoice's PDF and an email's exact bytes: made once, kept, shown again."""

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future, wait
from typing import Any

from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.issued import IssuedInvoice, from_json, to_json
from lightar_desktop.services import composing
from lightar_desktop.services.attaching import AttachedFiles
from lightar_desktop.services.ports import (
    Clock,
    Database,
    Documents,
    PageImage,
    PdfRequest,
    Renderers,
    UnitOfWork,
    today,
)

LARGEST_LOGO = 10_000_000  # bytes
_PATIENCE = 30  # seconds for a picture

_log = logging.getLogger(__name__)


class DocumentService:
    """Makes documents in the render processes and stores an opened invoice's PDF once."""

    def __init__(
        self, database: Database, documents: Documents, renderers: Renderers, clock: Clock
    ) -> None:
        self._database = database
        self._documents = documents
        self._renderers = renderers
        self._clock = clock
        self._files = AttachedFiles(database)
        self._logos: dict[str, bytes] = {}

    def pdf(self, invoice_id: int) -> bytes:
        """The invoice's PDF: as issued, or the draft marked as such."""
        reads = self._database.reads.invoices
        if stored := reads.document(invoice_id):
            return stored[1]
        if issued := reads.issued(invoice_id):
            number, issued_json = issued
            return self.render(issued_json, number, self._logo_of(issued_json)).result()
        invoices = reads.load([invoice_id])
        if not invoices:
            raise DomainError.of("not_found", what="invoice", id=invoice_id)
        company = self._database.reads.setup.company()
        if company is None:
            raise DomainError.of("no_company")
        on = today(self._clock, company.time_zone)
        return self.draft(IssuedInvoice.from_draft(invoices[0], company, on)).result()

    def draft(self, issued: IssuedInvoice) -> "Future[bytes]":
        """The PDF of a draft, under way."""
        return self.render(to_json(issued), None, issued.seller.logo_id)

    def render(self, issued_json: str, number: str | None, logo_id: str) -> "Future[bytes]":
        """The PDF of a frozen invoice, under way in another process."""
        request = PdfRequest(issued_json, number, self._logo(logo_id))
        return self._renderers.submit(self._documents.render_pdf, request)

    def store(self, invoice_id: int, pdf: bytes) -> "Future[None]":
        """Store an opened invoice's PDF, once; its waiting emails may go from then on."""
        return self._database.transactions.submit(self._storing(invoice_id, pdf))

    def catch_up(self) -> int:
        """Make the PDFs that a crash left out; returns how many. One that cannot be made is left
        out again, and keeps no other from being made.
        """
        made, failed = 0, set[int]()
        while missing := self._missing(failed):
            for invoice_id, rendering in [(one, self._redrawn(one)) for one in missing]:
                wait([rendering])
                if error := failure_of(rendering):
                    failed.add(invoice_id)
                    _log.warning("The PDF of invoice %s cannot be made: %s", invoice_id, error)
                else:
                    self.store(invoice_id, rendering.result()).result()
                    made += 1
        return made

    def _missing(self, failed: set[int]) -> list[int]:
        found = self._database.reads.invoices.without_document(20 + len(failed))
        return [invoice_id for invoice_id in found if invoice_id not in failed]

    def _redrawn(self, invoice_id: int) -> "Future[bytes]":
        issued = self._database.reads.invoices.issued(invoice_id)
        if issued is None:
            raise DomainError.of("not_found", what="invoice", id=invoice_id)
        number, issued_json = issued
        return self.render(issued_json, number, self._logo_of(issued_json))

    def eml(self, email_id: int) -> bytes:
        """The message exactly as it was or will be sent."""
        reads = self._database.reads
        email = reads.outbox.parts(email_id)
        account = reads.setup.account()
        if email is None:
            raise DomainError.of("not_found", what="email", id=email_id)
        if account is None:
            raise DomainError.of("no_mail_account")
        files = self._files.contents(email.attachments)
        request = composing.mail_request(email, account, files)
        (built,) = self._renderers.submit(self._documents.build_mails, (request,)).result()
        if isinstance(built, DomainError):
            raise built
        return built

    def logo(self, content: bytes) -> bytes:
        """A PNG or JPEG file as the logo is kept; another file, or one that could do harm, is
        refused. It is opened in another process and never in this one.
        """
        if len(content) > LARGEST_LOGO:
            why = f"it has more than {LARGEST_LOGO // 1_000_000} MB; choose a smaller one."
            raise DomainError.of("bad_picture", "logo", why=why)
        made = _within(self._renderers.submit(self._documents.logo, content))
        if isinstance(made, DomainError):
            raise made
        return made

    def pages(self, pdf: bytes, scale: float) -> list[PageImage]:
        """The pages of a PDF drawn with `scale` pixels per point."""
        return self._documents.page_images(pdf, scale)

    def _storing(self, invoice_id: int, pdf: bytes) -> Callable[[UnitOfWork], None]:
        digest = hashlib.sha256(pdf).hexdigest()
        at = self._clock.now()

        def work(uow: UnitOfWork) -> None:
            uow.invoices.add_document(invoice_id, pdf, digest, at)

        return work

    def _logo(self, logo_id: str) -> bytes:
        if not logo_id:
            return b""
        if logo_id not in self._logos:
            self._logos[logo_id] = self._database.reads.setup.asset(logo_id)
        return self._logos[logo_id]

    def _logo_of(self, issued_json: str) -> str:
        return from_json(issued_json, None).seller.logo_id


def _within(reading: "Future[bytes | DomainError]") -> bytes | DomainError:
    """What became of a stranger's file; one that kills or stops its reader is refused too."""
    try:
        return reading.result(_PATIENCE)
    except (BrokenExecutor, TimeoutError):
        return DomainError.of("bad_picture", "logo", why="it cannot be read; choose another.")


def failure_of(done: "Future[Any]") -> BaseException | None:
    """What kept a finished future from its result; None when it has one."""
    return CancelledError() if done.cancelled() else done.exception()
