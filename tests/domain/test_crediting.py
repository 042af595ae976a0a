# SPDX-License-Identifier: MIT
"""Credit notes never give back more than was asked for; what was paid is not voided."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.crediting import Credited, credit_note, settled
from lightar_desktop.domain.errors import DomainError
from lightar_desktop.domain.invoice import DocumentKind, Invoice, InvoiceStatus, may_be_emailed
from tests.builders import draft, line

AMOUNTS = st.decimals("0.01", 5000, places=2)
LINES = st.lists(
    st.builds(
        line,
        AMOUNTS.map(str),
        st.decimals("0.25", 40, places=2).map(str),
        st.sampled_from(["0", "15", "25"]),
        discount_percent=st.sampled_from([Decimal(0), Decimal(10)]),
    ),
    min_size=1,
    max_size=6,
).map(tuple)


def opened(**changes: object) -> Invoice:
    good = {"status": InvoiceStatus.OPEN, "number": "INV-1", "id": 7, "version": 3}
    return draft(**{**good, **changes})


def credited(
    total: str = "125", balance: str = "125", so_far: str = "0", **more: object
) -> Credited:
    status = more.get("status", InvoiceStatus.OPEN)
    assert isinstance(status, InvoiceStatus)
    amounts = (Decimal(total), Decimal(balance), Decimal(so_far))
    return Credited(7, "INV-1", status, DocumentKind.INVOICE, "EUR", *amounts)


@given(LINES, st.sampled_from([Decimal(0), Decimal(5)]), st.sampled_from([Decimal(0), Decimal(1)]))
def test_an_invoice_and_its_credit_note_cancel_out(
    lines: tuple[object, ...], percent: Decimal, amount: Decimal
) -> None:
    invoice = opened(lines=lines, discount_percent=percent, discount_amount=amount)
    note = credit_note(invoice, 4)
    assert note.totals() == invoice.totals()
    assert invoice.kind.sign * invoice.totals().total + note.kind.sign * note.totals().total == 0
    assert (note.kind, note.corrects_id, note.corrects) == (DocumentKind.CREDIT_NOTE, 7, "INV-1")
    assert (note.status, note.number, note.version) == (InvoiceStatus.DRAFT, None, 0)
    assert (note.series_id, note.currency, note.customer) == (4, "EUR", invoice.customer)


@given(LINES, st.data())
def test_a_credit_note_of_a_part_is_smaller(lines: tuple[object, ...], data: st.DataObject) -> None:
    invoice = opened(lines=lines)
    row = data.draw(st.integers(0, len(lines) - 1))
    share = data.draw(st.sampled_from([Decimal("0.25"), Decimal("0.5"), Decimal(1)]))
    quantity = invoice.lines[row].quantity * share
    note = credit_note(invoice, 1, {row: quantity})
    assert [one.quantity for one in note.lines] == [quantity]
    assert note.totals().total <= invoice.totals().total


def test_a_part_takes_its_share_of_discounts() -> None:
    reduced = line("100", "4", discount_amount=Decimal(40))
    note = credit_note(
        opened(lines=(reduced, line("360")), discount_amount=Decimal(72)), 1, {0: Decimal(1)}
    )
    assert note.lines[0].discount_amount == 10
    assert note.discount_amount == 9  # an eighth of 720 was taken back


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5"])
def test_no_more_is_credited_than_was_sold(quantity: str) -> None:
    with pytest.raises(DomainError) as refused:
        credit_note(opened(), 1, {0: Decimal(quantity)})
    assert refused.value.codes == ("credited_more",)


def test_only_opened_invoices_are_credited() -> None:
    for invoice, code in (
        (draft(), "not_opened_yet"),
        (opened(kind=DocumentKind.CREDIT_NOTE), "credit_of_credit"),
    ):
        with pytest.raises(DomainError) as refused:
            credit_note(invoice, 1)
        assert refused.value.codes == (code,)
    with pytest.raises(DomainError):
        credit_note(opened(), 1, {})


def test_what_is_left_limits_the_next_note() -> None:
    half = credited(balance="25", so_far="100", status=InvoiceStatus.PARTIALLY_PAID)
    assert half.problems(Decimal(25)) == ()
    (problem,) = half.problems(Decimal("25.01"))
    assert str(problem).startswith("Only 25.00 EUR of INV-1 is left")
    void = credited(status=InvoiceStatus.VOID)
    assert [one.code for one in void.problems(Decimal(1))] == ["corrected_void"]


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_nothing_is_applied_that_is_not_owed(
    total: Decimal, balance: Decimal, note: Decimal
) -> None:
    owed = credited(str(total), str(min(total, balance)))
    applied = owed.applied(note)
    assert 0 <= applied <= min(owed.balance, note)
    assert (owed.after(applied) is InvoiceStatus.PAID) == (applied == owed.balance)
    assert (settled(note, applied) is InvoiceStatus.PAID) == (applied == note)


def test_a_note_on_a_paid_invoice_is_all_given_back() -> None:
    paid = credited(balance="0", status=InvoiceStatus.PAID)
    assert paid.applied(Decimal(50)) == 0
    assert paid.after(Decimal(0)) is InvoiceStatus.PAID
    assert settled(Decimal(50), Decimal(0)) is InvoiceStatus.OPEN


def test_only_what_nobody_paid_or_credited_is_voided() -> None:
    assert credited().void_problems() == ()
    for one, code in (
        (credited(balance="100", status=InvoiceStatus.PARTIALLY_PAID), "void_paid"),
        (credited(balance="0", status=InvoiceStatus.PAID), "void_paid"),
        (credited(status=InvoiceStatus.VOID), "already_void"),
        (credited(status=InvoiceStatus.DRAFT), "not_opened_yet"),
    ):
        assert [problem.code for problem in one.void_problems()] == [code]


def test_a_settled_credit_note_can_still_be_emailed() -> None:
    note, invoice = DocumentKind.CREDIT_NOTE, DocumentKind.INVOICE
    assert may_be_emailed(InvoiceStatus.PAID, note)
    assert not may_be_emailed(InvoiceStatus.PAID, invoice)
    assert not may_be_emailed(InvoiceStatus.VOID, note)
    assert may_be_emailed(InvoiceStatus.OPEN, invoice)


def test_a_line_that_is_not_there_is_not_credited() -> None:
    with pytest.raises(DomainError, match="no line 3"):
        credit_note(opened(), 1, {2: Decimal(1)})
