# SPDX-License-Identifier: MIT
"""What keeps a company's own data from being printed on invoices, by field."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lightar_desktop.domain import vat_ids
from lightar_desktop.domain.address import header_safe, problem_with
from lightar_desktop.domain.codes import country_problem, currency_problem
from lightar_desktop.domain.company import BankAccount, Company
from lightar_desktop.domain.customer import PostalAddress
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.identifiers import bic_problem, iban_problem, tidy

LONGEST_TERMS: Final = 365
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ONE_LINE: Final = {
    "name": "company name",
    "registration": "registration",
    "phone": "phone number",
    "website": "website",
    "bank": "name of the bank",
    "einvoice_address": "e-invoice address",
    "language": "language",
}


def cleaned(company: Company) -> Company:
    """The company as it is kept: without spaces at the ends, ids and codes in capitals."""
    texts = {
        name: getattr(company, name).strip()
        for name in (*_ONE_LINE, "vat_id", "email", "time_zone", "colour")
    }
    return replace(
        company,
        **texts,
        address=_clean_address(company.address),
        registered=_clean_address(company.registered),
        currency=company.currency.strip().upper(),
        iban=tidy(company.iban),
        bic=tidy(company.bic),
        accounts=tuple(
            BankAccount(tidy(a.iban), tidy(a.bic), a.bank.strip(), a.currency.strip().upper())
            for a in company.accounts
        ),
    )


def company_problems(company: Company) -> list[Problem]:
    """Everything that is wrong with a `cleaned` company; what may be missing is not wrong.

    The fields of a further bank account are `accounts.<position>.<name>`.
    """
    return [*_texts(company), *_places(company), *_accounts(company), *_choices(company)]


def _texts(company: Company) -> Iterator[Problem]:
    if not company.name:
        yield Problem("no_company", "name")
    for name, words in _ONE_LINE.items():
        if not header_safe(getattr(company, name)):
            yield Problem("invisible_character", name, {"field": words})
    if company.email and (why := problem_with(company.email)):
        yield Problem("bad_address", "email", {"address": company.email, "why": why})
    if company.vat_id and (why := vat_ids.problem_with(company.vat_id, company.address.country)):
        yield _identifier("vat_id", "VAT ID", company.vat_id, why)


def _places(company: Company) -> Iterator[Problem]:
    for before, place in (("", company.address), ("registered_", company.registered)):
        if place.country and (why := country_problem(place.country)):
            yield _setting(f"{before}country", "The country", place.country, why)
        for part in ("postcode", "city"):
            if not header_safe(getattr(place, part)):
                yield Problem("invisible_character", before + part, {"field": part})
        if not all(header_safe(line) for line in place.lines.split("\n")):
            yield Problem("invisible_character", f"{before}address_lines", {"field": "street"})


def _accounts(company: Company) -> Iterator[Problem]:
    main = BankAccount(company.iban, company.bic, company.bank)
    if main.iban or main.bic or main.bank:
        yield from _account(main, "")
    seen = {main.iban} - {""}
    for position, account in enumerate(company.accounts):
        before = f"accounts.{position}."
        yield from _account(account, before)
        if account.iban in seen:
            yield Problem("iban_twice", f"{before}iban")
        seen.add(account.iban)
        if account.currency and (why := currency_problem(account.currency)):
            yield _setting(f"{before}currency", "The currency", account.currency, why)
        if not header_safe(account.bank):
            yield Problem("invisible_character", f"{before}bank", {"field": "name of the bank"})


def _account(account: BankAccount, before: str) -> Iterator[Problem]:
    if not account.iban:
        yield Problem("no_iban", f"{before}iban")
    elif why := iban_problem(account.iban):
        yield _identifier(f"{before}iban", "IBAN", account.iban, why)
    if account.bic and (why := bic_problem(account.bic)):
        yield _identifier(f"{before}bic", "BIC", account.bic, why)


def _choices(company: Company) -> Iterator[Problem]:
    if why := currency_problem(company.currency):
        yield _setting("currency", "The currency", company.currency, why)
    if not _COLOUR.fullmatch(company.colour):
        yield _setting("colour", "The colour", company.colour, "type it as #2f5bd7.")
    if not 0 <= company.terms_days <= LONGEST_TERMS:
        why = f"choose 0 to {LONGEST_TERMS} days."
        yield _setting("terms_days", "The payment terms", str(company.terms_days), why)


def _clean_address(address: PostalAddress) -> PostalAddress:
    lines = "\n".join(line.strip() for line in address.lines.strip().splitlines())
    city, postcode = address.city.strip(), address.postcode.strip()
    return PostalAddress(lines, postcode, city, address.country.strip().upper())


def _setting(field: str, words: str, value: str, why: str) -> Problem:
    return Problem("bad_setting", field, {"field": words, "value": value or "empty", "why": why})


def _identifier(field: str, words: str, value: str, why: str) -> Problem:
    return Problem("bad_identifier", field, {"kind": words, "value": value, "why": why})
