# SPDX-License-Identifier: MIT
"""The company and the account its mail leaves by."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import available_timezones

from lightar_desktop.domain.changes import differences
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.company_checks import cleaned, company_problems
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, Subject
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.services.ports import Database, MailServers, Secrets, TestStep, UnitOfWork


class Setup:
    """Saves what everything else rests on; bad input changes nothing."""

    def __init__(self, database: Database, servers: MailServers, secrets: Secrets) -> None:
        self._database = database
        self._servers = servers
        self._secrets = secrets

    @property
    def passwords_last(self) -> bool:
        """Whether a password entered now is still known after a restart."""
        return self._secrets.lasting

    def save_company(self, company: Company, logo: bytes = b"") -> Company:
        """Set the company's own data; opened invoices keep what they were issued with.

        `logo` is a picture that `DocumentService.logo` made, in place of the one there was.
        """
        company = cleaned(company)
        before = self._database.reads.setup.company()
        if problems := [*company_problems(company), *self._gone(company)]:
            raise DomainError(*problems)

        def work(uow: UnitOfWork) -> Company:
            saved = replace(company, logo_id=uow.setup.add_asset(logo)) if logo else company
            uow.setup.save_company(saved)
            uow.record(company_event(before, saved))
            return saved

        return self._database.transactions.write(work)

    def _gone(self, company: Company) -> Iterator[Problem]:
        """Choices that are not there: a time zone, a template, a series."""
        reads = self._database.reads.setup
        if company.time_zone not in available_timezones():
            why = "choose one from the list."
            facts = {"field": "The time zone", "value": company.time_zone or "empty", "why": why}
            yield Problem("bad_setting", "time_zone", facts)
        series = {0, *(one.id for one in reads.series())}
        templates = {0, *(row.template.id for row in reads.templates())}
        for field, known, what in (
            ("template_id", templates, "template"),
            ("series_id", series, "number series"),
            ("credit_series_id", series, "number series"),
        ):
            if getattr(company, field) not in known:
                yield Problem("no_such_choice", field, {"what": what})

    def save_mail_account(self, account: MailAccount, password: str | None = None) -> MailAccount:
        """Set the account mail leaves by; the password, if given, goes to the keyring."""
        if problems := account.problems():
            raise DomainError(*problems)
        existing = self._database.reads.setup.account()
        saved = replace(account, id=existing.id if existing else 0)

        def work(uow: UnitOfWork) -> int:
            account_id = uow.setup.save_account(saved)
            uow.setup.account_trouble(account_id, "", None)
            data = {"host": saved.host}
            uow.record(
                Event("mail_account.changed", Subject.MAIL_ACCOUNT, account_id, None, {**data})
            )
            return account_id

        if password is not None:
            self._secrets.set(saved.secret_name, password)
        return replace(saved, id=self._database.transactions.write(work))

    def account_without_password(self) -> MailAccount | None:
        """The account, if it needs a password that this computer does not keep."""
        account = self._database.reads.setup.account()
        if account is None or not account.username:
            return None
        return account if self._secrets.get(account.secret_name) is None else None

    def give_password(self, account: MailAccount, password: str) -> None:
        """Keep the account's password where it lasts, else until the program ends; its mail may
        go again.
        """
        self._secrets.set(account.secret_name, password)
        works = Event("mail_account.works_again", Subject.MAIL_ACCOUNT, account.id)

        def work(uow: UnitOfWork) -> None:
            uow.setup.account_trouble(account.id, "", None)
            uow.record(works)

        self._database.transactions.write(work)

    def test_mail_account(
        self, account: MailAccount | None = None, password: str | None = None, to: str = ""
    ) -> list[TestStep]:
        """Connect, log in and perhaps send a test message, saying what the server said."""
        account = account or self._database.reads.setup.account()
        if account is None:
            raise DomainError.of("no_mail_account")
        if problems := account.problems():
            raise DomainError(*problems)
        if password is None and account.username:
            password = self._secrets.get(account.secret_name)
        return self._servers.test(account, password, to)


def company_event(before: Company | None, after: Company) -> Event:
    """The journal's entry about the company, with what it was before."""
    changes = differences(before, after, without=frozenset({"logo_id"}))
    if before is None:
        changes = [f"name: {after.name}"]
    elif before.logo_id != after.logo_id:
        changes.append("logo: another" if after.logo_id else "logo: none")
    return Event("company.changed", Subject.COMPANY, 0, None, {"changes": changes})
