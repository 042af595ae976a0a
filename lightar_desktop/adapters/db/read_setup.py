# SPDX-License-Identifier: MIT
"""Reading the company, templates, the mail account, and what the sidebar counts."""

from datetime import datetime

from sqlalchemy import exists, func, select

from lightar_desktop.adapters.db import entities
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import (
    asset,
    company,
    invoice,
    invoice_template,
    number_counter,
    number_series,
)
from lightar_desktop.adapters.db.tables_data import saved_filter
from lightar_desktop.adapters.db.tables_work import (
    batch,
    batch_acknowledgement,
    mail_account,
    outgoing_email,
)
from lightar_desktop.adapters.db.texts_json import accounts_from
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import InvoiceStatus
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.rows import SavedFilterRow, SidebarCounts, TemplateRow

_OWED = tuple(status for status in InvoiceStatus if status.owed)
_WAITING = (OutgoingState.QUEUED, OutgoingState.CLAIMED, OutgoingState.SENDING)
_TO_CHECK = (OutgoingState.UNCERTAIN, OutgoingState.HELD, OutgoingState.FAILED)


class ReadSetup:
    """Implements `SetupReads`."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def company(self) -> Company | None:
        with self._source.reading() as connection:
            row = connection.execute(select(company)).one_or_none()
        if row is None:
            return None
        values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        del values["id"]
        for kind in ("address", "registered"):
            before = "" if kind == "address" else f"{kind}_"
            del values[f"{kind}_lines"]
            for name in ("postcode", "city", "country"):
                del values[before + name]
        values["accounts"] = accounts_from(row.accounts)
        return Company(
            address=entities.address(row),
            registered=entities.address(row, "registered"),
            **values,
        )

    def asset(self, asset_id: str) -> bytes:
        with self._source.reading() as connection:
            found: bytes | None = connection.execute(
                select(asset.c.content).where(asset.c.sha256 == asset_id)
            ).scalar()
        if found is None:
            raise DomainError.of("not_found", what="file", id=asset_id)
        return found

    def templates(self) -> list[TemplateRow]:
        used = func.count(invoice.c.id)
        query = (
            select(invoice_template, used.label("invoices"))
            .join_from(invoice_template, invoice, isouter=True)
            .group_by(invoice_template.c.id)
            .order_by(invoice_template.c.id)
        )
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
        return [TemplateRow(entities.template(row), row.invoices) for row in rows]

    def series(self) -> list[NumberSeries]:
        with self._source.reading() as connection:
            rows = connection.execute(select(number_series).order_by(number_series.c.id)).all()
        return [NumberSeries(*row) for row in rows]

    def account(self) -> MailAccount | None:
        names = list(MailAccount.__dataclass_fields__)
        query = select(*(mail_account.c[name] for name in names)).order_by(mail_account.c.id)
        with self._source.reading() as connection:
            row = connection.execute(query.limit(1)).one_or_none()
        return None if row is None else MailAccount(*row)

    def account_trouble(self, account_id: int) -> tuple[str, datetime | None]:
        query = select(mail_account.c.trouble, mail_account.c.paused_until)
        with self._source.reading() as connection:
            row = connection.execute(query.where(mail_account.c.id == account_id)).one_or_none()
        return ("", None) if row is None else (row.trouble, row.paused_until)

    def saved_filters(self) -> list[SavedFilterRow]:
        query = select(saved_filter).order_by(saved_filter.c.name, saved_filter.c.id)
        with self._source.reading() as connection:
            return [SavedFilterRow(*row) for row in connection.execute(query)]

    def next_number(self, series_id: int, period: int) -> int:
        query = select(number_counter.c.next).where(
            number_counter.c.series_id == series_id, number_counter.c.period == period
        )
        with self._source.reading() as connection:
            return connection.execute(query).scalar() or 1

    def sidebar(self, actor: str) -> SidebarCounts:
        ack = batch_acknowledgement.c
        seen = exists().where(ack.batch_id == batch.c.id, ack.actor == actor)
        drafts = select(func.count()).where(invoice.c.status == InvoiceStatus.DRAFT)
        batches = select(func.count()).where(batch.c.finished_at.is_not(None), ~seen)
        emails = select(outgoing_email.c.state, func.count()).where(
            outgoing_email.c.state.in_((*_WAITING, *_TO_CHECK))
        )
        with self._source.reading() as connection:
            counts: dict[OutgoingState, int] = dict(
                connection.execute(emails.group_by(outgoing_email.c.state)).all()
            )
            return SidebarCounts(
                drafts=connection.execute(drafts).scalar_one(),
                batches_to_acknowledge=connection.execute(batches).scalar_one(),
                emails_waiting=sum(counts.get(state, 0) for state in _WAITING),
                emails_to_check=sum(counts.get(state, 0) for state in _TO_CHECK),
            )
