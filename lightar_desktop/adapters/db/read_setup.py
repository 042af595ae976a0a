# SPDX-License-Identifier: MIT
"""Reading the company, templates, customers, the mail account, and what the sidebar counts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from lightar_desktop.adapters.db import entities
from lightar_desktop.adapters.db.among import among
from lightar_desktop.adapters.db.search import customers
from lightar_desktop.adapters.db.source import Source
from lightar_desktop.adapters.db.tables import (
    asset,
    company,
    customer,
    invoice,
    invoice_template,
    number_series,
)
from lightar_desktop.adapters.db.tables_work import (
    batch,
    batch_acknowledgement,
    mail_account,
    outgoing_email,
)
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import Company, InvoiceStatus
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.services.rows import CurrencySum, CustomerRow, SidebarCounts, TemplateRow

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
        for name in ("id", "address_lines", "postcode", "city", "country"):
            del values[name]
        return Company(address=entities.address(row), **values)

    def asset(self, asset_id: str) -> bytes:
        with self._source.reading() as connection:
            found: bytes | None = connection.execute(
                select(asset.c.content).where(asset.c.sha256 == asset_id)
            ).scalar()
        if found is None:
            raise DomainError.of("not_found", what="picture", id=asset_id)
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

    def customers(self, search: str, limit: int) -> list[CustomerRow]:
        query = select(customer).order_by(customer.c.sort_key, customer.c.id).limit(limit)
        if search.strip():
            query = query.where(customer.c.id.in_(customers(search, self._source.dialect)))
        with self._source.reading() as connection:
            rows = connection.execute(query).all()
            ids = [row.id for row in rows]
            people = entities.customers(connection, ids)
            balances = _balances(connection, ids)
        return [
            CustomerRow(
                row.id,
                row.number,
                row.name,
                next((who.email for who in people[row.id].recipients()), ""),
                row.city,
                row.country,
                row.archived,
                tuple(balances[row.id]),
            )
            for row in rows
        ]

    def customer(self, customer_id: int) -> Customer | None:
        with self._source.reading() as connection:
            return entities.customers(connection, [customer_id]).get(customer_id)

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


def _balances(connection: Connection, ids: Sequence[int]) -> dict[int, list[CurrencySum]]:
    """What customers owe, per currency."""
    inv = invoice.c
    query = (
        select(inv.customer_id, inv.currency, func.count(), func.sum(inv.balance))
        .where(among(inv.customer_id, ids, connection.dialect.name), inv.status.in_(_OWED))
        .group_by(inv.customer_id, inv.currency)
        .order_by(inv.customer_id, inv.currency)
    )
    found: dict[int, list[CurrencySum]] = defaultdict(list)
    for customer_id, *values in connection.execute(query):
        found[customer_id].append(CurrencySum(*values))
    return found
