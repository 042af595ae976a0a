# SPDX-License-Identifier: MIT
"""Opening one invoice, and knowing beforehand what opening would do."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace

from lightar_desktop.domain.address import domain_of
from lightar_desktop.domain.batch import ItemStatus
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.engagement import Light
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.issued import IssuedInvoice, from_json, to_json
from lightar_desktop.domain.layout import PageLayout
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.template import EmailSettings, InvoiceTemplate
from lightar_desktop.services import composing, crediting
from lightar_desktop.services.documents import DocumentService, failure_of
from lightar_desktop.services.ground import Composed, Ground, Opened
from lightar_desktop.services.items import opened_event
from lightar_desktop.services.ports import (
    Clock,
    Database,
    Documents,
    MailRequest,
    NewEmail,
    Opening,
    StorageError,
    UnitOfWork,
    today,
)
from lightar_desktop.services.rows import Beginning, EmailPreview, Preflight, PreflightLine, pill

_CHUNK = 200


class OpeningService:
    """Opens invoices one at a time; `BatchService` does so for many at once."""

    def __init__(
        self,
        database: Database,
        documents: DocumentService,
        makers: Documents,
        clock: Clock,
        new_id: Callable[[], str],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._documents = documents
        self._makers = makers
        self._clock = clock
        self._new_id = new_id
        self._wake = wake

    def ground(self, email: EmailSettings | None) -> Ground:
        """Read what a batch rests on; refuses when company or mail account are missing."""
        setup = self._database.reads.setup
        company = setup.company()
        if company is None:
            raise DomainError.of("no_company", "company")
        account = setup.account()
        if email is not None and account is None:
            raise DomainError.of("no_mail_account", "email")
        series = {one.id: one for one in setup.series()}
        return Ground(company, today(self._clock, company.time_zone), series, account, email)

    def beginning(self, invoice_ids: Sequence[int]) -> Beginning:
        """What the email dialog starts with: the defaults of the template most of them use, for
        a single invoice in its customer's language and with its preferences.
        """
        reads = self._database.reads
        company = reads.setup.company()
        some = reads.invoices.load(list(invoice_ids[:_CHUNK]))
        template = _most_used(some)
        settings = composing.defaults(template, _answers_to(company, reads.setup.account()))
        customer = some[0].customer if some else None
        if len(invoice_ids) != 1 or customer is None:
            return Beginning(settings, template)
        variant = template.variant_for(customer.language) if template else None
        language = variant.language if variant else ""
        own = composing.for_customer(settings.for_language(customer.language), customer)
        return Beginning(own, template, language)

    def own_settings(self, invoice_id: int, shared: EmailSettings) -> EmailSettings:
        """Settings meant for many as they are for this invoice's customer."""
        (invoice,) = self._load(invoice_id)
        return composing.for_customer(shared, invoice.customer)

    def default_settings(self, invoice_ids: Sequence[int]) -> EmailSettings:
        """The settings an email of these invoices begins with."""
        return self.beginning(invoice_ids).settings

    def preflight(
        self, invoice_ids: Sequence[int], *, email: bool, text: EmailSettings | None = None
    ) -> Iterator[Preflight]:
        """Check the drafts as opening will, a few hundred at a time; each result adds up. With
        a `text`, its placeholders are checked as well.
        """
        ground = self.ground(None)
        groups: dict[str, list[int]] = defaultdict(list)
        ready = 0
        for start in range(0, len(invoice_ids), _CHUNK):
            chunk = list(invoice_ids[start : start + _CHUNK])
            for invoice, found in self._checked(chunk, ground, email=email):
                problems = found
                if not problems and text is not None:
                    problems = composing.lacking(invoice, ground.company, ground.today, text)
                if problems:
                    groups[problems[0].code].append(invoice.id)
                else:
                    ready += 1
            lines = tuple(
                PreflightLine(code, pill(code), tuple(ids)) for code, ids in groups.items()
            )
            yield Preflight(len(invoice_ids), start + len(chunk), ready, lines)

    def problems(self, invoice_id: int, *, email: bool) -> tuple[Problem, ...]:
        """Why this draft cannot be opened (and emailed) now; empty when it can."""
        self._load(invoice_id)
        ((_invoice, problems),) = self._checked([invoice_id], self.ground(None), email=email)
        return problems

    def preview(
        self, invoice_id: int, settings: EmailSettings | None, layout: PageLayout | None = None
    ) -> EmailPreview:
        """The email and PDF as they would be now; without settings only the PDF counts. With a
        `layout` the PDF looks as it would in a template with that layout. Settings meant for
        many customers go through `own_settings` first.
        """
        made = self.compose(invoice_id, settings, layout)
        request = made.request
        plain, html = self._makers.mail_bodies(request)
        return EmailPreview(
            invoice_id=invoice_id,
            customer=made.customer,
            subject=request.subject,
            to=request.to,
            cc=request.cc,
            reply_to=request.reply_to,
            text=plain,
            html=html,
            pdf=request.pdf,
            problems=made.problems,
        )

    def compose(
        self, invoice_id: int, settings: EmailSettings | None, layout: PageLayout | None = None
    ) -> Composed:
        """The email of an invoice as it would be now, with its PDF."""
        ground = self.ground(None)
        (invoice,) = self._load(invoice_id)
        stored = self._database.reads.invoices.issued(invoice_id)
        if stored:
            number = stored[0] or ""
            issued = from_json(stored[1], number)
        else:
            number = _number_to_come(ground, invoice)
            issued = IssuedInvoice.from_draft(invoice, ground.company, ground.today)
        if layout is not None:
            drawn = to_json(replace(issued, layout=layout))
            shown = number if stored else None
            pdf = self._documents.render(drawn, shown, issued.seller.logo_id).result()
        elif stored:
            pdf = self._documents.pdf(invoice_id)
        else:
            pdf = self._documents.draft(issued).result()
        text = (settings or EmailSettings("", "")).for_language(issued.buyer.language)
        (row,) = self._database.reads.invoices.rows([invoice_id])
        values = composing.placeholder_values(issued, number, ground.today, row.balance)
        problems = list(composing.nothing_for(text, values))
        if not stored:
            ((_, found),) = self._checked([invoice_id], ground, email=settings is not None)
            problems = [*found, *problems]
        text = composing.personal(text, values)
        to = tuple(c.email for c in invoice.customer.recipients()) if invoice.customer else ()
        cc = _once(text.cc, without=to)
        request = replace(self._request(issued, number, ground, text, to, cc), pdf=pdf)
        return Composed(request, issued.buyer.name, issued.buyer.language, tuple(problems))

    def open(self, invoice: Invoice, item_id: int, batch_id: int, ground: Ground) -> Opened:
        """Open one invoice of a batch in one transaction.

        Number, lock, queued email, journal and the batch's item are one fact. Raises
        `DomainError` with every reason, and then nothing was changed and no number used.
        """
        email = ground.settings_for(invoice.customer)
        if problems := invoice.problems(ground.company, ground.today, email=email is not None):
            raise DomainError(*problems)
        issued = IssuedInvoice.from_draft(invoice, ground.company, ground.today)
        issued_json = to_json(issued)
        values = composing.placeholder_values(issued, "####", ground.today)
        if email is not None:
            email = email.for_language(issued.buyer.language)
            if lacking := composing.nothing_for(email, values):
                raise DomainError(*lacking)
        status = ItemStatus.OPENED if email is None else ItemStatus.QUEUED
        token = self._new_id()
        now = self._clock.now()
        fingerprint = hashlib.sha256(issued_json.encode()).hexdigest()

        def work(uow: UnitOfWork) -> str:
            if not uow.batches.settle_item(item_id, ItemStatus.WAITING, status):
                raise DomainError.of("changed_meanwhile")
            # Not as it was when the batch began: a changed series counts on from what was given.
            series = uow.numbers.series(invoice.series_id)
            credit = crediting.begin(uow, invoice, issued.totals.total)
            counter = uow.numbers.take(series.id, series.period(issued.issued_on))
            number = series.text(counter, issued.issued_on)
            light = Light.NOT_SENT if email is None else Light.SCHEDULED
            if not uow.invoices.open(Opening(invoice, number, issued, issued_json, light)):
                raise DomainError.of("changed_meanwhile")
            uow.record(opened_event(invoice, issued, number, fingerprint, batch_id, credit))
            if credit is not None:
                crediting.finish(uow, invoice, number, credit)
            if email is not None and ground.account is not None and invoice.customer is not None:
                text = composing.personal(email, {**values, "number": number})
                to = tuple(contact.email for contact in invoice.customer.recipients())
                new = NewEmail(
                    dedupe_key=f"open:{invoice.id}",
                    message_id=f"<{token}@{domain_of(ground.account.from_address)}>",
                    ref=token,
                    invoice_id=invoice.id,
                    customer_id=invoice.customer.id,
                    account_id=ground.account.id,
                    settings=text,
                    to=to,
                    cc=_once(text.cc, without=to),
                    bcc=(),
                    created_at=now,
                    next_at=now,
                    batch_item_id=item_id,
                )
                email_id = uow.outbox.add(new)
                if email_id is None:
                    raise DomainError.of("changed_meanwhile")
                uow.record(queued(email_id, invoice.id, to))
            return number

        number = self._database.transactions.write(work)
        return Opened(invoice.id, number, issued_json, ground.company.logo_id)

    def make_document(self, opened: Opened, done: Callable[[BaseException | None], None]) -> None:
        """Have the opened invoice's PDF drawn and stored; its waiting email may then go.

        Returns at once. `done` is called once, on any thread: with None when the PDF is stored,
        else with what went wrong (`StorageError` when the database did).
        """

        def drawn(drawing: "Future[bytes]") -> None:
            error = failure_of(drawing)
            if error is not None:
                done(error)
                return
            try:
                storing = self._documents.store(opened.invoice_id, drawing.result())
            except StorageError as closed:
                done(closed)
            else:
                storing.add_done_callback(stored)

        def stored(storing: "Future[None]") -> None:
            error = failure_of(storing)
            if error is None:
                self._wake()
            done(error)

        rendering = self._documents.render(opened.issued_json, opened.number, opened.logo_id)
        rendering.add_done_callback(drawn)

    def _checked(
        self, ids: Sequence[int], ground: Ground, *, email: bool
    ) -> Iterator[tuple[Invoice, tuple[Problem, ...]]]:
        reads = self._database.reads.invoices
        return crediting.checked(reads, ids, ground.company, ground.today, email=email)

    def _load(self, invoice_id: int) -> list[Invoice]:
        found = self._database.reads.invoices.load([invoice_id])
        if not found:
            raise DomainError.of("not_found", what="invoice", id=invoice_id)
        return found

    def _request(
        self,
        issued: IssuedInvoice,
        number: str,
        ground: Ground,
        text: EmailSettings,
        to: tuple[str, ...],
        cc: tuple[str, ...],
    ) -> MailRequest:
        account = ground.account
        return MailRequest(
            issued_json=to_json(issued),
            number=number,
            pdf=b"",
            from_name=account.from_name if account else ground.company.name,
            from_address=account.from_address if account else ground.company.email,
            reply_to=text.reply_to,
            to=to,
            cc=cc,
            subject=text.subject,
            message=text.message,
            message_id="<preview@localhost>",
            ref="preview",
            date=self._clock.now(),
        )


def _most_used(invoices: Sequence[Invoice]) -> InvoiceTemplate | None:
    used = Counter(one.template for one in invoices if one.template is not None)
    return used.most_common(1)[0][0] if used else None


def _answers_to(company: Company | None, account: MailAccount | None) -> str:
    """Where answers go if nobody said so: to the company, else back to where the mail is from."""
    own = company.email if company else ""
    return own or (account.from_address if account else "")


def queued(email_id: int, invoice_id: int, to: Sequence[str]) -> Event:
    """The journal's entry for an email that waits to be sent."""
    return Event("email.queued", Subject.EMAIL, email_id, invoice_id, {"to": list(to)})


def _once(addresses: Sequence[str], *, without: Sequence[str]) -> tuple[str, ...]:
    return tuple(address for address in dict.fromkeys(addresses) if address not in without)


def _number_to_come(ground: Ground, invoice: Invoice) -> str:
    """The number's shape before it is given: `INV-2026-####`."""
    series = ground.series.get(invoice.series_id)
    if series is None:
        return "####"
    return series.shape(invoice.dates(ground.today)[0])
