# SPDX-License-Identifier: MIT
"""Editing a draft: typed numbers, lines, VAT, discounts, and the way back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain import drafting, vat
from lightar_desktop.domain.company import Company
from lightar_desktop.domain.customer import CustomerKind, PostalAddress
from lightar_desktop.domain.drafting import WHOLE, Column, Sheet
from lightar_desktop.domain.errors import DomainError, Problem
from lightar_desktop.domain.history import History
from lightar_desktop.domain.invoice import DocumentKind, InvoiceStatus
from lightar_desktop.domain.product import Product
from lightar_desktop.domain.tax import TaxCategory
from lightar_desktop.domain.typed import Discount, NumberStyle, discount_text, typed_discount
from tests.builders import COMPANY, TEMPLATE, customer, draft, line

ENGLISH, GERMAN, NORWEGIAN, SWISS = (
    NumberStyle(".", ","),
    NumberStyle(",", "."),
    NumberStyle(",", "\N{NO-BREAK SPACE}"),
    NumberStyle(".", "\N{RIGHT SINGLE QUOTATION MARK}"),
)
STYLES = st.sampled_from([ENGLISH, GERMAN, NORWEGIAN, SWISS])
NUMBERS = st.decimals(-99_999_999, 99_999_999, places=6)
TODAY = date(2026, 11, 23)
BLANK = drafting.blank_line(COMPANY, draft(lines=()))


@given(NUMBERS, STYLES)
def test_a_number_comes_back_as_it_was_shown(value: Decimal, style: NumberStyle) -> None:
    assert style.number(style.text(value)) == value


@given(NUMBERS, STYLES)
def test_thousands_may_be_grouped(value: Decimal, style: NumberStyle) -> None:
    whole, _, part = f"{value:,f}".partition(".")
    assert style.number(whole.replace(",", style.group) + style.point + part) == value


@given(st.text(max_size=12), STYLES)
def test_anything_typed_is_a_number_or_refused_with_a_reason(text: str, style: NumberStyle) -> None:
    words = ""
    try:
        words = f"{style.number(text):f}"
    except DomainError as refused:
        words = str(refused)
    assert words


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("12.5", GERMAN, "12.5"),  # the numeric keypad has no comma
        ("1.250", GERMAN, "1250"),
        ("1.250,75", GERMAN, "1250.75"),
        ("1,250.75", ENGLISH, "1250.75"),
        ("12,5", ENGLISH, "12.5"),
        ("1 250,75", NORWEGIAN, "1250.75"),
        ("1'250.75", SWISS, "1250.75"),
        ("\N{MINUS SIGN}3", ENGLISH, "-3"),
        (".5", ENGLISH, "0.5"),
        ("99,90", SWISS, "99.90"),
        ("99,90", NumberStyle(".", ""), "99.90"),
        ("99.90", NORWEGIAN, "99.90"),
    ],
)
def test_numbers_are_read_in_the_manner_of_the_country(
    text: str, style: NumberStyle, value: str
) -> None:
    assert style.number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("twelve", "bad_number"),
        ("", "bad_number"),
        ("1,2,3", "bad_number"),
        ("1.2.3", "bad_number"),
        ("1.250,5", "bad_number"),
        ("1e5", "bad_number"),
        ("NaN", "bad_number"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "bad_number"),
        ("0.0000001", "number_too_fine"),
        ("1000000000", "number_too_big"),
    ],
)
def test_what_is_no_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        ENGLISH.number(text)
    assert refused.value.codes == (code,)


@given(
    st.decimals(0, 100, places=2),
    st.decimals(0, 10_000, places=2),
    STYLES,
)
def test_a_discount_comes_back_as_it_was_shown(
    percent: Decimal, amount: Decimal, style: NumberStyle
) -> None:
    discount = Discount(percent, amount)
    assert typed_discount(discount_text(discount, style), style, "EUR") == discount


@pytest.mark.parametrize("text", ["110 %", "-5", "ten", "5 % % "])
def test_what_is_no_discount_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        typed_discount(text, ENGLISH, "EUR")


def buyer_in(country: str, **more: object) -> vat.Vat:
    seller = Company("Studio", PostalAddress("", "", "Berlin", "DE"))
    address = PostalAddress("Road 1", "1", "Town", country)
    return vat.suggested(seller, customer(address=address, **more))


def test_vat_is_suggested_from_where_the_buyer_is() -> None:
    home = vat.Vat(TaxCategory.STANDARD, Decimal(19))
    assert buyer_in("DE") == home
    assert buyer_in("") == home
    assert buyer_in("FR") == vat.Vat(TaxCategory.REVERSE_CHARGE)
    assert buyer_in("FR", vat_id="") == home
    assert buyer_in("FR", kind=CustomerKind.CONSUMER) == home
    assert buyer_in("NO") == vat.Vat(TaxCategory.EXPORT)
    assert vat.suggested(COMPANY, None) == vat.Vat(TaxCategory.STANDARD, Decimal(25))


@pytest.mark.parametrize("wanted", vat.choices(COMPANY), ids=str)
@pytest.mark.parametrize("style", [ENGLISH, GERMAN])
def test_every_choice_of_vat_can_be_typed(wanted: vat.Vat, style: NumberStyle) -> None:
    assert vat.typed_vat(vat.vat_text(wanted, style), style) == wanted
    if not wanted.category.taxed:
        assert vat.typed_vat(wanted.category.value.lower(), style) == wanted
        assert vat.typed_vat(vat.WORDS[wanted.category][:4], style) == wanted


def test_vat_that_makes_no_sense_is_refused() -> None:
    for text in ("much", "250", "-5", "ex"):  # "ex": exempt or export
        with pytest.raises(DomainError) as refused:
            vat.typed_vat(text, ENGLISH)
        assert "VAT" in str(refused.value) or "number" in str(refused.value)


@pytest.mark.parametrize("language", ["en", "de_AT", "nb_NO", "no", "fr", "xx", "pt-BR"])
def test_a_line_without_vat_says_why_in_the_buyers_language(language: str) -> None:
    buyer = customer(language=language)
    for wanted in vat.choices(COMPANY):
        made = drafting.with_vat(line(), wanted, buyer)
        assert bool(made.tax_reason) == wanted.category.needs_reason
        assert draft(customer=buyer, lines=(made,)).problems(COMPANY, TODAY, email=False) == ()
    german = drafting.with_vat(line(), vat.Vat(TaxCategory.REVERSE_CHARGE), customer())
    assert "Steuerschuldnerschaft" in german.tax_reason


def test_a_missing_reason_is_asked_for_with_the_usual_words() -> None:
    bare = line(rate="0", tax_category=TaxCategory.EXEMPT)
    (problem,) = draft(lines=(line(), bare, bare)).problems(COMPANY, TODAY, email=False)
    assert (problem.code, problem.field) == ("no_tax_reason", "lines.2.tax_reason")
    assert "Von der Umsatzsteuer befreit." in str(problem)
    explained = replace(bare, tax_reason="Small business")
    assert draft(lines=(bare, explained)).problems(COMPANY, TODAY, email=False) == ()


def test_a_new_draft_takes_the_customers_currency_and_terms() -> None:
    company = replace(COMPANY, currency="NOK", terms_days=10)
    empty = drafting.new_draft(company, TEMPLATE, 1)
    assert (empty.currency, empty.terms_days, empty.customer) == ("NOK", 10, None)
    buyer = customer(currency="SEK", terms_days=45)
    made = drafting.new_draft(company, TEMPLATE, 1, buyer)
    assert (made.currency, (made.dates(TODAY)[1] or TODAY) - TODAY) == (
        "SEK",
        timedelta(days=45),
    )
    priced = replace(made, lines=(line(),))
    assert drafting.with_customer(priced, customer(currency="EUR")).currency == "SEK"
    assert drafting.with_customer(priced, None).customer is None


def test_a_duplicate_has_neither_number_nor_dates_and_corrects_nothing() -> None:
    opened = draft(
        status=InvoiceStatus.OPEN,
        number="INV-1",
        issued_on=TODAY,
        due_on=TODAY,
        kind=DocumentKind.CREDIT_NOTE,
        corrects_id=7,
        corrects="INV-0",
    )
    again = drafting.duplicate(opened)
    assert again == draft(id=0)


def test_a_product_fills_its_line_but_not_with_a_price_of_another_currency() -> None:
    product = Product(1, "D-1", "Design", "h", Decimal(95), "EUR", tax_rate=Decimal(25))
    made = drafting.sold(product, replace(BLANK, quantity=Decimal(3)), "EUR")
    assert (made.description, made.quantity, made.unit_price) == ("Design", Decimal(3), Decimal(95))
    assert drafting.sold(product, BLANK, "NOK").unit_price == 0


def test_typing_below_the_last_line_begins_one() -> None:
    sheet = Sheet(draft(lines=()))
    assert sheet.typed(0, Column.DESCRIPTION, " ", ENGLISH, BLANK) == sheet
    sheet = sheet.typed(0, Column.DESCRIPTION, "Design", ENGLISH, BLANK)
    sheet = sheet.typed(0, Column.PRICE, "95.50", ENGLISH, BLANK)
    (made,) = sheet.draft.lines
    assert (made.description, made.quantity, made.unit_price) == (
        "Design",
        Decimal(1),
        Decimal("95.5"),
    )


def test_what_is_unfinished_is_kept_with_its_reason_and_moves_with_its_line() -> None:
    sheet = Sheet(draft(lines=(line("1"), line("2"), line("3"))))
    sheet = sheet.typed(1, Column.QUANTITY, "12,,", ENGLISH, BLANK)
    assert sheet.text(1, Column.QUANTITY, ENGLISH) == "12,,"
    assert sheet.draft.lines[1].quantity == 1
    assert [problem.code for problem in sheet.problems()] == ["bad_number"]
    assert sheet.moved(1, -1).text(0, Column.QUANTITY, ENGLISH) == "12,,"
    assert sheet.removed(0).text(0, Column.QUANTITY, ENGLISH) == "12,,"
    assert sheet.removed(1).problems() == ()
    assert sheet.doubled(0).text(2, Column.QUANTITY, ENGLISH) == "12,,"
    assert sheet.typed(1, Column.QUANTITY, "12", ENGLISH, BLANK).problems() == ()
    assert sheet.moved(0, -1) == sheet
    assert sheet.moved(2, 1) == sheet


def test_a_line_no_column_could_hold_is_not_taken() -> None:
    sheet = Sheet(draft(lines=(line("999999999"),)))
    sheet = sheet.typed(0, Column.QUANTITY, "999999999", ENGLISH, BLANK)
    assert [problem.code for problem in sheet.problems()] == ["amount_too_big"]


def test_fields_of_the_whole_invoice_are_typed_too() -> None:
    sheet = Sheet(draft()).typed(WHOLE, Column.DISCOUNT, "5 % + 10", ENGLISH, BLANK)
    assert sheet.draft.discount_percent == 5
    assert sheet.draft.discount_amount == 10
    assert sheet.text(WHOLE, Column.DISCOUNT, GERMAN) == "5 % + 10"
    sheet = sheet.typed(WHOLE, Column.TERMS, "soon", ENGLISH, BLANK)
    assert sheet.text(WHOLE, Column.TERMS, ENGLISH) == "soon"
    sheet = sheet.typed(WHOLE, Column.TERMS, "14", ENGLISH, BLANK)
    assert (sheet.draft.terms_days, sheet.problems()) == (14, ())
    assert sheet.typed(WHOLE, Column.TERMS, "", ENGLISH, BLANK).draft.terms_days is None


def test_the_place_of_a_problem_is_found_again() -> None:
    for column in (Column.DESCRIPTION, Column.QUANTITY, Column.PRICE, Column.VAT, Column.REASON):
        assert drafting.place_of(drafting.field_of(2, column)) == (2, column)
    assert drafting.place_of("customer") is None
    assert drafting.place_of("lines") == (0, Column.DESCRIPTION)


# Undo

TYPED = st.tuples(
    st.just("typed"),
    st.integers(0, 3),
    st.sampled_from(list(Column)[:7]),
    st.sampled_from(["", "5", "12,5", "x", "10 %", "AE", "Design", "1e9"]),
)
ARRANGED = st.tuples(st.sampled_from(["doubled", "removed", "up", "down"]), st.integers(0, 3))
STEPS = st.lists(st.one_of(TYPED, ARRANGED, st.just(("undo",)), st.just(("redo",))), max_size=25)


def after(sheet: Sheet, step: tuple[object, ...]) -> Sheet:
    match step:
        case ("typed", int(row), Column() as column, str(text)):
            if row <= len(sheet.draft.lines):
                return sheet.typed(row, column, text, ENGLISH, BLANK)
        case (str(name), int(row)) if row < len(sheet.draft.lines):
            match name:
                case "doubled":
                    return sheet.doubled(row)
                case "removed":
                    return sheet.removed(row)
                case _:
                    return sheet.moved(row, -1 if name == "up" else 1)
    return sheet


@given(STEPS)
def test_undoing_everything_returns_to_the_start(steps: list[tuple[object, ...]]) -> None:
    start = Sheet(draft(lines=(line("10"), line("20"))))
    history = History(start)
    for step in steps:
        before = history
        if step == ("undo",):
            history = history.undone()
            assert not before.past or history.redone().now == before.now
        elif step == ("redo",):
            history = history.redone()
        else:
            history = history.edited(after(history.now, step), str(step[1:3]))
        problems = history.now.draft.problems(COMPANY, TODAY, email=False)
        assert all(str(problem) for problem in problems)
    while history.past:
        history = history.undone()
    assert history.now == start


def test_typing_on_in_one_place_is_one_step() -> None:
    history = History("")
    for text in ("D", "De", "Des"):
        history = history.edited(text, "description")
    assert history.undone().now == ""
    assert history.settled().edited("Desi", "description").undone().now == "Des"
    assert history.edited("Des") is history


def test_what_was_begun_and_taken_back_leaves_no_line() -> None:
    begun = Sheet(draft(lines=())).typed(0, Column.DESCRIPTION, "D", ENGLISH, BLANK)
    assert begun.typed(0, Column.DESCRIPTION, "", ENGLISH, BLANK) == Sheet(draft(lines=()))
    priced = begun.typed(0, Column.PRICE, "5", ENGLISH, BLANK)
    assert len(priced.typed(0, Column.DESCRIPTION, "", ENGLISH, BLANK).draft.lines) == 1


def test_a_new_line_bears_the_vat_of_the_line_before_it() -> None:
    exempt = drafting.with_vat(line(), vat.Vat(TaxCategory.EXEMPT), customer())
    begun = drafting.blank_line(COMPANY, draft(lines=(line(), exempt)))
    assert (begun.tax_category, begun.tax_reason) == (TaxCategory.EXEMPT, exempt.tax_reason)
    assert (begun.description, begun.quantity, begun.unit_price) == ("", Decimal(1), Decimal(0))
    assert BLANK.tax_category is TaxCategory.EXPORT  # from Oslo to Berlin


def test_dates_are_kept_as_typed_until_they_are_dates() -> None:
    problem = Problem("bad_day", "due_on", {"text": "soon", "example": "31/12/2026"})
    sheet = Sheet(draft()).unclear(Column.DUE_ON, "soon", problem)
    assert "soon" in str(sheet.problems()[0])
    sheet = sheet.dated(Column.DUE_ON, TODAY).dated(Column.ISSUED_ON, TODAY)
    assert (sheet.draft.due_on, sheet.draft.issued_on, sheet.problems()) == (TODAY, TODAY, ())


def test_a_sale_without_vat_stays_without_whatever_the_catalogue_says() -> None:
    product = Product(1, "", "Design", tax_rate=Decimal(25))
    abroad = drafting.with_vat(line(), vat.Vat(TaxCategory.EXPORT), customer())
    made = drafting.sold(product, abroad, "EUR")
    assert (made.tax_category, made.tax_rate) == (TaxCategory.EXPORT, Decimal(0))
    assert made.tax_reason == "Steuerfreie Ausfuhrlieferung."


def test_every_cell_shows_what_was_typed_into_it() -> None:
    sheet = Sheet(draft(lines=(line(),)))
    typed = {
        Column.DESCRIPTION: "Workshop",
        Column.QUANTITY: "2.5",
        Column.UNIT: "day",
        Column.PRICE: "1450.75",
        Column.DISCOUNT: "5 % + 10",
        Column.VAT: "Exempt",
        Column.REASON: "Teaching",
    }
    for column, text in typed.items():
        sheet = sheet.typed(0, column, text, ENGLISH, BLANK)
    assert {column: sheet.text(0, column, ENGLISH) for column in typed} == typed
    emptied = sheet.typed(0, Column.QUANTITY, "", ENGLISH, BLANK)
    assert emptied.draft.lines[0].quantity == 0


def test_two_versions_are_told_apart_field_by_field_and_line_by_line() -> None:
    mine = draft(lines=(line(), line("5")), note="mine")
    theirs = draft(lines=(line("7"),), note="theirs", customer=None, terms_days=14)
    found = {what: (one, other) for what, one, other in drafting.differences(mine, theirs)}
    assert found["Note"] == ("mine", "theirs")
    assert found["Customer"] == ("Weber & Söhne GmbH", "")
    assert found["Payment terms"] == ("", "14")
    assert "7" in found["Line 1"][1]
    assert found["Line 2"][1] == ""
    assert drafting.differences(mine, mine) == ()
