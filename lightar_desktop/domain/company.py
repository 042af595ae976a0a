# SPDX-License-Identifier: MIT
"""Our own company: who invoices, and the accounts it is paid into."""

from dataclasses import dataclass

from lightar_desktop.domain.customer import NOWHERE, PostalAddress


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account customers pay into. `currency` is empty where it takes any."""

    iban: str
    bic: str = ""
    bank: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Who invoices: printed on every document and named in every email.

    `iban`, `bic` and `bank` are the main account; `accounts` are further ones, for the invoices
    in their currency. Ids are 0 where nothing is chosen.
    """

    name: str
    address: PostalAddress = NOWHERE
    vat_id: str = ""
    registration: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    currency: str = "EUR"
    time_zone: str = "UTC"
    language: str = "en"
    logo_id: str = ""  # SHA-256 of the stored picture (PNG or JPEG)
    colour: str = "#2f5bd7"
    registered: PostalAddress = NOWHERE  # the registered office, where it is another place
    einvoice_address: str = ""
    accounts: tuple[BankAccount, ...] = ()
    template_id: int = 0  # what a new draft begins with
    series_id: int = 0
    credit_series_id: int = 0  # 0: credit notes are numbered in their invoice's series
    terms_days: int = 30

    def account_for(self, currency: str) -> BankAccount:
        """Where an invoice in `currency` is paid: an account in it, else the main one."""
        main = BankAccount(self.iban, self.bic, self.bank)
        fitting = (one for one in self.accounts if one.currency == currency)
        return next(fitting, main)
