# SPDX-License-Identifier: MIT
"""What opening an invoice rests on, and what comes of it."""

from dataclasses import dataclass
from datetime import date

from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.mail_account import MailAccount
from lightar_desktop.domain.numbering import NumberSeries
from lightar_desktop.domain.template import EmailSettings
from lightar_desktop.services import composing
from lightar_desktop.services.ports import MailRequest


@dataclass(frozen=True, slots=True)
class Ground:
    """What every opening of a batch rests on: who we are, what day it is, how we mail.

    `shared` settings are meant for many customers, each with preferences of its own; those of a
    batch of one were made for its customer and count as they are.
    """

    company: Company
    today: date
    series: dict[int, NumberSeries]
    account: MailAccount | None
    email: EmailSettings | None
    shared: bool = True

    def settings_for(self, customer: Customer | None) -> EmailSettings | None:
        """What this customer's email says."""
        if self.email is None or not self.shared:
            return self.email
        return composing.for_customer(self.email, customer)


@dataclass(frozen=True, slots=True)
class Opened:
    """An invoice that was just opened; its PDF is still to be made."""

    invoice_id: int
    number: str
    issued_json: str
    logo_id: str


@dataclass(frozen=True, slots=True)
class Composed:
    """An email that could be built, and what keeps it from being sent."""

    request: MailRequest
    customer: str
    language: str
    problems: tuple[Problem, ...]
