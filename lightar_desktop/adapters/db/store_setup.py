# SPDX-License-Identifier: MIT
"""Writing the company, templates and the mail account."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Table, delete, insert, select, update

from lightar_desktop.adapters.db.statements import Session
from lightar_desktop.adapters.db.store_customers import address_row
from lightar_desktop.adapters.db.tables import (
    asset,
    customer,
    invoice,
    invoice_template,
    number_series,
)
from lightar_desktop.adapters.db.tables import company as company_table
from lightar_desktop.adapters.db.tables_work import mail_account, outgoing_email
from lightar_desktop.adapters.db.texts_json import as_json
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.outgoing import OutgoingState
from lightar_desktop.domain.template import InvoiceTemplate

_WAITING = (OutgoingState.QUEUED, OutgoingState.HELD)


class Setup:
    """What must be there before the first invoice. Implements `SetupStore`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._core = session.core

    def is_empty(self) -> bool:
        tables: tuple[Table, ...] = (
            company_table,
            customer,
            invoice,
            number_series,
            invoice_template,
        )
        return not any(self._core.execute(select(1).select_from(t).limit(1)).all() for t in tables)

    def save_company(self, company: Company) -> None:
        self._core.execute(delete(company_table))
        self._core.execute(insert(company_table).values(id=1, **company_row(company)))

    def add_asset(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        known = self._core.execute(select(1).where(asset.c.sha256 == sha256)).all()
        if not known:
            self._core.execute(insert(asset).values(sha256=sha256, content=content))
        return sha256

    def add_template(self, template: InvoiceTemplate) -> int:
        adding = insert(invoice_template).values(_template_row(template))
        return int(self._core.execute(adding.returning(invoice_template.c.id)).scalar_one())

    def delete_template(self, template_id: int) -> None:
        self._core.execute(delete(invoice_template).where(invoice_template.c.id == template_id))

    def save_template(self, template: InvoiceTemplate) -> None:
        changing = update(invoice_template).where(invoice_template.c.id == template.id)
        self._core.execute(changing.values(_template_row(template)))

    def save_account(self, account: MailAccount) -> int:
        row = asdict(account)
        account_id = row.pop("id")
        if account_id:
            changing = update(mail_account).where(mail_account.c.id == account_id)
            self._core.execute(changing.values(row))
        else:
            adding = insert(mail_account).values(**row, trouble="")
            account_id = self._core.execute(adding.returning(mail_account.c.id)).scalar_one()
        # Emails queued before there was an account leave by this one.
        self._core.execute(
            update(outgoing_email)
            .where(outgoing_email.c.account_id.is_(None), outgoing_email.c.state.in_(_WAITING))
            .values(account_id=account_id)
        )
        return int(account_id)

    def account_trouble(self, account_id: int, words: str, paused_until: datetime | None) -> None:
        changing = update(mail_account).where(mail_account.c.id == account_id)
        self._core.execute(changing.values(trouble=words, paused_until=paused_until))


def company_row(company: Company) -> dict[str, object]:
    """The row of the company, without its id."""
    row = asdict(company)
    del row["address"], row["registered"]
    row["accounts"] = as_json(company.accounts)
    return row | address_row(company.address) | address_row(company.registered, "registered")


def _template_row(template: InvoiceTemplate) -> dict[str, object]:
    row = asdict(template)
    del row["id"]
    row["variants"] = as_json(template.variants)
    row["attachments"] = as_json(template.attachments)
    return row
