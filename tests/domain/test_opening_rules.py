# SPDX-License-Identifier: MIT
"""What a draft needs before it can be opened, and the words for what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lightar_desktop.domain.customer import ContactRole, PostalAddress
from lightar_desktop.domain.invoice import Invoice, InvoiceStatus, days_overdue
from lightar_desktop.domain.issued import IssuedInvoice, from_json, to_json
from lightar_desktop.domain.tax import TaxCategory
from tests.builders import COMPANY, contact, customer, draft, line

TODAY = date(2026, 11, 23)
REVERSE = line(rate="0", tax_category=TaxCategory.REVERSE_CHARGE)


def problems(invoice: Invoice, *, email: bool = True) -> list[tuple[str, str]]:
    return [(p.code, p.field) for p in invoice.problems(COMPANY, TODAY, email=email)]


def test_a_complete_draft_can_be_opened_and_emailed() -> None:
    assert problems(draft()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"customer": None}, ("no_customer", "customer")),
        ({"template": None}, ("no_template", "template")),
        ({"lines": ()}, ("no_lines", "lines")),
        ({"currency": ""}, ("no_currency", "currency")),
        ({"lines": (line(description=" "),)}, ("line_incomplete", "lines.1.description")),
        ({"lines": (line(), line(quantity="0"))}, ("line_incomplete", "lines.2.quantity")),
        ({"lines": (line("0"),)}, ("total_not_positive", "lines")),
        ({"lines": (line("-5"),)}, ("total_not_positive", "lines")),
        ({"customer": customer(archived=True)}, ("customer_archived", "customer")),
        ({"customer": customer(address=PostalAddress())}, ("no_address", "customer")),
        ({"customer": customer(vat_id=""), "lines": (REVERSE,)}, ("no_vat_id", "customer")),
        ({"customer": customer(contacts=())}, ("no_email", "customer")),
        ({"customer": customer(contacts=(contact("a@b..c"),))}, ("bad_email", "customer")),
        (
            {"issued_on": TODAY, "due_on": date(2026, 11, 20)},
            ("due_before_issue", "due_on"),
        ),
        ({"status": InvoiceStatus.OPEN}, ("not_draft", "status")),
    ],
)
def test_what_is_missing_names_its_field(changes: Any, expected: tuple[str, str]) -> None:
    assert expected in problems(draft(**changes))


def test_a_missing_customer_is_one_reason_not_three() -> None:
    assert problems(draft(customer=None)) == [("no_customer", "customer")]


def test_every_problem_is_a_whole_sentence() -> None:
    broken = draft(customer=None, template=None, lines=(line(description=""), line("-900")))
    for problem in broken.problems(COMPANY, TODAY, email=True):
        assert str(problem).endswith(".")
        assert "{" not in str(problem)


def test_an_address_is_only_needed_when_email_is_asked_for() -> None:
    assert problems(draft(customer=customer(contacts=())), email=False) == []


def test_vat_cannot_be_charged_without_an_own_vat_id() -> None:
    company = replace(COMPANY, vat_id="")
    found = draft().problems(company, TODAY, email=False)
    assert [p.code for p in found] == ["no_own_vat_id"]


def test_an_invoice_goes_to_finance_before_the_primary_contact() -> None:
    primary = contact("boss@weber.example", ContactRole.PRIMARY)
    finance = contact("pay@weber.example", ContactRole.FINANCE)
    copied = contact("cc@weber.example", ContactRole.CC)
    whole = customer(contacts=(primary, finance, copied))
    assert [c.email for c in whole.recipients()] == ["pay@weber.example"]
    assert whole.always_copied() == ("cc@weber.example",)
    assert [c.email for c in customer(contacts=(primary, copied)).recipients()] == [
        "boss@weber.example"
    ]
    assert customer(contacts=(copied,)).recipients() == ()


def test_dates_follow_the_terms_of_the_invoice_then_of_the_customer() -> None:
    assert draft(terms_days=14).dates(TODAY) == (TODAY, date(2026, 12, 7))
    assert draft().dates(TODAY) == (TODAY, date(2026, 12, 23))
    assert draft(due_on=date(2027, 1, 1)).dates(TODAY)[1] == date(2027, 1, 1)


def test_overdue_is_derived_from_the_due_date() -> None:
    due = date(2026, 11, 11)
    assert days_overdue(InvoiceStatus.OPEN, due, TODAY) == 12
    assert days_overdue(InvoiceStatus.PAID, due, TODAY) == 0
    assert days_overdue(InvoiceStatus.DRAFT, None, TODAY) == 0


def test_the_frozen_invoice_survives_being_stored() -> None:
    invoice = draft(
        lines=(line("0.185", "4012", discount_percent=Decimal("2.5")), REVERSE),
        discount_amount=Decimal("1.01"),
        buyer_reference="PO 7",
        note="Ta & <b>\n",
    )
    issued = replace(IssuedInvoice.from_draft(invoice, COMPANY, TODAY), number="INV-1")
    assert from_json(to_json(issued), "INV-1") == issued
