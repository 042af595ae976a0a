# SPDX-License-Identifier: MIT
"""What a new company needs before its first invoice can go, made from a few answers."""

import json
from dataclasses import replace

from lightar_desktop import paths
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.company_checks import cleaned, company_problems
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.events import Event, EventData, Subject
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.template import InvoiceTemplate
from lightar_desktop.services.ports import Database, UnitOfWork
from lightar_desktop.services.setup import Setup, company_event


class FirstRun:
    """Sets up a company from nothing; all of it can be changed later."""

    def __init__(self, database: Database, setup: Setup) -> None:
        self._database = database
        self._setup = setup

    def is_needed(self) -> bool:
        """Whether there is no company yet."""
        return self._database.reads.setup.company() is None

    def problems(self, company: Company) -> list[Problem]:
        """What is wrong or missing in the answers, by field."""
        company = cleaned(company)
        place = company.address
        missing = [
            Problem("answer_missing", field, {"what": words})
            for field, value, words in (
                ("city", place.city, "the city"),
                ("country", place.country, "the country"),
            )
            if not value
        ]
        return [*company_problems(company), *missing]

    def found(self, company: Company) -> Company:
        """Save the company, with a template and a number series in its language if there are
        none; new drafts begin with them. Returns it as it is stored.
        """
        company = cleaned(company)
        if problems := self.problems(company):
            raise DomainError(*problems)
        reads = self._database.reads.setup
        before = reads.company()
        template, new_series = _beginnings(company.language)
        templates = [row.template.id for row in reads.templates()]
        series = [one.id for one in reads.series()]

        def work(uow: UnitOfWork) -> Company:
            template_id, series_id = (templates or [0])[0], (series or [0])[0]
            if not template_id:
                template_id = uow.setup.add_template(template)
                uow.record(_template_event(template_id, template.name))
            if not series_id:
                series_id = uow.numbers.add_series(new_series)
                uow.record(_series_event(series_id, new_series))
            saved = replace(
                company,
                template_id=company.template_id or template_id,
                series_id=company.series_id or series_id,
            )
            uow.setup.save_company(saved)
            uow.record(company_event(before, saved))
            return saved

        return self._database.transactions.write(work)

    def mail(self, account: MailAccount, password: str | None) -> MailAccount:
        """Save the account mail leaves by; answers come to its address unless the company named
        another.
        """
        saved = self._setup.save_mail_account(account, password)
        company = self._database.reads.setup.company()
        if company is not None and not company.email:
            self._setup.save_company(replace(company, email=account.from_address))
        return saved


def _beginnings(language: str) -> tuple[InvoiceTemplate, NumberSeries]:
    """A template and a series in a language, English where there are no texts in it."""
    every = json.loads(paths.resource("templates/first_run.json").read_text("utf-8"))
    known = language.partition("_")[0]
    texts = every.get(known, every["en"])
    written = known if known in every else "en"
    template = InvoiceTemplate(
        0, texts["template"], texts["subject"], texts["message"], language=written
    )
    return template, NumberSeries(0, texts["series"], f"{texts['prefix']}-{{year}}-{{number:4}}")


def _template_event(template_id: int, name: str) -> Event:
    return Event("template.changed", Subject.TEMPLATE, template_id, None, {"name": name})


def _series_event(series_id: int, series: NumberSeries) -> Event:
    changes = [f"numbers: {series.pattern}"]
    data: EventData = {"name": series.name, "changes": changes}
    return Event("series.added", Subject.SERIES, series_id, None, data)
