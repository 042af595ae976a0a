# SPDX-License-Identifier: MIT
"""Headings of other programs find their fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.domain.importing.guarding import guarded, unguarded
from lightar_desktop.domain.importing.mapping import guessed, missing, named

EXPORTS = {
    "Xero": "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,"
    "InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,Currency",
    "QuickBooks": "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Memo,Item(Product/Service),"
    "ItemDescription,ItemQuantity,ItemRate,*ItemAmount,Taxable,TaxRate",
    "Zoho": "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Due Date,"
    "Currency Code,Item Name,Item Desc,Quantity,Item Price,Item Tax %,Item Total,Total,Balance",
    "FreshBooks": "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,"
    "Item Description,Rate,Quantity,Discount Percentage,Line Subtotal,Tax 1 Type,Currency",
    "German": "Rechnungsnr.,Rechnungsdatum,Kunde,Kundennr.,Fällig am,Artikelnr.,Bezeichnung,Menge,"
    "Einheit,Einzelpreis (netto),USt. %,Gesamt",
    "French": "N° facture,Date,Client,Désignation,Qté,PU HT,TVA,Échéance,Montant HT",
    "Spanish": "Nº factura,Fecha,Cliente,Concepto,Cantidad,Precio unitario,% IVA,Vencimiento",
}


@pytest.mark.parametrize("program", EXPORTS)
def test_exports_of_other_programs_need_no_mapping_by_hand(program: str) -> None:
    headings = EXPORTS[program].split(",")
    found = guessed(ImportKind.INVOICES, headings)
    assert missing(ImportKind.INVOICES, found) == []
    needed = {"reference", "customer_name", "issued_on", "description", "quantity", "unit_price"}
    assert needed <= found.keys()
    assert len(set(found.values())) == len(found), "a column fills one field"


def test_the_number_of_the_invoice_is_not_the_name_of_the_customer() -> None:
    headings = EXPORTS["German"].split(",")
    found = guessed(ImportKind.INVOICES, headings)
    assert headings[found["reference"]] == "Rechnungsnr."
    assert headings[found["customer_number"]] == "Kundennr."
    assert headings[found["due_on"]] == "Fällig am"


def test_wishes_come_before_guesses_and_unknown_ones_are_named() -> None:
    headings = ["Name", "Alias", "Mail"]
    assert guessed(ImportKind.CUSTOMERS, headings) == {"name": 0, "email": 2}
    assert named(ImportKind.CUSTOMERS, headings, {"name": "alias", "email": ""}) == {"name": 1}
    for wish in ({"colour": "Name"}, {"name": "Nom"}):
        with pytest.raises(KeyError):
            named(ImportKind.CUSTOMERS, headings, wish)


@given(st.text())
def test_what_is_kept_from_running_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    begin = guarded(text)[:1]
    assert begin not in {"=", "@", "\t", "\r"}
    assert begin not in {"+", "-"} or guarded(text)[1:2].isdigit()


@pytest.mark.parametrize("text", ["=1+1", "+1-cmd", "-2+3", "@SUM(A1)", "\t=1", " =1", "\uff1d1"])
def test_formulas_are_kept_from_running(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.50", "+47", "plain", "a=b", "1-2"])
def test_figures_and_plain_words_are_left_alone(text: str) -> None:
    assert guarded(text) == text
